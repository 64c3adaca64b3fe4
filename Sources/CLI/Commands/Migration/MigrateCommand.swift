import ArgumentParser
import Core
import Glibc
import Migration
import Projects

struct MigrateOptions: ParsableArguments {
  @OptionGroup(title: "Which") var which: MailboxChoice
  @OptionGroup(title: "How") var run: RunChoices
  @Flag(help: "With ndjson: also one object per skipped or failed item.") var items = false
  @OptionGroup(title: "Asking") var writing: WritingOptions
}

struct MigrateCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Moves the mail of the plan; may be stopped and run again at any time.",
    discussion: """
      Examples:
        postduif migrate
        postduif migrate --only an@peeters.example --limit-rate 2MB/s
        postduif migrate --yes --format ndjson >> night.log
      """)
  @OptionGroup var options: MigrateOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await MigrateAction(options: options).run(in: session)
  }
}

struct MigrationRunCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: MigrateCommand.configuration.abstract,
    discussion: MigrateCommand.configuration.discussion.replacing("postduif migrate", with: "postduif migration run"))
  @OptionGroup var options: MigrateOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await MigrateAction(options: options).run(in: session)
  }
}

struct MigrationResumeCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Goes on with a run that was paused or stopped; the same as run.",
    discussion: """
      Examples:
        postduif migration resume
        postduif migration resume --yes
        postduif migration resume --lanes 1
      """)
  @OptionGroup var options: MigrateOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await MigrateAction(options: options).run(in: session)
  }
}

struct MigrateAction {
  var options: MigrateOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    if project.ledger.isRunning() {
      throw CommandFailure(
        .notNow, "PROJECT-LOCKED", "another run of this project is under way", place: project.folder,
        next: "See how far it is: postduif status")
    }
    let run = try options.run.merged(session.settings, project.settings.options)
    let whole = try await plan(project, run, session)
    // One wrong password does not keep the others waiting: what can start does, and the exit status tells of the rest.
    var plan = whole
    plan.mailboxes.removeAll { mailbox in mailbox.findings.contains { $0.level == .problem } }
    if plan.mailboxes.isEmpty {
      session.give(PlanAction.answer(whole, project.title, parallel: 1, showsAll: false))
      return PlanAction.refusal(whole)
    }
    let left = whole.mailboxes.count - plan.mailboxes.count
    if left > 0 {
      session.tell([
        "\(Words.count(left, "mailbox", "mailboxes")) cannot start and \(left == 1 ? "is" : "are") left out."
      ])
    }
    if options.writing.dryRun {
      session.give(PlanAction.answer(whole, project.title, parallel: run.parallel ?? 1, showsAll: false))
      return .done
    }
    let question = try await question(plan, project)
    guard try session.confirm(question, options.writing) else {
      session.tell(["Nothing was done."])
      return .done
    }
    let wired = try await project.wire(names: plan.mailboxes.map(\.name), session)
    let engine = MigrationEngine(ledger: project.ledger, pairs: wired.pairs, options: run)
    if session.format == .ndjson { session.stream(Answer.versionLine) }
    let ending = try await RunDriver(session: session, ledger: project.ledger, engine: engine).run(plan)
    return try await close(ending, project, session).merged(with: PlanAction.refusal(whole))
  }

  /// Counts what is open now: the plan may be from before another run.
  private func question(_ plan: Plan, _ project: OpenProject) async throws -> String {
    let names = Set(plan.mailboxes.map(\.name))
    let counts = try await project.ledger.standing().reduce(ItemCounts()) { sum, folder in
      names.contains(folder.mailbox) ? sum + folder.counts : sum
    }
    let target = DisplayWidth.printable(project.title.target)
    if counts.open == 0 {
      return "All known items are at \(target). Look for new ones and copy them? Nothing at the source changes."
    }
    return "Copy \(Words.count(counts.open, "item")) (\(ByteCount.text(counts.foundBytes - counts.settledBytes)))"
      + " to \(target)? Nothing at the source changes."
  }

  /// The saved plan when it covers what was asked for, otherwise a new one, which is shown. A plan that could not
  /// start is made anew: what stood in the way may be gone.
  private func plan(_ project: OpenProject, _ run: RunOptions, _ session: Session) async throws -> Plan {
    let wanted = try project.select(options.which.only).map(\.name)
    if var saved = try await project.ledger.plan(), !saved.isRefused,
      Set(saved.mailboxes.map(\.name)).isSuperset(of: wanted)
    {
      saved.mailboxes.removeAll { !wanted.contains($0.name) }
      let age = Double(session.context.now().seconds - saved.madeAt.seconds)
      session.tell(["Plan \(saved.id), made \(Words.duration(max(0, age))) ago."])
      return saved
    }
    let (plan, parallel) = try await PlanAction.make(project, only: options.which.only, run, session)
    session.tell(
      PlanScreen(plan: plan, title: project.title, parallel: parallel).lines(session.storyLayout).dropLast() + [])
    return plan
  }

  private func close(_ ending: RunDriver.Ending, _ project: OpenProject, _ session: Session) async throws -> ExitStatus
  {
    let stopped: ExitStatus? = ending.signal.map { $0 == SIGINT ? .interrupted : .terminated }
    guard let summary = ending.summary else {
      session.tell(["Stopped at once. Nothing is lost: the same command goes on where this one stopped."])
      return stopped ?? .interrupted
    }
    let mine = Set(summary.mailboxes.map(\.name))
    let troubles = try await project.ledger.troubles().filter { mine.contains($0.mailbox) }
    let reports = try await ReportFiles.attempt(project, session)
    let open = troubles.filter { $0.accepted == nil }
    let status = stopped ?? Self.status(summary, open: open)
    let next =
      summary.ending == .finished && summary.totals.open == 0
      ? (open.isEmpty ? "postduif verify" : "postduif item list, then postduif verify") : "postduif migrate"
    session.give(Self.answer(summary, troubles, reports: reports.files, next: next, items: options.items))
    return try reports.status(merging: status)
  }

  /// Pure, so that it can be tested: how a run that came back ends.
  static func status(_ summary: RunSummary, open: [ItemRecord]) -> ExitStatus {
    var status: ExitStatus =
      summary.ending == .interrupted ? .interrupted : summary.ending == .paused ? .needsAttention : .done
    // A folder that the source does not open is left behind, and nobody but a person can mend that.
    let leavesMail = summary.findings.contains { $0.code == "FOLDER-UNREADABLE" }
    if leavesMail || !open.isEmpty || summary.totals.open > 0 || summary.mailboxes.contains(where: { !$0.isComplete }) {
      status = status.merged(with: .needsAttention)
    }
    return status.merged(with: FindingCatalogue.status(of: summary.findings))
  }

  static func answer(
    _ summary: RunSummary, _ troubles: [ItemRecord], reports: [String], next: String, items: Bool
  ) -> Answer {
    let open = troubles.filter { $0.accepted == nil }
    let whole = summary.headJSON.members + [.init("reports", .init(reports))]
    return Answer(
      type: "summary", summary: whole, recordsName: "mailboxes", recordType: "mailbox",
      records: summary.mailboxes.map(\.json),
      besides: (items ? troubles.map { ("item_\($0.state.word)", $0.json) } : [])
        + summary.findings.map { ("finding", $0.json) },
      header: ["mailbox", "complete", "found", "copied", "already_there", "skipped", "failed", "copied_now", "bytes"],
      rows: summary.mailboxes.map { outcome in
        let counts = outcome.counts
        return [
          .text(outcome.name), .text(outcome.isComplete ? "yes" : "no"), .init(counts.found), .init(counts.copied),
          .init(counts.adopted), .init(counts.skipped), .init(counts.failed), .init(outcome.copiedNow),
          .init(counts.foundBytes),
        ]
      }, isStreamed: true
    ) { EndScreen(summary: summary, items: open, reports: reports, next: next).lines($0) }
  }
}
