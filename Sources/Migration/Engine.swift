/// Two mailboxes that belong together, and the wishes for them.
public struct MailboxPair: Sendable {
  /// Unique in the project; usually the target address.
  public var name: String
  public var source: any MailSource
  public var target: any MailTarget
  public var rules: FolderRules
  public init(name: String, source: any MailSource, target: any MailTarget, rules: FolderRules = FolderRules()) {
    self.name = name
    self.source = source
    self.target = target
    self.rules = rules
  }
}

/// The user's say in the folder map.
public struct FolderRules: Sendable, Hashable {
  /// Source folders left out, by path (`Archief 2009`, `Klanten/*`), compared without case; `*` within one level, `**` any.
  public var exclude: [String] = []
  /// Source path to target path, both with `/` between levels.
  public var map: [String: String] = [:]
  /// Source path below which everything counts as the mailbox's root (Exchange's `UserRoot`).
  public var sourceRoot: String?
  /// Target folder to put everything below.
  public var targetRoot: String?
  public init() {}
}

/// Wishes for a run.
public struct RunOptions: Sendable {
  public var mirrorDeletes = false
  /// Store refused messages in the smallest changed form.
  public var repair = false
  /// Take the request for a read receipt out of unread mail.
  public var disarmReceipts = false
  /// Mailboxes moved side by side; nil for what the endpoints' budgets allow.
  public var parallel: Int?
  /// Bytes per second over all mailboxes; nil for no limit.
  public var limitRate: Int64?
  /// Lanes per mailbox; nil for what the machine and the providers allow.
  public var lanes: Int?
  /// Only folders whose source path matches one of these patterns; empty for all.
  public var onlyFolders: [String] = []
  public init() {}
}

public struct VerifyOptions: Sendable {
  /// Compare every body; otherwise a sample.
  public var full = false
  /// Bodies compared in a sample, over all mailboxes.
  public var sample = 400
  /// Seed of the sample, printed with it.
  public var seed: UInt64 = 1
  public init() {}
}

/// Moves and compares the pairs of one project. One engine runs at a time per ledger.
public final class MigrationEngine: Sendable {
  let ledger: Ledger
  let pairs: [MailboxPair]
  let options: RunOptions
  let clock: ContinuousClock
  let board: ProgressBoard
  let stopSignal: StopSignal
  private let mailboxSignals: [String: StopSignal]

  public init(ledger: Ledger, pairs: [MailboxPair], options: RunOptions = RunOptions()) {
    self.ledger = ledger
    self.pairs = pairs
    self.options = options
    clock = ContinuousClock()
    board = ProgressBoard(names: pairs.map(\.name))
    let signal = StopSignal()
    stopSignal = signal
    mailboxSignals = Dictionary(
      pairs.map { ($0.name, StopSignal(of: signal)) }, uniquingKeysWith: { first, _ in first })
  }

  /// One look at the run under way.
  public func progress() -> ProgressSnapshot {
    var snapshot = board.snapshot()
    snapshot.limitRate = options.limitRate
    return snapshot
  }

  /// Finishes what is in flight, saves, and lets ``run(_:)`` return with `.interrupted`.
  public func interrupt() { stopSignal.stop(.interrupted) }

  /// Finishes what `mailbox` has in flight and leaves the rest of it for the next run; the others go on.
  public func skip(_ mailbox: String) { mailboxSignals[mailbox]?.stop(.paused) }

  /// How the run was told to end; nil while it goes on.
  public var ending: RunSummary.Ending? { stopSignal.ending }

  func stopSignal(of mailbox: String) -> StopSignal { mailboxSignals[mailbox] ?? stopSignal }
}
