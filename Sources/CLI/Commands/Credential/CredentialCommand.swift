import ArgumentParser
import Core
import Projects

struct CredentialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credential", abstract: "Passwords in the project's private store.",
    discussion: """
      Examples:
        postduif credential set oud/an@peeters.example
        pass show imap/an | postduif credential set oud/an@peeters.example --stdin
        postduif credential list
      """,
    subcommands: [
      CredentialSetCommand.self, CredentialListCommand.self, CredentialGuideCommand.self, CredentialRemoveCommand.self,
    ])
}

struct CredentialSetCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Asks for a password and stores it for its owner alone.",
    discussion: """
      Examples:
        postduif credential set oud/an@peeters.example
        pass show imap/an | postduif credential set oud/an@peeters.example --stdin
        postduif credential set oud/beheer -p ../peeters
      """)
  @Argument(help: "Its name, as postduif mailbox show tells it.") var name: String
  @Flag(help: "Take the first line of standard input.") var stdin = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let secret = stdin ? session.context.pipedLine().map { Secret($0) } : session.askSecret("Password for \(name)")
    guard let secret, !secret.isEmpty else {
      throw CommandFailure(
        .misused, "CREDENTIAL-ASKED", "no password was typed, or there is no terminal to ask on",
        next: "Give it through a pipe: postduif credential set \(name) --stdin")
    }
    try project.prepareStateFolder()
    try await project.credentials.set([name: secret])
    session.give(
      Answer(type: "credential", summary: [.init("name", .string(name))], recordsName: "") { _ in ["Stored."] })
    return .done
  }
}

struct CredentialListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the names of stored passwords, never the passwords.",
    discussion: """
      Examples:
        postduif credential list
        postduif credential list --format json
        postduif credential list -p ../peeters
      """)
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let names = try await session.findProject().credentials.names()
    session.give(
      Answer(
        type: "credentials", summary: [.init("count", .init(names.count))], recordsName: "credentials",
        recordType: "credential", records: names.map { ["name": .string($0)] }, header: ["name"],
        rows: names.map { [.text($0)] }
      ) { _ in names.isEmpty ? ["No passwords are stored."] : names.map { " " + DisplayWidth.printable($0) } })
    return .done
  }
}

struct CredentialRemoveCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Removes a stored password.",
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
        .inputNotFound, "CREDENTIAL-UNKNOWN", "no password is stored as \"\(name)\"",
        next: "See: postduif credential list")
    }
    if !writing.dryRun {
      guard try session.confirm("Remove the password \"\(name)\"?", writing) else { return .done }
      _ = try await store.remove(name)
    }
    let line = writing.dryRun ? "Would remove it." : "Removed."
    session.give(Answer(type: "removed", summary: [.init("name", .string(name))], recordsName: "") { _ in [line] })
    return .done
  }
}
