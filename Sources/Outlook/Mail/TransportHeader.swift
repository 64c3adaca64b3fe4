import MIME

/// The header that a message came in with (PidTagTransportMessageHeaders), as fields. [MS-OXOMSG] §2.2.1.61
///
/// What such values suffer: line ends of other kinds, the blank before a continued line gone, Outlook's own first line,
/// headers of body parts behind the header, letters beyond ASCII, and an end that was cut off.
struct TransportHeader {
  struct Field {
    /// With folded lines and their line ends.
    var range: Range<Int>
    var name: Range<Int>
    /// Where the value begins, behind the colon.
    var value: Int
    var known: HeaderName?
    /// Its lines can be written as they stand.
    var isClean: Bool
  }

  /// In UTF-8.
  let bytes: [UInt8]
  private(set) var fields: [Field] = []
  /// Of fields that have a value.
  private(set) var names = HeaderName.Names()
  /// The last field was cut off and left out.
  private(set) var isCut = false
  /// A line that is no field and continues none was left out.
  private(set) var hasJunk = false

  /// More than any header that was ever sent has, and less than readers take.
  private static let (mostFields, mostBytes) = (5_000, 4 << 20)

  /// nil when there is not one field in it.
  init?(_ text: [UInt8]) {
    bytes = text
    text.withUnsafeBytes { read($0) }
    guard !fields.isEmpty else { return nil }
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer) {
    fields.reserveCapacity(32)
    var at = 0
    while at < bytes.count {
      let line = Line(bytes, from: at)
      at = line.next
      guard fields.count < Self.mostFields, at < Self.mostBytes else {
        isCut = true
        break
      }
      if line.isBlank(bytes) {
        if line.content.isEmpty, endsHeader(bytes, at) { break }
        // A continued line of blanks says nothing, and some readers take it for the end.
        continue
      }
      let first = bytes[line.content.lowerBound]
      if first == 0x20 || first == 0x09 {
        extend(to: line)
      } else if let colon = line.colon(bytes) {
        open(bytes, line, colon)
      } else if isForeign(bytes, line) {
        continue
      } else if line.next == bytes.count, line.content.upperBound == bytes.count {
        // The name of a field, and then nothing: the value was cut.
        isCut = true
      } else if isContinuation(bytes, line) {
        extend(to: line, isClean: false)
      } else {
        hasJunk = true
      }
    }
  }

  private mutating func open(_ bytes: UnsafeRawBufferPointer, _ line: Line, _ colon: Int) {
    var end = colon
    while end > line.content.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    let name = line.content.lowerBound..<end
    let known = HeaderName(UnsafeRawBufferPointer(rebasing: bytes[name]))
    fields.append(
      Field(
        range: line.content.lowerBound..<line.next, name: name, value: colon + 1, known: known,
        isClean: line.isClean && end == colon))
    if let known, bytes[(colon + 1)..<line.content.upperBound].contains(where: { $0 > 0x20 }) { names.insert(known) }
  }

  private mutating func extend(to line: Line, isClean: Bool = true) {
    guard !fields.isEmpty else {
      hasJunk = true
      return
    }
    fields[fields.count - 1].range = fields[fields.count - 1].range.lowerBound..<line.next
    if !isClean || !line.isClean { fields[fields.count - 1].isClean = false }
    if let known = fields[fields.count - 1].known { names.insert(known) }
  }

  /// Outlook's own first line, and the one that mailbox files put before a message.
  private func isForeign(_ bytes: UnsafeRawBufferPointer, _ line: Line) -> Bool {
    fields.isEmpty && bytes[line.content].starts(with: "Microsoft Mail Internet Headers".utf8)
      || bytes[line.content].starts(with: "From ".utf8) || bytes[line.content].starts(with: ">From ".utf8)
  }

  /// A line that lost its blank: the one before has to be there, and this one is text rather than a boundary.
  private func isContinuation(_ bytes: UnsafeRawBufferPointer, _ line: Line) -> Bool {
    !fields.isEmpty && !bytes[line.content].starts(with: "--".utf8)
  }

  /// An empty line ends the header, unless it is one of several in front of it or within it: then fields of a header follow
  /// that have not been there.
  private func endsHeader(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
    guard !fields.isEmpty else { return false }
    guard !names.contains(.from), !names.contains(.date) else { return true }
    let line = Line(bytes, from: at)
    guard !line.content.isEmpty, let colon = line.colon(bytes) else { return true }
    let known = HeaderName(UnsafeRawBufferPointer(rebasing: bytes[line.content.lowerBound..<colon]))
    return known.map(\.isAboutBody) ?? true
  }

  // MARK: Values

  /// The value of the first field of that name without its folding, in UTF-8.
  func value(_ field: HeaderName) -> [UInt8]? { fields.first { $0.known == field }.map(value) }

  func value(_ field: Field) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(field.range.upperBound - field.value)
    var isAtLineEnd = false
    for byte in bytes[field.value..<field.range.upperBound] {
      if byte == 0x0D || byte == 0x0A {
        isAtLineEnd = true
      } else if byte != 0 {
        // A line that lost its blank gets it back.
        if isAtLineEnd, byte != 0x20, byte != 0x09 { out.append(0x20) }
        isAtLineEnd = false
        out.append(byte < 0x20 || byte == 0x7F ? 0x20 : byte)
      }
    }
    return UTF8Text.trimmed(out)
  }

  func has(_ name: [UInt8]) -> Bool {
    fields.contains { field in
      field.name.count == name.count && zip(bytes[field.name], name).allSatisfy { $0.lowercased == $1.lowercased }
    }
  }
}

extension TransportHeader {
  /// A line of the header.
  private struct Line {
    /// Without its end.
    var content: Range<Int>
    /// Where the next one begins.
    var next: Int
    /// Printable ASCII and tabs, short enough, ended by CR LF.
    var isClean: Bool

    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
      var at = start
      isClean = true
      while true {
        at = PlainText.end(of: bytes, from: at)
        guard at < bytes.count else {
          (content, next, isClean) = (start..<at, at, false)
          return
        }
        let byte = bytes[at]
        if byte == 0x0D || byte == 0x0A { break }
        if byte != 0x09 { isClean = false }
        at += 1
      }
      content = start..<at
      // CR CR LF is one line end as well: some program counted twice.
      var end = at
      while end < bytes.count, bytes[end] == 0x0D { end += 1 }
      if end < bytes.count, bytes[end] == 0x0A { end += 1 } else { end = at + 1 }
      if end - at != 2 || at - start > FieldWriter.longestLine { isClean = false }
      next = end
    }

    func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes[content].allSatisfy { $0 <= 0x20 } }

    /// The colon behind a field's name; nil when the line is no field. RFC 5322 §2.2
    func colon(_ bytes: UnsafeRawBufferPointer) -> Int? {
      var at = content.lowerBound
      while at < content.upperBound, bytes[at] > 0x20, bytes[at] < 0x7F, bytes[at] != UInt8(ascii: ":") { at += 1 }
      let end = at
      while at < content.upperBound, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
      guard end > content.lowerBound, end - content.lowerBound <= 76, at < content.upperBound,
        bytes[at] == UInt8(ascii: ":"), bytes[content.lowerBound] != UInt8(ascii: "-")
      else { return nil }
      return at
    }
  }
}
