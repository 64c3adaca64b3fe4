internal import Core
internal import IMAP

/// The way from a server's greeting to a session in which commands can be given: STARTTLS, capabilities, sign-in with one
/// mechanism after another, ID, NAMESPACE, ENABLE, COMPRESS. Events in, one action out.
struct SignInMachine {
  enum Event {
    case greeting(Status)
    /// The answers to the commands asked for, in their order.
    case answered([Completed])
    case tlsEstablished
    case secret(Secret)
    case challenge([UInt8])
    case compressionStarted
  }

  enum Action {
    /// Run these, all at once.
    case run([Command])
    /// Run STARTTLS and, when it is granted, the handshake; then ``Event/tlsEstablished``, or ``Event/answered`` with the refusal.
    case startTLS
    case askSecret
    /// Run this AUTHENTICATE; challenges come as ``Event/challenge``, the end as ``Event/answered``.
    case authenticate(Command)
    /// Answer the challenge with this line (already base64, without CRLF).
    case respond([UInt8])
    /// Run COMPRESS and, when it is granted, switch; then ``Event/compressionStarted``, or ``Event/answered`` with the refusal.
    case compress
    case ready(SessionFacts)
    case fail(Fault)
  }

  private enum State {
    case greeting, tls, capabilities, secret
    case authenticating(Login.Mechanism), login
    case capabilitiesAfterSignIn, introductions, enabling, compressing, done
  }

  private let endpoint: Endpoint
  private let login: Login?
  private let identify: @Sendable (ServerIdentity) -> Provider?
  private var state = State.greeting
  private var isEncrypted: Bool
  private var facts = SessionFacts()
  private var candidates: [Login.Mechanism] = []
  private var secret: Secret?
  private var exchange: (any SASLExchange)?
  /// The initial response, kept for the first challenge where it could not go with the command.
  private var heldResponse: [UInt8]?
  private var firstRefusal: Fault?
  private let makeNonce: @Sendable () -> String

  init(
    endpoint: Endpoint, login: Login?, identify: @escaping @Sendable (ServerIdentity) -> Provider?,
    makeNonce: @escaping @Sendable () -> String = { SCRAMExchange.freshNonce() }
  ) {
    self.endpoint = endpoint
    self.login = login
    self.identify = identify
    self.makeNonce = makeNonce
    isEncrypted = endpoint.tls == .implicit
    facts.identity.host = endpoint.host
  }

  mutating func on(_ event: Event) -> Action {
    do throws(Fault) {
      switch (state, event) {
      case (.greeting, .greeting(let status)): return try greeted(status)
      case (.tls, .tlsEstablished):
        // What was said before the handshake may have been said by somebody else. RFC 9051 §6.2.1.
        isEncrypted = true
        facts.capabilities = Capabilities()
        return askCapabilities(.capabilities)
      case (.capabilities, .answered(let answers)):
        try learn(answers, command: "CAPABILITY")
        return try afterCapabilities()
      case (.tls, .answered(let answers)): return try tlsRefused(answers)
      case (.secret, .secret(let secret)):
        self.secret = secret
        return try tryNext()
      case (.authenticating, .challenge(let text)): return try challenged(text)
      case (.authenticating(let mechanism), .answered(let answers)): return try signedIn(answers, by: mechanism)
      case (.login, .answered(let answers)): return try signedIn(answers, by: .loginCommand)
      case (.capabilitiesAfterSignIn, .answered(let answers)):
        try learn(answers, command: "CAPABILITY")
        return introduce()
      case (.introductions, .answered(let answers)): return introduced(answers)
      case (.enabling, .answered(let answers)): return enabled(answers)
      case (.compressing, .compressionStarted):
        facts.isCompressed = true
        return finish()
      case (.compressing, .answered): return finish()
      default: throw Fault(.protocolBroken, "an answer came out of turn", place: endpoint.place, recovery: .reconnect)
      }
    } catch {
      state = .done
      return .fail(placed(error))
    }
  }

  // MARK: before the sign-in

  private mutating func greeted(_ status: Status) throws(Fault) -> Action {
    facts.identity.greeting = status.words
    if case .capability(let found)? = status.code { facts.capabilities = found }
    facts.isAuthenticated = status.condition == .preauth
    if endpoint.tls == .startTLS {
      guard !facts.isAuthenticated else {
        throw Fault(
          .tlsPlain, "the server signed us in before encryption could begin", place: endpoint.place,
          recovery: .stopMailbox, advice: "Somebody may stand between you and the server; use port 993 with TLS.")
      }
      state = .tls
      return .startTLS
    }
    return facts.capabilities.names.isEmpty ? askCapabilities(.capabilities) : try afterCapabilities()
  }

  private func tlsRefused(_ answers: [Completed]) throws(Fault) -> Action {
    throw Fault(
      .tlsPlain,
      "the server does not offer STARTTLS" + (answers.first.map { ": \(StatusReading.shown($0.status))" } ?? ""),
      place: endpoint.place, recovery: .stopMailbox, advice: "Use port 993 with TLS from the start.")
  }

  private mutating func askCapabilities(_ next: State) -> Action {
    state = next
    return .run([.capability])
  }

  private mutating func afterCapabilities() throws(Fault) -> Action {
    guard let login else { return finish() }
    if facts.isAuthenticated { return introduce() }
    candidates = try allowed(MechanismChoice.candidates(for: login, offered: facts.capabilities), login)
    state = .secret
    return .askSecret
  }

  /// Leaves out what would show the secret on an open line, unless the user said it may.
  private func allowed(_ found: [Login.Mechanism], _ login: Login) throws(Fault) -> [Login.Mechanism] {
    let offered = facts.capabilities.saslMechanisms.sorted().joined(separator: ", ")
    guard !found.isEmpty else {
      let isOff = facts.capabilities.has("LOGINDISABLED")
      throw Fault(
        .authMethod,
        isOff && !isEncrypted
          ? "the server does not let anyone sign in on an unencrypted line"
          : "no way to sign in that both ends have (offered: \(offered.isEmpty ? "none" : offered))",
        recovery: .stopMailbox,
        advice: isOff && !isEncrypted
          ? "Use TLS."
          : login.kind == .token ? "The server takes no tokens; use a password." : "A token (OAuth) may be needed.")
    }
    if isEncrypted || login.allowsSecretsInPlainText { return found }
    let safe = found.filter { !MechanismChoice.showsSecret($0) }
    guard !safe.isEmpty else {
      throw Fault(
        .authMethod, "the line is not encrypted, and the password would be readable on the way", recovery: .stopMailbox,
        advice: "Use TLS, or allow secrets in plain text if the line is safe by other means.")
    }
    return safe
  }

  // MARK: sign-in

  private mutating func tryNext() throws(Fault) -> Action {
    guard let login, let secret, let mechanism = candidates.first else {
      throw firstRefusal ?? Fault(.authMethod, "no way to sign in is left", recovery: .stopMailbox)
    }
    candidates.removeFirst()
    if mechanism == .loginCommand {
      state = .login
      return .run([.login(user: Array(login.user.utf8), password: Array(secret.reveal().utf8))])
    }
    var exchange = makeExchange(mechanism, login, secret)
    let first = try exchange.initialResponse()
    self.exchange = exchange
    state = .authenticating(mechanism)
    heldResponse = nil
    var initial: String?
    if let first {
      if facts.capabilities.has("SASL-IR") {
        initial = first.isEmpty ? "=" : Base64.encode(first)
      } else {
        heldResponse = first
      }
    }
    return .authenticate(.authenticate(mechanism: mechanism.rawValue, initialResponse: initial))
  }

  private func makeExchange(_ mechanism: Login.Mechanism, _ login: Login, _ secret: Secret) -> any SASLExchange {
    let identity = login.authorizationIdentity ?? ""
    switch mechanism {
    case .login: return LoginExchange(user: login.user, secret: secret)
    case .cramMD5: return CRAMMD5Exchange(user: login.user, secret: secret)
    case .scramSHA1, .scramSHA256:
      return SCRAMExchange(
        digest: mechanism == .scramSHA1 ? .sha1 : .sha256, authorizationIdentity: identity, user: login.user,
        secret: secret, nonce: makeNonce())
    case .xoauth2: return XOAuth2Exchange(user: identity.isEmpty ? login.user : identity, secret: secret)
    case .oauthBearer:
      return OAuthBearerExchange(
        authorizationIdentity: identity.isEmpty ? login.user : identity, host: endpoint.host, port: endpoint.port,
        secret: secret)
    case .plain, .loginCommand, .automatic:
      return PlainExchange(authorizationIdentity: identity, user: login.user, secret: secret)
    }
  }

  private mutating func challenged(_ text: [UInt8]) throws(Fault) -> Action {
    if let held = heldResponse {
      heldResponse = nil
      return .respond(Array(Base64.encode(held).utf8))
    }
    // Blanks around the base64 are seen in the field.
    let trimmed = text.filter { $0 > 0x20 }
    guard let challenge = Base64.decode(trimmed), var exchange else {
      throw Fault.sasl("AUTHENTICATE", "the server's challenge is not base64")
    }
    let answer = try exchange.answer(challenge)
    self.exchange = exchange
    return .respond(Array(Base64.encode(answer).utf8))
  }

  private mutating func signedIn(_ answers: [Completed], by mechanism: Login.Mechanism) throws(Fault) -> Action {
    guard let answer = answers.first else { throw Fault(.protocolBroken, "no answer", recovery: .reconnect) }
    guard answer.status.isOK else { return try refused(answer.status, mechanism) }
    try exchange?.finish()
    exchange = nil
    secret = nil
    facts.isAuthenticated = true
    facts.mechanism = mechanism
    // Capabilities differ after the sign-in; those of before are void. RFC 9051 §6.2.
    facts.capabilities = Capabilities()
    learnCapabilities(answer)
    return facts.capabilities.names.isEmpty ? askCapabilities(.capabilitiesAfterSignIn) : introduce()
  }

  /// One refusal of a challenge-response mechanism proves nothing: many servers offer it but keep only hashes that cannot
  /// serve it. A mechanism that hands the password over proves it wrong, and trying on would only lock the account.
  private mutating func refused(_ status: Status, _ mechanism: Login.Mechanism) throws(Fault) -> Action {
    let command = mechanism == .loginCommand ? "LOGIN" : "AUTHENTICATE \(mechanism.rawValue)"
    let fault = Fault.refusal(status, command: command, place: endpoint.place)
    if firstRefusal == nil || firstRefusal?.code == .bad { firstRefusal = fault }
    let mayTryOn = status.condition == .bad || (!MechanismChoice.showsSecret(mechanism) && fault.code == .auth)
    guard mayTryOn, !candidates.isEmpty else {
      var last = fault
      if last.code == .bad { last.recovery = .stopMailbox }
      throw last
    }
    if status.condition != .bad { candidates.removeAll { !MechanismChoice.showsSecret($0) } }
    return try tryNext()
  }

  // MARK: after the sign-in

  private mutating func introduce() -> Action {
    var commands: [Command] = []
    if facts.capabilities.has("ID") { commands.append(.id([IDField("name", "Postduif")])) }
    if facts.capabilities.has("NAMESPACE") { commands.append(.namespace) }
    state = .introductions
    return commands.isEmpty ? introduced([]) : .run(commands)
  }

  private mutating func introduced(_ answers: [Completed]) -> Action {
    for response in answers.flatMap(\.responses) {
      switch response {
      case .id(let fields): facts.identity.fields = fields
      case .namespace(let namespaces): facts.namespaces = namespaces
      default: break
      }
    }
    facts.provider = identify(facts.identity)
    for name in facts.provider?.distrusted ?? [] { facts.capabilities.remove(name) }
    return enable()
  }

  private mutating func enable() -> Action {
    let offered = facts.capabilities
    var wanted: [String] = []
    if offered.has("ENABLE") {
      if offered.has("QRESYNC") {
        wanted.append("QRESYNC")
      } else if offered.has("CONDSTORE") {
        wanted.append("CONDSTORE")
      }
      if endpoint.utf8, offered.has("UTF8=ACCEPT") { wanted.append("UTF8=ACCEPT") }
    }
    state = .enabling
    return wanted.isEmpty ? enabled([]) : .run([.enable(wanted)])
  }

  private mutating func enabled(_ answers: [Completed]) -> Action {
    for case .enabled(let names) in answers.flatMap(\.responses) {
      facts.enabled.formUnion(names.map { $0.uppercased() })
    }
    guard endpoint.compress, facts.capabilities.has("COMPRESS=DEFLATE") else { return finish() }
    state = .compressing
    return .compress
  }

  private mutating func finish() -> Action {
    if facts.provider == nil { facts.provider = identify(facts.identity) }
    state = .done
    return .ready(facts)
  }

  // MARK: capabilities

  private mutating func learn(_ answers: [Completed], command: String) throws(Fault) {
    for answer in answers {
      guard answer.status.isOK else { throw Fault.refusal(answer.status, command: command, place: endpoint.place) }
      learnCapabilities(answer)
    }
  }

  private mutating func learnCapabilities(_ answer: Completed) {
    for case .capability(let found) in answer.responses { facts.capabilities = found }
    if case .capability(let found)? = answer.status.code { facts.capabilities = found }
  }

  private func placed(_ fault: Fault) -> Fault {
    var fault = fault
    if fault.place.isEmpty { fault.place = endpoint.place }
    return fault
  }
}
