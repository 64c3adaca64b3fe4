import Core

/// How a leaf's bytes travel (RFC 2045 §6).
public enum BodyEncoding: String, Sendable, Hashable {
  case sevenBit = "7bit"
  /// Only for messages inside messages and what holds them: they may not be encoded (RFC 2046 §5.2.1).
  case eightBit = "8bit"
  case quotedPrintable = "quoted-printable"
  case base64 = "base64"

  /// The cheapest that is safe.
  ///
  /// Text of short ASCII lines stays as it is, unless a line begins with `From ` or is a single dot, which mailbox
  /// files and careless relays would change. Other text becomes quoted-printable while few characters need it; all
  /// else, and anything that is not text, base64.
  static func choose(_ bytes: [UInt8], isText: Bool) -> BodyEncoding {
    guard isText else { return .base64 }
    let survey = LineSurvey(bytes)
    return survey.isSevenBit && !survey.isHarmed ? .sevenBit : choose(survey, size: bytes.count)
  }

  /// For a text of `size` bytes that has been looked at, between boundaries that are not looked for in it.
  package static func choose(_ survey: LineSurvey, size: Int) -> BodyEncoding {
    if survey.isSevenBit, !survey.isHarmed, !survey.looksBounded { return .sevenBit }
    return survey.escaped > size / 6 ? .base64 : .quotedPrintable
  }

  func encode(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .sevenBit, .eightBit: bytes
    case .quotedPrintable: QuotedPrintableEncoder.encode(bytes)
    case .base64: Base64Lines.encode(bytes)
    }
  }
}

/// What the lines of a text would suffer on their way.
package struct LineSurvey {
  /// Bytes that are neither printable ASCII, tab nor a whole line end.
  package private(set) var escaped = 0
  /// NUL, or CR or LF alone.
  package private(set) var isBinary = false
  /// CR or LF alone.
  package private(set) var hasBareEnds = false
  package private(set) var hasNUL = false
  package private(set) var longestLine = 0
  /// A line looks like one of our boundaries.
  package private(set) var looksBounded = false
  /// A line begins with `From `, is a dot alone or ends with a blank.
  package private(set) var isHarmed = false

  package init(_ bytes: [UInt8]) { self = bytes.withUnsafeBytes { LineSurvey($0) } }

  package init(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    var index = 0
    while true {
      index = PlainText.end(of: bytes, from: index)
      guard index < bytes.count else { break }
      let byte = bytes[index]
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
        look(at: bytes, start, index)
        index += 2
        start = index
        continue
      }
      if byte != 0x09 { escaped += 1 }
      if byte == 0x0D || byte == 0x0A { hasBareEnds = true }
      if byte == 0 { hasNUL = true }
      index += 1
    }
    look(at: bytes, start, bytes.count)
    isBinary = hasNUL || hasBareEnds
  }

  private mutating func look(at bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
    guard end > start else { return }
    longestLine = max(longestLine, end - start)
    let (first, last) = (bytes[start], bytes[end - 1])
    if last == 0x20 || last == 0x09 { isHarmed = true }
    switch first {
    case UInt8(ascii: "F"): if bytes[start..<end].starts(with: "From ".utf8) { isHarmed = true }
    case UInt8(ascii: "-"): if bytes[start..<end].starts(with: "--=_".utf8) { looksBounded = true }
    case UInt8(ascii: "."): if end - start == 1 { isHarmed = true }
    default: break
    }
  }

  package var isSevenBit: Bool { escaped == 0 && longestLine <= FieldWriter.longestLine }
  /// Fit to travel as it is where 8-bit characters may.
  package var isEightBit: Bool { !isBinary && longestLine <= FieldWriter.longestLine }
}
