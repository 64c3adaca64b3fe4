import ArgumentParser
import Core
import Projects

struct TargetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "target", abstract: "Servers where mail goes to.",
    discussion: """
      Examples:
        postduif target add nieuw --host outlook.office365.com
        postduif target test nieuw
        postduif target set nieuw --port 143 --tls starttls
      """,
    subcommands: [
      TargetAddCommand.self, TargetTestCommand.self, TargetListCommand.self, TargetShowCommand.self,
      TargetSetCommand.self, TargetRemoveCommand.self,
    ])
}

struct TargetAddCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds a server where mail goes to.",
    discussion: """
      Examples:
        postduif target add nieuw --host outlook.office365.com
        postduif target add nieuw --host mail.example.com --port 143 --tls starttls
        postduif target add nieuw --host outlook.office365.com --password-command "pass show imap/nieuw"
      """)
  @Argument(help: "A name of your own for it.") var name: String
  @Option(help: "What it is: imap.") var kind = "imap"
  @OptionGroup(title: "Server") var server: EndpointOptions
  @OptionGroup(title: "Certificate") var trust: TrustOptions
  @OptionGroup(title: "Signing in") var credential: CredentialOptions
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .target, session: session).add(
      name, kind: kind, EndpointFields(server: server, trust: trust, credential: credential))
  }
}

struct TargetSetCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Changes a target; comments in the project file stay.",
    discussion: """
      Examples:
        postduif target set nieuw --port 143 --tls starttls
        postduif target set nieuw --ca-file issuer.pem
        postduif target set nieuw --password-file ~/.secrets/nieuw
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Server") var server: EndpointOptions
  @OptionGroup(title: "Certificate") var trust: TrustOptions
  @OptionGroup(title: "Signing in") var credential: CredentialOptions
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .target, session: session).set(
      name, EndpointFields(server: server, trust: trust, credential: credential))
  }
}

struct TargetTestCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Connects, signs in and lists folders, and says how far it came.",
    discussion: """
      Examples:
        postduif target test
        postduif target test nieuw
        postduif target test nieuw --format json
      """)
  @Argument(help: "Its name; all of them unless said otherwise.") var name: String?
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await EndpointActions(side: .target, session: session).test(name)
  }
}

struct TargetListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the targets of the project.",
    discussion: """
      Examples:
        postduif target list
        postduif target list -p ../peeters
        postduif target list --format csv
      """)
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .target, session: session).list()
  }
}

struct TargetShowCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one target; no secret is shown.",
    discussion: """
      Examples:
        postduif target show nieuw
        postduif target show nieuw --format json
        postduif target show nieuw -p ../peeters
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .target, session: session).show(name)
  }
}

struct TargetRemoveCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Takes a target out of the project; refused while mailboxes use it.",
    discussion: """
      Examples:
        postduif target remove nieuw
        postduif target remove nieuw --dry-run
        postduif target remove nieuw --yes
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .target, session: session).remove(name, writing)
  }
}
