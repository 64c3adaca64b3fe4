import Connectors
import Core
import Migration
import PST

/// What is wrong with an Outlook file.
struct PSTCheckScreen: Sendable {
  var file: String
  var database: NDBCheck
  var items: ItemCheck

  private var findings: [Finding] { database.findings + items.findings.first }
  private var count: Int { database.findings.count + items.findings.count }

  var status: ExitStatus { findings.contains { $0.level >= .warning } ? .needsAttention : .done }

  func lines(_ layout: Layout) -> [String] {
    var out = Labelled.lines(
      [
        ("Blocks", "\(Words.number(database.blocks)), \(Words.number(database.damagedBlocks)) of them damaged"),
        ("Nodes", Words.number(database.nodes)),
        (
          "Items",
          "\(Words.number(items.items)) in \(Words.count(items.folders, "folder")), "
            + "\(Words.number(items.damagedItems)) of them damaged"
        ),
      ], layout)
    let groups = FindingLines.grouped(findings.sorted { $0.level > $1.level })
    let shown = groups.prefix(40)
    if shown.isEmpty {
      out += ["", "Nothing is wrong."]
    } else {
      out += [""] + FindingLines.lines(Array(shown), layout)
      if groups.count > shown.count || count > findings.count {
        out.append("There are \(Words.count(count, "finding")) in all: --format json has them.")
      }
    }
    return out + ["", "Next: postduif pst extract \(ShellText.quoted(file)) --to FOLDER"]
  }

  var answer: Answer {
    Answer(
      type: "checked",
      summary: [
        .init("file", .string(file)), .init("nodes", .init(database.nodes)), .init("blocks", .init(database.blocks)),
        .init("damaged_blocks", .init(database.damagedBlocks)),
        .init("unreferenced_blocks", .init(database.unreferencedBlocks)),
        .init("wrong_references", .init(database.wrongReferences)),
        .init("missing_blocks", .init(database.missingBlocks)), .init("folders", .init(items.folders)),
        .init("items", .init(items.items)), .init("damaged_items", .init(items.damagedItems)),
        .init("finding_count", .init(count)),
      ], recordsName: "findings", recordType: "finding", records: findings.map(\.json),
      header: ["level", "code", "place", "message", "next"],
      rows: findings.map {
        [.text($0.level.rawValue), .text($0.code.rawValue), .text($0.place), .text($0.message), .text($0.next)]
      }
    ) { lines($0) }
  }
}
