public import Core

/// A mailbox's state in a run, in the words people see.
public enum MailboxState: Sendable, Hashable {
  case notStarted
  case listing
  case copying(folder: String)
  /// Throttled or reconnecting; seconds until the next try.
  case waiting(seconds: Int, why: String)
  case paused
  case done
  case attention(Finding)
}

public struct MailboxProgress: Sendable {
  public var name: String
  public var state: MailboxState
  public var counts: ItemCounts
  public init(name: String, state: MailboxState = .notStarted, counts: ItemCounts = ItemCounts()) {
    self.name = name
    self.state = state
    self.counts = counts
  }
}

/// One look at a run. Taken as often as the screen wants; taking it costs the run nothing.
public struct ProgressSnapshot: Sendable {
  public var elapsed: Duration
  public var mailboxes: [MailboxProgress]
  /// Bytes sent in this run.
  public var sentBytes: Int64
  /// Bytes per second over the last seconds.
  public var rate: Double
  /// Seconds left; nil in the first 30 seconds and when nothing moves.
  public var secondsLeft: Double?
  /// Bytes per second that the user allows; nil for no limit.
  public var limitRate: Int64?
  public var totals: ItemCounts { mailboxes.reduce(ItemCounts()) { $0 + $1.counts } }
  public init(
    elapsed: Duration, mailboxes: [MailboxProgress], sentBytes: Int64, rate: Double, secondsLeft: Double?
  ) {
    self.elapsed = elapsed
    self.mailboxes = mailboxes
    self.sentBytes = sentBytes
    self.rate = rate
    self.secondsLeft = secondsLeft
  }
}

/// How a run ended.
public struct RunSummary: Sendable, Codable {
  public enum Ending: String, Sendable, Codable { case finished, interrupted, paused }
  public var ending: Ending
  public var startedAt: ZonedTime
  public var seconds: Double
  public var mailboxes: [MailboxOutcome]
  public var totals: ItemCounts { mailboxes.reduce(ItemCounts()) { $0 + $1.counts } }
  public var findings: [Finding] { mailboxes.flatMap(\.findings) }
  public init(ending: Ending, startedAt: ZonedTime, seconds: Double, mailboxes: [MailboxOutcome]) {
    self.ending = ending
    self.startedAt = startedAt
    self.seconds = seconds
    self.mailboxes = mailboxes
  }
}

public struct MailboxOutcome: Sendable, Codable {
  public var name: String
  public var counts: ItemCounts
  /// Copied by this very run.
  public var copiedNow: Int = 0
  public var flagsUpdated: Int = 0
  public var findings: [Finding] = []
  /// True when the mailbox was gone through to its end.
  public var isComplete: Bool = false
  public init(name: String, counts: ItemCounts) {
    self.name = name
    self.counts = counts
  }
}
