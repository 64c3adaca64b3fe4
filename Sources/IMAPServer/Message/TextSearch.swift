internal import Core

/// Looks for a text in bytes, ASCII letters compared without case, in time linear in the bytes (Knuth, Morris, Pratt).
struct TextSearch {
  private let text: [UInt8]
  private let fallback: [Int]

  init(_ text: [UInt8]) {
    self.text = text.map(HeaderFields.lower)
    var fallback = [Int](repeating: 0, count: text.count)
    var length = 0
    for index in self.text.indices.dropFirst() {
      while length > 0, self.text[index] != self.text[length] { length = fallback[length - 1] }
      if self.text[index] == self.text[length] { length += 1 }
      fallback[index] = length
    }
    self.fallback = fallback
  }

  func isFound(in bytes: [UInt8]) -> Bool {
    guard !text.isEmpty else { return true }
    var matched = 0
    for byte in bytes {
      let byte = HeaderFields.lower(byte)
      while matched > 0, byte != text[matched] { matched = fallback[matched - 1] }
      if byte == text[matched] { matched += 1 }
      if matched == text.count { return true }
    }
    return false
  }
}

/// The day a Date field names. RFC 5322 §3.3.
enum DateField {
  static func day(_ value: [UInt8]) -> Int? {
    let words = value.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x2C }.map { String(decoding: $0, as: UTF8.self) }
    guard let first = words.firstIndex(where: { Int($0) != nil }), first + 2 < words.count,
      let day = Int(words[first]), var year = Int(words[first + 2]), (1...31).contains(day), (0...9_999).contains(year),
      let month = months.firstIndex(of: words[first + 1].prefix(3).lowercased())
    else { return nil }
    // RFC 5322 §4.3: two digits below 50 are this century.
    if year < 50 { year += 2_000 } else if year < 1_000 { year += 1_900 }
    return Int(CalendarTime.days(year: year, month: month + 1, day: day))
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
}
