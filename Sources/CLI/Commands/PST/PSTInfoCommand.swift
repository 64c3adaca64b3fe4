import ArgumentParser
import Connectors
import Core
import PST

struct PSTInfoCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Shows what is in an Outlook file: format, folders, items by kind and year, health.",
    discussion: """
      Examples:
        postduif pst info archief.pst
        postduif pst info archief.pst --format json
        postduif pst info outlook.ost --format csv --excel > mappen.csv
      """)
  @Argument(help: ArgumentHelp("A PST or OST file.", valueName: "file")) var file: String
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let opened = try OutlookInput.open(file, session)
    let survey = try opened.withStore { store throws(Fault) in try OutlookSurvey(store) }
    let screen = PSTInfoScreen(file: file, pst: opened.file, survey: survey)
    session.give(screen.answer)
    return screen.isHealthy ? .done : .needsAttention
  }
}

/// Outlook files that a command names.
enum OutlookInput {
  static func open(_ file: String, _ session: Session) throws -> OutlookFile {
    do throws(Fault) {
      return try OutlookFile(path: ProjectFolder.absolute(file, in: session.context.directory))
    } catch {
      throw CommandFailure(error)
    }
  }
}
