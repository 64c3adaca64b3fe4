/// The `From ` line that separates messages in mailbox files (RFC 4155 Appendix A), as programs really write it.
enum FromLine {
  /// The longest one looked at.
  static let longest = 2_000

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Whether a line that begins at `start` separates messages: `From `, and then nothing but a dash (Netscape and its
  /// heirs) or a single address (Google's export), or a date with month, time and year behind the sender. A sentence that
  /// begins with "From " has none of these.
  static func stands(at start: Int, in bytes: Span<UInt8>) -> Bool {
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
