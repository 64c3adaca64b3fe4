import ArgumentParser
import Core
import MIME
import MailCheck

struct MimeShowCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows the parts of a message: types, sizes, names, digests and flaws.",
    discussion: """
      Examples:
        postduif mime show bericht.eml
        postduif mime show oud.mbox --message 12
        postduif item export 3 --output - | postduif mime show -
      """)
  @Argument(help: ArgumentHelp("A message or an mbox file; - is standard input.", valueName: "file"))
  var file: String
  @Option(help: "Which message of an mbox file, counted from 1.") var message: Int?
  @Flag(help: "Show each part, however many there are.") var all = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let number = try MessageChoice.number(file, message, session)
    var check = MessageCheck(keepsParts: true)
    try MailInput.read(file, number: number, session.context) { check.feed($0) }
    let findings = check.finish().filter { $0.rule.isFlaw }
    let screen = MimeShowScreen(
      file: file, number: number, size: check.size, summary: check.summary, parts: check.parts, findings: findings,
      showsAll: all)
    session.give(screen.answer)
    return .done
  }
}

/// Which message is meant where a file may hold many.
enum MessageChoice {
  /// Nil for a file that is a message itself.
  static func number(_ file: String, _ wanted: Int?, _ session: Session) throws -> Int? {
    if let wanted, wanted < 1 {
      throw CommandFailure(.misused, "USAGE", "messages are counted from 1", next: "Name one so: --message 1")
    }
    guard try MailFiles.isMailbox(file, session.context) else {
      guard let wanted, wanted > 1 else { return nil }
      throw CommandFailure(
        .misused, "USAGE", "this file is one message", place: file, next: "Leave --message out.")
    }
    if wanted == nil { session.tell(["\(file) is a mailbox file; this is its first message. Others: --message N"]) }
    return wanted ?? 1
  }
}
