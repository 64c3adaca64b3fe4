/// `{12}`, `{12+}` or `~{12}` at the end of a line. RFC 9051 §4.3, RFC 7888 §3, RFC 3516 §4.4.
struct Announcement: Sendable {
  /// Longest spelling: tilde, braces, plus and nineteen digits.
  static let longest = 24
  var size: Int
  /// The client waits for `+`.
  var isSynchronizing: Bool
  /// Where it begins in the held bytes.
  var start: Int

  init(size: Int, isSynchronizing: Bool, start: Int) {
    (self.size, self.isSynchronizing, self.start) = (size, isSynchronizing, start)
  }

  init?(endOf bytes: [UInt8], from lower: Int) throws(CommandFault) {
    var at = bytes.count - 1
    guard at > lower, bytes[at] == 0x7D else { return nil }
    at -= 1
    let plus = bytes[at] == 0x2B
    if plus { at -= 1 }
    let digitsEnd = at + 1
    while at >= lower, bytes[at] &- 0x30 < 10 { at -= 1 }
    guard at >= lower, bytes[at] == 0x7B, digitsEnd > at + 1 else { return nil }
    var value = 0
    for digit in bytes[at + 1..<digitsEnd] {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(digit &- 0x30))
      guard !overflow, !carry else {
        throw CommandFault("the literal's size is out of range", offset: at, isFatal: plus)
      }
      value = sum
    }
    if at > lower, bytes[at - 1] == 0x7E { at -= 1 }
    self.init(size: value, isSynchronizing: !plus, start: at)
  }
}
