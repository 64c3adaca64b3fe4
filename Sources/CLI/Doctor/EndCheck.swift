import Core
import Projects

/// One real visit to an end of the move, whatever it is.
struct EndCheck {
  let project: Project
  let session: Session

  /// - Parameter entry: the mailbox that is opened.
  func run(_ entry: MailboxEntry, _ side: Side, _ endpoint: Endpoint) async -> [Finding] {
    do {
      switch try project.way(entry, side) {
      case .server:
        return await RouteCheck(project: project, session: session).run(entry, side, endpoint)
      case .files(let files):
        return await FilesCheck(project: project, session: session, files: files).run(entry, side)
      }
    } catch {
      return ProjectChecks.problems(error)
    }
  }
}
