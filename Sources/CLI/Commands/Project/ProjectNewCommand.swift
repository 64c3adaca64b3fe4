import ArgumentParser
import Core
import Projects

struct ProjectNewCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Makes a folder for one customer, with a commented postduif.yaml.",
    discussion: """
      Examples:
        postduif project new peeters
        postduif project new peeters --customer "Bakkerij Peeters" --consultant "Jan Claes"
        postduif project new /srv/moves/peeters
      """)
  @Argument(help: "The folder to make; its last part becomes the project's name.") var name: String
  @Option(help: "The customer's name, for reports.") var customer: String?
  @Option(help: "Your name, for reports.") var consultant: String?
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let folder = ProjectFolder.absolute(name, in: session.context.directory)
    let plain = folder.split(separator: "/").last.map(String.init) ?? name
    let project = try Project.create(
      at: folder, name: plain, customer: customer ?? "",
      consultant: consultant ?? session.settings.value(.consultant))
    session.give(
      Answer(
        type: "project", summary: [.init("folder", .string(project.folder)), .init("file", .string(project.file))],
        recordsName: ""
      ) { layout in
        ["Made the project \"\(plain)\" in \(project.folder)."]
          + Wrap.lines(
            "Next: cd \(name), then postduif source add NAME --host HOST, postduif target add NAME --host HOST, postduif"
              + " mailbox import FILE.csv", width: layout.width)
      })
    return .done
  }
}
