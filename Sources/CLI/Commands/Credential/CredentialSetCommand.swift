import ArgumentParser
import Core
import OAuth
import Projects

struct CredentialSetCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Stores a password, an app or a person's sign-in, for its owner alone.",
    discussion: """
      Examples:
        postduif credential set oud/an@peeters.example
        pass show imap/an | postduif credential set oud/an@peeters.example --stdin
        postduif credential set microsoft --kind microsoft-app --tenant peeters.example \\
          --client-id 2f3a… --certificate microsoft.cer --key microsoft.key
      """)
  @Argument(help: "Its name, as the project file or postduif mailbox show tells it.") var name: String
  @Option(help: "What it is.") var kind = CredentialKind.password
  @OptionGroup(title: "Secret (a password, or an app's client secret)") var secret: SecretOptions
  @OptionGroup(title: "Registration") var registration: RegistrationOptions
  @Flag(help: "A person signs in by a browser on this machine, not by a code.") var browser = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    guard let kind = kind.registration else {
      let secret = try await secret.take("Password", for: name, session, store: project.credentials)
      try project.prepareStateFolder()
      try await project.credentials.set([name: secret])
      give(session, ["Stored."])
      return .done
    }
    let made = try await registered(kind, project, session)
    try project.prepareStateFolder()
    let stored = StoredCredential(kind: kind.rawValue, fields: made.fields)
    if made.needsPerson {
      try await PersonSignIn(name: name, registration: made, project: project, session: session)
        .run(byBrowser: browser) { try await project.credentials.set(stored, named: name) }
      give(session, ["Signed in and stored.", "Next: postduif credential test \(name)"])
    } else {
      try await project.credentials.set(stored, named: name)
      give(session, ["Stored.", "Next: postduif credential test \(name)"])
    }
    return .done
  }

  private func give(_ session: Session, _ lines: [String]) {
    session.give(
      Answer(
        type: "credential", summary: [.init("name", .string(name)), .init("kind", .string(kind.rawValue))],
        recordsName: ""
      ) { _ in lines })
  }

  /// The registration that is given, completed by what is stored under the name and by asking for a client secret.
  private func registered(_ kind: Registration.Kind, _ project: Project, _ session: Session) async throws
    -> Registration
  {
    if kind == .googleServiceAccount, let file = registration.keyFile {
      let path = ProjectFolder.absolute(file, in: session.context.directory)
      let made = try Registration(googleKeyFile: PrivateFile.read(path))
      guard let authority = registration.authority else { return made }
      return try Registration(
        kind: kind, fields: made.fields.merging([Registration.Field.authority: authority]) { $1 })
    }
    let known = try await project.credentials.credential(named: name)
    let old = known?.kind == kind.rawValue ? known?.fields ?? [:] : [:]
    var fields = try registration.fields(over: old, in: session.context.directory)
    // Before a secret is asked for: nobody likes to type one for nothing.
    if let missing = Self.needed(kind).first(where: { fields[$0] == nil }) {
      throw CommandFailure(
        .misused, "USAGE", "a \(kind.rawValue) needs --\(missing)",
        next: "See: postduif credential guide \(kind.rawValue)")
    }
    if wantsSecret(kind, fields) {
      fields[Registration.Field.clientSecret] = try await secret.take(
        "Client secret", for: name, session, store: project.credentials
      ).reveal()
      fields[Registration.Field.certificate] = nil
      fields[Registration.Field.privateKey] = nil
    }
    return try Registration(kind: kind, fields: fields)
  }

  private static func needed(_ kind: Registration.Kind) -> [String] {
    switch kind {
    case .microsoftApp: [Registration.Field.tenant, Registration.Field.clientID]
    case .microsoftUser, .googleUser: [Registration.Field.clientID]
    case .googleServiceAccount: ["key-file"]
    }
  }

  private func wantsSecret(_ kind: Registration.Kind, _ fields: [String: String]) -> Bool {
    if secret.isGiven { return true }
    switch kind {
    case .microsoftApp:
      return fields[Registration.Field.clientSecret] == nil && fields[Registration.Field.certificate] == nil
    case .googleUser: return fields[Registration.Field.clientSecret] == nil
    case .microsoftUser, .googleServiceAccount: return false
    }
  }
}
