import Core
import Migration

/// A plan as a person reads it before saying yes.
struct PlanScreen {
  var plan: Plan
  var title: MoveTitle
  /// Mailboxes moved side by side.
  var parallel: Int
  var showsAll = false
  /// Rows shown before the rest is summed up.
  static let rowLimit = 20

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(
      "Plan for \"\(DisplayWidth.printable(title.project))\": \(title.ends(layout))", width: layout.width)
    out += Wrap.lines(verdict, width: layout.width)
    out += [""] + table(layout)
    let labels = summary(layout)
    if !labels.isEmpty { out += [""] + Labelled.lines(labels, layout) }
    let findings = shownFindings
    if !findings.isEmpty { out += [""] + FindingLines.lines(findings, layout) }
    out += [""]
    let tally = FindingLines.tally(plan.findings)
    out.append("Saved as plan \(plan.id)." + (tally.isEmpty ? "" : " \(tally).".capitalizedFirst))
    out.append("Next: \(next(layout))")
    return out
  }

  private var verdict: String {
    let count = plan.mailboxes.count
    let all = Words.count(count, "mailbox", "mailboxes")
    let tally = FindingLines.tally(plan.findings)
    switch blocked {
    case 0: return "Nothing has been changed. Both ends answered; \(all)."
    case count: return "This plan cannot start: \(tally). Nothing has been changed."
    default:
      return "\(Words.number(blocked)) of \(all) cannot start: \(tally). Nothing has been changed."
    }
  }

  /// Mailboxes with a problem that forbids their start.
  private var blocked: Int {
    plan.mailboxes.count { mailbox in mailbox.findings.contains { $0.level == .problem } }
  }

  private func next(_ layout: Layout) -> String {
    if blocked > 0 {
      let solve = "solve what is marked \(mark(layout)), then postduif plan"
      return blocked == plan.mailboxes.count ? solve : solve + "; or postduif migrate, which leaves those out"
    }
    let isDone = plan.mailboxes.allSatisfy { $0.settledItems >= $0.items }
    return isDone ? "postduif verify; postduif migrate brings over what changed since" : "postduif migrate"
  }

  private func mark(_ layout: Layout) -> String { layout.isASCII ? "x" : "✗" }

  private var shownFindings: [Finding] {
    plan.findings.filter { showsAll || $0.level >= .warning }
  }

  private func table(_ layout: Layout) -> [String] {
    var table = Table([
      .init("Mailbox", .name), .init("Folders", .number), .init("Items", .number), .init("Size", .number),
      .init("Note", .note),
    ])
    // One more row than the limit is shown rather than summed up: the sum would take its place.
    let shown = showsAll || plan.mailboxes.count <= Self.rowLimit + 1 ? plan.mailboxes.count : Self.rowLimit
    let longest = plan.mailboxes.count > 1 ? plan.mailboxes.compactMap(\.estimatedSeconds).max() : nil
    for mailbox in plan.mailboxes.prefix(shown) {
      table.rows.append(row(mailbox.name, [mailbox], note: note(mailbox, longest: longest)))
    }
    let rest = plan.mailboxes.dropFirst(shown)
    if !rest.isEmpty {
      table.rows.append(row("\(layout.ellipsis) \(rest.count) more", Array(rest), note: "--all shows them"))
    }
    if plan.mailboxes.count > 1 { table.rows.append(row("Total", plan.mailboxes, note: totalNote)) }
    return table.lines(layout)
  }

  private func row(_ name: String, _ mailboxes: [MailboxPlan], note: String) -> [String] {
    let folders = mailboxes.flatMap(\.folders).count { $0.action == .use || $0.action == .create }
    return [
      name, Words.number(folders), Words.number(mailboxes.reduce(0) { $0 + $1.items }),
      ByteCount.text(mailboxes.reduce(0) { $0 + $1.bytes }), note,
    ]
  }

  private func note(_ mailbox: MailboxPlan, longest: Double?) -> String {
    var parts: [String] = []
    if mailbox.oversized > 0 { parts.append("\(Words.count(mailbox.oversized, "message")) too large") }
    if mailbox.items > 0 && mailbox.settledItems >= mailbox.items {
      parts.append("all there already")
    } else if mailbox.settledItems > 0 {
      parts.append("\(Words.number(mailbox.settledItems)) already there")
    }
    if let seconds = mailbox.estimatedSeconds, seconds == longest, seconds >= 60 {
      parts.append("longest; about \(Words.about(seconds))")
    }
    return parts.joined(separator: "; ")
  }

  /// The longest mailbox, or all of them shared out, whichever takes longer.
  private var totalNote: String {
    let estimates = plan.mailboxes.compactMap(\.estimatedSeconds)
    guard let longest = estimates.max(), longest >= 1 else { return "" }
    let side = max(1, min(parallel, plan.mailboxes.count))
    let shared = max(longest, estimates.reduce(0, +) / Double(side))
    return "about \(Words.about(shared)) with \(side) side by side"
  }

  private func summary(_ layout: Layout) -> [(label: String, text: String)] {
    let folders = plan.mailboxes.flatMap(\.folders)
    var out: [(label: String, text: String)] = []
    let created = folders.filter { $0.action == .create }.map { "\"\($0.target.joined(separator: "/"))\"" }
    if !created.isEmpty {
      out.append(
        ("Will be created", "\(Words.count(created.count, "folder")) on the target (\(Words.some(created)))"))
    }
    let mapped = unique(
      folders.filter { $0.hasNewName && ($0.action == .use || $0.action == .create) }.map {
        "\($0.source.joined(separator: "/")) \(layout.arrow) \($0.target.joined(separator: "/"))"
      })
    if !mapped.isEmpty {
      let shown = showsAll ? mapped : Array(mapped.prefix(4))
      let more =
        mapped.count > shown.count ? " \(layout.dot) \(mapped.count - shown.count) more (postduif folder list)" : ""
      out.append(("Will be mapped", shown.joined(separator: " \(layout.dot) ") + more))
    }
    if let skipped = skipped(folders, layout) { out.append(("Will be skipped", skipped)) }
    return out
  }

  private func skipped(_ folders: [FolderPlan], _ layout: Layout) -> String? {
    var parts: [String] = []
    let oversized = plan.mailboxes.reduce(0) { $0 + $1.oversized }
    if oversized > 0 { parts.append("\(Words.count(oversized, "message")) over the size limit") }
    let excluded = folders.count { $0.action == .exclude }
    if excluded > 0 { parts.append("\(Words.count(excluded, "folder")) left out by the settings") }
    let unreadable = folders.count { $0.action == .unreadable }
    if unreadable > 0 { parts.append("\(Words.count(unreadable, "folder")) the source does not open") }
    return parts.isEmpty ? nil : parts.joined(separator: " \(layout.dot) ")
  }

  private func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

extension FolderPlan {
  /// Renamed by more than letter case: that INBOX is called Inbox elsewhere is no news.
  var hasNewName: Bool { source.map { $0.lowercased() } != target.map { $0.lowercased() } }
}

extension String {
  /// The first letter in upper case, the rest as it stands.
  var capitalizedFirst: String {
    guard let index = firstIndex(where: { $0 != " " }) else { return self }
    return self[..<index] + self[index].uppercased() + self[self.index(after: index)...]
  }
}
