import ArgumentParser
import Core
import Migration
import NIOCore

struct ItemExportCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Saves an item from the source as an .eml file, byte for byte.",
    discussion: """
      Examples:
        postduif item export 3
        postduif item export 3 --output offerte.eml
        postduif item export 3 --output - | less
      """)
  @Argument(help: "The item's number in the list.") var number: Int64
  @Option(help: ArgumentHelp("The file; - is standard output.", valueName: "file")) var output: String?
  @Flag(help: "Write over a file that is there.") var force = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    let item = try await project.item(number)
    let wired = try await project.wire(only: [item.mailbox], session)
    let engine = MigrationEngine(ledger: project.ledger, pairs: wired.pairs)
    if output == "-" {
      try await engine.export(item) { try RawOutput.write($0, to: 1) }
      return .done
    }
    let name = output ?? "item-\(number).eml"
    let path = ProjectFolder.absolute(name, in: session.context.directory)
    let file = try ExportFile(path: path, overwrites: force)
    do {
      try await engine.export(item) { try file.write($0) }
      try file.keep()
    } catch {
      file.discard()
      throw error
    }
    let bytes = file.bytes
    session.give(
      Answer(
        type: "exported",
        summary: [.init("number", .init(number)), .init("file", .string(name)), .init("bytes", .init(bytes))],
        recordsName: ""
      ) { _ in ["Saved item \(number) as \(name) (\(ByteCount.text(bytes)))."] })
    return .done
  }
}
