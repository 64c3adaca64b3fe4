import Core

/// Puts a message together line by line, CRLF after each. Text is written as UTF-8 unless bytes are given.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []

  mutating func line(_ text: String = "") {
    bytes += text.utf8
    bytes += [0x0D, 0x0A]
  }

  mutating func raw(_ more: some Sequence<UInt8>) { bytes += more }

  mutating func header(_ name: String, _ value: String) { line("\(name): \(value)") }

  /// Base64 in lines of 76 characters, of `size` bytes that `random` chooses. Beyond 48 kB the same block comes again:
  /// made-up attachments need to be large, not varied.
  mutating func attachmentBody(size: Int, _ random: inout SeededRandom) {
    let block = (0..<min(size, 48 * 1_024)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let text = Array(Base64.encode(block).utf8)
    var lines: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 76) {
      lines += text[start..<min(start + 76, text.count)]
      lines += [0x0D, 0x0A]
    }
    bytes.reserveCapacity(bytes.count + lines.count * (size / max(1, block.count)))
    for _ in 0..<max(1, size / max(1, block.count)) { bytes += lines }
  }
}

extension ZonedTime {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private var zone: String {
    let minutes = Int(abs(zoneMinutes))
    return "\(zoneMinutes < 0 ? "-" : "+")\(pad(minutes / 60))\(pad(minutes % 60))"
  }
  private var clock: String {
    let c = calendar
    return "\(pad(c.hour)):\(pad(c.minute)):\(pad(c.second)) \(zone)"
  }

  /// `Mon, 23 Nov 2026 21:14:00 +0100` (RFC 5322 §3.3).
  var mailDate: String {
    let c = calendar
    return "\(Self.days[c.weekday]), \(c.day) \(Self.months[c.month - 1]) \(pad(c.year, 4)) \(clock)"
  }

  /// `23-Nov-2026 21:14:00 +0100`, as APPEND takes it (RFC 9051 §9, date-time).
  var appendDate: String {
    let c = calendar
    return "\(pad(c.day))-\(Self.months[c.month - 1])-\(pad(c.year, 4)) \(clock)"
  }

  /// Noon and a bit in Ghent, in the zone that was in force there: the made-up mail needs no better rule for summer
  /// time than the months.
  static func ghent(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 12, _ minute: Int = 0) -> ZonedTime {
    let zone: Int16 = (4...10).contains(month) ? 120 : 60
    let local = CalendarTime(year: year, month: month, day: day, hour: hour, minute: minute, second: 0)
    return ZonedTime(seconds: local.secondsSince1970 - Int64(zone) * 60, zoneMinutes: zone)
  }
}
