package import Core

/// The `From ` line that separates messages in mailbox files (RFC 4155 Appendix A), as programs really write it.
package enum FromLine {
  /// The longest one looked at.
  package static let longest = 2_000

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Whether a line that begins at `start` separates messages: `From `, and then nothing but a dash (Netscape and its
  /// heirs) or a single address (Google's export), or a date with month, time and year behind the sender. A sentence that
  /// begins with "From " has none of these.
  package static func stands(at start: Int, in bytes: Span<UInt8>) -> Bool {
    guard bytes.has("From ", at: start) else { return false }
    let stop = min(bytes.count, start + longest)
    let end = bytes.position(of: Byte.lineFeed, from: start, to: stop) ?? stop
    var hasMonth = false
    var hasTime = false
    var hasYear = false
    var words = 0
    var at = start + 5
    while at < end {
      let wordStart = at
      while at < end, bytes[at] > 32 { at += 1 }
      let word = wordStart..<at
      while at < end, bytes[at] <= 32 { at += 1 }
      guard !word.isEmpty else { continue }
      words += 1
      if words == 1, at == end { return isLoneSender(bytes, word) }
      hasMonth = hasMonth || isMonth(bytes, word)
      hasTime = hasTime || isTime(bytes, word)
      hasYear = hasYear || isYear(bytes, word)
    }
    return words == 0 || hasMonth && hasTime && hasYear
  }

  /// The moment at the end of a line that ``stands(at:in:)``; nil where it has none. It is in UTC if it names no zone
  /// (RFC 4155 Appendix A), though some programs mean their own.
  package static func date(in line: Span<UInt8>) -> ZonedTime? {
    // The sender may hold blanks; the weekday is the first word of the date.
    var end = line.count
    while end > 0, line[end - 1] <= 32 { end -= 1 }
    let earliest = max(5, end - 45)
    var start = end
    while start > earliest {
      let word = wordStart(before: start, in: line)
      start = word
      if end - word >= 20, isWeekday(line, word) { break }
      while start > 0, line[start - 1] <= 32 { start -= 1 }
    }
    guard start >= 5, isWeekday(line, start) else { return nil }
    var value: [UInt8] = []
    for index in start..<end { value.append(line[index]) }
    return MailDate(value).time
  }

  private static func wordStart(before end: Int, in line: Span<UInt8>) -> Int {
    var start = end
    while start > 0, line[start - 1] > 32 { start -= 1 }
    return start
  }

  private static func isWeekday(_ line: Span<UInt8>, _ start: Int) -> Bool {
    guard start + 4 <= line.count, line[start + 3] <= 32 || line[start + 3] == UInt8(ascii: ",") else { return false }
    let name: StaticString
    switch Byte.lowercased(line[start]) {
    case UInt8(ascii: "m"): name = "mon"
    case UInt8(ascii: "t"): name = Byte.lowercased(line[start + 1]) == UInt8(ascii: "u") ? "tue" : "thu"
    case UInt8(ascii: "w"): name = "wed"
    case UInt8(ascii: "f"): name = "fri"
    case UInt8(ascii: "s"): name = Byte.lowercased(line[start + 1]) == UInt8(ascii: "a") ? "sat" : "sun"
    default: return false
    }
    return line.spells(name, in: start..<(start + 3))
  }

  private static func isLoneSender(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    if word.count == 1 { return bytes[word.lowerBound] == Byte.dash }
    return word.dropFirst().dropLast().contains { bytes[$0] == UInt8(ascii: "@") }
  }

  private static func isMonth(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    guard word.count == 3 else { return false }
    let name = bytes.text(word).lowercased()
    return months.contains(name)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  /// `h:mm`, perhaps with more behind it.
  private static func isTime(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    let colon = word.lowerBound + (word.count > 1 && isDigit(bytes[word.lowerBound + 1]) ? 2 : 1)
    return word.upperBound > colon + 2 && isDigit(bytes[word.lowerBound]) && bytes[colon] == Byte.colon
      && isDigit(bytes[colon + 1]) && isDigit(bytes[colon + 2])
  }

  private static func isYear(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    word.count == 4 && word.allSatisfy { isDigit(bytes[$0]) }
  }
}
