public import Core

/// Where an item stands. found = copied + adopted + skipped + failed when nothing is pending or sending.
public enum ItemState: Int, Sendable, Codable, CaseIterable {
  case pending = 0
  /// Its bytes may be at the target: looked for there before it is sent again.
  case sending = 1
  case copied = 2
  /// Was already at the target. Without a target's id: is carried from another folder in which it stands as well.
  case adopted = 3
  case skipped = 4
  case failed = 5
  /// Settled before, and gone from the source since; no longer counted as found.
  case gone = 6
}

/// Counts of one folder, one mailbox or all.
public struct ItemCounts: Sendable, Codable, Hashable {
  public var found = 0
  public var copied = 0
  public var adopted = 0
  public var skipped = 0
  public var failed = 0
  public var foundBytes: Int64 = 0
  /// Bytes of copied and adopted items.
  public var settledBytes: Int64 = 0
  public init() {}
  public var open: Int { found - copied - adopted - skipped - failed }
  public static func + (a: ItemCounts, b: ItemCounts) -> ItemCounts {
    var sum = a
    sum.found += b.found
    sum.copied += b.copied
    sum.adopted += b.adopted
    sum.skipped += b.skipped
    sum.failed += b.failed
    sum.foundBytes += b.foundBytes
    sum.settledBytes += b.settledBytes
    return sum
  }
}

/// A skipped or failed item, as `item list` shows it.
public struct ItemRecord: Sendable, Codable, Hashable {
  /// Stable within the project; what `item show`, `export`, `retry` and `accept` take.
  public var number: Int64
  public var mailbox: String
  public var folder: [String]
  public var id: UInt32
  public var state: ItemState
  public var code: Fault.Code
  /// What the server or the check said.
  public var detail: String
  public var subject: String
  public var from: String
  public var date: ZonedTime
  public var size: Int64
  /// The reason given with `item accept`; nil when not accepted.
  public var accepted: String?
  public init(
    number: Int64, mailbox: String, folder: [String], id: UInt32, state: ItemState, code: Fault.Code, detail: String,
    subject: String, from: String, date: ZonedTime, size: Int64, accepted: String? = nil
  ) {
    self.number = number
    self.mailbox = mailbox
    self.folder = folder
    self.id = id
    self.state = state
    self.code = code
    self.detail = detail
    self.subject = subject
    self.from = from
    self.date = date
    self.size = size
    self.accepted = accepted
  }
}

/// A message stored in a changed form because the target refused it as it was.
public struct RepairRecord: Sendable, Codable, Hashable {
  public var mailbox: String
  public var folder: [String]
  public var id: UInt32
  /// `bare-lf`, `nul`, `long-line`, `8bit-header`, `flag-dropped`, `date-dropped`, `read-receipt`.
  public var changes: [String]
  /// SHA-256 of the original bytes, lower-case hex.
  public var originalDigest: String
  public var storedDigest: String
  public init(
    mailbox: String, folder: [String], id: UInt32, changes: [String], originalDigest: String, storedDigest: String
  ) {
    self.mailbox = mailbox
    self.folder = folder
    self.id = id
    self.changes = changes
    self.originalDigest = originalDigest
    self.storedDigest = storedDigest
  }
}
