import Core
import MAPI
import MIME

/// The content of a signed or encrypted message, which its only attachment holds as it came. [MS-OXOSMIME] §2
struct SecuredContent {
  enum Kind {
    /// The attachment is a CMS object. RFC 8551 §3.3, §3.4
    case opaque(smimeType: String?)
    /// The attachment is a `multipart/signed` with its header. The fields that describe it, and where its body begins.
    case clear(fields: [UInt8], body: Int)
  }
  let kind: Kind
  let attachment: AttachmentItem

  /// nil for any other message, and for one that says it is secured and does not look like it.
  init?(_ item: MailItem) {
    let words = item.messageClass
    guard words.contains(".smime") || words.hasPrefix("ipm.note.secure"), !words.hasPrefix("report."),
      let only = item.attachments.first, item.attachments.count == 1
    else { return nil }
    attachment = AttachmentItem(only, number: 1, of: item)
    let source = attachment.source
    let head = (try? source?.bytes(at: 0, min(64 << 10, source?.count ?? 0))) ?? []
    if let clear = Self.clear(head, item) {
      kind = clear
    } else if Self.isCMS(head) {
      kind = .opaque(smimeType: Self.smimeType(head))
    } else {
      item.reader.notes.add(
        .warning, "MAIL-SIGNED", "the message is said to be signed or encrypted, and its content does not look so")
      return nil
    }
  }

  // MARK: Clear-signed

  private static func clear(_ head: [UInt8], _ item: MailItem) -> Kind? {
    let body = headerEnd(head)
    if let body, let header = TransportHeader(Array(head[..<body])), isSigned(header.value(.contentType)) {
      return .clear(fields: kept(header), body: body)
    }
    // Without a header of its own: the stored header of the message has its boundary.
    guard head.starts(with: "--".utf8) || head.starts(with: "\r\n--".utf8),
      let text = item.reader.text(PropertyID.transportMessageHeaders), let header = TransportHeader(text),
      let type = header.value(.contentType), isSigned(type), let boundary = ContentType(type).boundary
    else { return nil }
    let first = head.drop { $0 == 0x0D || $0 == 0x0A }
    return first.starts(with: "--\(boundary)".utf8) ? .clear(fields: kept(header), body: 0) : nil
  }

  private static func isSigned(_ type: [UInt8]?) -> Bool {
    type.map { $0.prefix(16).map(\.lowercased).elementsEqual("multipart/signed".utf8) } ?? false
  }

  /// What describes the body, as it stands where that can be sent.
  private static func kept(_ header: TransportHeader) -> [UInt8] {
    var kept = MailOutput { _ in }
    for field in header.fields where field.known?.isAboutBody == true && field.known != .mimeVersion {
      if field.isClean {
        kept.bytes += header.bytes[field.range]
      } else {
        let value = header.value(field)
        let name = String(decoding: header.bytes[field.name], as: UTF8.self)
        if PlainText.isPlain(value) { kept.folded(name, value) } else { kept.field(name, value) }
      }
    }
    return kept.bytes
  }

  /// Behind the first empty line.
  private static func headerEnd(_ head: [UInt8]) -> Int? {
    var at = 0
    while let feed = head[at...].firstIndex(of: 0x0A) {
      at = feed + 1
      if at < head.count, head[at] == 0x0A { return at + 1 }
      if at + 1 < head.count, head[at] == 0x0D, head[at + 1] == 0x0A { return at + 2 }
    }
    return nil
  }

  /// Some byte is above 0x7F, so that what holds the message has to say so. RFC 2045 §6.4
  var hasEightBit: Bool {
    guard case .clear = kind, let source = attachment.source else { return false }
    var at = 0
    while at < source.count {
      guard let piece = try? source.bytes(at: at, min(64 << 10, source.count - at)), !piece.isEmpty else { break }
      if !PlainText.isASCII(piece) { return true }
      at += piece.count
    }
    return false
  }

  // MARK: Opaque

  /// A SEQUENCE, and soon in it one of the content types of CMS. RFC 5652 §3
  private static func isCMS(_ head: [UInt8]) -> Bool { head.first == 0x30 && contentType(head) != nil }

  /// 1.2.840.113549.1.7.x or .1.9.16.1.x
  private static func contentType(_ head: [UInt8]) -> [UInt8]? {
    let pkcs: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01]
    let start = head.prefix(24)
    guard
      let tag = start.indices.first(where: { start[$0] == 0x06 && start[($0 + 1)...].dropFirst().starts(with: pkcs) })
    else { return nil }
    return Array(head[(tag + 2 + pkcs.count)...].prefix(Int(head[tag + 1]) - pkcs.count))
  }

  /// RFC 8551 §3.2.2
  private static func smimeType(_ head: [UInt8]) -> String? {
    switch contentType(head) {
    case [7, 2]?: "signed-data"
    case [7, 3]?: "enveloped-data"
    case [9, 16, 1, 9]?: "compressed-data"
    case [9, 16, 1, 23]?: "authEnveloped-data"
    default: nil
    }
  }
}

extension MailWriter {
  mutating func write(_ secured: SecuredContent, _ item: MailItem) throws {
    switch secured.kind {
    case .opaque(let smimeType):
      var parameters = Parameters()
      if let smimeType { parameters.all.append(.init("smime-type", smimeType)) }
      parameters.all.append(.init("name", "smime.p7m"))
      var file = FilePart(.attachment(secured.attachment), type: "application/pkcs7-mime", fileName: "smime.p7m")
      file.parameters = parameters
      try write(file)
    case .clear(let fields, let body):
      output.bytes += fields
      output.lineEnd()
      var hasBareEnds = false
      var last: UInt8 = 0x0D
      try stream(secured.attachment, from: body) { writer, piece in
        for byte in piece {
          if byte == 0x0A, last != 0x0D { hasBareEnds = true }
          last = byte
        }
        writer.output.bytes += piece
      }
      if hasBareEnds {
        notes.add(
          .note, "MAIL-SIGNED-LINES",
          "lines of the signed content end with a line feed alone; they were left so, or the signature would break")
      }
    }
    secured.attachment.reader.passOnDamages()
  }
}
