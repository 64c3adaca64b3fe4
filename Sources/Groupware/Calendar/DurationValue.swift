/// A length of time. Days are days of the calendar, which may have 23 or 25 hours; the rest is exact. RFC 5545 §3.3.6
public struct DurationValue: Hashable, Sendable {
  public var isNegative: Bool
  /// Weeks are seven of them.
  public var days: Int
  public var seconds: Int

  public init(days: Int = 0, seconds: Int = 0, isNegative: Bool = false) {
    (self.days, self.seconds, self.isNegative) = (days, seconds, isNegative)
  }

  /// Reads `PT15M`, `-P1DT2H`, `P7W`. Outlook's `-PT00H15M00S` is read, and a `T` with nothing behind it.
  public init?(_ text: some StringProtocol) {
    var rest = Array(text.utf8)[...]
    isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
    (days, seconds) = (0, 0)
    var isTime = false
    while let byte = rest.first {
      if byte == UInt8(ascii: "T"), !isTime {
        isTime = true
        rest.removeFirst()
        continue
      }
      guard let amount = Self.number(&rest), let unit = rest.popFirst() else { return nil }
      switch (unit, isTime) {
      case (UInt8(ascii: "W"), false): days += amount * 7
      case (UInt8(ascii: "D"), false): days += amount
      case (UInt8(ascii: "H"), true): seconds += amount * 3_600
      case (UInt8(ascii: "M"), true): seconds += amount * 60
      case (UInt8(ascii: "S"), true): seconds += amount
      default: return nil
      }
    }
  }

  /// At most nine digits, so that nothing overflows.
  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard (1...9).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  public var text: String {
    let sign = isNegative ? "-" : ""
    if seconds == 0, days > 0, days % 7 == 0 { return sign + "P\(days / 7)W" }
    var text = sign + "P" + (days > 0 ? "\(days)D" : "")
    guard seconds > 0 || days == 0 else { return text }
    text += "T"
    if seconds >= 3_600 { text += "\(seconds / 3_600)H" }
    if seconds % 3_600 >= 60 { text += "\(seconds % 3_600 / 60)M" }
    if seconds % 60 > 0 || seconds == 0 { text += "\(seconds % 60)S" }
    return text
  }
}
