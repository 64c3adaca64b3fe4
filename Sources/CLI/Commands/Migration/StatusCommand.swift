import ArgumentParser
import Core
import Migration
import Projects

struct StatusOptions: ParsableArguments {
  @Flag(help: "Show every mailbox.") var all = false
}

struct StatusCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Says where the project stands; can be asked while a run is under way.",
    discussion: """
      Examples:
        postduif status
        postduif status -p ../peeters
        postduif status --format json
      """)
  @OptionGroup var options: StatusOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await StatusAction(options: options).run(in: session)
  }
}

struct MigrationStatusCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: StatusCommand.configuration.abstract,
    discussion: StatusCommand.configuration.discussion.replacing("postduif status", with: "postduif migration status"))
  @OptionGroup var options: StatusOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await StatusAction(options: options).run(in: session)
  }
}

struct StatusAction {
  var options: StatusOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    let ledger = project.ledger
    let screen = StatusScreen(
      title: project.title, isRunning: ledger.isRunning(), plan: try await ledger.plan(),
      run: try await ledger.lastRun(), verify: try await ledger.lastVerify(), standing: try await ledger.standing(),
      exceptions: try await ledger.troubles(), mailboxes: project.entries.map(\.name), showsAll: options.all)
    session.give(Self.answer(screen))
    return .done
  }

  static func answer(_ screen: StatusScreen) -> Answer {
    func counts(_ name: String) -> ItemCounts {
      screen.standing.reduce(ItemCounts()) { $1.mailbox == name ? $0 + $1.counts : $0 }
    }
    return Answer(
      type: "status",
      summary: [
        .init("state", .string(screen.word)), .init("plan", .init(screen.plan?.id)),
        .init("counts", screen.totals.json),
        .init("open_exceptions", .init(screen.exceptions.count { $0.accepted == nil })),
        .init("last_run", screen.run?.headJSON ?? .null), .init("last_verify", screen.verify?.headJSON ?? .null),
      ], recordsName: "mailboxes", recordType: "mailbox",
      records: screen.mailboxes.map { name in
        [
          "mailbox": .string(name), "state": .string(screen.state(name, counts(name))), "counts": counts(name).json,
        ]
      }, header: ["mailbox", "state", "found", "copied", "already_there", "skipped", "failed", "open"],
      rows: screen.mailboxes.map { name in
        let those = counts(name)
        return [
          .text(name), .text(screen.state(name, those)), .init(those.found), .init(those.copied), .init(those.adopted),
          .init(those.skipped), .init(those.failed), .init(those.open),
        ]
      }
    ) { screen.lines($0) }
  }
}
