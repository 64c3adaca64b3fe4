public import Core

/// Reads content lines one after the other. RFC 5545 §3.1, RFC 6350 §3.2
///
/// Line ends may be CRLF, LF or CR. A line that cannot be read is told of in ``faults`` and stepped over.
public struct ContentLineParser {
  public struct Limits: Sendable {
    /// Bytes of one line, unfolded.
    public var line = 64 << 20
    /// Lines as they stand in the file.
    public var lines = 2_000_000
    /// Of one line, with their values.
    public var parameters = 500
    /// More than these are not noted one by one.
    public var faults = 100
    public init() {}
  }

  /// Where the line that was given last begins; the first is 1.
  public private(set) var lineNumber = 0
  /// What could not be read, with the number of its line.
  public private(set) var faults: [Fault] = []

  private let bytes: [UInt8]
  private let limits: Limits
  private let hasGroups: Bool
  private var at = 0
  private var nextNumber = 1
  private var line: [UInt8] = []

  public init(_ bytes: [UInt8], _ format: LineFormat, limits: Limits = Limits()) {
    (self.bytes, self.limits, hasGroups) = (bytes, limits, format.hasGroups)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  /// The next line that can be read; nil at the end.
  public mutating func next() -> ContentLine? {
    while unfold() {
      guard !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { continue }
      if let content = parsed() { return content }
    }
    return nil
  }

  /// Notes what is wrong with the line that was given last.
  public mutating func note(_ code: Fault.Code, _ message: String) {
    guard faults.count < limits.faults else { return }
    faults.append(Fault(code, message, place: "line \(lineNumber)", recovery: .skipItem))
  }

  /// Gathers the next line with its continuations in `line`; false at the end.
  private mutating func unfold() -> Bool {
    line.removeAll(keepingCapacity: true)
    guard at < bytes.count else { return false }
    lineNumber = nextNumber
    guard nextNumber <= limits.lines else {
      note("CONTENT-LIMIT", "More than \(limits.lines) lines; the rest is not read.")
      at = bytes.count
      return false
    }
    var isTooLong = false
    repeat {
      let end = endOfLine()
      if line.count + (end - at) <= limits.line { line += bytes[at..<end] } else { isTooLong = true }
      skipLineEnd(end)
    } while stepOverFold()
    if isTooLong {
      note("CONTENT-LIMIT", "The line has more than \(limits.line) bytes and is left out.")
      line.removeAll()
    }
    return true
  }

  private func endOfLine() -> Int {
    var end = at
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") { end += 1 }
    return end
  }

  /// Several CRs before an LF are one line end: such files come from transfers that changed line ends twice.
  private mutating func skipLineEnd(_ end: Int) {
    var next = end
    while next < bytes.count, bytes[next] == UInt8(ascii: "\r") { next += 1 }
    if next < bytes.count, bytes[next] == UInt8(ascii: "\n") { at = next + 1 } else { at = min(end + 1, bytes.count) }
    nextNumber += 1
  }

  private mutating func stepOverFold() -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") else { return false }
    at += 1
    return true
  }

  private mutating func parsed() -> ContentLine? {
    if line.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\t") || $0 == 0x7F }) {
      note("CONTENT-LINE", "Control characters are left out.")
      line.removeAll { $0 < 0x20 && $0 != UInt8(ascii: "\t") || $0 == 0x7F }
    }
    var scanner = LineScanner(line, limit: limits.parameters)
    guard let names = scanner.name(hasGroups: hasGroups), let parameters = scanner.parameters() else {
      note("CONTENT-LINE", "This is no line of a calendar or a contact: it begins with no name, or has no colon.")
      return nil
    }
    if scanner.hasStray { note("CONTENT-LINE", "A parameter has no name, or a quotation mark where none may be.") }
    let value = line[scanner.at...]
    let text = String(decoding: value, as: UTF8.self)
    // A repaired string is longer than what it was made of, or has other bytes.
    if !text.utf8.elementsEqual(value) {
      note("CONTENT-LINE", "The text is not UTF-8; what is no character is replaced.")
    }
    return ContentLine(names.name, parameters, text, group: names.group)
  }
}

/// What stands before a line's value.
private struct LineScanner {
  private let line: [UInt8]
  private let limit: Int
  private(set) var at = 0
  private(set) var hasStray = false

  init(_ line: [UInt8], limit: Int) { (self.line, self.limit) = (line, limit) }

  mutating func name(hasGroups: Bool) -> (group: String, name: String)? {
    let first = word()
    guard hasGroups, at < line.count, line[at] == UInt8(ascii: "."), !first.isEmpty else {
      return first.isEmpty ? nil : ("", capitals(first))
    }
    at += 1
    let second = word()
    return second.isEmpty ? nil : (String(decoding: first, as: UTF8.self), capitals(second))
  }

  /// Up to the colon and over it; nil where there is none.
  mutating func parameters() -> [ContentLine.Parameter]? {
    var parameters: [ContentLine.Parameter] = []
    var count = 0
    while at < line.count {
      switch line[at] {
      case UInt8(ascii: ":"):
        at += 1
        return parameters
      case UInt8(ascii: ";") where count < limit:
        at += 1
        let first = word()
        if at < line.count, line[at] == UInt8(ascii: "=") {
          at += 1
          guard let values = values(limit - count) else { return nil }
          count += values.count
          if first.isEmpty {
            hasStray = true
          } else {
            parameters.append(ContentLine.Parameter(capitals(first), values))
          }
        } else if !first.isEmpty {
          count += 1
          parameters.append(ContentLine.Parameter("", String(decoding: first, as: UTF8.self)))
        }
      default: return nil
      }
    }
    return nil
  }

  private mutating func word() -> ArraySlice<UInt8> {
    let start = at
    while at < line.count, isNameByte(line[at]) { at += 1 }
    return line[start..<at]
  }

  private mutating func values(_ limit: Int) -> [String]? {
    var values: [String] = []
    repeat {
      guard values.count < limit, let value = value() else { return nil }
      values.append(value)
      guard at < line.count, line[at] == UInt8(ascii: ",") else { return values }
      at += 1
    } while true
  }

  /// Quotes may stand anywhere; one that is not closed is text.
  private mutating func value() -> String? {
    var value: [UInt8] = []
    let start = at
    while at < line.count {
      let byte = line[at]
      if byte == UInt8(ascii: "\"") {
        guard let end = line[(at + 1)...].firstIndex(of: byte) else {
          hasStray = true
          at += 1
          continue
        }
        if at > start { hasStray = true }
        value += line[(at + 1)..<end]
        at = end + 1
      } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") {
        return withoutCarets(value)
      } else {
        value.append(byte)
        at += 1
      }
    }
    return nil
  }

  /// RFC 6868 §3: what follows another caret than these is left as it is.
  private func withoutCarets(_ value: [UInt8]) -> String {
    guard value.contains(UInt8(ascii: "^")) else { return String(decoding: value, as: UTF8.self) }
    var out: [UInt8] = []
    var place = 0
    while place < value.count {
      let pair = value[place] == UInt8(ascii: "^") && place + 1 < value.count ? value[place + 1] : 0
      let meant: UInt8? =
        switch pair {
        case UInt8(ascii: "n"), UInt8(ascii: "N"): UInt8(ascii: "\n")
        case UInt8(ascii: "'"): UInt8(ascii: "\"")
        case UInt8(ascii: "^"): UInt8(ascii: "^")
        default: nil
        }
      out.append(meant ?? value[place])
      place += meant == nil ? 1 : 2
    }
    return String(decoding: out, as: UTF8.self)
  }

  private func capitals(_ word: ArraySlice<UInt8>) -> String { String(decoding: word, as: UTF8.self).uppercased() }
}
