public import MIME

/// What is known of a part of a message: from its header when it begins, with sizes once it has ended.
public struct PartRecord: Sendable, Hashable {
  /// Its number as IMAP has it (RFC 9051 §6.4.5.1), such as `2.1`. Empty for a multipart that is a message's whole body: it
  /// has no number of its own.
  public var path: String
  /// How many parts it lies in.
  public var depth: Int
  /// How many messages it lies in, the outermost not counted.
  public var messageDepth: Int
  public var kind: PartKind
  public var content: Content
  /// Where its header begins and where its body does, in bytes from the beginning of the message.
  public var start: Int
  public var bodyStart: Int
  /// As the header names it.
  public var charset: String?
  /// As the sender wrote it, paths included; ``SafeFileName`` makes it fit for a disk.
  public var fileName: String?
  /// `inline`, `attachment` or another word; empty when none is given.
  public var disposition = ""
  /// What a program shows it as, where the type alone does not say.
  public var meaning: Meaning?
  /// Of a message, decoded, at most 200 characters.
  public var subject: String?
  /// Behind the header, as it stands.
  public var encodedBytes = 0
  /// Nil for what is not decoded: multiparts, messages, and what was not looked into.
  public var decodedBytes: Int?
  /// Of the decoded bytes, hexadecimal; nil where none was asked for or nothing was decoded.
  public var sha256: String?
  public var decoding = DecodingDamage()

  public var mediaType: MediaType { content.mediaType }
  public var isText: Bool { content.form == .leaf && mediaType.type == "text" }

  /// What people mean by an attachment: said to be one, or named, or neither text nor a container. A message within the
  /// message is one as a whole.
  public var isAttachment: Bool {
    if kind == .message || content.form == .multipart { return false }
    return disposition == "attachment" || content.form == .message || fileName != nil
      || mediaType.type != "text" && mediaType.type != "multipart"
  }

  /// Kinds of content that need a word beside their type.
  public enum Meaning: String, Sendable, Hashable, CaseIterable {
    case signed, encrypted, compressed, signature, report, tnef, invitation, partial
    case externalBody = "external-body"

    init?(_ type: MediaType, parameters: Parameters) {
      switch (type.type, type.subtype) {
      case ("multipart", "signed"): self = .signed
      case ("multipart", "encrypted"): self = .encrypted
      case ("multipart", "report"): self = .report
      case ("application", "pkcs7-mime"), ("application", "x-pkcs7-mime"):
        switch parameters["smime-type"]?.lowercased() {
        case "signed-data": self = .signed
        case "compressed-data": self = .compressed
        default: self = .encrypted
        }
      case ("application", "pkcs7-signature"), ("application", "x-pkcs7-signature"), ("application", "pgp-signature"):
        self = .signature
      case ("application", "pgp-encrypted"): self = .encrypted
      case ("application", "ms-tnef"), ("application", "vnd.ms-tnef"): self = .tnef
      case ("text", "calendar"): self = .invitation
      case ("message", "partial"): self = .partial
      case ("message", "external-body"): self = .externalBody
      default: return nil
      }
    }
  }
}

extension TransferEncoding {
  /// As RFC 2045 §6.1 spells it.
  public var name: String {
    switch self {
    case .sevenBit: "7bit"
    case .eightBit: "8bit"
    case .binary: "binary"
    case .base64: "base64"
    case .quotedPrintable: "quoted-printable"
    case .uuencode: "x-uuencode"
    case .unknown: "unknown"
    }
  }
}
