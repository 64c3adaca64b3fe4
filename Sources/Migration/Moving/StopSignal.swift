import Synchronization

/// Tells every lane to stop between two batches: what is in flight is finished and written down first.
final class StopSignal: Sendable {
  private let reason = Mutex<RunSummary.Ending?>(nil)

  func stop(_ ending: RunSummary.Ending) {
    reason.withLock { if $0 == nil { $0 = ending } }
  }
  var ending: RunSummary.Ending? { reason.withLock { $0 } }
  var isStopped: Bool { ending != nil }
}
