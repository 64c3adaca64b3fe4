import ArgumentParser
import Core
import Projects

struct MailboxShowCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one mailbox: both ends, wishes, and where its passwords come from.",
    discussion: """
      Examples:
        postduif mailbox show an@peeters.example
        postduif mailbox show an@peeters.example --format json
        postduif mailbox show an@peeters.example -p ../peeters
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let entry = try project.mailbox(name)
    var pairs: [(label: String, text: String)] = [("Mailbox", entry.name)]
    for side in Side.allCases {
      let label = side.rawValue.capitalizedFirst
      let root: String?
      switch try project.way(entry, side) {
      case .server(let signIn):
        pairs.append((label, "\(signIn.identity.login) at \(signIn.endpoint.host)"))
        pairs.append(("Password", "\(signIn.credential.name) (\(way(signIn.credential)))"))
        root = signIn.identity.root
      case .files(let files):
        pairs.append((label, "\(files.form.words) at \(files.path)"))
        root = files.root
      }
      if let root { pairs.append(("Root", root)) }
    }
    if !entry.exclude.isEmpty { pairs.append(("Left out", entry.exclude.joined(separator: ", "))) }
    let mapped = entry.map.sorted { $0.key < $1.key }
    let shown = pairs
    session.give(
      Answer(type: "mailbox", summary: entry.json.members, recordsName: "") { layout in
        Labelled.lines(shown + mapped.map { ("Mapped", "\($0.key) \(layout.arrow) \($0.value)") }, layout)
      })
    return .done
  }

  private func way(_ credential: CredentialReference) -> String {
    if credential.command != nil { return "by a command" }
    return credential.file.map { "in \($0)" } ?? "stored, or in \(credential.environmentName)"
  }
}

extension Project {
  /// The mailbox of this name. Throws `MAILBOX-UNKNOWN`.
  func mailbox(_ name: String) throws -> MailboxEntry {
    let entries = try mailboxes()
    if let entry = entries.first(where: { $0.name.lowercased() == name.lowercased() }) { return entry }
    throw CommandFailure(
      .inputNotFound, "MAILBOX-UNKNOWN", "the project has no mailbox \"\(name)\"", place: folder,
      next: suggestion(for: name, among: entries.map(\.name)).map { "Did you mean \($0)?" }
        ?? "See: postduif mailbox list")
  }
}
