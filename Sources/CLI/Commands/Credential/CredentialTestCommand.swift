import ArgumentParser
import Core
import OAuth
import Projects

struct CredentialTestCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Gets a token, says what it allows, and signs in to a mailbox with it.",
    discussion: """
      Examples:
        postduif credential test microsoft
        postduif credential test microsoft --mailbox an@peeters.example
        postduif credential test microsoft --format json
      """)
  @Argument(help: "Its name.") var name: String
  @Option(help: "The mailbox to open; the first one that uses the credential unless given.") var mailbox: String?
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    guard let stored = try await project.credentials.credential(named: name) else {
      throw await StoredRegistration.unknown(name, project)
    }
    let visits = try self.visits(project)
    if let mailbox, visits.isEmpty {
      throw CommandFailure(
        .inputNotFound, "MAILBOX-UNKNOWN", "no mailbox \"\(mailbox)\" of this project uses \"\(name)\"",
        place: project.folder, next: "See: postduif mailbox list")
    }
    var findings: [Finding] = []
    var granted: GrantedToken?
    if stored.kind != StoredCredential.passwordKind {
      do {
        let token = try await GrantedToken.fetch(
          name, mailbox: mailbox ?? visits.first?.user ?? "", project: project, session: session)
        granted = token
        findings += token.findings
      } catch let fault as Fault {
        // Without a token there is nothing to sign in with.
        return end([Finding(fault)], nil, session)
      }
    }
    for visit in visits {
      findings += await RouteCheck(project: project, session: session).run(visit.entry, visit.side, visit.endpoint)
    }
    if visits.isEmpty {
      findings.append(
        Finding(
          .note, "CREDENTIAL-UNUSED", place: name, "no mailbox of this project uses it yet, so none was opened",
          next: "postduif target add NAME m365 --credential \(name)"))
    }
    return end(findings, granted, session)
  }

  private func end(_ findings: [Finding], _ granted: GrantedToken?, _ session: Session) -> ExitStatus {
    let screen = DoctorScreen(findings: findings, showsAll: true)
    var answer = DoctorCommand.answer(screen)
    answer.type = "credential_test"
    answer.summary.append(.init("token", granted?.json ?? .null))
    let lines = answer.lines
    answer.lines = { layout in (granted.map { Labelled.lines($0.pairs, layout) + [""] } ?? []) + lines(layout) }
    session.give(answer)
    return screen.status
  }

  private struct Visit {
    var entry: MailboxEntry
    var side: Side
    var endpoint: Projects.Endpoint
    var user: String
  }

  /// One mailbox at each endpoint that the credential is used for.
  private func visits(_ project: Project) throws -> [Visit] {
    var visits: [Visit] = []
    for entry in try project.mailboxes() {
      for side in Side.allCases {
        guard case .server(let signIn) = try project.way(entry, side) else { continue }
        guard signIn.credential.name == name, !visits.contains(where: { $0.endpoint == signIn.endpoint }) else {
          continue
        }
        if let mailbox, entry.name != mailbox, signIn.identity.login != mailbox { continue }
        visits.append(Visit(entry: entry, side: side, endpoint: signIn.endpoint, user: signIn.identity.login))
      }
    }
    return visits
  }
}

/// A token as it was granted: what it allows, for whom and for how long. The token itself stays inside.
struct GrantedToken: Sendable {
  var kind: Registration.Kind
  var scopes: [String]
  var claims: TokenClaims?
  /// Seconds it is good for from now.
  var secondsLeft: Int64

  static func fetch(_ name: String, mailbox: String, project: Project, session: Session) async throws -> GrantedToken {
    let registration = try await StoredRegistration.find(name, in: project)
    let source = try TokenDesk(project: project, session: session).source(name, registration)
    let token = try await TokenDoor(registration, source, mailbox: mailbox).token()
    let claims = TokenClaims(token.secret)
    let told = claims.map { $0.roles + $0.scopes } ?? []
    return GrantedToken(
      kind: registration.kind, scopes: told.isEmpty ? token.scopes : told, claims: claims,
      secondsLeft: token.expires - session.context.now().seconds)
  }

  var pairs: [(label: String, text: String)] {
    var pairs: [(label: String, text: String)] = [
      ("kind", kind.rawValue),
      ("granted", scopes.isEmpty ? "(the issuer does not say)" : scopes.joined(separator: ", ")),
    ]
    if let tenant = claims?.tenant { pairs.append(("tenant", tenant)) }
    if let app = claims?.clientID { pairs.append(("app", app)) }
    if let object = claims?.objectID {
      pairs.append((kind == .microsoftApp ? "service principal" : "person", object))
    }
    if let user = claims?.userName { pairs.append(("signed in as", user)) }
    if let audience = claims?.audience, !audience.isEmpty {
      pairs.append(("good for", audience.joined(separator: ", ")))
    }
    pairs.append(("ends in", Words.duration(Double(max(0, secondsLeft)))))
    return pairs
  }

  var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "granted": .init(scopes), "tenant": .init(claims?.tenant),
      "app": .init(claims?.clientID), "object_id": .init(claims?.objectID), "user": .init(claims?.userName),
      "audience": .init(claims?.audience ?? []), "seconds_left": .init(secondsLeft),
    ]
  }

  /// That the token is there, and what it lacks.
  var findings: [Finding] {
    var findings = [Finding(.ok, "CREDENTIAL-TOKEN", place: "", "the issuer hands out tokens")]
    if kind == .microsoftApp, let claims, !claims.roles.contains("IMAP.AccessAsApp") {
      findings.append(
        Finding(
          .problem, .oauthTokenRole, place: "", "the app may not use IMAP: the token lacks IMAP.AccessAsApp",
          next: "See: postduif credential guide microsoft-app"))
    }
    if kind == .microsoftUser, !scopes.isEmpty, !scopes.contains(where: { $0.hasSuffix("IMAP.AccessAsUser.All") }) {
      findings.append(
        Finding(
          .problem, .oauthTokenRole, place: "", "the person has not agreed to IMAP.AccessAsUser.All",
          next: "See: postduif credential guide microsoft-user"))
    }
    return findings
  }
}
