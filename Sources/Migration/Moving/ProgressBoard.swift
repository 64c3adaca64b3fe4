import Core
import Synchronization

/// Where lanes write how far they are and screens look. Writing is a lock around a few additions, once per batch.
final class ProgressBoard: Sendable {
  private struct State {
    var mailboxes: [MailboxProgress]
    var index: [String: Int]
    var sentBytes: Int64 = 0
    var sentItems = 0
    var samples: [(at: ContinuousClock.Instant, bytes: Int64, items: Int)] = []
    var started: ContinuousClock.Instant
  }
  private let state: Mutex<State>
  private let clock = ContinuousClock()
  /// The rate is that of the last seconds.
  private static let window = Duration.seconds(20)
  /// Before this an estimate would be a guess.
  private static let firstEstimate = Duration.seconds(30)

  init(names: [String]) {
    var index: [String: Int] = [:]
    for (place, name) in names.enumerated() { index[name] = place }
    state = Mutex(State(mailboxes: names.map { MailboxProgress(name: $0) }, index: index, started: clock.now))
  }

  func begin() {
    let now = clock.now
    state.withLock {
      $0.started = now
      $0.samples = [(now, 0, 0)]
      $0.sentBytes = 0
      $0.sentItems = 0
    }
  }

  func set(_ mailbox: String, _ new: MailboxState) {
    state.withLock { if let place = $0.index[mailbox] { $0.mailboxes[place].state = new } }
  }

  func set(_ mailbox: String, counts: ItemCounts) {
    state.withLock { if let place = $0.index[mailbox] { $0.mailboxes[place].counts = counts } }
  }

  func add(_ mailbox: String, _ change: (inout ItemCounts) -> Void) {
    state.withLock { if let place = $0.index[mailbox] { change(&$0.mailboxes[place].counts) } }
  }

  func sent(bytes: Int64, items: Int) {
    let now = clock.now
    state.withLock {
      $0.sentBytes += bytes
      $0.sentItems += items
      if let last = $0.samples.last, now - last.at < .seconds(1) { return }
      $0.samples.append(($0.samples.isEmpty ? $0.started : now, $0.sentBytes, $0.sentItems))
      $0.samples.removeAll { now - $0.at > Self.window }
    }
  }

  func snapshot() -> ProgressSnapshot {
    let now = clock.now
    return state.withLock { state in
      let elapsed = now - state.started
      let first = state.samples.first
      let span = first.map { (now - $0.at) / .seconds(1) } ?? 0
      let rate = span > 0 ? Double(state.sentBytes - (first?.bytes ?? 0)) / span : 0
      let totals = state.mailboxes.reduce(ItemCounts()) { $0 + $1.counts }
      let left = Double(max(0, totals.foundBytes - totals.settledBytes))
      let whole = elapsed / .seconds(1)
      // The whole run's mean is steadier than the last seconds when sizes vary much.
      let mean = whole > 0 ? Double(state.sentBytes) / whole : 0
      let secondsLeft = elapsed >= Self.firstEstimate && mean > 0 ? left / mean : nil
      return ProgressSnapshot(
        elapsed: elapsed, mailboxes: state.mailboxes, sentBytes: state.sentBytes, rate: rate, secondsLeft: secondsLeft)
    }
  }
}
