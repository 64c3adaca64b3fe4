import ArgumentParser
import Core
import Projects

typealias SourceCommand = EndpointCommand<SourceNoun>
typealias TargetCommand = EndpointCommand<TargetNoun>

/// An end of the move as a noun of the command line. The commands below it are the same for both.
protocol EndpointNoun {
  static var side: Side { get }
  /// `where mail comes from`
  static var purpose: String { get }
  /// Names, host and path that stand in the examples.
  static var name: String { get }
  static var host: String { get }
  static var files: String { get }
  static var path: String { get }
  /// Which files may be named, and how their form is known.
  static var filesRule: String { get }
}

extension EndpointNoun {
  static var word: String { side.rawValue }
}

enum SourceNoun: EndpointNoun {
  static let side = Side.source
  static let purpose = "where mail comes from"
  static let name = "oud"
  static let host = "imap.oudehost.example"
  static let files = "archief"
  static let path = "../mail/{user}"
  static let filesRule =
    "Files may be packed: zip, tar, tar.gz. The form of a folder is seen when --as does not say it."
}

enum TargetNoun: EndpointNoun {
  static let side = Side.target
  static let purpose = "where mail goes to"
  static let name = "nieuw"
  static let host = "outlook.office365.com"
  static let files = "backup"
  static let path = "backup/{user}"
  static let filesRule = "A folder becomes a Maildir unless --as says otherwise; it is made when it is missing."
}

struct EndpointCommand<Noun: EndpointNoun>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Noun.word, abstract: "Servers and files \(Noun.purpose).",
      discussion: """
        Examples:
          postduif \(Noun.word) add \(Noun.name) --host \(Noun.host)
          postduif \(Noun.word) add \(Noun.files) folder \(Noun.path)
          postduif \(Noun.word) set \(Noun.name) --port 143 --tls starttls
        """,
      subcommands: [
        EndpointAddCommand<Noun>.self, EndpointTestCommand<Noun>.self, EndpointListCommand<Noun>.self,
        EndpointShowCommand<Noun>.self, EndpointSetCommand<Noun>.self, EndpointRemoveCommand<Noun>.self,
      ])
  }
}

struct EndpointAddCommand<Noun: EndpointNoun>: PostduifCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add", abstract: "Adds a server or files \(Noun.purpose).",
      discussion: """
        In a path {user} stands for the mailbox's name at this end, {local} and {domain} for what stands before and behind
        its @. \(Noun.filesRule)

        Examples:
          postduif \(Noun.word) add \(Noun.name) --host \(Noun.host)
          postduif \(Noun.word) add \(Noun.name) m365 --credential microsoft
          postduif \(Noun.word) add \(Noun.files) folder "\(Noun.path)" --as mbox
        """)
  }
  @Argument(help: "A name of your own for it.") var name: String
  @Argument(help: "What it is: imap; m365 or gmail, whose host is known; maildir, mbox, eml, pst, or folder for files.")
  var kind = EndpointKind.imap
  @Argument(help: "Of files: where they are.", completion: .file()) var path: String?
  @OptionGroup(title: "Files") var files: FilesOptions
  @OptionGroup(title: "Server") var server: EndpointOptions
  @OptionGroup(title: "Certificate") var trust: TrustOptions
  @OptionGroup(title: "Signing in") var credential: CredentialOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: Noun.side, session: session).add(
      name, kind: kind, path: path, as: files.form,
      EndpointFields(server: server, trust: trust, credential: credential))
  }
}

struct EndpointSetCommand<Noun: EndpointNoun>: PostduifCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "set", abstract: "Changes a \(Noun.word); comments in the project file stay.",
      discussion: """
        Examples:
          postduif \(Noun.word) set \(Noun.name) --port 143 --tls starttls
          postduif \(Noun.word) set \(Noun.name) --ca-file issuer.pem
          postduif \(Noun.word) set \(Noun.files) --path "\(Noun.path)" --as maildir
        """)
  }
  @Argument(help: "Its name.") var name: String
  @Option(help: "Of files: where they are.", completion: .file()) var path: String?
  @OptionGroup(title: "Files") var files: FilesOptions
  @OptionGroup(title: "Server") var server: EndpointOptions
  @OptionGroup(title: "Certificate") var trust: TrustOptions
  @OptionGroup(title: "Signing in") var credential: CredentialOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: Noun.side, session: session).set(
      name, path: path, as: files.form, EndpointFields(server: server, trust: trust, credential: credential))
  }
}

struct EndpointTestCommand<Noun: EndpointNoun>: PostduifCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "test", abstract: "Opens a mailbox and lists its folders, and says how far it came.",
      discussion: """
        Examples:
          postduif \(Noun.word) test
          postduif \(Noun.word) test \(Noun.name)
          postduif \(Noun.word) test \(Noun.name) --format json
        """)
  }
  @Argument(help: "Its name; all of them unless said otherwise.") var name: String?
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try await EndpointActions(side: Noun.side, session: session).test(name)
  }
}

struct EndpointListCommand<Noun: EndpointNoun>: PostduifCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: "Lists the \(Noun.word)s of the project.",
      discussion: """
        Examples:
          postduif \(Noun.word) list
          postduif \(Noun.word) list -p ../peeters
          postduif \(Noun.word) list --format csv
        """)
  }
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: Noun.side, session: session).list()
  }
}

struct EndpointShowCommand<Noun: EndpointNoun>: PostduifCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show", abstract: "Shows one \(Noun.word); no secret is shown.",
      discussion: """
        Examples:
          postduif \(Noun.word) show \(Noun.name)
          postduif \(Noun.word) show \(Noun.name) --format json
          postduif \(Noun.word) show \(Noun.name) -p ../peeters
        """)
  }
  @Argument(help: "Its name.") var name: String
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: Noun.side, session: session).show(name)
  }
}

struct EndpointRemoveCommand<Noun: EndpointNoun>: PostduifCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "remove", abstract: "Takes a \(Noun.word) out of the project; refused while mailboxes use it.",
      discussion: """
        Examples:
          postduif \(Noun.word) remove \(Noun.name)
          postduif \(Noun.word) remove \(Noun.name) --dry-run
          postduif \(Noun.word) remove \(Noun.name) --yes
        """)
  }
  @Argument(help: "Its name.") var name: String
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    try EndpointActions(side: Noun.side, session: session).remove(name, writing)
  }
}
