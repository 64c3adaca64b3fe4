import Core
import Migration

/// Where a project stands: is it going well, what is left, what to do now.
struct StatusScreen {
  var title: MoveTitle
  var isRunning: Bool
  var plan: Plan?
  var run: RunSummary?
  var verify: VerifyReport?
  var standing: [FolderStanding]
  var exceptions: [ItemRecord]
  /// Mailboxes of the project, also those no plan has seen yet.
  var mailboxes: [String]
  var showsAll = false

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(verdict, width: layout.width)
    out += Wrap.lines("\(DisplayWidth.printable(title.project)): \(title.ends(layout))", width: layout.width)
    if !mailboxes.isEmpty { out += [""] + table(layout) }
    let facts = facts
    if !facts.isEmpty { out += [""] + Labelled.lines(facts, layout) }
    let findings = (run?.findings ?? []).filter { $0.level >= .warning }
    if !findings.isEmpty { out += [""] + FindingLines.lines(findings, layout) }
    return out + ["", "Next: \(next)"]
  }

  var totals: ItemCounts { standing.reduce(ItemCounts()) { $0 + $1.counts } }
  private var open: [ItemRecord] { exceptions.filter { $0.accepted == nil } }

  /// Mail was moved since both ends were compared.
  private var isComparisonOld: Bool { run.map { verify?.isOlder(than: $0) ?? false } ?? false }

  /// The state in one word, for machine output too.
  var word: String {
    if isRunning { return "running" }
    if mailboxes.isEmpty { return "empty" }
    guard plan != nil else { return "not_planned" }
    guard run != nil else { return "planned" }
    if totals.open > 0 || run?.ending != .finished { return run?.ending == .paused ? "paused" : "unfinished" }
    return verify == nil || isComparisonOld ? "moved" : "verified"
  }

  private var verdict: String {
    let counts = totals
    let there =
      "\(Words.number(counts.copied + counts.adopted)) of \(Words.count(counts.found, "item")) are at the target"
    let percent = Words.percent(ProgressScreen.fraction(counts))
    switch word {
    case "running": return "Running: \(percent), \(there)."
    case "empty": return "No mailboxes yet."
    case "not_planned": return "Nothing has been planned yet: \(Words.count(mailboxes.count, "mailbox", "mailboxes"))."
    case "planned": return "Planned, not begun: \(Words.count(plan?.mailboxes.count ?? 0, "mailbox", "mailboxes"))."
    case "paused": return "Paused at \(percent): \(there)."
    case "unfinished": return "Not finished: \(percent), \(there)."
    default:
      let rest = open.count
      return rest == 0
        ? "Moved: \(there)." : "Moved: \(there); \(Words.count(rest, "item")) \(rest == 1 ? "needs" : "need") a person."
    }
  }

  private func table(_ layout: Layout) -> [String] {
    var table = Table([
      .init("Mailbox", .name), .init("Found", .number), .init("There", .number), .init("Skip", .number),
      .init("Fail", .number), .init("Left", .number), .init("State", .note),
    ])
    let shown = showsAll || mailboxes.count <= 40 ? mailboxes : Array(mailboxes.prefix(39))
    for name in shown {
      let counts = standing.reduce(ItemCounts()) { $1.mailbox == name ? $0 + $1.counts : $0 }
      table.rows.append(row(name, counts, state(name, counts)))
    }
    if shown.count < mailboxes.count {
      table.rows.append([
        "\(layout.ellipsis) \(mailboxes.count - shown.count) more", "", "", "", "", "", "--all shows them",
      ])
    }
    if mailboxes.count > 1 { table.rows.append(row("Total", totals, "")) }
    return table.lines(layout)
  }

  private func row(_ name: String, _ counts: ItemCounts, _ state: String) -> [String] {
    [
      name, Words.number(counts.found), Words.number(counts.copied + counts.adopted), Words.number(counts.skipped),
      Words.number(counts.failed), Words.number(counts.open), state,
    ]
  }

  func state(_ name: String, _ counts: ItemCounts) -> String {
    let outcome = run?.mailboxes.first { $0.name == name }
    if let problem = outcome?.findings.first(where: { $0.level == .problem }), !isRunning {
      return "attention: \(problem.code)"
    }
    guard plan?.mailboxes.contains(where: { $0.name == name }) == true else { return "not planned" }
    if counts.open > 0 || outcome?.isComplete == false {
      return outcome == nil ? "not started" : isRunning ? "copying" : "unfinished"
    }
    return outcome == nil ? "not started" : "done"
  }

  private var facts: [(label: String, text: String)] {
    var out: [(label: String, text: String)] = []
    if let plan { out.append(("Plan", "\(plan.id), made \(Words.moment(plan.madeAt))")) }
    if let run {
      out.append(
        ("Last run", "\(Words.moment(run.startedAt)), \(run.ending.rawValue) after \(Words.duration(run.seconds))"))
    }
    if let verify {
      let result =
        verify.missing + verify.differing == 0
        ? "nothing missing" : "\(verify.missing) missing, \(verify.differing) different"
      let since = isComparisonOld ? "; mail was moved since" : ""
      out.append(("Verified", "\(Words.moment(verify.startedAt)), \(result)\(since)"))
    }
    return out
  }

  private var next: String {
    switch word {
    case "running": "wait, or postduif migration pause"
    case "empty": "postduif mailbox import mailboxes.csv"
    case "not_planned": "postduif plan"
    case "planned", "paused", "unfinished": "postduif migrate"
    case "moved": open.isEmpty ? "postduif verify" : "postduif item list, then postduif verify"
    default: open.isEmpty ? "postduif report" : "postduif item list"
    }
  }
}
