import ArgumentParser
import Core
import Migration

struct VersionCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Prints the version.",
    discussion: """
      Examples:
        postduif version
        postduif version --format json
        postduif version -q
      """)
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    session.give(
      Answer(
        type: "version_info",
        summary: [
          .init("tool_version", .string(Program.version)), .init("schema_version", .init(MachineOutput.schemaVersion)),
        ], recordsName: ""
      ) { _ in ["postduif \(Program.version)"] })
    return .done
  }
}
