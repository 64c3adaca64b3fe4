import ArgumentParser
import Core
import FoundationEssentials
import Migration
import Projects

struct MailboxImportCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Takes mailboxes from a CSV file as Exchange's IMAP migration takes it.",
    discussion: """
      Columns: EmailAddress, UserName, and if needed Password, UserRoot, TargetUser. Passwords go to the project's private
      store, never into mailboxes.csv; delete the file with passwords afterwards.

      Examples:
        postduif mailbox import customers.csv
        postduif mailbox import customers.csv --source oud --target nieuw
        postduif mailbox import customers.csv --skip-broken --dry-run
      """)
  @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"])) var file: String
  @Option(help: "Name of the source, where there are several.") var source: String?
  @Option(help: "Name of the target, where there are several.") var target: String?
  @Option(help: "What stands between user and administrator in User*Admin.") var separator = "*"
  @Flag(name: .customLong("skip-broken"), help: "Take the rows that are right, and list the others.")
  var skipBroken = false
  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.") var dryRun = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let path = ProjectFolder.absolute(file, in: session.context.directory)
    let batch = try BatchFile(try bytes(path), file: file, separator: separator)
    if dryRun {
      let findings = batch.problems + batch.notes
      session.give(
        answer([.init("rows", .init(batch.rows.count)), .init("broken", .init(batch.brokenRows))], findings) {
          "Would import \(Words.count(batch.rows.count, "mailbox", "mailboxes")); \(batch.brokenRows) cannot be used."
        })
      return batch.problems.isEmpty ? .done : .needsAttention
    }
    do {
      let result = try await project.importMailboxes(batch, source: source, target: target, skipBroken: skipBroken)
      session.give(
        answer(
          [
            .init("added", .init(result.added)), .init("changed", .init(result.changed)),
            .init("skipped", .init(result.skipped)), .init("secrets", .init(result.secrets)),
          ], result.findings
        ) {
          "\(Words.count(result.added, "mailbox", "mailboxes")) added, \(result.changed) changed, \(result.skipped) skipped;"
            + " \(Words.count(result.secrets, "password")) stored. Next: postduif doctor, then postduif plan"
        })
      return result.skipped > 0 ? .needsAttention : .done
    } catch {
      // All that is wrong, not only the first: nobody wants to mend a file line by line.
      let all = (error.cause as? Project.Problems)?.findings ?? []
      session.tell(FindingLines.lines(Array(all.prefix(50)), session.storyLayout))
      throw error
    }
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? nil
    guard let size, let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.inputNotFound, "FILE-READ", "the file cannot be read", place: path, next: "Check its name.")
    }
    guard size <= BatchFile.byteLimit else {
      throw CommandFailure(
        .inputDamaged, "FILE-SIZE", "the file is larger than \(ByteCount.text(Int64(BatchFile.byteLimit)))",
        place: path, next: "Split it.")
    }
    return Array(data)
  }

  private func answer(_ summary: [JSONValue.Member], _ findings: [Finding], _ line: @escaping @Sendable () -> String)
    -> Answer
  {
    Answer(
      type: "import", summary: summary, recordsName: "findings", recordType: "finding", records: findings.map(\.json)
    ) { layout in
      Wrap.lines(line(), width: layout.width) + (findings.isEmpty ? [] : [""] + FindingLines.lines(findings, layout))
    }
  }
}
