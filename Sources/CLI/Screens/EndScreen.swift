import Core
import Migration

/// What a run leaves behind: the verdict, what was skipped and why, where the report lies.
struct EndScreen {
  var summary: RunSummary
  /// Skipped and failed items that nobody accepted, of the mailboxes of this run.
  var items: [ItemRecord]
  /// Items the ledger counts, per mailbox name; shown so that found = copied + already there + skipped + failed.
  var reports: [String]
  var next: String

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(verdict, width: layout.width)
    let counts = summary.totals
    if summary.ending != .finished {
      out.append("\(Words.number(counts.open)) left. Nothing is lost: the same command goes on where this one stopped.")
    }
    if !sumFits {
      out += Wrap.lines(
        "The counts do not fit together; that is a fault of Postduif. Please report it, with: postduif report",
        width: layout.width)
    }
    for (word, state) in [("Skipped", ItemState.skipped), ("Failed", .failed)] {
      let those = items.filter { $0.state == state }
      if !those.isEmpty {
        out += Wrap.lines("\(word): \(groups(those, layout)). See: postduif item list", width: layout.width)
      }
    }
    let findings = summary.findings.filter { $0.level >= .warning }
    if !findings.isEmpty { out += [""] + FindingLines.lines(findings, layout) + [""] }
    if !reports.isEmpty { out += ReportFiles.lines(reports, layout) }
    out.append("Next: \(next)")
    return out
  }

  private var verdict: String {
    let counts = summary.totals
    let there = counts.copied + counts.adopted
    let took = Words.duration(summary.seconds)
    let incomplete = summary.mailboxes.count { !$0.isComplete }
    let copiedNow = summary.mailboxes.reduce(0) { $0 + $1.copiedNow }
    switch summary.ending {
    case .finished where incomplete > 0:
      return
        "Not done: \(Words.count(incomplete, "mailbox", "mailboxes")) of \(summary.mailboxes.count)"
        + " \(incomplete == 1 ? "was" : "were") not gone through to the end. \(Words.number(there)) of \(Words.count(counts.found, "item")) are at the target"
        + " after \(took)."
    case .finished where counts.open > 0:
      return "Not done: \(Words.number(there)) of \(Words.count(counts.found, "item")) are at the target,"
        + " \(Words.number(counts.open)) are still to be moved. \(took)."
    case .finished where copiedNow == 0 && counts.skipped + counts.failed == 0:
      return "Done. All \(Words.count(counts.found, "item")) were at the target already. \(took)."
    case .finished where counts.skipped + counts.failed == 0:
      return "Done. All \(Words.count(counts.found, "item")) are at the target;"
        + " \(Words.number(copiedNow)) copied now. \(took)."
    case .finished:
      return "Done. \(Words.number(there)) of \(Words.count(counts.found, "item")) are at the target;"
        + " \(Self.were(counts.skipped, "skipped")), \(Self.none(counts.failed)) failed. \(took)."
    case .interrupted:
      return
        "Stopped, and everything is saved. \(Words.number(there)) of \(Words.count(counts.found, "item")) are at the"
        + " target after \(took)."
    case .paused:
      return
        "Paused, and everything is saved. \(Words.number(there)) of \(Words.count(counts.found, "item")) are at the"
        + " target after \(took)."
    }
  }

  private static func were(_ count: Int, _ word: String) -> String {
    count == 1 ? "1 was \(word)" : count == 0 ? "none was \(word)" : "\(Words.number(count)) were \(word)"
  }
  private static func none(_ count: Int) -> String { count == 0 ? "none" : Words.number(count) }

  /// found = copied + already there + skipped + failed, once nothing is open.
  var sumFits: Bool {
    summary.mailboxes.allSatisfy { $0.counts.open == 0 || (!$0.isComplete && $0.counts.open > 0) }
      || summary.ending != .finished
  }

  /// `4 × ITEM-TOO-LARGE (largest 212 MB)`.
  private func groups(_ items: [ItemRecord], _ layout: Layout) -> String {
    let byCode = Dictionary(grouping: items, by: \.code)
    let ordered = byCode.sorted { ($1.value.count, $0.key.rawValue) < ($0.value.count, $1.key.rawValue) }
    return ordered.map { code, those in
      let largest = those.map(\.size).max() ?? 0
      let detail = code == "ITEM-TOO-LARGE" ? " (largest \(ByteCount.text(largest)))" : ""
      return "\(Words.number(those.count)) \(layout.times) \(code)\(detail)"
    }.joined(separator: ", ")
  }
}
