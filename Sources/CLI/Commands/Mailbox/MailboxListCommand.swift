import ArgumentParser
import Core
import Projects

struct MailboxListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the mailboxes of the project.",
    discussion: """
      Examples:
        postduif mailbox list
        postduif mailbox list --only "*@peeters.example"
        postduif mailbox list --format csv
      """)
  @OptionGroup(title: "Which") var which: MailboxChoice
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let patterns = which.only
    let entries = try project.mailboxes().filter { entry in
      patterns.isEmpty || patterns.contains { NamePattern.matches($0, entry.name) }
    }
    session.give(
      Answer(
        type: "mailboxes", summary: [.init("count", .init(entries.count))], recordsName: "mailboxes",
        recordType: "mailbox", records: entries.map(\.json),
        header: ["mailbox", "source", "source_user", "target", "target_user", "exclude", "map"],
        rows: entries.map { entry in
          [
            .text(entry.name), .text(entry.source.endpoint), .text(entry.source.user), .text(entry.target.endpoint),
            .text(entry.target.user), .text(entry.exclude.joined(separator: "|")),
            .text(entry.map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "|")),
          ]
        }
      ) { layout in
        guard !entries.isEmpty else { return ["No mailboxes yet.", "Next: postduif mailbox import FILE.csv"] }
        var table = Table([
          .init("Mailbox", .name), .init("Source user", .name), .init("Target user", .name), .init("Note", .note),
        ])
        table.rows = entries.map { entry in
          let wishes = entry.exclude.count + entry.map.count
          return [
            entry.name, entry.source.user, entry.target.user,
            wishes == 0 ? "" : Words.count(wishes, "wish", "wishes"),
          ]
        }
        return ["\(Words.count(entries.count, "mailbox", "mailboxes")).", ""] + table.lines(layout)
      })
    return .done
  }
}

extension MailboxEntry {
  var json: JSONValue {
    [
      "mailbox": .string(name), "source": .string(source.endpoint), "source_user": .string(source.user),
      "source_root": .init(source.root), "source_credential": .init(source.credential),
      "target": .string(target.endpoint), "target_user": .string(target.user), "target_root": .init(target.root),
      "target_credential": .init(target.credential), "exclude": .init(exclude),
      "map": .object(map.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
    ]
  }
}
