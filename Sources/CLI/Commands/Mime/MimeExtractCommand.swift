import ArgumentParser
import Core
import MIME
import MailCheck

struct MimeExtractCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Writes parts of a message as files, decoded; never over a file that is there.",
    discussion: """
      Examples:
        postduif mime extract bericht.eml --attachments --to bijlagen
        postduif mime extract bericht.eml --part 2.1 --to -
        postduif mime extract oud.mbox --message 12 --all --utf8 --to uit
      """)
  @Argument(help: ArgumentHelp("A message or an mbox file; - is standard input.", valueName: "file"))
  var file: String
  @Option(help: ArgumentHelp("This part, by its number in \"mime show\"; may be repeated.", valueName: "number"))
  var part: [String] = []
  @Flag(help: "The attachments, messages within the message as .eml. This is what happens when nothing is named.")
  var attachments = false
  @Flag(help: "Every part that has no parts of its own, within messages too.") var all = false
  @Option(
    help: ArgumentHelp("The folder, made if need be; - is standard output, for a single part.", valueName: "folder"))
  var to: String
  @Option(help: "Which message of an mbox file, counted from 1.") var message: Int?
  @Flag(help: "Turn texts into UTF-8.") var utf8 = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let choice = try choice()
    let isPiped = to == "-"
    if isPiped, part.count != 1 {
      throw CommandFailure(
        .misused, "USAGE", "only a single part can go to standard output",
        next: "Name it by its number in \"mime show\": --part 2")
    }
    let number = try MessageChoice.number(file, message, session)
    let folder = ExtractFolder(to, in: session.context.directory)
    let extractor = PartExtractor(choice, toUTF8: utf8) { name, fallback in
      if isPiped { return StandardPartOutput(descriptor: session.context.outputDescriptor) }
      return try folder.create(name, fallback: fallback)
    }
    do {
      var reader = PartReader(extractor)
      try MailInput.read(file, number: number, session.context) { try reader.consume($0) }
      try reader.finish()
    } catch is CancelledByReader {
      return .done
    }
    try checkFound(extractor)
    let screen = MimeExtractScreen(
      file: file, folder: to, written: extractor.written, unsearched: extractor.unsearched)
    if isPiped {
      if screen.isDamaged { session.tell(["Part \(part[0]) is damaged: what could be decoded was written."]) }
    } else {
      session.give(screen.answer)
    }
    return screen.isDamaged ? .needsAttention : .done
  }

  private func choice() throws -> PartChoice {
    let ways = [!part.isEmpty, attachments, all].count { $0 }
    guard ways <= 1 else {
      throw CommandFailure(
        .misused, "USAGE", "--part, --attachments and --all exclude each other", next: "Give one of them.")
    }
    if !part.isEmpty { return .numbers(Set(part)) }
    return all ? .all : .attachments
  }

  private func checkFound(_ extractor: PartExtractor) throws {
    let found = Set(extractor.written.map(\.path))
    for number in part where !found.contains(number) {
      let kind = extractor.containers[number]
      throw CommandFailure(
        .inputNotFound, "MIME-NO-PART",
        kind.map { "part \(number) is \($0): it has parts, and no content of its own" } ?? "there is no part \(number)",
        place: file, next: "See the numbers: postduif mime show \(file)")
    }
  }
}
