import Connectors
import Core
import IMAPClient
import Migration
import NIOCore
import NIOPosix
import OAuth
import Projects

/// Mailbox pairs ready for the engine.
struct Wired {
  var pairs: [MailboxPair]
  /// Mailboxes that fit side by side into the endpoints' connections.
  var parallel: Int
}

extension OpenProject {
  /// Builds a pair for each mailbox chosen. Every secret is found, or asked for, before the first connection: no question
  /// may come up in the middle of the night.
  func wire(only patterns: [String], _ session: Session) async throws -> Wired {
    try await wire(select(patterns), session)
  }

  /// The same for mailboxes by their exact names.
  func wire(names: [String], _ session: Session) async throws -> Wired {
    let wanted = Set(names)
    return try await wire(entries.filter { wanted.contains($0.name) }, session)
  }

  private func wire(_ chosen: [MailboxEntry], _ session: Session) async throws -> Wired {
    var board = Switchboard(project: project, session: session)
    var pairs: [MailboxPair] = []
    for entry in chosen {
      let group = board.nextGroup()
      let source = try await board.source(entry, on: group)
      let target = try await board.target(entry, on: group)
      pairs.append(
        MailboxPair(
          name: entry.name, source: source.mail, target: target.mail,
          rules: rules(entry, sourceRoot: source.root, targetRoot: target.root)))
    }
    return Wired(pairs: pairs, parallel: min(max(1, chosen.count), board.roomForPairs))
  }

  private func rules(_ entry: MailboxEntry, sourceRoot: String?, targetRoot: String?) -> FolderRules {
    var rules = FolderRules()
    rules.exclude = settings.options.exclude + entry.exclude
    rules.map = settings.options.map.merging(entry.map) { _, own in own }
    rules.sourceRoot = sourceRoot
    rules.targetRoot = targetRoot
    return rules
  }
}

/// Makes accounts that share what belongs together: one connection budget per endpoint, one secret per name.
struct Switchboard {
  let project: Project
  let session: Session
  let resolver: CredentialResolver
  private var budgets: [String: ConnectionBudget] = [:]
  private var secrets: [String: Secret] = [:]
  private let desk: TokenDesk
  /// Credentials whose issuer has answered once.
  private var answered: Set<String> = []
  private let loops = MultiThreadedEventLoopGroup.singleton

  init(project: Project, session: Session) {
    self.project = project
    self.session = session
    resolver = CredentialResolver(store: project.credentials, environment: session.context.environment)
    desk = TokenDesk(project: project, session: session)
  }

  /// Source and target of one pair live on one event loop, so a copy changes threads nowhere.
  func nextGroup() -> any EventLoopGroup { loops.next() }

  /// Half of what the tightest endpoint allows: a mailbox takes up to two lanes, and counts are wanted at the same time.
  /// Where there are only files, one mailbox for each processor keeps the machine busy.
  var roomForPairs: Int { max(1, budgets.values.map(\.limit).min().map { $0 / 2 } ?? System.coreCount) }

  /// Where an entry's mail comes from, and the folder that counts as root.
  mutating func source(_ entry: MailboxEntry, on group: any EventLoopGroup) async throws
    -> (mail: any MailSource, root: String?)
  {
    switch try project.way(entry, .source) {
    case .server(let signIn):
      return (IMAPMailSource(try await account(signIn, entry, .source, on: group)), signIn.identity.root)
    case .files(let files):
      return (FileEnds(project: project).source(files, entry), files.root)
    }
  }

  /// Where an entry's mail goes to, and the folder to put everything below.
  mutating func target(_ entry: MailboxEntry, on group: any EventLoopGroup) async throws
    -> (mail: any MailTarget, root: String?)
  {
    switch try project.way(entry, .target) {
    case .server(let signIn):
      return (IMAPMailTarget(try await account(signIn, entry, .target, on: group)), signIn.identity.root)
    case .files(let files):
      return (FileEnds(project: project).target(files, entry), files.root)
    }
  }

  private mutating func account(
    _ signIn: Project.SignIn, _ entry: MailboxEntry, _ side: Side, on group: any EventLoopGroup
  ) async throws -> IMAPAccount {
    let mechanism = Self.mechanism(signIn.endpoint.signIn)
    var login: Login
    if let door = try await door(signIn) {
      login = door.login(
        user: signIn.identity.login, authorizationIdentity: signIn.identity.authorization, mechanism: mechanism)
    } else {
      let secret = try await secret(signIn, entry, side)
      login = Login(
        user: signIn.identity.login, authorizationIdentity: signIn.identity.authorization, mechanism: mechanism
      ) { secret }
    }
    login.allowsSecretsInPlainText = signIn.endpoint.allowsPlainTextSignIn
    return IMAPAccount(
      endpoint: Self.endpoint(signIn.endpoint), login: login, budget: budget(signIn.endpoint, side), group: group)
  }

  private mutating func budget(_ endpoint: Projects.Endpoint, _ side: Side) -> ConnectionBudget {
    let key = "\(side.rawValue)/\(endpoint.name)"
    if let known = budgets[key] { return known }
    let provider = endpoint.provider.flatMap(Providers.named) ?? Providers.detect(host: endpoint.host)
    let budget = ConnectionBudget(limit: endpoint.connections ?? provider.connectionsPerEndpoint)
    budgets[key] = budget
    return budget
  }

  /// Nil where a password opens the mailbox. The first token of a credential is fetched at once: what an issuer refuses
  /// must be known before the night begins.
  private mutating func door(_ signIn: Project.SignIn) async throws -> TokenDoor? {
    let name = signIn.credential.name
    guard signIn.credential.command == nil, signIn.credential.file == nil,
      let stored = try await resolver.credential(named: name), let kind = Registration.Kind(rawValue: stored.kind)
    else { return nil }
    let registration = try Registration(kind: kind, fields: stored.fields)
    let door = TokenDoor(registration, try desk.source(name, registration), mailbox: signIn.identity.login)
    if answered.insert(name).inserted {
      session.explainStep("Asking the issuer of \(name) for a token.")
      _ = try await door.token()
    }
    return door
  }

  private mutating func secret(_ signIn: Project.SignIn, _ entry: MailboxEntry, _ side: Side) async throws -> Secret {
    let key =
      "\(side.rawValue)/\(signIn.credential.name)/\(signIn.credential.command == nil ? "" : signIn.identity.login)"
    if let known = secrets[key] { return known }
    session.explainStep("Looking for the password of \(signIn.credential.name).")
    let found =
      try await resolver.resolve(signIn.credential)
      ?? session.askSecret("Password of \(signIn.identity.login) at \(signIn.endpoint.host)")
    guard let found else {
      throw CommandFailure(
        .wrongSettings, "CREDENTIAL-MISSING", "no password is known for \(signIn.credential.name)",
        place: "\(side.rawValue) \(signIn.endpoint.name)",
        next: "Store one: postduif credential set \(signIn.credential.name)")
    }
    secrets[key] = found
    return found
  }
}
