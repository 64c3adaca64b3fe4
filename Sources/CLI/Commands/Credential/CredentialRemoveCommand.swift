import ArgumentParser
import Core
import Projects

struct CredentialRemoveCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Removes what is stored under a name, and its tokens.",
    discussion: """
      Examples:
        postduif credential remove oud/an@peeters.example
        postduif credential remove oud/an@peeters.example --yes
        postduif credential remove oud/an@peeters.example --dry-run
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let store = try session.findProject().credentials
    guard try await store.names().contains(name) else {
      throw CommandFailure(
        .inputNotFound, "CREDENTIAL-UNKNOWN", "nothing is stored as \"\(name)\"",
        next: "See: postduif credential list")
    }
    if !writing.dryRun {
      guard try session.confirm("Remove the credential \"\(name)\"?", writing) else { return .done }
      _ = try await store.remove(name)
    }
    let line = writing.dryRun ? "Would remove it." : "Removed."
    session.give(Answer(type: "removed", summary: [.init("name", .string(name))], recordsName: "") { _ in [line] })
    return .done
  }
}
