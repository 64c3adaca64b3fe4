import Core
import MailCheck
import Migration

/// What a check has found, one block per kind, the worst first.
struct MimeCheckScreen: Sendable {
  private let totals: MailCheckRun.Totals
  private let groups: [Rule: MailCheckRun.Group]
  private let unreadable: [Finding]
  private let services: [MailService]
  private let showsAll: Bool

  init(run: MailCheckRun, services: [MailService], showsAll: Bool) {
    totals = run.totals
    groups = run.groups
    unreadable = run.unreadable
    self.services = services
    self.showsAll = showsAll
  }

  var status: ExitStatus {
    let worst: ExitStatus = count(.problem) > 0 ? .needsAttention : .done
    return worst.merged(with: FindingCatalogue.status(of: unreadable))
  }

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(verdict, width: layout.width)
    if !unreadable.isEmpty { out += [""] + FindingLines.lines(unreadable, layout) }
    for rule in order {
      guard let group = groups[rule] else { continue }
      out += [""] + lines(rule, group, layout)
    }
    out += [""] + Labelled.lines(totalLines, layout)
    return out + Wrap.lines(next, width: layout.width)
  }

  private func count(_ level: Finding.Level) -> Int { totals.levels[level] ?? 0 }

  private var verdict: String {
    let mail = "\(Words.count(totals.messages, "message")) (\(ByteCount.text(Int64(totals.bytes))))"
    let tally = [(Finding.Level.problem, "problem"), (.warning, "warning"), (.note, "note")].compactMap { level, word in
      count(level) > 0 ? Words.count(count(level), word) : nil
    }
    let target = services.count == MailService.allCases.count ? "" : " for \(Words.list(services.map(\.title)))"
    let lost = unreadable.isEmpty ? "" : "\(Words.count(unreadable.count, "file")) cannot be read"
    if totals.messages == 0, !lost.isEmpty { return "\(lost); no message was looked at." }
    let end = lost.isEmpty ? "." : "; \(lost)."
    if tally.isEmpty { return "Nothing to trip over\(target) in \(mail)\(end)" }
    return "\(tally.joined(separator: ", "))\(target) in \(mail)\(end)"
  }

  /// Worst first, then as the rules stand.
  private var order: [Rule] {
    Finding.Level.allCases.reversed().flatMap { level in Rule.allCases.filter { groups[$0]?.level == level } }
  }

  private func lines(_ rule: Rule, _ group: MailCheckRun.Group, _ layout: Layout) -> [String] {
    let width = groups.keys.reduce(12) { max($0, $1.rawValue.utf8.count) } + 2
    let indent = String(repeating: " ", count: width + 3)
    let title = FindingCatalogue.text(for: rule.rawValue)?.title ?? rule.rawValue
    let scope = rule == .junk ? "" : " (\(Words.count(group.messages, "message")))"
    var out = Wrap.block(
      title + scope, indent: indent,
      first: " \(layout.sign(group.level)) " + DisplayWidth.padEnd(rule.rawValue, to: width), width: layout.width)
    for sample in group.samples {
      let finding = sample.finding.finding(in: sample.file, message: sample.message)
      out += Wrap.block(
        DisplayWidth.printable("\(finding.place): \(finding.message)"), indent: indent + "  ",
        first: indent + "\(layout.dot) ", width: layout.width)
    }
    if group.messages > group.samples.count {
      out.append(
        indent + "\(layout.ellipsis) \(Words.number(group.messages - group.samples.count)) more (--all shows each)")
    }
    // The worst of the samples says who trips over it; where limits differ, each place has its own.
    guard let shown = group.samples.max(by: { $0.finding.level < $1.finding.level })?.finding else { return out }
    if !shown.trips.isEmpty {
      out += Wrap.block(shown.tripText, indent: indent, first: indent, width: layout.width)
    }
    return out + Wrap.block("Repair: \(shown.repair.text)", indent: indent, first: indent, width: layout.width)
  }

  private var totalLines: [(label: String, text: String)] {
    var lines = [
      (
        "Looked at",
        "\(Words.count(totals.files, "file")), \(Words.count(totals.messages, "message")), \(ByteCount.text(Int64(totals.bytes)))"
      ),
      ("Nothing to do", Words.count(totals.clean, "message")),
    ]
    if totals.others > 0 { lines.append(("No mail", Words.count(totals.others, "file"))) }
    if !unreadable.isEmpty { lines.append(("Not readable", Words.count(unreadable.count, "file"))) }
    return lines
  }

  private var next: String {
    if let first = order.first { return "Next: postduif explain \(first.rawValue)" }
    return unreadable.isEmpty ? "Next: postduif plan" : "Next: postduif explain FILE-READ"
  }

  func answer(isStreamed: Bool) -> Answer {
    let samples = order.flatMap { groups[$0]?.samples ?? [] }
    return Answer(
      type: "mime_check",
      summary: [
        .init("services", .init(services.map(\.rawValue))), .init("files", .init(totals.files)),
        .init("messages", .init(totals.messages)), .init("bytes", .init(totals.bytes)),
        .init("clean_messages", .init(totals.clean)), .init("other_files", .init(totals.others)),
        .init("unreadable_files", .init(unreadable.count)),
        .init("problem_count", .init(count(.problem))), .init("warning_count", .init(count(.warning))),
        .init("note_count", .init(count(.note))),
        .init("codes", .object(order.map { .init($0.rawValue, .init(groups[$0]?.messages ?? 0)) })),
      ], recordsName: "findings", recordType: "finding",
      records: unreadable.map(\.json) + (isStreamed ? [] : samples.map(\.json)),
      header: MailFinding.columns,
      rows: unreadable.map { finding in
        let known = [
          "level": finding.level.rawValue, "code": finding.code.rawValue, "file": finding.place,
          "message": finding.message,
        ]
        return MailFinding.columns.map { .text(known[$0] ?? "") }
      } + samples.map { $0.finding.row(file: $0.file, message: $0.message, start: $0.start) },
      isStreamed: isStreamed
    ) { lines($0) }
  }
}

extension MailCheckRun.Sample {
  var json: JSONValue { finding.json(file: file, message: message, start: start) }
}
