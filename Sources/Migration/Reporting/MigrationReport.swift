public import Core

/// Everything a report says, gathered once; the renderings (HTML, CSV, JSON) add nothing of their own.
public struct MigrationReport: Sendable {
  /// Who made the move for whom. Empty texts are left out.
  public struct Letterhead: Sendable, Hashable {
    public var project: String
    public var customer: String
    public var consultant: String
    public var source: String
    public var target: String
    public init(project: String, customer: String = "", consultant: String = "", source: String, target: String) {
      self.project = project
      self.customer = customer
      self.consultant = consultant
      self.source = source
      self.target = target
    }
  }

  public var letterhead: Letterhead
  public var madeAt: ZonedTime
  /// `0.1.0`, the version of the program that made the report.
  public var toolVersion: String
  public var plan: Plan?
  public var run: RunSummary?
  public var verify: VerifyReport?
  public var standing: [FolderStanding]
  /// Skipped and failed items.
  public var exceptions: [ItemRecord]
  public var repairs: [RepairRecord]
  /// True when names and subjects were left out: ``anonymous()``.
  public internal(set) var isAnonymous = false

  public init(
    letterhead: Letterhead, madeAt: ZonedTime, toolVersion: String, plan: Plan?, run: RunSummary?,
    verify: VerifyReport?, standing: [FolderStanding], exceptions: [ItemRecord], repairs: [RepairRecord]
  ) {
    self.letterhead = letterhead
    self.madeAt = madeAt
    self.toolVersion = toolVersion
    self.plan = plan
    self.run = run
    self.verify = verify
    self.standing = standing
    self.exceptions = exceptions
    self.repairs = repairs
  }

  public var totals: ItemCounts { standing.reduce(ItemCounts()) { $0 + $1.counts } }

  /// Mailbox names in the order they were found.
  public var mailboxes: [String] {
    var seen: Set<String> = []
    return standing.map(\.mailbox).filter { seen.insert($0).inserted }
  }

  public func totals(of mailbox: String) -> ItemCounts {
    standing.reduce(ItemCounts()) { $1.mailbox == mailbox ? $0 + $1.counts : $0 }
  }

  /// Folders whose name at the target differs from the one at the source by more than letter case (INBOX and Inbox).
  public var renames: [FolderStanding] {
    standing.filter {
      $0.source.map { $0.lowercased() } != $0.target.map { $0.lowercased() }
        && ($0.action == .use || $0.action == .create)
    }
  }

  public var findings: [Finding] {
    (run?.findings ?? []) + (verify?.mailboxes.flatMap(\.findings) ?? [])
  }
}

/// The one sentence a report begins with.
public struct Verdict: Sendable, Hashable {
  public enum Class: String, Sendable { case complete, exceptions, incomplete, nothing }
  public var `class`: Class
  public var text: String
}

extension MigrationReport {
  public var verdict: Verdict {
    let counts = totals
    let there = Words.number(counts.copied + counts.adopted)
    let lost = verify?.lost ?? 0
    if counts.found == 0 { return Verdict(class: .nothing, text: "Nothing has been moved yet.") }
    if lost > 0 {
      return Verdict(
        class: .incomplete,
        text: "\(Words.count(lost, "item")) recorded as moved \(lost == 1 ? "was" : "were") not at the target"
          + " when both ends were compared on \(verify?.startedAt.day ?? "").")
    }
    if counts.open > 0 {
      return Verdict(
        class: .incomplete,
        text: "\(there) of \(Words.count(counts.found, "item")) are at the target;"
          + " \(Words.number(counts.open)) are still to be moved.")
    }
    let unaccepted = exceptions.count { $0.accepted == nil }
    if counts.skipped + counts.failed == 0 {
      return Verdict(class: .complete, text: "All \(Words.count(counts.found, "item")) are at the target." + proof)
    }
    let rest = counts.skipped + counts.failed
    let judged = unaccepted == 0 ? ", all of them accepted" : ""
    return Verdict(
      class: .exceptions,
      text: "\(there) of \(Words.count(counts.found, "item")) are at the target;"
        + " \(Words.count(rest, "exception")) \(rest == 1 ? "is" : "are") listed below\(judged)." + proof)
  }

  private var proof: String {
    guard let verify else { return " Not compared yet." }
    if let run, verify.isOlder(than: run) {
      return " Last compared on \(verify.startedAt.day), before the last run."
    }
    return verify.differing == 0
      ? " Both ends were compared on \(verify.startedAt.day)."
      : " The comparison of \(verify.startedAt.day) found \(Words.count(verify.differing, "difference"))."
  }
}

extension VerifyReport.Folder {
  /// Items of the source that are not at the target: never moved, or moved and gone since.
  public var missing: Int {
    // What was never moved is counted by the ledger; the differences list the first of those once more.
    let unmoved: Set<Fault.Code> = ["VERIFY-OPEN", "VERIFY-NEW"]
    let listed = differences.count { unmoved.contains($0.code) }
    let lost = differences.count { $0.sign == .missing } - listed
    return counts.open + lost + (sign == .missing ? max(0, notKept - max(0, counts.open - listed)) : 0)
  }

  public var differing: Int { differences.count { $0.sign == .differs } + (sign == .differs ? notKept : 0) }

  /// Only the first differences are kept one by one; what was counted beyond them belongs to the folder's strongest sign.
  private var notKept: Int { max(0, differenceCount - differences.count) }
}

extension VerifyReport.Folder {
  /// Of the missing ones those that were recorded as moved.
  public var lost: Int { missing - counts.open }
}

extension VerifyReport {
  /// True when mail was moved after the comparison: it says nothing about that.
  public func isOlder(than run: RunSummary) -> Bool {
    startedAt.seconds < run.startedAt.seconds + Int64(run.seconds)
  }

  public var lost: Int { mailboxes.flatMap(\.folders).reduce(0) { $0 + $1.lost } }
  public var missing: Int { mailboxes.flatMap(\.folders).reduce(0) { $0 + $1.missing } }
  public var differing: Int { mailboxes.flatMap(\.folders).reduce(0) { $0 + $1.differing } }
  public var bodiesCompared: Int { mailboxes.flatMap(\.folders).reduce(0) { $0 + $1.bodiesCompared } }
  public var totals: ItemCounts { mailboxes.flatMap(\.folders).reduce(ItemCounts()) { $0 + $1.counts } }
}
