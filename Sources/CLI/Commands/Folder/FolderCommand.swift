import ArgumentParser
import Core
import Migration
import Projects

struct FolderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "folder", abstract: "Which folder goes where, and why.",
    discussion: """
      Examples:
        postduif folder list
        postduif folder list an@peeters.example
        postduif folder map an@peeters.example "Oude post" "Archive/Oude post"
      """, subcommands: [FolderListCommand.self, FolderMapCommand.self])
}

struct FolderListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the folders of the plan with their targets and the reason for each.",
    discussion: """
      Examples:
        postduif folder list
        postduif folder list an@peeters.example
        postduif folder list --format csv --excel > folders.csv
      """)
  @Argument(help: "Only these mailboxes; * stands for any letters.") var mailboxes: [String] = []
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    let names = Set(try project.select(mailboxes).map(\.name))
    guard let plan = try await project.ledger.plan() else {
      throw CommandFailure(
        .misused, "PLAN-NONE", "there is no plan yet, so no folder is known", place: project.folder,
        next: "Make one, which changes nothing: postduif plan")
    }
    let shown = plan.mailboxes.filter { names.contains($0.name) }
    var answer = PlanAction.answer(plan, project.title, parallel: 1, showsAll: true)
    answer.type = "folders"
    answer.records = shown.flatMap { mailbox in
      mailbox.folders.map { .object([.init("mailbox", .string(mailbox.name))] + $0.json.members) }
    }
    answer.recordsName = "folders"
    answer.recordType = "folder"
    answer.besides = []
    answer.rows = answer.rows.filter { row in
      if case .text(let name)? = row.first { names.contains(name) } else { false }
    }
    answer.lines = { FolderScreen.lines(shown.map { ($0.name, $0.folders) }, $0) }
    session.give(answer)
    return .done
  }
}

struct FolderMapCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Sends a source folder to a target folder of your choice.",
    discussion: """
      Examples:
        postduif folder map an@peeters.example "Oude post" "Archive/Oude post"
        postduif folder map --all "Ongewenst" "Junk Email"
        postduif folder map an@peeters.example "Oude post" --clear
      """)
  @Argument(help: "Mailbox (not with --all), source folder, target folder; / stands between levels.")
  var words: [String]
  @Flag(help: "For every mailbox of the project.") var all = false
  @Flag(help: "Take the wish back.") var clear = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let wanted = (all ? 0 : 1) + 1 + (clear ? 0 : 1)
    guard words.count == wanted else {
      throw CommandFailure(
        .misused, "USAGE", "\(wanted) words are needed, \(words.count) were given",
        next: "postduif folder map MAILBOX \"SOURCE FOLDER\" \"TARGET FOLDER\"")
    }
    var project = try session.findProject()
    let source = words[all ? 0 : 1]
    let target = clear ? nil : words.last
    if all {
      try project.setMapped(source, to: target)
    } else {
      var entry = try project.mailbox(words[0])
      entry.map[source] = target
      try project.setMailboxes([entry])
    }
    let scope = all ? "every mailbox" : words[0]
    session.give(
      Answer(
        type: "folder_map",
        summary: [
          .init("mailbox", all ? .null : .string(words[0])), .init("source", .string(source)),
          .init("target", .init(target)),
        ],
        recordsName: ""
      ) { layout in
        let what = target.map { "\(source) \(layout.arrow) \($0)" } ?? "\(source) goes where it goes by itself"
        return ["\(scope): \(what)", "Next: postduif plan"]
      })
    return .done
  }
}
