import Synchronization

/// Tells every lane to stop between two batches: what is in flight is finished and written down first. A mailbox has one of
/// its own, which also stops when the run's does.
final class StopSignal: Sendable {
  private let reason = Mutex<RunSummary.Ending?>(nil)
  private let run: StopSignal?

  init(of run: StopSignal? = nil) { self.run = run }

  func stop(_ ending: RunSummary.Ending) {
    reason.withLock { if $0 == nil { $0 = ending } }
  }
  var ending: RunSummary.Ending? { reason.withLock { $0 } ?? run?.ending }
  var isStopped: Bool { ending != nil }
  /// True when this very mailbox was told to stop, whatever became of the run since.
  var isOwn: Bool { run != nil && reason.withLock { $0 } != nil }
}
