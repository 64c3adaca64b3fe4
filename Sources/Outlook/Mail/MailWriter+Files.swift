import Core
import MAPI
import MIME

/// Files on their way into the message.
extension MailWriter {
  /// Bytes that are read at once: whole lines of base64.
  private static let chunk = 57 * 1_024

  mutating func write(_ file: FilePart) throws {
    var file = file
    var raw: [UInt8]?
    // These may not be encoded (RFC 2046 §5.2.1, RFC 3464 §2.1): written as they are, or as plain files.
    if file.type.hasPrefix("message/") || file.type.hasPrefix("multipart/") {
      raw = sevenBit(file)
      if raw == nil || file.type.hasPrefix("multipart/") {
        (file.type, file.parameters, raw) = ("application/octet-stream", Parameters(), nil)
      }
    }
    output.bytes += FieldWriter.parameters("Content-Type", file.type, file.parameters)
    if raw == nil { transferEncoding(.base64) }
    disposition(file.isInline ? "inline" : "attachment", file.fileName)
    if let id = file.contentID { output.field("Content-ID", Array("<\(id)>".utf8)) }
    if let location = file.location { output.folded("Content-Location", Array(location.utf8)) }
    output.lineEnd()
    if let raw {
      output.bytes += raw
    } else {
      try encode(file.content)
    }
  }

  /// The content if it can travel as it is.
  private func sevenBit(_ file: FilePart) -> [UInt8]? {
    let bytes: [UInt8]
    switch file.content {
    case .bytes(let some): bytes = some
    case .attachment(let attachment):
      guard let source = attachment.source, source.count <= 4 << 20,
        let all = try? source.bytes(at: 0, source.count), all.count == source.count
      else { return nil }
      bytes = all
    }
    let survey = LineSurvey(bytes)
    return survey.isSevenBit && !survey.looksBounded ? bytes : nil
  }

  private mutating func encode(_ content: FilePart.Content) throws {
    var lines = Base64Lines()
    switch content {
    case .bytes(let bytes): bytes.withUnsafeBytes { lines.append($0, to: &output.bytes) }
    case .attachment(let attachment):
      guard attachment.hasData else { return }
      guard output.written < options.size else {
        notes.within(attachment.number) {
          notes.add(.problem, "MAIL-LIMIT", "the content was left out: the message is larger than any mail can be")
        }
        return
      }
      try stream(attachment, from: 0) { writer, piece in
        piece.withUnsafeBytes { lines.append($0, to: &writer.output.bytes) }
      }
    }
    lines.finish(into: &output.bytes)
  }

  /// Hands the data of an attachment to `take`, piece by piece. What cannot be read is told.
  mutating func stream(
    _ attachment: AttachmentItem, from start: Int, _ take: (inout MailWriter, [UInt8]) throws -> Void
  ) throws {
    guard let source = attachment.source else { return }
    var at = start
    while at < source.count {
      guard let piece = try? source.bytes(at: at, min(Self.chunk, source.count - at)), !piece.isEmpty else {
        notes.within(attachment.number) {
          notes.add(
            .problem, "MAIL-ATTACHMENT-CUT", "only \(at) of \(source.count) bytes of an attachment could be read")
        }
        break
      }
      at += piece.count
      try take(&self, piece)
      try output.flushIfFull()
    }
    notes.within(attachment.number) { attachment.reader.passOnDamages() }
  }
}
