import Core
import Migration

/// A comparison of both ends: one sentence, then a sign per folder.
struct VerifyScreen {
  var report: VerifyReport
  var showsAll = false
  /// True when skipped items are good enough.
  var acceptsKnown = false
  /// Skipped and failed items that somebody accepted with a reason.
  var accepted = 0
  /// Counts when bodies were sampled.
  var sampleSeed: UInt64?
  var reports: [String] = []

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(verdict, width: layout.width) + [""]
    let shown = report.mailboxes.filter { showsAll || !isEqual($0) }
    for mailbox in shown { out += lines(mailbox, layout) }
    let equal = report.mailboxes.count - shown.count
    if equal > 0 {
      out.append(
        " \(layout.ellipsis) \(Words.count(equal, "mailbox", "mailboxes")) equal (--all shows \(equal == 1 ? "it" : "them"))"
      )
    }
    let findings = report.mailboxes.flatMap(\.findings).filter { $0.level >= .warning }
    if !findings.isEmpty { out += [""] + FindingLines.lines(findings, layout) }
    out += [""] + Labelled.lines([("Method", method)], layout)
    out.append(" Signs    = equal  - missing at target  + only at target  * differs  ! known")
    out += [""]
    if !reports.isEmpty { out += ReportFiles.lines(reports, layout) }
    out.append("Next: \(next)")
    return out
  }

  // MARK: the sentence

  private var folders: [VerifyReport.Folder] { report.mailboxes.flatMap(\.folders) }
  private var totals: ItemCounts { report.totals }
  private var missing: Int { report.missing }
  private var differing: Int { report.differing }
  private var hasProblems: Bool { report.mailboxes.flatMap(\.findings).contains { $0.level == .problem } }

  /// 0 when both ends are equal, or equal but for what is known and that was declared good enough.
  var status: ExitStatus {
    if missing > 0 || differing > 0 || hasProblems { return .needsAttention }
    let unjudged = totals.skipped + totals.failed - accepted
    if unjudged <= 0 { return .done }
    return acceptsKnown && totals.failed <= accepted ? .done : .needsAttention
  }

  private var verdict: String {
    let known = totals.skipped + totals.failed
    var parts: [String] = []
    if hasProblems {
      parts.append("The comparison could not be finished everywhere.")
    }
    if missing > 0 {
      parts.append(
        "\(Words.count(missing, "item")) found at the source \(missing == 1 ? "is" : "are") not at the target.")
    } else if totals.found == 0 {
      parts.append("The source holds no items.")
    } else if known > 0 {
      parts.append(
        "Everything found at the source is at the target, except \(Words.count(known, "item")) you know of.")
    } else {
      parts.append("Everything found at the source is at the target.")
    }
    if differing > 0 { parts.append("\(Words.count(differing, "item")) \(differing == 1 ? "differs" : "differ").") }
    let bodies = folders.reduce(0) { $0 + $1.bodiesCompared }
    if bodies > 0 {
      let unequal = folders.flatMap(\.differences).count { $0.detail.hasPrefix("body") }
      let which =
        report.isFull
        ? "All \(Words.count(bodies, "body", "bodies")) compared" : "Sample of \(Words.count(bodies, "body", "bodies"))"
      parts.append("\(which): \(unequal == 0 ? "all equal" : "\(Words.number(unequal)) not equal").")
    }
    return parts.joined(separator: " ")
  }

  // MARK: the rows

  private func isEqual(_ mailbox: VerifyReport.Mailbox) -> Bool {
    mailbox.folders.allSatisfy { $0.sign == .equal || $0.sign == .extra }
      && !mailbox.findings.contains { $0.level >= .warning }
  }

  private func lines(_ mailbox: VerifyReport.Mailbox, _ layout: Layout) -> [String] {
    var table = Table([.init("", .note), .init("", .name), .init("", .number), .init("", .note), .init("", .note)])
    table.gap = 1
    let shown = mailbox.folders.filter { showsAll || $0.sign != .equal || mailbox.folders.count <= 12 }
    table.rows = shown.map { folder in
      let only = folder.sign == .extra
      return [
        "  " + folder.sign.rawValue, folder.target.joined(separator: "/"),
        Words.number(only ? folder.extra : folder.counts.found),
        (only ? folder.extra : folder.counts.found) == 1 ? "item" : "items", note(folder, layout),
      ]
    }
    var out = [" " + layout.paint(DisplayWidth.printable(mailbox.name), .bold)] + table.lines(layout)
    let equal = mailbox.folders.count - shown.count
    if equal > 0 { out.append("   = \(Words.count(equal, "more folder")) equal") }
    return out
  }

  private func note(_ folder: VerifyReport.Folder, _ layout: Layout) -> String {
    var parts: [String] = []
    let missing = folder.missing - folder.counts.open
    if missing > 0 { parts.append("\(Words.number(missing)) missing") }
    let differing = folder.differences.filter { $0.sign == .differs }
    if let first = differing.first {
      parts.append("\(Words.number(differing.count)) differ\(differing.count == 1 ? "s" : ""): \(first.detail)")
    }
    if folder.counts.skipped > 0 {
      parts.append("\(Words.number(folder.counts.skipped)) skipped\(code(folder, .known))")
    }
    if folder.counts.failed > 0 { parts.append("\(Words.number(folder.counts.failed)) failed") }
    if folder.counts.open > 0 { parts.append("\(Words.number(folder.counts.open)) not moved yet") }
    if folder.extra > 0 {
      parts.append(
        folder.sign == .extra ? "only at the target; left alone" : "\(Words.number(folder.extra)) only at the target")
    }
    return parts.joined(separator: ", ")
  }

  private func code(_ folder: VerifyReport.Folder, _ sign: VerifyReport.Sign) -> String {
    folder.differences.first { $0.sign == sign }.map { ": \($0.code)" } ?? ""
  }

  // MARK: the foot

  private var method: String {
    let bodies =
      report.isFull
      ? "SHA-256 of every body, as both ends hand it out"
      : "SHA-256 of a sample of bodies" + (sampleSeed.map { " (seed \($0))" } ?? "") + " (--full for every item)"
    return "Counts, sizes, dates and flags of all items at both ends; \(bodies). \(Words.duration(report.seconds))."
  }
  private var next: String {
    if missing > 0 { return "postduif migrate, then postduif verify" }
    if differing > 0 || totals.skipped + totals.failed > 0 { return "postduif item list, then postduif report" }
    return "postduif report"
  }
}
