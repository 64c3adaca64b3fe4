import ArgumentParser
import Core
import Projects

struct CredentialListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists what is stored by name and kind, never a secret.",
    discussion: """
      Examples:
        postduif credential list
        postduif credential list --format json
        postduif credential list -p ../peeters
      """)
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let entries = try await project.credentials.entries()
    let isSealed = try project.credentials.isSealed() ?? false
    let users = try users(project)
    session.give(
      Answer(
        type: "credentials", summary: [.init("count", .init(entries.count)), .init("sealed", .bool(isSealed))],
        recordsName: "credentials", recordType: "credential",
        records: entries.map {
          ["name": .string($0.name), "kind": .string($0.kind), "used_by": .init(users[$0.name] ?? [])]
        }, header: ["name", "kind", "used_by"],
        rows: entries.map {
          [.text($0.name), .text($0.kind), .text((users[$0.name] ?? []).joined(separator: " "))]
        }
      ) { layout in
        guard !entries.isEmpty else { return ["Nothing is stored.", "Next: postduif credential set NAME"] }
        var table = Table([.init("Name", .name), .init("Kind", .note), .init("Used by", .note)])
        table.rows = entries.map { [$0.name, $0.kind, Words.some(users[$0.name] ?? [], limit: 2)] }
        let kept =
          isSealed
          ? "Sealed with a passphrase."
          : "Not sealed: the file's mode guards it. With a passphrase: postduif credential seal"
        return table.lines(layout) + [""] + Wrap.lines(kept, width: layout.width)
      })
    return .done
  }

  /// Endpoints and mailboxes that sign in with a credential of that name.
  private func users(_ project: Project) throws -> [String: [String]] {
    var users: [String: [String]] = [:]
    for entry in try project.mailboxes() {
      for side in Side.allCases {
        guard let signIn = try? project.signIn(entry, side) else { continue }
        let user = signIn.endpoint.credential == nil ? entry.name : "\(side.rawValue) \(signIn.endpoint.name)"
        if users[signIn.credential.name]?.last != user { users[signIn.credential.name, default: []].append(user) }
      }
    }
    return users.mapValues { names in names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
  }
}
