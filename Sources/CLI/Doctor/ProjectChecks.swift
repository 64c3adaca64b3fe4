import Connectors
import Core
import IMAPClient
import Migration
import NIOPosix
import Projects

/// The project's files, and the way to each of its ends with the first mailbox that uses it.
struct ProjectChecks {
  let session: Session
  let isOffline: Bool

  func run() async -> [Finding] {
    let project: Project
    do {
      project = try session.findProject()
    } catch {
      var findings = [MachineChecks.disk(at: session.context.directory)]
      // Without a project there is nothing wrong yet; with a broken one there is.
      if let fault = error as? Fault, fault.code == "PROJECT-NOT-FOUND" {
        findings.append(Finding(.note, fault.code, fault.message, next: fault.advice))
      } else {
        findings += Self.problems(error)
      }
      return findings
    }
    var findings = [
      MachineChecks.disk(at: project.folder), MachineChecks.writable(project.folder),
      Finding(.ok, "PROJECT-VALID", "project file valid"),
    ]
    findings += await state(project)
    do {
      let entries = try project.mailboxes()
      findings.append(Finding(.ok, "MAILBOXES-VALID", Words.count(entries.count, "mailbox", "mailboxes")))
      if !isOffline { findings += await routes(project, entries) }
    } catch {
      findings += Self.problems(error)
    }
    return findings
  }

  static func problems(_ error: any Error) -> [Finding] {
    switch error {
    case let fault as Fault: (fault.cause as? Project.Problems)?.findings ?? [Finding(fault)]
    case let failure as CommandFailure: [failure.finding]
    default: [Finding(.problem, "INTERNAL", String("\(error)".prefix(400)))]
    }
  }

  private func state(_ project: Project) async -> [Finding] {
    do {
      try project.prepareStateFolder()
      _ = try await project.credentials.names()
      let privacy = Finding(.ok, "CREDENTIAL-PRIVATE", "passwords private")
      let isWhole = try await Ledger(path: project.statePath).isWhole()
      return [
        privacy,
        isWhole
          ? Finding(.ok, "STATE-WHOLE", "state database whole")
          : Finding(
            .problem, "STATE-DAMAGED", place: project.statePath, "SQLite's check found the state database damaged",
            next: "Move it away and run again: what is at the target is recognised."),
      ]
    } catch {
      return Self.problems(error)
    }
  }

  private func routes(_ project: Project, _ entries: [MailboxEntry]) async -> [Finding] {
    var findings: [Finding] = []
    for side in Side.allCases {
      for endpoint in project.settings.endpoints(side) {
        let user = entries.first { $0[side].endpoint == endpoint.name || $0[side].endpoint.isEmpty }
        guard let user else {
          findings.append(
            Finding(
              .note, "ROUTE-SKIPPED", place: "\(side.rawValue) \(endpoint.name)", "not tried, no mailbox uses it"))
          continue
        }
        session.explainStep("Trying the \(side.rawValue) \(endpoint.name) as \(user.name).")
        findings += await EndCheck(project: project, session: session).run(user, side, endpoint)
      }
    }
    return findings
  }
}
