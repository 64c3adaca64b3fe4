/// A media type without its parameters, in small letters.
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
  public var type: String
  public var subtype: String

  public init(_ type: String, _ subtype: String) {
    self.type = type.lowercased()
    self.subtype = subtype.lowercased()
  }

  /// What a part is when it does not say (RFC 2045 §5.2).
  public static let textPlain = MediaType("text", "plain")
  /// What a part of a digest is when it does not say (RFC 2046 §5.1.5).
  public static let message = MediaType("message", "rfc822")
  /// What nobody looks into.
  public static let bytes = MediaType("application", "octet-stream")

  public var description: String { "\(type)/\(subtype)" }

  var isMultipart: Bool { type == "multipart" }
  var isDigest: Bool { type == "multipart" && subtype == "digest" }
  /// Types whose body is a message (RFC 2046 §5.2.1, RFC 6532 §3.7; `news` is the older name for articles).
  var isMessage: Bool { type == "message" && (subtype == "rfc822" || subtype == "global" || subtype == "news") }
}

/// How a body was made fit for transport (RFC 2045 §6).
public enum TransferEncoding: Sendable, Hashable {
  case sevenBit, eightBit, binary, base64, quotedPrintable
  /// `x-uuencode` and its other names; no standard knows it, mail from the last century does.
  case uuencode
  /// A name nobody knows. The body is handed out as it is.
  case unknown

  /// `value` as in the field's body; blanks, comments behind it and case do not matter. Nil when nothing is named.
  init?(_ value: Span<UInt8>) {
    var scanner = ContentScanner(at: 0)
    scanner.skipBlanks(value)
    let token = scanner.token(value)
    guard !token.isEmpty else { return nil }
    let names: [(StaticString, TransferEncoding)] = [
      ("7bit", .sevenBit), ("8bit", .eightBit), ("binary", .binary), ("base64", .base64),
      ("quoted-printable", .quotedPrintable), ("x-uuencode", .uuencode), ("uuencode", .uuencode), ("x-uue", .uuencode),
      ("7-bit", .sevenBit), ("8-bit", .eightBit), ("x-base64", .base64),
    ]
    self = names.first { value.spells($0.0, in: token) }?.1 ?? .unknown
  }

  /// Whether the bytes of the body are those that were meant.
  public var isIdentity: Bool {
    switch self {
    case .sevenBit, .eightBit, .binary, .unknown: true
    case .base64, .quotedPrintable, .uuencode: false
    }
  }
}
