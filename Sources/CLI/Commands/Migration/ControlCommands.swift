import ArgumentParser
import Core
import Migration

struct MigrationPauseCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Lets a run in another terminal finish what is in flight and end.",
    discussion: """
      Examples:
        postduif migration pause
        postduif migration pause -p ../peeters
        postduif migration pause && postduif migration resume --lanes 1
      """)
  @OptionGroup var global: GlobalOptions
  func run(in session: Session) async throws -> ExitStatus { try await RunControl.send(.pause, in: session) }
}

struct MigrationStopCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Ends a run in another terminal, as Ctrl-C does there.",
    discussion: """
      Examples:
        postduif migration stop
        postduif migration stop -p ../peeters
        postduif migration stop --format json
      """)
  @OptionGroup var global: GlobalOptions
  func run(in session: Session) async throws -> ExitStatus { try await RunControl.send(.stop, in: session) }
}

/// Speaks to a run in another process through the ledger.
enum RunControl {
  static func send(_ request: RunRequest, in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    guard project.ledger.isRunning() else {
      session.give(answer("not_running", "No run is under way."))
      return .done
    }
    try await project.ledger.request(request)
    let word = request == .pause ? "pause" : "stop"
    session.give(answer("requested", "Asked the run to \(word). It finishes what is in flight; see: postduif status"))
    return .done
  }

  private static func answer(_ state: String, _ line: String) -> Answer {
    Answer(type: "control", summary: [.init("state", .string(state))], recordsName: "") { _ in [line] }
  }
}

struct MigrationRetryCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Puts failed items back to waiting; the next run tries them again.",
    discussion: """
      Examples:
        postduif migration retry
        postduif migration retry --skipped
        postduif migration retry --code ITEM-REFUSED && postduif migrate --repair
      """)
  @Flag(help: "Skipped items too.") var skipped = false
  @Option(help: "Only items with this code.") var code: String?
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    let chosen = try await project.ledger.troubles().filter { item in
      item.accepted == nil && (skipped || item.state == .failed)
        && (code == nil || item.code.rawValue == code?.uppercased())
    }
    return try await ItemRetry.run(chosen.map(\.number), project, writing, session)
  }
}

struct MigrationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migration", abstract: "Plans, runs, watches and proves a move.",
    discussion: """
      Examples:
        postduif migration plan
        postduif migration run --yes
        postduif migration pause              from another terminal
      """,
    subcommands: [
      MigrationPlanCommand.self, MigrationRunCommand.self, MigrationStatusCommand.self, MigrationPauseCommand.self,
      MigrationResumeCommand.self, MigrationStopCommand.self, MigrationRetryCommand.self, MigrationVerifyCommand.self,
      MigrationReportCommand.self,
    ])
}
