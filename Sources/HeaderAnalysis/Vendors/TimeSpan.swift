/// A length of time as Exchange writes it: `00:00:02.3456789`, `1:00:00:00.0000000`, `1.02:03:04`.
struct TimeSpan: Hashable, Sendable {
  /// Whole seconds.
  var seconds: Int
  /// Thousandths of a second beyond them, 0...999.
  var milliseconds: Int

  /// - Returns: nil when it is no such length, or longer than 10,000 days.
  init?(_ text: String) {
    guard text.utf8.count <= 40 else { return nil }
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (3...4).contains(parts.count), let last = parts.last else { return nil }
    var days = 0
    if parts.count == 4 {
      guard let number = Self.number(parts.removeFirst()) else { return nil }
      days = number
    } else if let dot = parts[0].firstIndex(of: ".") {
      guard let number = Self.number(parts[0][..<dot]) else { return nil }
      days = number
      parts[0] = parts[0][parts[0].index(after: dot)...]
    }
    let halves = last.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, let hour = Self.number(parts[0]), let minute = Self.number(parts[1]),
      let second = Self.number(halves[0]), hour < 24, minute < 60, second < 60
    else { return nil }
    let fraction = halves.count == 2 ? halves[1] : "0"
    guard fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    milliseconds = Int((fraction + "000").prefix(3)) ?? 0
  }

  private static func number(_ text: Substring) -> Int? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }

  /// `2.3 s`, `4 min 10 s`, `1 h 5 min`, `2 days`.
  var words: String {
    switch seconds {
    case ..<60: "\(seconds).\(milliseconds / 100) s"
    case ..<3_600: "\(seconds / 60) min\(seconds % 60 == 0 ? "" : " \(seconds % 60) s")"
    case ..<86_400: "\(seconds / 3_600) h\(seconds / 60 % 60 == 0 ? "" : " \(seconds / 60 % 60) min")"
    case 86_400: "1 day"
    default: "\(seconds / 86_400) days\(seconds / 3_600 % 24 == 0 ? "" : " \(seconds / 3_600 % 24) h")"
    }
  }
}
