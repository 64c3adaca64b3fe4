/// A header as people paste it: quoted, indented, with lines broken by a web page, or with everything on one line.
///
/// Only what a mangled paste shows is undone; a header that is whole comes out as it went in.
public struct HeaderPaste: Sendable {
  public enum Mending: String, Sendable, Hashable, CaseIterable {
    case byteOrderMark = "a byte order mark was left out"
    case wideCharacters = "UTF-16 was made UTF-8"
    case lineEnds = "line ends of old Macs were made new"
    case leadingText = "text before the first field was left out"
    case quotes = "quote marks were taken off"
    case indent = "blanks in front of every line were taken off"
    case doubleSpacing = "empty lines between the lines were taken out"
    case brokenLines = "lines that had lost their indent were joined"
    case oneLine = "fields that had run together were parted"
  }

  public private(set) var bytes: [UInt8]
  public private(set) var mendings: [Mending] = []

  public init(_ raw: [UInt8]) {
    bytes = raw
    takeOffMarks()
    guard needsMending else { return }
    var lines = Self.lines(bytes)
    if !bytes.contains(0x0A), lines.count > 1 { mendings.append(.lineEnds) }
    takeOffQuotes(&lines)
    takeOffIndent(&lines)
    partOneLine(&lines)
    takeOffLeadingText(&lines)
    takeOutSpacing(&lines)
    joinBrokenLines(&lines)
    guard !mendings.isEmpty else { return }
    bytes = Array(lines.joined(separator: [0x0A]))
    bytes.append(0x0A)
  }

  // MARK: Marks

  private mutating func takeOffMarks() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes.removeFirst(3)
      mendings.append(.byteOrderMark)
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let isLittle = bytes[0] == 0xFF
      let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return isLittle ? second << 8 | first : first << 8 | second
      }
      bytes = Array(String(decoding: units, as: UTF16.self).utf8)
      mendings.append(.wideCharacters)
    }
  }

  /// The first line is no field, or a line of the header is neither a field nor folded.
  private var needsMending: Bool {
    var isFirst = true
    var isSignature = false
    var count = 0
    for line in bytes.split(separator: 0x0A, maxSplits: 20_000, omittingEmptySubsequences: false) {
      let line = Self.withoutReturn(line)
      if line.isEmpty { return isFirst ? true : count < 4 }
      if isFirst, line.starts(with: Array("From ".utf8)) { continue }
      if Self.isField(line) {
        if isSignature, Self.isListOfNames(line) { return true }
        isSignature = Self.isSignature(line)
        count += 1
      } else if isFirst || !Self.isBlank(line[line.startIndex]) {
        return true
      }
      isFirst = false
    }
    return count < 3
  }

  mutating func note(_ mending: Mending) { mendings.append(mending) }

  // MARK: Lines

  typealias Line = ArraySlice<UInt8>

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func withoutReturn(_ line: Line) -> Line { line.last == 0x0D ? line.dropLast() : line }

  /// CR LF, LF, or CR alone where no LF is in the text. No-break spaces in front, which web pages put there, are blanks.
  private static func lines(_ bytes: [UInt8]) -> [Line] {
    let end: UInt8 = bytes.contains(0x0A) ? 0x0A : 0x0D
    return bytes.split(separator: end, omittingEmptySubsequences: false).map { line in
      var line = withoutReturn(line)
      var blanks = 0
      while line.starts(with: [0xC2, 0xA0]) {
        line = line.dropFirst(2)
        blanks += 1
      }
      return blanks == 0 ? line : (Array(repeating: 0x20, count: blanks) + line)[...]
    }
  }

  static func isEmpty(_ line: Line) -> Bool { line.allSatisfy(isBlank) }

  /// `Name:` with letters, digits and dashes, and not `https://`.
  static func isField(_ line: Line) -> Bool {
    guard let first = line.first, (first | 0x20) &- 0x61 < 26 else { return false }
    let name = line.prefix(80).prefix { byte in
      (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D || byte == 0x5F
    }
    let rest = line[name.endIndex...].drop(while: isBlank)
    return rest.first == 0x3A && !rest.dropFirst().starts(with: [0x2F, 0x2F])
  }

  // MARK: Mending

  /// `> ` in front of nearly every line, as an answer quotes it; as often as it is there.
  private mutating func takeOffQuotes(_ lines: inout [Line]) {
    for _ in 0..<10 {
      let filled = lines.lazy.filter { !Self.isEmpty($0) }
      let quoted = filled.count { $0.drop(while: Self.isBlank).first == 0x3E }
      guard quoted > 0, quoted * 10 >= filled.count * 9 else { return }
      for index in lines.indices {
        let line = lines[index].drop(while: Self.isBlank)
        guard line.first == 0x3E else { continue }
        lines[index] = line.dropFirst()
        if lines[index].first == 0x20 { lines[index] = lines[index].dropFirst() }
      }
      if mendings.last != .quotes { mendings.append(.quotes) }
    }
  }

  /// As many blanks as every line has in front.
  private mutating func takeOffIndent(_ lines: inout [Line]) {
    let indent = lines.lazy.filter { !Self.isEmpty($0) }.map { $0.prefix(while: Self.isBlank).count }.min() ?? 0
    if indent > 0 {
      for index in lines.indices { lines[index] = lines[index].dropFirst(indent) }
      mendings.append(.indent)
    } else if let first = lines.first(where: { !Self.isEmpty($0) }), Self.isBlank(first[first.startIndex]),
      Self.isField(first.drop(while: Self.isBlank))
    {
      // The first line alone: the rest was selected from its beginning.
      if let at = lines.firstIndex(where: { !Self.isEmpty($0) }) {
        lines[at] = lines[at].drop(while: Self.isBlank)
        mendings.append(.indent)
      }
    }
  }

  /// Lines before the first field, where a field follows soon: a page's heading, a button's label.
  private mutating func takeOffLeadingText(_ lines: inout [Line]) {
    guard let start = lines.prefix(40).firstIndex(where: { Self.isField($0) && Self.isKnown($0) }), start > 0 else {
      return
    }
    if lines[..<start].allSatisfy({ Self.isEmpty($0) || !Self.isField($0) && !$0.starts(with: Array("From ".utf8)) }) {
      if !lines[..<start].allSatisfy(Self.isEmpty) { mendings.append(.leadingText) } else { mendings.append(.indent) }
      lines.removeFirst(start)
    }
  }

  /// Every second line empty, from the beginning.
  private mutating func takeOutSpacing(_ lines: inout [Line]) {
    let start = lines.prefix(8)
    guard start.count >= 6,
      start.enumerated().allSatisfy({ Self.isEmpty($0.element) == !$0.offset.isMultiple(of: 2) })
    else { return }
    lines.removeAll(where: Self.isEmpty)
    mendings.append(.doubleSpacing)
  }

  /// A line that is neither a field nor folded belongs to the field before it.
  private mutating func joinBrokenLines(_ lines: inout [Line]) {
    var isSignature = false
    var hasJoined = false
    for index in lines.indices {
      let line = lines[index]
      if Self.isEmpty(line) { break }
      if Self.isBlank(line[line.startIndex]) { continue }
      // `Date:Message-ID:Subject` is a piece of a signature's list of fields, not a field.
      let isPiece = isSignature && Self.isListOfNames(line)
      if Self.isField(line), !isPiece {
        isSignature = Self.isSignature(line)
      } else if index > lines.startIndex, !line.starts(with: Array("From ".utf8)) {
        lines[index] = ([0x20] + line)[...]
        hasJoined = true
      }
    }
    if hasJoined { mendings.append(.brokenLines) }
  }

  private static func isSignature(_ line: Line) -> Bool {
    let name = String(decoding: line.prefix { $0 != 0x3A }, as: UTF8.self).lowercased()
    return ["dkim-signature", "arc-message-signature", "x-google-dkim-signature"].contains(name)
  }

  /// Two known names and more with nothing but a colon between them.
  private static func isListOfNames(_ line: Line) -> Bool {
    let list = line.prefix { $0 != 0x3B && !isBlank($0) }
    let names = list.split(separator: 0x3A)
    return names.count > 1 && names.allSatisfy(isKnown)
  }
}
