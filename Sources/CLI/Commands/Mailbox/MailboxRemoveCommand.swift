import ArgumentParser
import Core
import Projects

struct MailboxRemoveCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Takes a mailbox out of the list; what was moved stays where it is.",
    discussion: """
      Examples:
        postduif mailbox remove jan@peeters.example
        postduif mailbox remove jan@peeters.example --dry-run
        postduif mailbox remove jan@peeters.example --yes
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let entry = try project.mailbox(name)
    let isDone: Bool
    if writing.dryRun {
      isDone = false
    } else {
      guard try session.confirm("Take \(entry.name) out of the project?", writing) else { return .done }
      try project.removeMailbox(entry.name)
      isDone = true
    }
    session.give(
      Answer(
        type: "removed", summary: [.init("mailbox", .string(entry.name)), .init("done", .bool(isDone))], recordsName: ""
      ) { _ in
        [isDone ? "Took \(entry.name) out of the project." : "Would take \(entry.name) out of the project."]
      })
    return .done
  }
}
