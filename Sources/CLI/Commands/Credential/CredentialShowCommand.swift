import ArgumentParser
import Core
import OAuth
import Projects

struct CredentialShowCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows what is stored under a name, but for secrets.",
    discussion: """
      Examples:
        postduif credential show microsoft
        postduif credential show microsoft --format json
        postduif credential show microsoft -p ../peeters
      """)
  @Argument(help: "Its name.") var name: String
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    guard let stored = try await project.credentials.credential(named: name) else {
      throw await StoredRegistration.unknown(name, project)
    }
    var pairs: [(label: String, text: String)] = [("name", name), ("kind", stored.kind)]
    if let kind = Registration.Kind(rawValue: stored.kind) {
      for field in Registration.fieldNames(of: kind) where stored.fields[field] != nil {
        let isShown = !Registration.Field.secret.contains(field) && field != Registration.Field.certificate
        pairs.append((field, isShown ? stored.fields[field] ?? "" : "(stored, not shown)"))
      }
    }
    let shown = pairs
    session.give(
      Answer(
        type: "credential",
        summary: shown.map { .init($0.label.replacing("-", with: "_"), .string($0.text)) }, recordsName: ""
      ) { layout in
        Labelled.lines(shown.map { ($0.label.replacing("-", with: " "), $0.text) }, layout)
      })
    return .done
  }
}
