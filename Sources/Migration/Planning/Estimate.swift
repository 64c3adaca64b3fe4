import Core

/// How long a mailbox will take, from what waits and from what is published of both services. A lower bound: a slow line or
/// a busy server takes longer.
struct Estimate {
  var items: Int
  var bytes: Int64
  var source: Provider
  var target: Provider
  /// The user's limit over all mailboxes, bytes a second; nil for none.
  var limitRate: Int64?

  /// Measured (`docs/benchmarks.md`): a target takes about this many small messages, or bytes, a second per mailbox over a
  /// good line.
  private static let itemsPerSecond = 1_000.0
  private static let bytesPerSecond = 30e6

  /// Nil when nothing waits.
  var seconds: Double? {
    guard items > 0 else { return nil }
    var seconds = max(Double(items) / Self.itemsPerSecond, Double(bytes) / Self.bytesPerSecond)
    seconds = max(seconds, Self.wait(bytes, allowance: target.rateBytes, window: target.rateWindowSeconds))
    seconds = max(seconds, Self.wait(bytes, allowance: source.readRateBytes, window: source.rateWindowSeconds))
    if let limitRate, limitRate > 0 { seconds = max(seconds, Double(bytes) / Double(limitRate)) }
    return seconds
  }

  /// A service that takes so many bytes in a window takes the first window's worth at once.
  private static func wait(_ bytes: Int64, allowance: Int?, window: Int?) -> Double {
    guard let allowance, let window, allowance > 0 else { return 0 }
    return Double(max(0, bytes - Int64(allowance))) / Double(allowance) * Double(window)
  }
}
