import Connectors
import Core
import Migration

/// What came out of an Outlook file, and what did not.
struct PSTExtractScreen: Sendable {
  var file: String
  var folder: String
  var report: ExtractionReport

  private var tally: ExtractionTally { report.tally }
  /// What was not asked for needs nobody to look.
  var status: ExitStatus { tally.unreadable > 0 || tally.damaged > 0 || hasWarnings ? .needsAttention : .done }
  private var hasWarnings: Bool { report.findings.first.contains { $0.level >= .warning } }

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(
      "Wrote \(Words.count(tally.writtenInAll, "item")) to \(folder), \(ByteCount.text(tally.bytes)).",
      width: layout.width)
    var table = Table([.init("", .name), .init("Items", .number)])
    table.rows.append(["In the file", Words.number(tally.found)])
    for kind in WrittenKind.allCases {
      if let count = tally.written[kind] { table.rows.append(["Written: \(Self.words(kind))", Words.number(count)]) }
    }
    for reason in SkipReason.allCases {
      if let count = tally.skipped[reason] {
        table.rows.append(["Skipped: \(Self.words(reason))", Words.number(count)])
      }
    }
    table.rows.append(["Unreadable", Words.number(tally.unreadable)])
    if tally.damaged > 0 { table.rows.append(["Of those written, with a finding", Words.number(tally.damaged)]) }
    out += [""] + table.lines(layout)
    let groups = FindingLines.grouped(report.findings.first.sorted { $0.level > $1.level })
    if !groups.isEmpty { out += [""] + FindingLines.lines(Array(groups.prefix(20)), layout) }
    if groups.count > 20 || report.findings.count > report.findings.first.count {
      out.append("There are \(Words.count(report.findings.count, "finding")) in all: --format json has them.")
    }
    return out
  }

  private static func words(_ kind: WrittenKind) -> String {
    switch kind {
    case .mail: "mail"
    case .appointment: "appointments"
    case .contact: "contacts"
    case .group: "groups of contacts"
    case .task: "tasks"
    case .journal: "journal entries"
    case .note: "notes"
    case .properties: "properties of items"
    }
  }

  private static func words(_ reason: SkipReason) -> String {
    switch reason {
    case .deleted: "deleted (--deleted)"
    case .orphan: "without a folder (--orphans)"
    case .settings: "Outlook's own settings"
    case .otherKind: "of another kind"
    }
  }

  var answer: Answer {
    Answer(
      type: "extracted",
      summary: [
        .init("file", .string(file)), .init("folder", .string(folder)), .init("found", .init(tally.found)),
        .init("written", Self.object(tally.written.map { ($0.rawValue, $1) })),
        .init("skipped", Self.object(tally.skipped.map { ($0.rawValue, $1) })),
        .init("unreadable", .init(tally.unreadable)), .init("damaged", .init(tally.damaged)),
        .init("bytes", .init(tally.bytes)), .init("finding_count", .init(report.findings.count)),
      ], recordsName: "findings", recordType: "finding", records: report.findings.first.map(\.json),
      header: ["level", "code", "place", "message", "next"],
      rows: report.findings.first.map {
        [.text($0.level.rawValue), .text($0.code.rawValue), .text($0.place), .text($0.message), .text($0.next)]
      }
    ) { lines($0) }
  }

  private static func object(_ counts: [(String, Int)]) -> JSONValue {
    .object(counts.sorted { $0.0 < $1.0 }.map { .init($0.0, .init($0.1)) })
  }
}
