internal import Core
internal import IMAP

/// BODY[…] and the structure of a message. RFC 9051 §6.4.5, §7.5.2.
extension Session {
  /// Text Exchange shows in place of a message it cannot convert.
  static let placeholder = Array(
    """
    Subject: Retrieval using the IMAP4 protocol failed for the following message\r
    Content-Type: text/plain\r
    \r
    The server couldn't retrieve the following message:\r
    \r
    Retrieval using the IMAP4 protocol failed for the following message. The message hasn't been deleted.\r

    """.utf8)

  private func isPlaceholder(_ message: StoredMessage, _ selection: Selection) -> Bool {
    !personality.placeholders.isEmpty
      && personality.placeholders[selection.name]?.contains(message.uid.rawValue) == true
  }

  func size(of message: StoredMessage, _ selection: Selection) -> UInt64 {
    isPlaceholder(message, selection) ? UInt64(Self.placeholder.count) : message.size
  }

  mutating func answer(
    _ section: Section, _ partial: Range<UInt32>?, _ message: StoredMessage, _ run: inout Run
  ) throws(Fault) {
    let bytes = try replacement(section, message, run.selection)
    let range = try bytes == nil ? place(of: section, message, &run) : nil
    guard bytes != nil || range != nil else {
      output.attribute("", Array("BODY[\(section)] NIL".utf8))
      return
    }
    guard let partial else {
      output.announce(section, size: bytes?.count ?? range?.count ?? 0)
      return stream(range, bytes, message, &run)
    }
    let window = UInt64(partial.lowerBound)..<UInt64(partial.upperBound)
    let cut = bytes.map { bytes in
      Array(bytes[min(bytes.count, Int(window.lowerBound))..<min(bytes.count, Int(window.upperBound))])
    }
    let part = range.map { whole in
      let low = min(whole.upperBound, whole.lowerBound + window.lowerBound)
      return low..<min(whole.upperBound, whole.lowerBound + window.upperBound)
    }
    output.announce(section, origin: partial.lowerBound, size: cut?.count ?? part?.count ?? 0)
    stream(part, cut, message, &run)
  }

  /// The announced bytes: those given, or a stretch of the message that is read later, piece by piece.
  mutating func stream(_ range: Range<UInt64>?, _ bytes: [UInt8]?, _ message: StoredMessage, _ run: inout Run) {
    if let bytes {
      output.bytes += bytes
    } else if let range, !range.isEmpty {
      run.stream(message, range)
    }
  }

  /// Bytes of sections that do not lie in the message as they are sent.
  func replacement(_ section: Section, _ message: StoredMessage, _ selection: Selection) throws(Fault) -> [UInt8]? {
    if section == .whole { return isPlaceholder(message, selection) ? Self.placeholder : nil }
    let words = section.text.split(separator: " ", maxSplits: 1)
    guard words.count == 2, let list = words.last else { return nil }
    let isInverted = words[0].hasSuffix(".NOT")
    let prefix = words[0].dropLast((isInverted ? "HEADER.FIELDS.NOT" : "HEADER.FIELDS").count)
    let names = list.dropFirst().dropLast().split(separator: " ").map { Array($0.lowercased().utf8) }
    let header: [UInt8]
    if prefix.isEmpty {
      header = try readHeader(message, selection.folder)
    } else {
      let root = try MessagePart.read(message, selection.folder)
      guard let part = root.part(prefix.dropLast())?.embedded else { return nil }
      header = try part.readHeader(message, selection.folder)
    }
    return HeaderFields(header).selecting(Set(names), isInverted: isInverted)
  }

  /// Where a section lies in the message; nil when there is no such part.
  func place(of section: Section, _ message: StoredMessage, _ run: inout Run) throws(Fault) -> Range<UInt64>? {
    switch section.text {
    case "": return 0..<message.size
    case "HEADER": return 0..<UInt64(try readHeader(message, run.selection.folder).count)
    case "TEXT": return UInt64(try readHeader(message, run.selection.folder).count)..<message.size
    default: return try run.structure(of: message).place(of: section.text)
    }
  }

  func readHeader(_ message: StoredMessage, _ folder: Folder) throws(Fault) -> [UInt8] {
    try MessagePart.readHeader(message, folder, from: 0, to: message.size)
  }

  mutating func answerStructure(
    _ request: FetchRequest, _ message: StoredMessage, _ run: inout Run
  ) throws(Fault) {
    var encoder = ResponseEncoder()
    encoder.allowsUTF8 = output.allowsUTF8
    switch request {
    case .envelope:
      let header = HeaderFields(try readHeader(message, run.selection.folder))
      Envelope.encode(header, to: &encoder)
      output.attribute("ENVELOPE ", encoder.bytes)
    case .body:
      BodyStructure.encode(try run.structure(of: message), isExtended: false, to: &encoder)
      output.attribute("BODY ", encoder.bytes)
    default:
      BodyStructure.encode(try run.structure(of: message), isExtended: true, to: &encoder)
      output.attribute("BODYSTRUCTURE ", encoder.bytes)
    }
  }
}
