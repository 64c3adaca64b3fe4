import ArgumentParser
import Core
import Migration

struct ItemListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists skipped and failed items.",
    discussion: """
      Examples:
        postduif item list
        postduif item list --open --mailbox an@peeters.example
        postduif item list --format csv --excel > items.csv
      """)
  @Option(help: "Only this mailbox.") var mailbox: String?
  @Option(help: "Only items with this code.") var code: String?
  @Flag(help: "Only items nobody accepted.") var open = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    let items = try await project.ledger.troubles(mailbox: mailbox).filter { item in
      (!open || item.accepted == nil) && (code == nil || item.code.rawValue == code?.uppercased())
    }
    session.give(Self.answer(items))
    return .done
  }

  static func answer(_ items: [ItemRecord]) -> Answer {
    Answer(
      type: "items", summary: [.init("count", .init(items.count))], recordsName: "items", recordType: "item",
      records: items.map(\.json),
      header: [
        "number", "state", "code", "detail", "mailbox", "folder", "id", "subject", "from", "date", "bytes", "accepted",
      ],
      rows: items.map { item in
        [
          .init(item.number), .text(item.state.word), .text(item.code.rawValue), .text(item.detail),
          .text(item.mailbox),
          .text(item.folder.joined(separator: "/")), .init(item.id), .text(item.subject), .text(item.from),
          .text(item.date.rfc3339), .init(item.size), .init(item.accepted),
        ]
      }
    ) { ItemScreen.list(items, $0) }
  }
}
