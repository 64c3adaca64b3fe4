/// Numbers and times as people read them.
public enum Words {
  /// `74,901`.
  public static func number(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var out = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.utf8.count - index) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return value < 0 ? "-" + out : out
  }

  /// `1 item`, `2 items`; `plural` where an s does not do.
  public static func count(_ value: some BinaryInteger, _ one: String, _ plural: String? = nil) -> String {
    "\(number(value)) \(value == 1 ? one : plural ?? one + "s")"
  }

  /// Two units at the most: `16 h 41 min`, `41 min`, `2 d 3 h`, `45 s`, `0.4 s`.
  public static func duration(_ seconds: Double) -> String {
    if seconds < 9.95 {
      let tenths = Int((max(0, seconds) * 10).rounded())
      return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
    let whole = Int(min(seconds, 1e9).rounded())
    if whole < 90 { return "\(whole) s" }
    let minutes = (whole + 30) / 60
    if minutes < 60 { return "\(minutes) min" }
    let hours = minutes / 60
    if hours < 48 { return minutes % 60 == 0 ? "\(hours) h" : "\(hours) h \(minutes % 60) min" }
    return hours % 24 == 0 ? "\(hours / 24) d" : "\(hours / 24) d \(hours % 24) h"
  }

  /// An estimate: one unit, no false precision.
  public static func about(_ seconds: Double) -> String {
    if seconds < 90 { return "a minute" }
    if seconds < 90 * 60 { return "\(Int((seconds / 60).rounded())) min" }
    if seconds < 48 * 3600 { return "\(Int((seconds / 3600).rounded())) h" }
    return "\(Int((min(seconds, 1e9) / 86_400).rounded())) days"
  }

  /// `13:10`, with the day in front when it lies more than 18 hours from `now`.
  public static func clock(_ time: ZonedTime, now: ZonedTime) -> String {
    let c = time.calendar
    let clock = "\(pad(c.hour)):\(pad(c.minute))"
    return abs(time.seconds - now.seconds) < 18 * 3_600 ? clock : "\(time.day) \(clock)"
  }

  /// `2026-11-23 21:14`.
  public static func moment(_ time: ZonedTime) -> String {
    let c = time.calendar
    return "\(time.day) \(pad(c.hour)):\(pad(c.minute))"
  }

  /// `21.7 of 58.6 GB`: both in the unit of the whole, so they can be compared.
  public static func bytes(_ part: Int64, of whole: Int64) -> String {
    let total = ByteCount.text(whole)
    guard let blank = total.lastIndex(of: " "), let number = Double(total[..<blank]), number > 0, whole > 0 else {
      return "\(ByteCount.text(part)) of \(total)"
    }
    let scaled = Double(part) / (Double(whole) / number)
    let text =
      total[..<blank].contains(".")
      ? "\(Int(scaled * 10) / 10).\(Int(scaled * 10) % 10)" : String(Int(scaled))
    return "\(text) of \(total)"
  }

  /// Whole percents, rounded down: `100 %` means all.
  public static func percent(_ fraction: Double) -> String { "\(Int(max(0, min(1, fraction)) * 100)) %" }

  /// `a`, `a and b`, `a, b and 3 more`.
  public static func some(_ names: [String], limit: Int = 2) -> String {
    if names.count <= limit { return list(names) }
    // One left out would cost as much room as naming it.
    return names.prefix(limit - 1).joined(separator: ", ") + " and \(names.count - limit + 1) more"
  }

  public static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
