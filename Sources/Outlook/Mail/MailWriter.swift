import Core
import MAPI
import MIME

/// Writes one message and those within it.
struct MailWriter {
  let options: MailOptions
  let notes: MailNotes
  var output: MailOutput
  var boundaries = BoundarySequence()
  private var attachmentsLeft: Int
  /// Looking into enclosed messages before they are written has an end, whatever they hold.
  private var looksLeft = 10_000

  init(options: MailOptions, notes: MailNotes, output: MailOutput) {
    (self.options, self.notes, self.output) = (options, notes, output)
    attachmentsLeft = options.attachments
  }

  mutating func message(_ item: MailItem, depth: Int) throws {
    header(item)
    output.line("MIME-Version: 1.0")
    if let secured = SecuredContent(item) {
      try write(secured, item)
    } else {
      try write(content(item, depth), depth)
    }
    item.reader.passOnDamages()
    try output.flushIfFull()
  }

  // MARK: The tree

  /// What the message consists of. [MS-OXCMAIL] §2.1
  private mutating func content(_ item: MailItem, _ depth: Int) -> MailPart {
    let body = MailBody(item, options)
    var rest = files(item, depth)
    if options.keepsRTF, let rtf = body.rtf {
      rest.append(.file(FilePart(bytes: rtf, type: "application/rtf", fileName: "body.rtf")))
    }
    var forms = [MailPart.text(.plain(body.text, notes))]
    if let html = body.html {
      let shown = shownInPlace(html, &rest) + body.pictures.map(MailPart.picture)
      let part = MailPart.text(.html(html, body.charset))
      forms.append(shown.isEmpty ? part : .multipart("related", [("type", "text/html")], [part] + shown))
    }
    if item.kind == .meeting, let calendar = options.calendar?(item.message) { forms.append(.calendar(calendar)) }
    let text = forms.count == 1 ? forms[0] : .multipart("alternative", [], forms)
    if item.kind == .report, let report = ReportPart(item, &rest) {
      return .multipart("report", [("report-type", report.type)], [text, report.part] + rest)
    }
    return rest.isEmpty ? text : .multipart("mixed", [], [text] + rest)
  }

  private mutating func files(_ item: MailItem, _ depth: Int) -> [MailPart] {
    let all = item.attachments
    guard !all.isEmpty else { return [] }
    if all.count > attachmentsLeft {
      notes.add(
        .problem, "MAIL-LIMIT",
        "\(all.count - attachmentsLeft) attachments were left out: there are more than are written")
    }
    let some = all.prefix(attachmentsLeft)
    attachmentsLeft -= some.count
    return some.enumerated().compactMap { place, object in
      let attachment = AttachmentItem(object, number: place + 1, of: item)
      return notes.within(place + 1) { attachment.part(options, depth) }
    }
  }

  /// Takes out of `rest` what `html` shows by its Content-ID or Content-Location.
  private func shownInPlace(_ html: [UInt8], _ rest: inout [MailPart]) -> [MailPart] {
    guard rest.contains(where: { $0.file?.contentID != nil || $0.file?.location != nil }) else { return [] }
    let locations = rest.lazy.compactMap { $0.file?.location.map { Array($0.utf8) } }
    let references = ContentReferences(html, locations: Set(locations))
    var shown: [MailPart] = []
    rest.removeAll { part in
      guard var file = part.file, references.contain(file) else { return false }
      file.isInline = true
      shown.append(.file(file))
      return true
    }
    return shown
  }

  // MARK: Bytes

  private mutating func write(_ part: MailPart, _ depth: Int) throws {
    switch part {
    case .text(let text): write(text)
    case .file(let file): try write(file)
    case .message(let enclosed): try write(enclosed, depth)
    case .multipart(let subtype, let parameters, let parts):
      let boundary = boundaries.next()
      output.text("Content-Type: multipart/")
      output.string(subtype)
      for (name, value) in parameters { output.string("; \(name)=\"\(value)\"") }
      output.text(";\r\n boundary=\"")
      output.bytes.append(contentsOf: boundary)
      output.line("\"")
      if parts.contains(where: { needsEightBit($0, depth) }) { output.line("Content-Transfer-Encoding: 8bit") }
      for part in parts {
        open(boundary)
        output.lineEnd()
        try write(part, depth)
        try output.flushIfFull()
      }
      open(boundary)
      output.line("--")
    }
  }

  private mutating func open(_ boundary: [UInt8]) {
    output.text("\r\n--")
    output.bytes.append(contentsOf: boundary)
  }

  private mutating func write(_ text: TextPart) {
    output.text("Content-Type: ")
    output.string(text.type)
    output.lineEnd()
    transferEncoding(text.encoding)
    if let name = text.fileName { disposition("attachment", name) }
    output.lineEnd()
    text.bytes.withUnsafeBytes { bytes in
      switch text.encoding {
      case .sevenBit, .eightBit: output.bytes.append(contentsOf: bytes)
      case .quotedPrintable: QuotedPrintableEncoder.encode(bytes, to: &output.bytes)
      case .base64:
        var lines = Base64Lines()
        lines.append(bytes, to: &output.bytes)
        lines.finish(into: &output.bytes)
      }
    }
  }

  mutating func transferEncoding(_ encoding: BodyEncoding) {
    // 7bit is what a part has that says nothing.
    guard encoding != .sevenBit else { return }
    output.text("Content-Transfer-Encoding: ")
    output.string(encoding.rawValue)
    output.lineEnd()
  }

  mutating func disposition(_ kind: String, _ name: String?) {
    let parameters = name.map { Parameters([.init("filename", FieldWriter.oneLine($0))]) } ?? Parameters()
    output.bytes += FieldWriter.parameters("Content-Disposition", kind, parameters)
  }

  private mutating func write(_ enclosed: EnclosedMessage, _ depth: Int) throws {
    try notes.within(enclosed.number) {
      output.line("Content-Type: message/rfc822")
      if needsEightBit(.message(enclosed), depth) { output.line("Content-Transfer-Encoding: 8bit") }
      disposition("attachment", enclosed.fileName)
      output.lineEnd()
      try message(enclosed.item, depth: depth + 1)
    }
  }

  /// Only a signed message within another has bytes above 0x7F that may not be encoded.
  private mutating func needsEightBit(_ part: MailPart, _ depth: Int) -> Bool {
    switch part {
    case .text, .file: return false
    case .multipart(_, _, let parts): return parts.contains { needsEightBit($0, depth) }
    case .message(let enclosed): return needsEightBit(enclosed.item, depth + 1)
    }
  }

  private mutating func needsEightBit(_ item: MailItem, _ depth: Int) -> Bool {
    looksLeft -= 1
    guard looksLeft > 0, depth <= options.depth else { return looksLeft <= 0 }
    if let secured = SecuredContent(item) { return secured.hasEightBit }
    return item.enclosed.contains { needsEightBit($0, depth + 1) }
  }
}
