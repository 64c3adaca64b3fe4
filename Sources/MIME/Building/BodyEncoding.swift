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
    if survey.isSevenBit, !survey.isHarmed { return .sevenBit }
    return survey.escaped * 6 > bytes.count ? .base64 : .quotedPrintable
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
struct LineSurvey {
  /// Bytes that are neither printable ASCII, tab nor a whole line end.
  private(set) var escaped = 0
  /// NUL, or CR or LF alone.
  private(set) var isBinary = false
  private(set) var longestLine = 0
  /// A line begins with `From `, is a dot alone, or ends with a blank.
  private(set) var isHarmed = false

  init(_ bytes: [UInt8]) {
    var start = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
        look(at: bytes[start..<index])
        index += 2
        start = index
        continue
      }
      if byte >= 0x7F || byte < 0x20 && byte != 0x09 { escaped += 1 }
      if byte == 0 || byte == 0x0D || byte == 0x0A { isBinary = true }
      index += 1
    }
    look(at: bytes[start...])
  }

  private mutating func look(at line: ArraySlice<UInt8>) {
    longestLine = max(longestLine, line.count)
    isHarmed =
      isHarmed || line.last == 0x20 || line.last == 0x09 || line.starts(with: "From ".utf8)
      || line.elementsEqual([UInt8(ascii: ".")])
  }

  var isSevenBit: Bool { escaped == 0 && longestLine <= FieldWriter.longestLine }
  /// Fit to travel as it is where 8-bit characters may.
  var isEightBit: Bool { !isBinary && longestLine <= FieldWriter.longestLine }
}

/// Quoted-printable of text whose line ends are CRLF; other CR and LF are encoded (RFC 2045 §6.7).
enum QuotedPrintableEncoder {
  private static let longestLine = 76

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    var column = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
        out += [0x0D, 0x0A]
        (column, index) = (0, index + 2)
        continue
      }
      let isEscaped = mustEscape(bytes, index, column)
      let size = isEscaped ? 3 : 1
      // Room for the `=` of a soft line break, unless the line ends here by itself.
      let isLineEnd =
        index + 1 == bytes.count || bytes[index + 1] == 0x0D && index + 2 < bytes.count && bytes[index + 2] == 0x0A
      if column + size > longestLine - (isLineEnd ? 0 : 1) {
        out += [UInt8(ascii: "="), 0x0D, 0x0A]
        column = 0
        // At the beginning of a line other rules hold.
        continue
      }
      if isEscaped {
        out += [UInt8(ascii: "="), Hex.digit(byte >> 4), Hex.digit(byte & 15)]
      } else {
        out.append(byte)
      }
      column += size
      index += 1
    }
    return out
  }

  private static func mustEscape(_ bytes: [UInt8], _ index: Int, _ column: Int) -> Bool {
    let byte = bytes[index]
    if byte == UInt8(ascii: "=") || byte >= 0x7F || byte < 0x20 && byte != 0x09 { return true }
    if byte == 0x20 || byte == 0x09 {
      // Blanks at the end of a line are lost on the way.
      return index + 1 == bytes.count || bytes[index + 1] == 0x0D && index + 2 < bytes.count && bytes[index + 2] == 0x0A
    }
    guard column == 0 else { return false }
    // `From ` and a dot alone, wherever a line of the encoded form begins; `--` so that no boundary stands there.
    if byte == UInt8(ascii: "F") { return bytes[index...].prefix(5).elementsEqual("From ".utf8) }
    return byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") && bytes[index...].prefix(2).elementsEqual("--".utf8)
  }
}

/// Base64 in lines of 76 characters (RFC 2045 §6.8).
enum Base64Lines {
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count / 57 * 78 + 80)
    var start = 0
    while start < bytes.count {
      let end = min(start + 57, bytes.count)
      out += Base64.encode(bytes[start..<end]).utf8
      out += [0x0D, 0x0A]
      start = end
    }
    return out
  }
}
