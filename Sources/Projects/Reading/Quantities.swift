/// Numbers with a unit, as people write them.
enum Quantities {
  /// `30s`, `5 min`, `2h`, `500ms`; nil when the unit is missing or unknown, or the number is not positive.
  static func duration(_ text: String) -> Duration? {
    guard let (number, unit) = parts(text) else { return nil }
    let seconds: Double? =
      switch unit.lowercased() {
      case "ms": 0.001
      case "s", "sec", "second", "seconds": 1
      case "m", "min", "minute", "minutes": 60
      case "h", "hour", "hours": 3_600
      default: nil
      }
    guard let seconds, number > 0, number * seconds <= 86_400 else { return nil }
    return .milliseconds(Int64((number * seconds * 1_000).rounded()))
  }

  /// `2MB/s`, `500 kB/s`, `1.5GB/s`: bytes per second, in decimal units; nil when it is not one.
  static func rate(_ text: String) -> Int64? {
    guard let (number, unit) = parts(text) else { return nil }
    guard unit.hasSuffix("/s") else { return nil }
    let bytes: Double? =
      switch unit.dropLast(2).lowercased() {
      case "b", "bytes": 1
      case "kb": 1e3
      case "mb": 1e6
      case "gb": 1e9
      default: nil
      }
    guard let bytes, number * bytes >= 1, number * bytes < 1e15 else { return nil }
    return Int64((number * bytes).rounded())
  }

  private static func parts(_ text: String) -> (Double, String)? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(digits), number.isFinite else { return nil }
    return (number, String(text[digits.endIndex...].drop { $0 == " " }))
  }
}
