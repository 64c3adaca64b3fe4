import ArgumentParser
import Core
import Migration
import Projects

struct ProjectCloseCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Ends a project: writes the last report and removes the stored passwords.",
    discussion: """
      Examples:
        postduif project close
        postduif project close --dry-run
        postduif project close --yes
      """)
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    if project.ledger.isRunning() {
      throw CommandFailure(
        .notNow, "PROJECT-LOCKED", "a run of this project is under way", place: project.folder,
        next: "End it first: postduif migration stop")
    }
    let store = project.project.credentials
    let names = try await store.names()
    let what = "write the last report and remove \(Words.count(names.count, "stored password"))"
    if writing.dryRun {
      session.give(answer(removed: 0, reports: [], "Would \(what)."))
      return .done
    }
    guard try session.confirm("Close \(project.title.project): \(what)?", writing) else { return .done }
    let report = try await ReportFiles.gather(project, session)
    let files = try ReportFiles.write(report, project, session, formats: [.html, .csv, .json])
    for name in names { _ = try await store.remove(name) }
    session.give(
      answer(
        removed: names.count, reports: files,
        "\(report.verdict.text) \(Words.count(names.count, "password")) removed. Report: \(Words.list(files))"))
    return .done
  }

  private func answer(removed: Int, reports: [String], _ line: String) -> Answer {
    Answer(
      type: "closed", summary: [.init("passwords_removed", .init(removed)), .init("reports", .init(reports))],
      recordsName: ""
    ) { Wrap.lines(line, width: $0.width) }
  }
}
