import ArgumentParser
import Core
import Projects

struct ProjectShowCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows what a project holds.",
    discussion: """
      Examples:
        postduif project show
        postduif project show -p ../peeters
        postduif project show --format json
      """)
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let settings = project.settings
    let mailboxes = try project.mailboxes().count
    let ends = { @Sendable (side: Side) in settings.endpoints(side).map { "\($0.name) (\($0.place))" } }
    session.give(
      Answer(
        type: "project",
        summary: [
          .init("name", .string(settings.name)), .init("customer", .string(settings.customer)),
          .init("consultant", .string(settings.consultant)), .init("folder", .string(project.folder)),
          .init("sources", .init(ends(.source))), .init("targets", .init(ends(.target))),
          .init("mailboxes", .init(mailboxes)),
        ], recordsName: ""
      ) { layout in
        let pairs: [(label: String, text: String)] = [
          ("Project", settings.name), ("Customer", settings.customer), ("Consultant", settings.consultant),
          ("Folder", project.folder), ("Sources", ends(.source).joined(separator: ", ")),
          ("Targets", ends(.target).joined(separator: ", ")), ("Mailboxes", Words.number(mailboxes)),
        ]
        return Labelled.lines(pairs.map { ($0.label, $0.text.isEmpty ? layout.dash : $0.text) }, layout)
          + ["", "Next: postduif status"]
      })
    return .done
  }
}
