import Archives
import ArgumentParser
import Connectors
import Core
import Glibc

struct PSTExtractCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Writes everything in an Outlook file as files that every program reads.",
    discussion: """
      Mail as eml, mbox or Maildir; beside it calendars and tasks (.ics), contacts (.vcf) and notes (.txt), one file for each \
      folder. At the end everything in the file is accounted for: written, skipped or unreadable.

      Examples:
        postduif pst extract archief.pst --to archief
        postduif pst extract archief.pst --to archief --as mbox --deleted --orphans
        postduif pst extract archief.pst --to agenda --as ics
      """)
  @Argument(help: ArgumentHelp("A PST or OST file.", valueName: "file")) var file: String
  @Option(help: ArgumentHelp("A folder that is empty or not there yet.", valueName: "folder")) var to: String
  @Option(
    name: .customLong("as"),
    help:
      "eml, mbox or maildir: everything, mail in this form; ics or vcf: only calendars or contacts; json: properties.")
  var form = ExtractWord.eml
  @Flag(help: "Deleted items that are still in the file too.") var deleted = false
  @Flag(help: "Items that lie in no folder any more too.") var orphans = false
  @Flag(help: "Attach the RTF of a message as it is.") var rtf = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let opened = try OutlookInput.open(file, session)
    let folder = ProjectFolder.absolute(to, in: session.context.directory)
    try prepare(folder)
    var options = ExtractionOptions(form.choice)
    (options.deleted, options.orphans, options.keepsRTF) = (deleted, orphans, rtf)
    let progress = CheckProgress(session)
    let report = try await Extraction(opened, to: folder, options: options).run(
      mail: try form.archive.map { form throws(Fault) in try MailFolder.store(form, folder) },
      workers: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    ) { progress.show("\(Words.count($0.writtenInAll, "item")), \(ByteCount.text($0.bytes)) written") }
    progress.clear()
    let screen = PSTExtractScreen(file: file, folder: to, report: report)
    session.give(screen.answer)
    return screen.status
  }

  /// What is there already could not be told from what comes out.
  private func prepare(_ folder: String) throws {
    if mkdir(folder, 0o700) == 0 { return }
    guard errno == EEXIST else {
      throw CommandFailure(
        .cannotWriteOutput, "FILE-WRITE", "the folder cannot be made: \(String(cString: strerror(errno)))", place: to,
        next: "Name a folder whose parent is there: --to FOLDER")
    }
    guard try MailFolder.isEmpty(folder) else {
      throw CommandFailure(
        .cannotWriteOutput, "PST-NOT-EMPTY", "the folder is not empty", place: to,
        next: "Name another folder: --to FOLDER")
    }
  }
}

/// What is wanted, as a word of the command line.
enum ExtractWord: String, CaseIterable, Sendable, ExpressibleByArgument {
  case eml, mbox, maildir, ics, vcf, json

  var archive: ArchiveForm? {
    switch self {
    case .eml: .eml
    case .mbox: .mbox
    case .maildir: .maildir
    case .ics, .vcf, .json: nil
    }
  }

  var choice: ExtractionOptions.Choice {
    switch self {
    case .eml, .mbox, .maildir: .all(archive ?? .eml)
    case .ics: .calendars
    case .vcf: .cards
    case .json: .properties
    }
  }
}
