import FoundationEssentials

/// The clocks of this module, so that tests can turn them.
public struct Timepiece: Sendable {
  /// Seconds since 1970, as this machine believes. May jump.
  public var wall: @Sendable () -> Int64
  /// Time since some moment. Never goes back, and goes on while the machine sleeps.
  public var elapsed: @Sendable () -> Duration
  /// Throws when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void

  public init(
    wall: @escaping @Sendable () -> Int64, elapsed: @escaping @Sendable () -> Duration,
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.wall = wall
    self.elapsed = elapsed
    self.sleep = sleep
  }

  public static let system: Timepiece = {
    let clock = ContinuousClock()
    let start = clock.now
    return Timepiece(
      wall: { Int64(Date().timeIntervalSince1970) }, elapsed: { clock.now - start },
      sleep: { try await clock.sleep(for: $0) })
  }()
}
