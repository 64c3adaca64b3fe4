import Core
import Synchronization

/// The one place where waiting is decided: pauses a server asked for, the provider's rate, the user's limit. Shared by all
/// lanes of a mailbox (pauses, provider's rate) or of the run (user's limit).
final class Pacer: Sendable {
  private struct State {
    var pauseUntil: ContinuousClock.Instant?
    /// Bytes already spent, as a moment in time: when that moment is past, there is room.
    var paidUntil: ContinuousClock.Instant
  }
  private let clock = ContinuousClock()
  private let state: Mutex<State>
  private let secondsPerByte: Double
  /// So many seconds' worth of bytes may go at once before the rate is felt.
  private let burst: Duration

  init(bytesPerSecond: Double?, burst: Duration = .seconds(1)) {
    secondsPerByte = bytesPerSecond.map { $0 > 0 ? 1 / $0 : 0 } ?? 0
    self.burst = burst
    state = Mutex(State(pauseUntil: nil, paidUntil: ContinuousClock().now - burst))
  }

  /// The server asked for a pause.
  func pause(for time: Duration) {
    let until = clock.now + time
    state.withLock { $0.pauseUntil = max($0.pauseUntil ?? until, until) }
  }

  /// A wait, and why.
  struct Delay: Equatable {
    var time: Duration
    /// A server asked for it; otherwise a rate wants it.
    var isAsked: Bool
    /// The rate is the user's own.
    var isOwn = false
  }

  /// Counts `bytes` and lets them go, or says how long to wait before they may ask again.
  func spend(bytes: Int64) -> Delay? {
    let now = clock.now
    return state.withLock { state in
      let until = max(state.pauseUntil ?? now, state.paidUntil)
      guard until <= now else { return Delay(time: until - now, isAsked: until > state.paidUntil) }
      state.paidUntil = max(state.paidUntil, now - burst) + .seconds(Double(bytes) * secondsPerByte)
      return nil
    }
  }

  /// Takes back what was counted and did not go.
  func giveBack(bytes: Int64) {
    state.withLock { $0.paidUntil -= .seconds(Double(bytes) * secondsPerByte) }
  }
}

extension MigrationEngine {
  /// Waits `time`, or less when `stop` says so. The wait is cut into short ones so that Ctrl-C is felt at once.
  func wait(_ time: Duration, unless stop: StopSignal) async throws {
    let end = clock.now + time
    while clock.now < end, !stop.isStopped {
      try await Task.sleep(for: min(.milliseconds(200), end - clock.now), clock: clock)
    }
  }
}
