import ArgumentParser
import Core
import Migration

struct VerifyCommandOptions: ParsableArguments {
  @OptionGroup(title: "Which") var which: MailboxChoice
  @Flag(help: "Compare every body, not a sample.") var full = false
  @Option(help: "Bodies compared in the sample.") var sample: Int?
  @Option(help: "Seed of the sample; the same seed takes the same items.") var seed: UInt64 = 1
  @Flag(name: .customLong("accept-known"), help: "End with 0 when only skipped items are missing.")
  var acceptKnown = false
  @Flag(help: "Show equal mailboxes and folders too.") var all = false
}

struct VerifyCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compares both ends item by item and says what differs.",
    discussion: """
      Examples:
        postduif verify
        postduif verify --full --only an@peeters.example
        postduif verify --accept-known && echo proved
      """)
  @OptionGroup var options: VerifyCommandOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await VerifyAction(options: options).run(in: session)
  }
}

struct MigrationVerifyCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: VerifyCommand.configuration.abstract,
    discussion: VerifyCommand.configuration.discussion.replacing("postduif verify", with: "postduif migration verify"))
  @OptionGroup var options: VerifyCommandOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await VerifyAction(options: options).run(in: session)
  }
}

struct VerifyAction {
  var options: VerifyCommandOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    let wired = try await project.wire(only: options.which.only, session)
    var wishes = VerifyOptions()
    wishes.full = options.full
    wishes.seed = options.seed
    wishes.sample = try options.sample ?? session.settings.count(.verifySample, in: 0...10_000_000) ?? wishes.sample
    if wishes.sample < 0 {
      throw CommandFailure(.misused, "USAGE", "a sample cannot be smaller than nothing", next: "--sample 400")
    }
    session.explainStep("Comparing \(Words.count(wired.pairs.count, "mailbox", "mailboxes")).")
    let report = try await MigrationEngine(ledger: project.ledger, pairs: wired.pairs).verify(wishes)
    let reports = try await ReportFiles.attempt(project, session)
    let compared = Set(report.mailboxes.map(\.name))
    let accepted = try await project.ledger.troubles().count { $0.accepted != nil && compared.contains($0.mailbox) }
    let screen = VerifyScreen(
      report: report, showsAll: options.all, acceptsKnown: options.acceptKnown, accepted: accepted,
      sampleSeed: options.full ? nil : options.seed, reports: reports.files)
    session.give(Self.answer(report, screen))
    return try reports.status(merging: screen.status)
  }

  static func answer(_ report: VerifyReport, _ screen: VerifyScreen) -> Answer {
    Answer(
      type: "verify", summary: report.headJSON.members, recordsName: "mailboxes", recordType: "mailbox",
      records: report.mailboxes.map(\.json),
      header: ["mailbox", "folder", "sign", "found", "skipped", "failed", "extra", "bodies_compared", "differences"],
      rows: report.mailboxes.flatMap { mailbox in
        mailbox.folders.map { folder in
          [
            .text(mailbox.name), .text(folder.target.joined(separator: "/")), .text(folder.sign.rawValue),
            .init(folder.counts.found), .init(folder.counts.skipped), .init(folder.counts.failed), .init(folder.extra),
            .init(folder.bodiesCompared), .init(folder.differenceCount),
          ]
        }
      }
    ) { screen.lines($0) }
  }
}
