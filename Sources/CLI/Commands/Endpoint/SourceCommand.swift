import ArgumentParser
import Core
import Projects

struct SourceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "source", abstract: "Servers where mail comes from.",
    discussion: """
      Examples:
        postduif source add oud --host imap.oudehost.example
        postduif source test oud
        postduif source set oud --port 143 --tls starttls
      """,
    subcommands: [
      SourceAddCommand.self, SourceTestCommand.self, SourceListCommand.self, SourceShowCommand.self,
      SourceSetCommand.self, SourceRemoveCommand.self,
    ])
}

struct SourceAddCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds a server where mail comes from.",
    discussion: """
      Examples:
        postduif source add oud --host imap.oudehost.example
        postduif source add oud --host mail.example.com --port 143 --tls starttls
        postduif source add oud --host imap.oudehost.example --password-command "pass show imap/oud"
      """)
  @Argument(help: "A name of your own for it.") var name: String
  @Option(help: "What it is: imap.") var kind = "imap"
  @OptionGroup(title: "Server") var server: EndpointOptions
  @OptionGroup(title: "Certificate") var trust: TrustOptions
  @OptionGroup(title: "Signing in") var credential: CredentialOptions
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .source, session: session).add(
      name, kind: kind, EndpointFields(server: server, trust: trust, credential: credential))
  }
}

struct SourceSetCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Changes a source; comments in the project file stay.",
    discussion: """
      Examples:
        postduif source set oud --port 143 --tls starttls
        postduif source set oud --ca-file issuer.pem
        postduif source set oud --password-file ~/.secrets/oud
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Server") var server: EndpointOptions
  @OptionGroup(title: "Certificate") var trust: TrustOptions
  @OptionGroup(title: "Signing in") var credential: CredentialOptions
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .source, session: session).set(
      name, EndpointFields(server: server, trust: trust, credential: credential))
  }
}

struct SourceTestCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Connects, signs in and lists folders, and says how far it came.",
    discussion: """
      Examples:
        postduif source test
        postduif source test oud
        postduif source test oud --format json
      """)
  @Argument(help: "Its name; all of them unless said otherwise.") var name: String?
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await EndpointActions(side: .source, session: session).test(name)
  }
}

struct SourceListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the sources of the project.",
    discussion: """
      Examples:
        postduif source list
        postduif source list -p ../peeters
        postduif source list --format csv
      """)
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .source, session: session).list()
  }
}

struct SourceShowCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one source; no secret is shown.",
    discussion: """
      Examples:
        postduif source show oud
        postduif source show oud --format json
        postduif source show oud -p ../peeters
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .source, session: session).show(name)
  }
}

struct SourceRemoveCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Takes a source out of the project; refused while mailboxes use it.",
    discussion: """
      Examples:
        postduif source remove oud
        postduif source remove oud --dry-run
        postduif source remove oud --yes
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup(title: "Common options") var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: .source, session: session).remove(name, writing)
  }
}
