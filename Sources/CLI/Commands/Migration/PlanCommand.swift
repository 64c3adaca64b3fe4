import ArgumentParser
import Core
import Migration

struct PlanOptions: ParsableArguments {
  @OptionGroup(title: "Which") var which: MailboxChoice
  @Flag(name: .customLong("exit-code"), help: "End with 1 when there is something to move.") var exitCode = false
  @Flag(help: "Show every mailbox and every note.") var all = false
}

struct PlanCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Reads both ends and says what a run would do; changes nothing.",
    discussion: """
      Examples:
        postduif plan
        postduif plan --only an@peeters.example
        postduif plan --format csv > plan.csv
      """)
  @OptionGroup var options: PlanOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus { try await PlanAction(options: options).run(in: session) }
}

struct MigrationPlanCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: PlanCommand.configuration.abstract,
    discussion: PlanCommand.configuration.discussion.replacing("postduif plan", with: "postduif migration plan"))
  @OptionGroup var options: PlanOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus { try await PlanAction(options: options).run(in: session) }
}

struct PlanAction {
  var options: PlanOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    let (plan, parallel) = try await Self.make(project, only: options.which.only, RunOptions(), session)
    session.give(Self.answer(plan, project.title, parallel: parallel, showsAll: options.all))
    if plan.isRefused { return Self.refusal(plan) }
    let open = plan.mailboxes.reduce(0) { $0 + $1.items - $1.settledItems }
    return options.exitCode && open > 0 ? .needsAttention : .done
  }

  /// Why a plan cannot start, as an exit status: a refused password is not the same as a silent server.
  static func refusal(_ plan: Plan) -> ExitStatus { FindingCatalogue.status(of: plan.findings) }

  /// Reads both ends, and saves the plan.
  static func make(_ project: OpenProject, only: [String], _ run: RunOptions, _ session: Session) async throws
    -> (plan: Plan, parallel: Int)
  {
    let wired = try await project.wire(only: only, session)
    session.explainStep("Reading \(Words.count(wired.pairs.count, "mailbox", "mailboxes")) at both ends.")
    let engine = MigrationEngine(ledger: project.ledger, pairs: wired.pairs, options: run)
    let plan = try await engine.plan()
    return (plan, run.parallel ?? wired.parallel)
  }

  static func answer(_ plan: Plan, _ title: MoveTitle, parallel: Int, showsAll: Bool) -> Answer {
    Answer(
      type: "plan", summary: plan.headJSON.members, recordsName: "mailboxes", recordType: "plan_item",
      records: plan.mailboxes.map(\.json), besides: plan.findings.map { ("finding", $0.json) },
      header: [
        "mailbox", "source_folder", "target_folder", "role", "action", "why", "items", "bytes",
      ],
      rows: plan.mailboxes.flatMap { mailbox in
        mailbox.folders.map { folder in
          [
            .text(mailbox.name), .text(folder.source.joined(separator: "/")),
            .text(folder.target.joined(separator: "/")), .init(folder.role?.rawValue), .text(folder.action.rawValue),
            .text(folder.why), .init(folder.items), .init(folder.bytes),
          ]
        }
      }
    ) { PlanScreen(plan: plan, title: title, parallel: parallel, showsAll: showsAll).lines($0) }
  }
}
