import Core
import Migration

/// A run while it runs.
struct ProgressScreen {
  var snapshot: ProgressSnapshot
  var now: ZonedTime
  /// Rows at hand; the mailboxes that need a look come first when not all fit.
  var rows = 24
  /// True when keys are read.
  var hasKeys = false
  /// Shown in place of the keys: `Finishing what is in flight …`.
  var notice: String?

  func lines(_ layout: Layout) -> [String] {
    let totals = snapshot.totals
    var out = [overall(totals, layout), " " + facts(layout), ""]
    out = out.map { DisplayWidth.cutEnd($0, to: layout.width, ellipsis: layout.ellipsis) }
    out += table(layout, room: max(3, rows - 7))
    if let notice {
      out += ["", " \(notice)"]
    } else if hasKeys {
      out += ["", " p pause   q leave (both save; go on with: postduif migrate)"]
    }
    return out
  }

  private func overall(_ totals: ItemCounts, _ layout: Layout) -> String {
    let settled = totals.found - totals.open
    let fraction = Self.fraction(totals)
    return " \(layout.bar(fraction, cells: 29))  \(Words.percent(fraction))"
      + "   \(Words.number(settled)) of \(Words.number(totals.found))"
      + "   \(Words.bytes(totals.settledBytes, of: totals.foundBytes))"
  }

  /// By bytes, since they decide the time; by items where sizes are unknown. Skipped and failed items count as done.
  static func fraction(_ counts: ItemCounts) -> Double {
    guard counts.found > 0 else { return 0 }
    if counts.open == 0 { return 1 }
    let items = Double(counts.found - counts.open) / Double(counts.found)
    guard counts.foundBytes > 0 else { return items }
    return min(0.999, Double(counts.settledBytes) / Double(counts.foundBytes))
  }

  private func facts(_ layout: Layout) -> String {
    var parts = ["\(ByteCount.text(Int64(snapshot.rate)))/s"]
    parts.append(Words.count(snapshot.mailboxes.count, "mailbox", "mailboxes"))
    if let left = snapshot.secondsLeft {
      let end = ZonedTime(seconds: now.seconds + Int64(min(left, 1e9)), zoneMinutes: now.zoneMinutes)
      parts.append("done about \(Words.clock(end, now: now))")
    } else {
      parts.append("\(Words.duration(snapshot.elapsed.seconds)) so far")
    }
    if let slowest { parts.append("(\(slowest))") }
    return parts.joined(separator: "   ")
  }

  /// Who is slow and why, when somebody said so.
  private var slowest: String? {
    let waiting = snapshot.mailboxes.compactMap { mailbox -> String? in
      if case .waiting(_, let why) = mailbox.state { why } else { nil }
    }
    // One mailbox's reason stands in its own row.
    guard let why = waiting.first, waiting.count > 1 else { return nil }
    return "\(waiting.count) waiting: \(DisplayWidth.printable(why))"
  }

  private func table(_ layout: Layout, room: Int) -> [String] {
    let ranked = snapshot.mailboxes.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    let shown = ranked.count <= room ? snapshot.mailboxes : ranked.prefix(room - 1).map(\.element)
    let nameWidth = min(30, shown.reduce(12) { max($0, DisplayWidth.of($1.name)) })
    var out = shown.map { row($0, nameWidth, layout) }
    if ranked.count > shown.count {
      let done = ranked.dropFirst(shown.count).count { $0.element.state.isDone }
      out.append(" \(layout.ellipsis) \(ranked.count - shown.count) more, \(done) of them done")
    }
    return out
  }

  private func rank(_ mailbox: MailboxProgress) -> Int {
    switch mailbox.state {
    case .attention: 0
    case .waiting: 1
    case .copying, .listing: 2
    case .paused: 3
    case .notStarted: 4
    case .done: 5
    }
  }

  private func row(_ mailbox: MailboxProgress, _ nameWidth: Int, _ layout: Layout) -> String {
    let name = DisplayWidth.padEnd(
      DisplayWidth.cutMiddle(DisplayWidth.printable(mailbox.name), to: nameWidth, ellipsis: layout.ellipsis),
      to: nameWidth)
    let text: String
    switch mailbox.state {
    case .waiting(let seconds, let why):
      text = "\(layout.sign(.warning)) waiting \(seconds) s: \(DisplayWidth.printable(why))"
    case .attention(let finding):
      text = "\(layout.sign(.problem)) \(finding.code): \(DisplayWidth.printable(finding.message))"
    case .notStarted: text = "not started"
    case .paused: text = "paused   " + counts(mailbox)
    case .listing: text = "reading the folders"
    case .copying(let folder): text = bar(mailbox, layout) + "   " + DisplayWidth.printable(folder)
    case .done: text = bar(mailbox, layout) + trouble(mailbox.counts)
    }
    // Signs carry colour codes, which take no column.
    let room = layout.width - nameWidth - 4 + (text.hasPrefix("\u{1B}") ? 9 : 0)
    return " \(name)   " + DisplayWidth.cutEnd(text, to: room, ellipsis: layout.ellipsis)
  }

  private func bar(_ mailbox: MailboxProgress, _ layout: Layout) -> String {
    let fraction = mailbox.state.isDone && mailbox.counts.found == 0 ? 1 : Self.fraction(mailbox.counts)
    let cells = layout.width >= 76 ? 20 : 8
    return layout.bar(fraction, cells: cells) + " " + DisplayWidth.padStart(Words.percent(fraction), to: 5)
      + DisplayWidth.padStart(counts(mailbox), to: 10)
  }

  private func counts(_ mailbox: MailboxProgress) -> String {
    Words.number(mailbox.counts.found - mailbox.counts.open)
  }

  private func trouble(_ counts: ItemCounts) -> String {
    var out = ""
    if counts.skipped > 0 { out += "   \(Words.number(counts.skipped)) skipped" }
    if counts.failed > 0 { out += "   \(Words.number(counts.failed)) failed" }
    return out
  }
}

extension ProgressScreen {
  /// The same in one line, for a log.
  var logLine: String {
    let totals = snapshot.totals
    let unblanked = { (bytes: Int64) in ByteCount.text(bytes).filter { $0 != " " } }
    return "\(now.rfc3339) migrate running done=\(totals.found - totals.open) total=\(totals.found)"
      + " bytes=\(unblanked(totals.settledBytes)) rate=\(unblanked(Int64(snapshot.rate)))/s"
      + " skipped=\(totals.skipped) failed=\(totals.failed)"
  }
}

extension MailboxState {
  var isDone: Bool { if case .done = self { true } else { false } }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
