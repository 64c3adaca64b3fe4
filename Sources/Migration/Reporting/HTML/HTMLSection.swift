import Core

/// The report's parts, in order. A part with nothing to say is left out.
enum HTMLSection {
  static let all: [@Sendable (MigrationReport, inout HTMLText) -> Void] = [
    mailboxes, exceptions, differences, findings, folders, renames, repairs, method,
  ]

  @Sendable private static func mailboxes(_ report: MigrationReport, _ html: inout HTMLText) {
    guard !report.standing.isEmpty else { return }
    html.element("h2", "Mailboxes")
    var table = HTMLTable(caption: "Items per mailbox", headings: [("Mailbox", false)] + countHeadings)
    for name in report.mailboxes { table.rows.append([.text(name)] + cells(report.totals(of: name))) }
    if report.mailboxes.count > 1 { table.total = [.text("Total")] + cells(report.totals) }
    table.write(to: &html)
  }

  @Sendable private static func exceptions(_ report: MigrationReport, _ html: inout HTMLText) {
    guard !report.exceptions.isEmpty else { return }
    html.element("h2", "Items that did not arrive")
    var table = HTMLTable(
      caption: "\(Words.count(report.exceptions.count, "item")), each with its reason",
      headings: [
        ("No.", true), ("Reason", false), ("Mailbox and folder", false), ("Message", false), ("Date", false),
        ("Size", true),
      ])
    for item in report.exceptions {
      let title = FindingCatalogue.text(for: item.code.rawValue)?.title
      let reason =
        [title.map { "\(item.code): \($0)" } ?? item.code.rawValue, item.detail]
        + (item.accepted.map { ["accepted: \($0)"] } ?? [])
      table.rows.append([
        .number(String(item.number)), .text(reason.filter { !$0.isEmpty }.joined(separator: "; ")),
        .text("\(item.mailbox), \(item.folder.joined(separator: "/"))"),
        .text(report.isAnonymous ? "" : item.subject.isEmpty ? "(no subject)" : item.subject), .day(item.date.day),
        .number(ByteCount.text(item.size)),
      ])
    }
    table.write(to: &html)
  }

  @Sendable private static func differences(_ report: MigrationReport, _ html: inout HTMLText) {
    guard let verify = report.verify else { return }
    var table = HTMLTable(
      caption: "Sign: - missing at the target, * differs, ! known exception, + only at the target",
      headings: [("Sign", false), ("Code", false), ("Mailbox and folder", false), ("Message", false), ("What", false)])
    for mailbox in verify.mailboxes {
      for folder in mailbox.folders {
        for difference in folder.differences where difference.sign != .known && difference.sign != .equal {
          table.rows.append([
            .code(difference.sign.rawValue), .code(difference.code.rawValue),
            .text("\(mailbox.name), \(folder.target.joined(separator: "/"))"),
            .text(difference.subject.isEmpty ? (difference.date?.day ?? "") : difference.subject),
            .text(difference.detail + (difference.culprit == .server ? " (changed by the target)" : "")),
          ])
        }
      }
    }
    guard !table.rows.isEmpty else { return }
    html.element("h2", "Differences found by the comparison")
    table.write(to: &html)
  }

  @Sendable private static func findings(_ report: MigrationReport, _ html: inout HTMLText) {
    let findings = report.findings.filter { $0.level >= .warning }
    guard !findings.isEmpty else { return }
    html.element("h2", "Findings")
    var table = HTMLTable(
      caption: "What a person should know",
      headings: [("Level", false), ("Code", false), ("Place", false), ("Meaning and next step", false)])
    for finding in findings {
      table.rows.append([
        .text(finding.level.rawValue), .code(finding.code.rawValue), .text(finding.place),
        .text([finding.message, finding.next].filter { !$0.isEmpty }.joined(separator: " ")),
      ])
    }
    table.write(to: &html)
  }

  @Sendable private static func folders(_ report: MigrationReport, _ html: inout HTMLText) {
    guard !report.standing.isEmpty else { return }
    html.element("h2", "Folders")
    for name in report.mailboxes {
      var table = HTMLTable(caption: name, headings: [("Folder at the target", false)] + countHeadings)
      for folder in report.standing where folder.mailbox == name {
        let left = folder.action == .exclude || folder.action == .unreadable
        table.rows.append(
          [
            .text(
              left
                ? "\(folder.source.joined(separator: "/")) (not moved: \(folder.why))"
                : folder.target.joined(separator: "/"))
          ]
            + cells(folder.counts))
      }
      table.write(to: &html)
    }
  }

  @Sendable private static func renames(_ report: MigrationReport, _ html: inout HTMLText) {
    guard !report.renames.isEmpty else { return }
    html.element("h2", "Folders with another name")
    var table = HTMLTable(
      caption: "Where mail of renamed folders is now",
      headings: [("Mailbox", false), ("At the source", false), ("At the target", false), ("Why", false)])
    for folder in report.renames {
      table.rows.append([
        .text(folder.mailbox), .text(folder.source.joined(separator: "/")), .text(folder.target.joined(separator: "/")),
        .text(folder.why),
      ])
    }
    table.write(to: &html)
  }

  @Sendable private static func repairs(_ report: MigrationReport, _ html: inout HTMLText) {
    guard !report.repairs.isEmpty else { return }
    html.element("h2", "Messages stored in a changed form")
    var table = HTMLTable(
      caption: "The target refused them as they were. SHA-256 of the message before and after.",
      headings: [("Mailbox and folder", false), ("Item", true), ("Change", false), ("Digests", false)])
    for repair in report.repairs {
      table.rows.append([
        .text("\(repair.mailbox), \(repair.folder.joined(separator: "/"))"), .number(String(repair.id)),
        .text(repair.changes.joined(separator: ", ")), .code("\(repair.originalDigest) \(repair.storedDigest)"),
      ])
    }
    table.write(to: &html)
  }

  @Sendable private static func method(_ report: MigrationReport, _ html: inout HTMLText) {
    html.element("h2", "Method")
    html.element(
      "p",
      "The source was only read. Every item was recorded before it was sent and again after the target confirmed it;"
        + " found is the sum of copied, already there, skipped and failed.")
    if let verify = report.verify {
      let bodies = Words.count(verify.bodiesCompared, "body", "bodies")
      html.element(
        "p",
        "Both ends were then listed anew and compared item by item. "
          + (verify.isFull
            ? "Every body was compared by its SHA-256 digest (\(bodies))."
            : "A random sample of \(bodies) was compared by SHA-256 digest."))
    } else {
      html.element("p", "The two ends have not been compared after the move; postduif verify does that.")
    }
    let products = Set(report.plan?.mailboxes.flatMap { [$0.sourceProduct, $0.targetProduct] } ?? [])
    let named = products.filter { !$0.isEmpty }.sorted()
    if !named.isEmpty { html.element("p", "Both ends as they name themselves: \(named.joined(separator: "; ")).") }
  }

  // MARK: counts

  private static let countHeadings: [(title: String, isNumber: Bool)] = [
    ("Found", true), ("Copied", true), ("Already there", true), ("Skipped", true), ("Failed", true), ("Size", true),
  ]

  private static func cells(_ counts: ItemCounts) -> [HTMLTable.Cell] {
    [counts.found, counts.copied, counts.adopted, counts.skipped, counts.failed].map { .number(Words.number($0)) }
      + [.number(ByteCount.text(counts.foundBytes))]
  }
}
