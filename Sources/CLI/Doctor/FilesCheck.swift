import Archives
import Connectors
import Core
import Migration
import NIOPosix
import Projects

/// A visit to the files of one mailbox. A source is opened and its folders are listed; of a target it is seen whether mail
/// could be written, and nothing is.
struct FilesCheck {
  let project: Project
  let session: Session
  let files: Project.MailboxFiles

  func run(_ entry: MailboxEntry, _ side: Side) async -> [Finding] {
    do {
      switch side {
      case .source: return try await source(entry)
      case .target: return try target(entry)
      }
    } catch {
      return ProjectChecks.problems(error)
    }
  }

  private func source(_ entry: MailboxEntry) async throws -> [Finding] {
    let place = "source \(files.endpoint.name)"
    try FilesLook.check(files, user: entry.source.user)
    var findings = [Finding(.ok, "FILES-FOUND", place: place, "\(files.form.words) found")]
    var board = Switchboard(project: project, session: session)
    let visit = try await board.source(entry, on: MultiThreadedEventLoopGroup.singleton.next()).mail.connect()
    do {
      let folders = try await visit.folders()
      await visit.close()
      findings.append(Finding(.ok, "FILES-FOLDERS", place: place, "\(Words.count(folders.count, "folder")) listed"))
      return findings
    } catch {
      await visit.close()
      return findings + ProjectChecks.problems(error)
    }
  }

  private func target(_ entry: MailboxEntry) throws -> [Finding] {
    let place = "target \(files.endpoint.name)"
    try FilesLook.checkRoom(files, user: entry.target.user)
    let folder = FilesLook.nearest(files.path)
    let isThere = folder == files.path
    return [
      Finding(
        .ok, "FILES-WRITABLE", place: place,
        isThere ? "\(files.form.words) can be written" : "\(files.form.words) will be made, and can be"),
      MachineChecks.disk(at: folder),
    ]
  }
}
