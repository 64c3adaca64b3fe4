internal import Core

/// Field values of a reply that matter here.
enum HTTPFields {
  /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`; nil for anything else. RFC 9110 §5.6.7 knows two older
  /// forms, which no issuer sends.
  static func date(_ text: String) -> Int64? {
    let words = text.split(separator: " ")
    guard text.utf8.count <= 40, words.count == 6, words[0].hasSuffix(","), words[5] == "GMT",
      let day = number(words[1], in: 1...31), let month = months.firstIndex(of: String(words[2])),
      let year = number(words[3], in: 1970...9999)
    else { return nil }
    let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], in: 0...23), let minute = number(clock[1], in: 0...59),
      let second = number(clock[2], in: 0...60)
    else { return nil }
    return CalendarTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
      .secondsSince1970
  }

  /// Seconds to wait: a number, or a date compared with `now`. Nil when it is neither. RFC 9110 §10.2.3.
  static func retryAfter(_ text: String, now: Int64) -> Int64? {
    if let seconds = number(Substring(text), in: 0...86_400 * 366) { return Int64(seconds) }
    return date(text).map { max(0, $0 - now) }
  }

  /// Digits only: `Int` would also take a sign.
  private static func number(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int(text), range.contains(value)
    else { return nil }
    return value
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
