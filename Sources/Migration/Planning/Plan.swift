public import Core

/// What a run would do, mailbox by mailbox, from what both ends said. Saved in the ledger; `migrate` obeys it.
public struct Plan: Sendable, Codable, Hashable {
  /// `2026-11-23-1`: day and number of the day.
  public var id: String
  public var madeAt: ZonedTime
  public var mailboxes: [MailboxPlan]
  public init(id: String, madeAt: ZonedTime, mailboxes: [MailboxPlan]) {
    self.id = id
    self.madeAt = madeAt
    self.mailboxes = mailboxes
  }
  public var findings: [Finding] { mailboxes.flatMap(\.findings) }
  /// True when a finding forbids the start.
  public var isRefused: Bool { findings.contains { $0.level == .problem } }
}

public struct MailboxPlan: Sendable, Codable, Hashable {
  /// The pair's name, usually its target address.
  public var name: String
  public var folders: [FolderPlan] = []
  /// Items at the source in folders that will be moved, and their bytes.
  public var items: Int = 0
  public var bytes: Int64 = 0
  /// Of these, already recorded as copied or found at the target.
  public var settledItems: Int = 0
  public var settledBytes: Int64 = 0
  public var largestBytes: Int64 = 0
  /// Items over the target's size limit; they will be skipped.
  public var oversized: Int = 0
  public var quotaUsedBytes: Int64?
  public var quotaLimitBytes: Int64?
  /// Estimate for the items still to copy; nil when nothing is known to base it on.
  public var estimatedSeconds: Double?
  public var sourceProduct: String = ""
  public var targetProduct: String = ""
  public var findings: [Finding] = []
  public init(name: String) { self.name = name }
}

public struct FolderPlan: Sendable, Codable, Hashable {
  public enum Action: String, Sendable, Codable {
    /// Exists at the target.
    case use
    case create
    /// Left out by the project's settings or the provider's rule; `why` says which.
    case exclude
    /// The server lists it but will not open it.
    case unreadable
    /// Holds only other folders: created at the target if something below it needs it.
    case container
  }
  public var source: [String]
  public var target: [String]
  public var role: FolderRole?
  public var action: Action
  /// Why the target name is what it is: `same name`, `special use \Sent`, `name (nl)`, `renamed: …`, `set by you`.
  public var why: String
  public var items: Int
  public var bytes: Int64
  public init(
    source: [String], target: [String], role: FolderRole? = nil, action: Action, why: String, items: Int = 0,
    bytes: Int64 = 0
  ) {
    self.source = source
    self.target = target
    self.role = role
    self.action = action
    self.why = why
    self.items = items
    self.bytes = bytes
  }
  public var isRenamed: Bool { source != target }
}
