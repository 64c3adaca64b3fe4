import Core
import Migration
import Projects

/// A project at hand: its settings, its mailboxes, its ledger.
struct OpenProject: Sendable {
  let project: Project
  let entries: [MailboxEntry]
  let ledger: Ledger

  var folder: String { project.folder }
  var settings: ProjectSettings { project.settings }

  var title: MoveTitle {
    MoveTitle(
      project: settings.customer.isEmpty ? settings.name : settings.customer, source: ends(.source),
      target: ends(.target))
  }

  private func ends(_ side: Side) -> String {
    let ends = settings.endpoints(side)
    guard let first = ends.first else { return "(no \(side.rawValue) yet)" }
    let isOneKind = ends.allSatisfy { $0.kind == first.kind }
    let names = ends.map { end in
      (isOneKind ? "" : "\(Self.words(end)) ") + (end.files == nil ? end.host : end.place)
    }
    return (isOneKind ? "\(Self.words(first)) " : "") + Words.some(names, limit: 2)
  }

  private static func words(_ end: Endpoint) -> String { end.files?.form.words ?? "IMAP" }

  /// The mailboxes whose names match one of `patterns`, all when there are none. Throws when a pattern matches nothing:
  /// it is a slip of the pen, and moving everything else would surprise. Throws `PROJECT-EMPTY` when there is none at all.
  func select(_ patterns: [String]) throws -> [MailboxEntry] {
    if entries.isEmpty {
      throw CommandFailure(
        .wrongSettings, "PROJECT-EMPTY", "the project has no mailboxes", place: folder,
        next: "postduif mailbox import mailboxes.csv")
    }
    guard !patterns.isEmpty else { return entries }
    var chosen: Set<String> = []
    for pattern in patterns {
      let matching = entries.filter { NamePattern.matches(pattern, $0.name) }
      guard !matching.isEmpty else {
        throw CommandFailure(
          .inputNotFound, "MAILBOX-UNKNOWN", "no mailbox of this project matches \"\(pattern)\"", place: folder,
          next: suggestion(for: pattern, among: entries.map(\.name)).map { "Did you mean \($0)?" }
            ?? "See: postduif mailbox list")
      }
      chosen.formUnion(matching.map(\.name))
    }
    return entries.filter { chosen.contains($0.name) }
  }
}

extension Session {
  /// The project's file, without opening its ledger.
  func findProject() throws -> Project {
    let folder = ProjectFolder.find(given: projectFolder, context: context)
    var project = try folder.map { try Project.open(at: $0) } ?? Project.find(from: context.directory)
    let name = project.settings.name
    project.keyring = Keyring(environment: context.environment) { askSecret("Passphrase of the secrets of \(name)") }
    return project
  }

  /// The project with its mailboxes and its ledger.
  func openProject() async throws -> OpenProject {
    let project = try findProject()
    try project.prepareStateFolder()
    return OpenProject(
      project: project, entries: try project.mailboxes(), ledger: try Ledger(path: project.statePath))
  }
}
