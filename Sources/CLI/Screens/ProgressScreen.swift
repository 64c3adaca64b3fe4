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
  /// What stands below the totals.
  var page = LiveKeys.Page.mailboxes
  /// What happened so far, for the page of that name.
  var log: [String] = []
  /// Shown above the keys: `Finishing what is in flight …`.
  var notice: String?

  func lines(_ layout: Layout) -> [String] {
    let room = max(3, rows - 7)
    var out = [overall(layout), facts(layout), ""]
    switch page {
    case .mailboxes: out += table(layout, room: room)
    case .log: out += recent(layout, room: room)
    case .choosing(let names): out += choice(names, layout, room: room)
    }
    if let notice { out += [""] + Wrap.lines(notice, width: layout.width - 1).map { " \($0)".cut(to: layout) } }
    if hasKeys { out += (notice == nil ? [""] : []) + [keys(layout)] }
    return out
  }

  /// The bar gives way where columns are few; numbers do not.
  private func overall(_ layout: Layout) -> String {
    let totals = snapshot.totals
    let fraction = Self.fraction(totals)
    let parts = [
      Words.percent(fraction), "\(Words.number(totals.found - totals.open)) of \(Words.number(totals.found))",
      Words.bytes(totals.settledBytes, of: totals.foundBytes),
    ]
    let numbers = Self.fitting(parts, in: layout.width - 11)
    let cells = min(29, max(8, layout.width - DisplayWidth.of(numbers) - 3))
    return " \(layout.bar(fraction, cells: cells))  \(numbers)".cut(to: layout)
  }

  /// As many parts as fit; the first ones tell the most.
  private static func fitting(_ parts: [String], in width: Int) -> String {
    var line = ""
    for part in parts {
      let longer = line.isEmpty ? part : "\(line)   \(part)"
      if !line.isEmpty, DisplayWidth.of(longer) > width { break }
      line = longer
    }
    return line
  }

  private func keys(_ layout: Layout) -> String {
    switch page {
    case .choosing:
      return " Press a mailbox's key to leave it for the next run, any other to go back.".cut(to: layout)
    case .mailboxes, .log:
      let words = ["p pause", "q leave", "s skip a mailbox", page == .log ? "l mailboxes" : "l log"]
      return " " + Self.fitting(words + ["(go on with: postduif migrate)"], in: layout.width - 1)
    }
  }

  private func recent(_ layout: Layout, room: Int) -> [String] {
    log.isEmpty ? [" Nothing has happened yet."] : log.suffix(room).map { " \($0)".cut(to: layout) }
  }

  private func choice(_ names: [String], _ layout: Layout, room: Int) -> [String] {
    let width = min(layout.width - 12, names.reduce(0) { max($0, DisplayWidth.of($1)) })
    return zip(LiveKeys.labels, names).prefix(room).map { label, name in
      let mailbox = snapshot.mailboxes.first { $0.name == name }
      let share = Words.percent(mailbox.map { Self.fraction($0.counts) } ?? 0)
      let key = layout.paint(String(UnicodeScalar(label)), .bold)
      return " \(key)  \(Self.name(name, width, layout))  \(DisplayWidth.padStart(share, to: 5))"
    }
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
    let limit = snapshot.limitRate.map { " (your limit: \(ByteCount.text($0))/s)" } ?? ""
    var parts = ["\(ByteCount.text(Int64(snapshot.rate)))/s\(limit)"]
    if let left = snapshot.secondsLeft {
      let end = ZonedTime(seconds: now.seconds + Int64(min(left, 1e9)), zoneMinutes: now.zoneMinutes)
      parts.append("done about \(Words.clock(end, now: now))")
    } else {
      parts.append("\(Words.duration(snapshot.elapsed.seconds)) so far")
    }
    parts.append(Words.count(snapshot.mailboxes.count, "mailbox", "mailboxes"))
    let line = " " + Self.fitting(parts, in: layout.width - 1)
    guard let slowest else { return line }
    return "\(line)   (\(slowest))".cut(to: layout)
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
    // The bar and its numbers take 24 columns where they are few.
    let most = layout.width >= 76 ? 30 : min(30, max(8, layout.width - 28))
    let nameWidth = min(most, shown.reduce(12) { max($0, DisplayWidth.of($1.name)) })
    var out = shown.map { row($0, nameWidth, layout) }
    if ranked.count > shown.count {
      let done = ranked.dropFirst(shown.count).count { $0.element.state.isDone }
      out.append(" \(layout.ellipsis) \(ranked.count - shown.count) more, \(done) of them done".cut(to: layout))
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
    let name = Self.name(mailbox.name, nameWidth, layout)
    let text: String
    switch mailbox.state {
    case .waiting(let seconds, let why):
      text = "\(layout.sign(.warning)) waiting \(seconds) s: \(DisplayWidth.printable(why))"
    case .attention(let finding):
      text = "\(layout.sign(.problem)) \(finding.code): \(DisplayWidth.printable(finding.message))"
    case .notStarted: text = "not started"
    case .paused: text = "paused   \(counts(mailbox)) of \(Words.number(mailbox.counts.found))"
    case .listing: text = "reading the folders"
    case .copying(let folder):
      let bar = bar(mailbox, layout)
      // Fewer columns than that tell nothing of a folder.
      let room = layout.width - nameWidth - 7 - DisplayWidth.of(bar)
      let shown = DisplayWidth.printable(folder)
      let isTold = room >= min(8, DisplayWidth.of(shown))
      text = isTold ? bar + "   " + DisplayWidth.cutMiddle(shown, to: room, ellipsis: layout.ellipsis) : bar
    case .done: text = bar(mailbox, layout) + trouble(mailbox.counts)
    }
    // Signs carry colour codes, which take no column.
    let room = layout.width - nameWidth - 4 + (text.hasPrefix("\u{1B}") ? 9 : 0)
    return (" \(name)   " + DisplayWidth.cutEnd(text, to: room, ellipsis: layout.ellipsis)).cut(to: layout)
  }

  private static func name(_ name: String, _ width: Int, _ layout: Layout) -> String {
    DisplayWidth.padEnd(
      DisplayWidth.cutMiddle(DisplayWidth.printable(name), to: width, ellipsis: layout.ellipsis), to: width)
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

extension String {
  /// A line too long for the window loses its end, and its colour.
  fileprivate func cut(to layout: Layout) -> String {
    DisplayWidth.ofPainted(self) <= layout.width
      ? self : DisplayWidth.cutEnd(DisplayWidth.unpainted(self), to: layout.width, ellipsis: layout.ellipsis)
  }
}

extension ProgressScreen {
  /// The same in one line, for a log.
  var logLine: String {
    let totals = snapshot.totals
    let unblanked = { (bytes: Int64) in
      ByteCount.text(bytes).replacing(" bytes", with: "B").replacing(" byte", with: "B").filter { $0 != " " }
    }
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
