import Core
import Projects

/// What the commands of `source` and `target` do; the side is the only difference.
struct EndpointActions {
  let side: Side
  let session: Session

  func add(_ name: String, kind: EndpointKind, path: String?, as form: FormWord?, _ fields: EndpointFields) throws
    -> ExitStatus
  {
    var project = try session.findProject()
    if project.settings.endpoint(side, name) != nil {
      throw CommandFailure(
        .misused, "PROJECT-ENDPOINT", "the project has a \(side.rawValue) \"\(name)\" already", place: project.file,
        next: "Change it: postduif \(side.rawValue) set \(name)")
    }
    var pairs = try fields.pairs(directory: session.context.directory)
    var seen: String?
    if kind.isFiles {
      let files = try FilesAnswer(side: side, project: project, session: session).pairs(kind, path: path, as: form)
      pairs += files.keys
      seen = files.seen
    } else {
      try checkServer(name, kind, path, form)
      for (key, value) in kind.pairs where !pairs.contains(where: { $0.0 == key }) { pairs.append((key, value)) }
      guard pairs.contains(where: { $0.0 == "host" }) else {
        throw CommandFailure(
          .misused, "USAGE", "the server has no host",
          next: "postduif \(side.rawValue) add \(name) --host imap.example.com")
      }
    }
    try write(&project, name, pairs)
    let lines = ["Added the \(side.rawValue) \"\(name)\".", seen, "Next: \(nextStep(project))"].compactMap { $0 }
    session.give(answer(project, name, lines.joined(separator: " ")))
    return .done
  }

  private func checkServer(_ name: String, _ kind: EndpointKind, _ path: String?, _ form: FormWord?) throws {
    guard path != nil || form != nil else { return }
    throw CommandFailure(
      .misused, "USAGE", "\(kind.rawValue) is a server, and a server has no path or form of files",
      next: "postduif \(side.rawValue) add \(name) folder PATH")
  }

  func set(_ name: String, path: String?, as form: FormWord?, _ fields: EndpointFields) throws -> ExitStatus {
    var project = try session.findProject()
    _ = try endpoint(project, name)
    var pairs = try fields.pairs(directory: session.context.directory)
    if let form { pairs.append(("kind", form.rawValue)) }
    if let path {
      pairs.append(("path", FilesAnswer(side: side, project: project, session: session).written(path)))
    }
    guard !pairs.isEmpty else {
      throw CommandFailure(
        .misused, "USAGE", "nothing to change was named", next: "postduif \(side.rawValue) set \(name) --help")
    }
    // What was trusted before in another way must not stay beside the new way.
    if pairs.contains(where: { $0.0.hasPrefix("trust") }) { try project.setEndpoint(side, name, [("trust", nil)]) }
    try write(&project, name, pairs)
    session.give(
      answer(project, name, "Changed the \(side.rawValue) \"\(name)\". Next: postduif \(side.rawValue) test \(name)"))
    return .done
  }

  func remove(_ name: String, _ writing: WritingOptions) throws -> ExitStatus {
    var project = try session.findProject()
    let endpoint = try endpoint(project, name)
    if writing.dryRun {
      session.give(answer(project, name, "Would remove the \(side.rawValue) \"\(name)\" (\(endpoint.place))."))
      return .done
    }
    guard try session.confirm("Remove the \(side.rawValue) \"\(name)\" (\(endpoint.place))?", writing) else {
      return .done
    }
    try project.removeEndpoint(side, name)
    session.give(
      Answer(type: "removed", summary: [.init("name", .string(name))], recordsName: "") { _ in
        ["Removed the \(side.rawValue) \"\(name)\"."]
      })
    return .done
  }

  func list() throws -> ExitStatus {
    let endpoints = try session.findProject().settings.endpoints(side)
    let side = side
    session.give(
      Answer(
        type: "\(side.rawValue)s", summary: [.init("count", .init(endpoints.count))], recordsName: "\(side.rawValue)s",
        recordType: side.rawValue, records: endpoints.map(\.json),
        header: ["name", "kind", "host", "port", "tls", "path"],
        rows: endpoints.map { endpoint in
          [.text(endpoint.name), .text(endpoint.kind.rawValue)]
            + (endpoint.files.map { [.empty, .empty, .empty, .text($0.written)] }
              ?? [.text(endpoint.host), .init(endpoint.port), .text(endpoint.tls.rawValue), .empty])
        }
      ) { layout in
        guard !endpoints.isEmpty else {
          return ["No \(side.rawValue) yet.", "Next: postduif \(side.rawValue) add NAME --host HOST"]
        }
        var table = Table([
          .init("Name", .name), .init("Kind", .note), .init("Where", .name), .init("TLS", .note),
          .init("Sign-in", .note),
        ])
        table.rows = endpoints.map { endpoint in
          [endpoint.name, endpoint.kind.rawValue, endpoint.place]
            + (endpoint.files == nil ? [endpoint.tls.rawValue, endpoint.signIn.rawValue] : [layout.dash, layout.dash])
        }
        return table.lines(layout)
      })
    return .done
  }

  func show(_ name: String) throws -> ExitStatus {
    let endpoint = try endpoint(try session.findProject(), name)
    session.give(
      Answer(type: side.rawValue, summary: endpoint.json.members, recordsName: "") { layout in
        Labelled.lines(
          endpoint.json.members.compactMap { member in
            switch member.value {
            case .null: nil
            case .string(let text): (member.name.replacing("_", with: " "), text)
            default: (member.name.replacing("_", with: " "), member.value.text())
            }
          }, layout)
      })
    return .done
  }

  func test(_ name: String?) async throws -> ExitStatus {
    let project = try session.findProject()
    let entries = try project.mailboxes()
    let endpoints = try name.map { [try endpoint(project, $0)] } ?? project.settings.endpoints(side)
    guard !endpoints.isEmpty else {
      throw CommandFailure(
        .wrongSettings, "PROJECT-ENDPOINT", "the project has no \(side.rawValue) yet", place: project.file,
        next: "postduif \(side.rawValue) add NAME --host HOST")
    }
    var findings: [Finding] = []
    for endpoint in endpoints {
      guard let user = entries.first(where: { $0[side].endpoint == endpoint.name || $0[side].endpoint.isEmpty }) else {
        throw CommandFailure(
          .wrongSettings, "PROJECT-EMPTY",
          "no mailbox uses the \(side.rawValue) \"\(endpoint.name)\", so none can be opened",
          place: project.folder, next: "postduif mailbox import FILE.csv")
      }
      findings += await EndCheck(project: project, session: session).run(user, side, endpoint)
    }
    let screen = DoctorScreen(findings: findings, showsAll: true)
    session.give(DoctorCommand.answer(screen))
    return screen.status
  }

  // MARK: parts

  private func endpoint(_ project: Project, _ name: String) throws -> Endpoint {
    if let known = project.settings.endpoint(side, name) { return known }
    let names = project.settings.endpoints(side).map(\.name)
    throw CommandFailure(
      .inputNotFound, "PROJECT-ENDPOINT", "the project has no \(side.rawValue) \"\(name)\"", place: project.file,
      next: suggestion(for: name, among: names).map { "Did you mean \($0)?" }
        ?? "Known: \(names.isEmpty ? "none yet" : names.joined(separator: ", "))")
  }

  private func write(_ project: inout Project, _ name: String, _ pairs: [(String, String)]) throws {
    try project.setEndpoint(side, name, pairs.map { (key: $0.0, value: $0.1) })
  }

  private func answer(_ project: Project, _ name: String, _ line: String) -> Answer {
    let members = project.settings.endpoint(side, name)?.json.members ?? []
    return Answer(type: side.rawValue, summary: members, recordsName: "") { Wrap.lines(line, width: $0.width) }
  }

  private func nextStep(_ project: Project) -> String {
    let other: Side = side == .source ? .target : .source
    if project.settings.endpoints(other).isEmpty { return "postduif \(other.rawValue) add NAME --host HOST" }
    return "postduif mailbox import FILE.csv"
  }
}

extension Endpoint {
  /// Everything but secrets, of which the project holds none. What files do not have is null.
  var json: JSONValue {
    let (trusted, detail): (String, String?) =
      switch trust {
      case .system: ("system", nil)
      case .authority(let file): ("ca-file", file)
      case .pinned: ("pin-sha256", nil)
      case .unverified: ("unverified", nil)
      }
    let isServer = files == nil
    return [
      "name": .string(name), "kind": .string(kind.rawValue), "host": isServer ? .string(host) : .null,
      "port": isServer ? .init(port) : .null, "tls": isServer ? .string(tls.rawValue) : .null,
      "trust": isServer ? .string(trusted) : .null, "ca_file": .init(detail),
      "allow_plain_text": isServer ? .bool(allowsPlainTextSignIn) : .null,
      "sign_in": isServer ? .string(signIn.rawValue) : .null, "credential": .init(credential),
      "password_command": .init(passwordCommand), "password_file": .init(passwordFile),
      "admin_user": .init(admin?.user), "admin_form": .init(admin?.form.rawValue), "provider": .init(provider),
      "connections": .init(connections), "path": .init(files?.written),
    ]
  }
}
