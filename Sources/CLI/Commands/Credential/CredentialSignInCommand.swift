import ArgumentParser
import Core
import OAuth
import Projects

struct CredentialSignInCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-in", abstract: "A person signs in again for a stored credential.",
    discussion: """
      Examples:
        postduif credential sign-in an
        postduif credential sign-in an --browser
        postduif credential sign-in an -p ../peeters
      """)
  @Argument(help: "Its name.") var name: String
  @Flag(help: "By a browser on this machine, not by a code.") var browser = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let registration = try await StoredRegistration.find(name, in: project)
    guard registration.needsPerson else {
      throw CommandFailure(
        .misused, "USAGE", "\"\(name)\" is a \(registration.kind.rawValue): it signs in by itself",
        next: "See whether it works: postduif credential test \(name)")
    }
    try await PersonSignIn(name: name, registration: registration, project: project, session: session)
      .run(byBrowser: browser)
    let name = name
    session.give(
      Answer(type: "credential", summary: [.init("name", .string(name))], recordsName: "") { _ in
        ["Signed in.", "Next: postduif credential test \(name)"]
      })
    return .done
  }
}

/// What the store has under a name, for commands that need it to be there.
enum StoredRegistration {
  /// Throws `CREDENTIAL-UNKNOWN`, and `CREDENTIAL-KIND` for a password.
  static func find(_ name: String, in project: Project) async throws -> Registration {
    guard let stored = try await project.credentials.credential(named: name) else { throw await unknown(name, project) }
    guard let kind = Registration.Kind(rawValue: stored.kind) else {
      throw CommandFailure(
        .misused, "CREDENTIAL-KIND", "\"\(name)\" is a \(stored.kind)", place: project.folder,
        next: "See: postduif credential list")
    }
    return try Registration(kind: kind, fields: stored.fields)
  }

  static func unknown(_ name: String, _ project: Project) async -> CommandFailure {
    let names = (try? await project.credentials.names()) ?? []
    return CommandFailure(
      .inputNotFound, "CREDENTIAL-UNKNOWN", "nothing is stored as \"\(name)\"", place: project.folder,
      next: suggestion(for: name, among: names).map { "Did you mean \($0)?" } ?? "See: postduif credential list")
  }
}
