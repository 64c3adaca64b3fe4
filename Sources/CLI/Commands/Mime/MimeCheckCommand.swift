import ArgumentParser
import Core
import MIME
import MailCheck

struct MimeCheckCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what mail services will refuse, change or show wrong, and what Postduif does about it.",
    discussion: """
      Messages (.eml), mbox files and folders of them, Maildir included. Nothing is changed.

      Examples:
        postduif mime check bericht.eml
        postduif mime check ~/Mail --for exchange-online
        postduif mime check oud.mbox --format csv --excel > bevindingen.csv
      """)
  @Argument(help: ArgumentHelp("Files and folders.", valueName: "file")) var files: [String]
  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Only what this one trips over: exchange-online, gmail or imap. May be repeated.", valueName: "service"),
    transform: MimeCheckCommand.service)
  var services: [MailService] = []
  @Flag(help: "Show each place, not the first three of a kind.") var all = false
  @OptionGroup var global: GlobalOptions

  private static func service(_ word: String) throws -> MailService {
    if let service = MailService(rawValue: word.lowercased()) { return service }
    let known = MailService.allCases.map(\.rawValue)
    let meant = suggestion(for: word, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
    throw ValidationError("\"\(word)\" is none of \(Words.list(known)).\(meant)")
  }

  func run(in session: Session) async throws -> ExitStatus {
    let wanted = MailService.allCases.filter { services.isEmpty || services.contains($0) }
    let isListed = session.format == .json || session.format == .csv
    if session.format == .ndjson { session.stream(Answer.versionLine) }
    let progress = CheckProgress(session)
    var run = MailCheckRun(
      services: wanted, samples: all || isListed ? .max : 3, directory: session.context.directory,
      onFinding: { sample in
        guard session.format == .ndjson else { return }
        session.stream(Answer.typed("finding", sample.json))
      }, onProgress: { progress.show($0) })
    try run.run(files)
    progress.clear()
    if run.totals.files == 0, run.unreadable.isEmpty {
      throw CommandFailure(
        .inputNotFound, "MIME-NO-MAIL", "there is no mail in it: \(Words.count(run.totals.others, "file")) looked at",
        place: files.joined(separator: ", "),
        next: "Name a folder with .eml files, mbox files or a Maildir, or a file that is a message.")
    }
    let screen = MimeCheckScreen(run: run, services: wanted, showsAll: all)
    session.give(screen.answer(isStreamed: session.format == .ndjson))
    return screen.status
  }
}

/// How far a long check has come, on a terminal's last line.
final class CheckProgress {
  private let session: Session
  private let isShown: Bool
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var width = 0

  init(_ session: Session) {
    self.session = session
    isShown = session.context.errTerminal.isTerminal && !session.isQuiet && session.format == .text
    last = clock.now
  }

  func show(_ totals: MailCheckRun.Totals) {
    show("\(Words.count(totals.messages, "message")), \(ByteCount.text(Int64(totals.bytes))) looked at")
  }

  /// Twice a second at the most.
  func show(_ text: @autoclosure () -> String) {
    guard isShown, clock.now - last >= .milliseconds(500) else { return }
    last = clock.now
    let text = " " + text()
    session.context.err.write("\r" + DisplayWidth.padEnd(text, to: width))
    width = DisplayWidth.of(text)
  }

  func clear() {
    if width > 0 { session.context.err.write("\r" + String(repeating: " ", count: width) + "\r") }
    width = 0
  }
}
