import ArgumentParser
import Core
import Projects

struct MailboxSetCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Adds a mailbox or changes one.",
    discussion: """
      Examples:
        postduif mailbox set an@peeters.example --source-user an --target-user an@peeters.example
        postduif mailbox set an@peeters.example --exclude "Archief 2009" --exclude "Klanten/*"
        postduif mailbox set an@peeters.example --ask-source-password
      """)
  @Argument(help: "Its name, usually the target address.") var name: String
  @Option(help: "Name of the source, where there are several.") var source: String?
  @Option(
    name: .customLong("source-user"), help: "Its name at the source: who signs in, or {user} in the path of files.")
  var sourceUser: String?
  @Option(name: .customLong("source-root"), help: "Folder that counts as the source's root.") var sourceRoot: String?
  @Option(help: "Name of the target, where there are several.") var target: String?
  @Option(
    name: .customLong("target-user"), help: "Its name at the target: who signs in, or {user} in the path of files.")
  var targetUser: String?
  @Option(name: .customLong("target-root"), help: "Folder to put everything below.") var targetRoot: String?
  @Option(parsing: .singleValue, help: "Leave out this source folder; may be repeated.") var exclude: [String] = []
  @Flag(name: .customLong("clear-exclude"), help: "First forget what was left out.") var clearExclude = false
  @Flag(name: .customLong("ask-source-password"), help: "Ask for the source password and store it.")
  var askSource = false
  @Flag(name: .customLong("ask-target-password"), help: "Ask for the target password and store it.")
  var askTarget = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let known = try project.mailboxes().first { $0.name.lowercased() == name.lowercased() }
    var entry =
      known
      ?? MailboxEntry(name: name, source: .init(user: sourceUser ?? name), target: .init(user: targetUser ?? name))
    change(&entry)
    let passwords = try askedPasswords(project, entry, session)
    if entry != known { try project.setMailboxes([entry]) }
    if !passwords.isEmpty {
      try project.prepareStateFolder()
      try await project.credentials.set(passwords)
    }
    let line =
      "\(known == nil ? "Added" : entry != known || !passwords.isEmpty ? "Changed" : "Nothing changed in") \(name)."
      + " Next: postduif plan"
    session.give(Answer(type: "mailbox", summary: entry.json.members, recordsName: "") { _ in [line] })
    return .done
  }

  private func change(_ entry: inout MailboxEntry) {
    if let source { entry.source.endpoint = source }
    if let sourceUser { entry.source.user = sourceUser }
    if let sourceRoot { entry.source.root = sourceRoot.isEmpty ? nil : sourceRoot }
    if let target { entry.target.endpoint = target }
    if let targetUser { entry.target.user = targetUser }
    if let targetRoot { entry.target.root = targetRoot.isEmpty ? nil : targetRoot }
    if clearExclude { entry.exclude = [] }
    for pattern in exclude where !entry.exclude.contains(pattern) { entry.exclude.append(pattern) }
  }

  private func askedPasswords(_ project: Project, _ entry: MailboxEntry, _ session: Session) throws -> [String: Secret]
  {
    var out: [String: Secret] = [:]
    for (side, isAsked) in [(Side.source, askSource), (.target, askTarget)] where isAsked {
      let signIn = try project.signIn(entry, side)
      guard let secret = session.askSecret("Password of \(signIn.identity.login) at \(signIn.endpoint.host)") else {
        throw CommandFailure(
          .misused, "CREDENTIAL-ASKED", "no password was typed, or there is no terminal to ask on",
          place: "\(side.rawValue) \(signIn.endpoint.name)",
          next: "Use --password-command or --password-file of: postduif \(side.rawValue) set \(signIn.endpoint.name)")
      }
      out[signIn.credential.name] = secret
    }
    return out
  }
}
