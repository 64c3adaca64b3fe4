import Core

/// How often and how long a lost or busy server is waited for. Progress restores it.
struct Patience {
  private var tries = 0
  private static let pauses: [Duration] = [
    .milliseconds(100), .milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(15),
  ]

  mutating func restore() { tries = 0 }

  /// How long to wait before the next try; nil when trying again does not help, or has been tried long enough (about half
  /// a minute of silence).
  mutating func pause(after fault: Fault) -> Duration? {
    switch fault.recovery {
    case .reconnect:
      guard tries < Self.pauses.count else { return nil }
      defer { tries += 1 }
      return Self.pauses[tries]
    case .retry(let after):
      guard tries < 60 else { return nil }
      defer { tries += 1 }
      return min(after ?? Self.pauses[min(tries, Self.pauses.count - 1)], .seconds(900))
    case .skipItem, .skipFolder, .stopMailbox, .stopRun:
      return nil
    }
  }
}
