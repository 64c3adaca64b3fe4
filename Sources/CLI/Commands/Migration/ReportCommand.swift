import ArgumentParser
import Core
import Migration

struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write this file; .html, .csv or .json says which. Otherwise all three.", valueName: "file"))
  var output: String?
  @Flag(help: "Leave out addresses, subjects and folder names.") var anonymous = false
}

struct ReportCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes the report for the customer.",
    discussion: """
      Examples:
        postduif report
        postduif report --output peeters.html
        postduif report --anonymous --format json
      """)
  @OptionGroup var options: ReportOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await ReportAction(options: options).run(in: session)
  }
}

struct MigrationReportCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: ReportCommand.configuration.abstract,
    discussion: ReportCommand.configuration.discussion.replacing("postduif report", with: "postduif migration report"))
  @OptionGroup var options: ReportOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await ReportAction(options: options).run(in: session)
  }
}

struct ReportAction {
  var options: ReportOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    var report = try await ReportFiles.gather(project, session)
    if options.anonymous { report = report.anonymous() }
    switch session.format {
    case .json, .ndjson:
      session.context.out.write(report.json())
      return .done
    case .csv:
      session.context.out.write(report.csv(forExcel: session.forExcel))
      return .done
    case .text: break
    }
    let files = try write(report, project, session)
    let verdict = report.verdict.text
    session.give(
      Answer(type: "report", recordsName: "") { layout in
        Wrap.lines(verdict, width: layout.width) + ReportFiles.lines(files, layout)
      })
    return .done
  }

  private func write(_ report: MigrationReport, _ project: OpenProject, _ session: Session) throws -> [String] {
    guard let output = options.output else {
      return try ReportFiles.write(report, project, session, formats: [.html, .csv, .json])
    }
    let path = ProjectFolder.absolute(output, in: session.context.directory)
    guard let format = ReportFiles.Format.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
      throw CommandFailure(
        .misused, "USAGE", "the report's file must end in .html, .csv or .json", place: output,
        next: "postduif report --output report.html")
    }
    try ReportFiles.write(format.render(report, forExcel: session.forExcel), to: path)
    return [output]
  }
}
