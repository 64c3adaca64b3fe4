import ArgumentParser
import Core
import HeaderAnalysis
import MIME

struct HeaderExplainCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explains a header, or what many messages have in common.",
    discussion: """
      Examples:
        postduif header explain message.eml --trust mx.klant.example
        postduif header explain                     paste a header, then Ctrl-D
        postduif header explain ~/Maildir --each --format csv > messages.csv

      Nothing leaves this machine and nothing is asked of a server: what is told of SPF, DKIM, DMARC and ARC is what the
      receiving servers wrote. Results of other servers do not count, since a sender can write them too.

      Ends with 0 when nothing speaks against the message, whether it was late or not, and with 1 when a finding is a
      problem (DMARC fails, several senders). Of many messages the end is 0. 65: there is no header in it; 66: no such file.
      """)
  @Argument(
    help: ArgumentHelp("A message, a header, a mailbox file (mbox), a folder of messages, or - for what is pasted."),
    completion: .file())
  var path = "-"
  @Option(
    help: ArgumentHelp("Count what this server wrote, and nothing else; may be repeated.", valueName: "server"))
  var trust: [String] = []
  @Flag(help: "Show every hop, every result and every field, decoded.") var all = false
  @Flag(help: "Of many messages: one record for each, not the statistics.") var each = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    switch try HeaderInput.open(path, session) {
    case .header(let bytes, let isWhole): return try explain(bytes, isWhole, session)
    case .many(let messages): return try await survey(messages, session)
    }
  }

  // MARK: One

  private func explain(_ raw: [UInt8], _ isWhole: Bool, _ session: Session) throws -> ExitStatus {
    let paste = HeaderPaste(raw)
    let message = Message(paste.bytes)
    let header = ExplainedHeader(message, trusting: trust)
    guard header.isHeader else {
      throw CommandFailure(
        .inputDamaged, "HEADER-NONE", "this is no header of a message", place: path,
        next: "Copy everything from the first Received or From line on; see postduif explain HEADER-NONE.")
    }
    let screen = HeaderScreen(
      header: header, message: message, mendings: paste.mendings, isWhole: isWhole, showsAll: all)
    session.give(screen.answer)
    return FindingCatalogue.status(of: screen.findings)
  }

  // MARK: Many

  private func survey(_ messages: MessageFolder, _ session: Session) async throws -> ExitStatus {
    let format = session.format
    var records = SummaryStream(session: session, isWanted: each)
    var statistics = HeaderStatistics()
    let start = ContinuousClock.now
    try await messages.summaries(trusting: trust) { summary in
      guard let summary else {
        statistics.notMessages += 1
        return
      }
      statistics.add(summary)
      records.add(summary)
    }
    session.explainStep("\(Words.number(statistics.messages)) headers read in \(ContinuousClock.now - start).")
    guard statistics.messages > 0 else {
      throw CommandFailure(
        .inputDamaged, "HEADER-NONE", "there is no message in it", place: path,
        next: "Name a folder of .eml files, a Maildir or a mailbox file.")
    }
    let screen = HeaderStatisticsScreen(statistics: statistics, name: path, showsAll: all)
    if each, format == .csv { return .done }
    session.give(records.finish(screen.answer))
    return .done
  }
}

/// Hands out one record per message while they are read: there may be millions.
struct SummaryStream {
  let session: Session
  let isWanted: Bool
  private var hasBegun = false
  private var held: [JSONValue] = []
  private var rows: [[CSVText.Cell]] = []

  init(session: Session, isWanted: Bool) { (self.session, self.isWanted) = (session, isWanted) }

  mutating func add(_ summary: HeaderSummary) {
    guard isWanted else { return }
    switch session.format {
    case .text: session.context.out.write(HeaderStatisticsScreen.line(summary, session.answerLayout) + "\n")
    case .json: held.append(summary.json)
    case .ndjson:
      if !hasBegun { session.stream(Answer.versionLine) }
      session.stream(Answer.typed("message", summary.json))
    case .csv:
      if !hasBegun {
        session.context.out.write((session.forExcel ? CSVText.byteOrderMark : "") + HeaderSummary.csvHeader)
      }
      session.context.out.write(CSVText.row(summary.cells))
    }
    hasBegun = true
  }

  /// The statistics behind the records.
  func finish(_ answer: Answer) -> Answer {
    guard isWanted else { return answer }
    var answer = answer
    switch session.format {
    case .json: (answer.recordsName, answer.records) = ("messages_read", held)
    case .ndjson: (answer.isStreamed, answer.records) = (hasBegun, [])
    case .text: session.context.out.write("\n")
    case .csv: break
    }
    return answer
  }
}
