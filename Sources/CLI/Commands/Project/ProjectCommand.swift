import ArgumentParser
import Core

struct ProjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: "Makes and looks after a customer's folder.",
    discussion: """
      Examples:
        postduif project new peeters --customer "Bakkerij Peeters"
        postduif project show
        postduif project close
      """,
    subcommands: [
      ProjectNewCommand.self, ProjectListCommand.self, ProjectShowCommand.self, ProjectCloseCommand.self,
      ProjectReportCommand.self,
    ])
}

/// The same as `report`.
struct ProjectReportCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: ReportCommand.configuration.abstract,
    discussion: ReportCommand.configuration.discussion.replacing("postduif report", with: "postduif project report"))
  @OptionGroup var options: ReportOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await ReportAction(options: options).run(in: session)
  }
}
