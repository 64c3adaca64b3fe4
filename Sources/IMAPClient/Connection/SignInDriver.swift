public import Core
internal import Deflate
internal import IMAP
public import NIOCore

extension IMAPConnection {
  /// Connects, encrypts as the endpoint says, and signs in.
  ///
  /// - Parameters:
  ///   - login: nil stops before the sign-in; only what a stranger may ask can then be asked.
  ///   - group: where the connection lives; hand over one event loop to keep two connections on the same thread.
  ///   - identify: which service this is, asked when host, greeting and ID are known.
  /// - Throws: ``Fault`` with the codes of ``Core/Fault/Code``'s NET, TLS and IMAP families.
  public static func connect(
    to endpoint: Endpoint, login: Login?, on group: any EventLoopGroup,
    identify: @escaping @Sendable (ServerIdentity) -> Provider? = { _ in nil }
  ) async throws -> IMAPConnection {
    do {
      return try await signIn(at: endpoint, login, group, identify)
    } catch let refused as RefusedToken {
      guard let login, await login.tokenRefused?(refused.token) == true else { throw refused.fault }
      do {
        return try await signIn(at: endpoint, login, group, identify)
      } catch let again as RefusedToken {
        throw again.fault
      }
    }
  }

  private static func signIn(
    at endpoint: Endpoint, _ login: Login?, _ group: any EventLoopGroup,
    _ identify: @escaping @Sendable (ServerIdentity) -> Provider?
  ) async throws -> IMAPConnection {
    let line = try await Dialer.open(endpoint, on: group.next())
    var driver = SignInDriver(
      line: line, machine: SignInMachine(endpoint: endpoint, login: login, identify: identify), login: login)
    do {
      let facts = try await driver.run(from: try await line.greeting.get())
      return IMAPConnection(
        endpoint: endpoint, facts: facts, loop: line.loop, handler: line.handler, explain: login?.explain)
    } catch let fault as Fault {
      line.close()
      let explained = login?.explain?(fault) ?? fault
      if fault.code == .auth, let token = driver.shownToken { throw RefusedToken(token: token, fault: explained) }
      throw explained
    } catch {
      line.close()
      throw error
    }
  }
}

/// A sign-in that failed by its token; another token may do.
private struct RefusedToken: Error {
  var token: Secret
  var fault: Fault
}

/// Does what ``SignInMachine`` says, over an open line.
struct SignInDriver {
  let line: OpenLine
  var machine: SignInMachine
  let login: Login?
  private var dialogue: NIOLoopBound<DialogueReceiver>?
  /// The token handed to the server, once it was.
  private(set) var shownToken: Secret?

  init(line: OpenLine, machine: SignInMachine, login: Login?) {
    self.line = line
    self.machine = machine
    self.login = login
  }

  mutating func run(from greeting: Status) async throws -> SessionFacts {
    var action = machine.on(.greeting(greeting))
    while true {
      switch action {
      case .ready(let facts):
        let capabilities = facts.capabilities
        try await line.loop.submit { [handler = line.handler] in handler.value.capabilities = capabilities }.get()
        return facts
      case .fail(let fault): throw fault
      default: action = machine.on(try await perform(action))
      }
    }
  }

  private mutating func perform(_ action: SignInMachine.Action) async throws -> SignInMachine.Event {
    switch action {
    case .run(let commands): return .answered(try await line.run(commands))
    case .startTLS:
      let setup = try TLSSetup(line.endpoint)
      let place = line.endpoint.place
      let answer = try await line.upgrade(.startTLS) { context, rest in
        // Words in plain text behind the OK would be taken for the server's own once the line is encrypted.
        guard rest.readableBytes == 0 else {
          throw Fault(
            .protocolBroken, "plain text follows the server's agreement to encrypt", place: place,
            recovery: .stopMailbox,
            advice: "Somebody may stand between you and the server; use port 993 with TLS.")
        }
        try context.pipeline.syncOperations.addHandler(try setup.makeHandler(), position: .first)
      }
      return answer.status.isOK ? .tlsEstablished : .answered([answer])
    case .compress:
      let answer = try await line.upgrade(.compressDeflate) { context, rest in
        let deflate = try DeflateHandler()
        try context.pipeline.syncOperations.addHandler(deflate, position: .before(context.handler))
        if rest.readableBytes > 0 { deflate.receiveEarly(rest) }
      }
      return answer.status.isOK ? .compressionStarted : .answered([answer])
    case .askSecret:
      guard let login else { return .answered([]) }
      let secret = try await login.secret()
      if login.kind == .token { shownToken = secret }
      return .secret(secret)
    case .authenticate(let command): return event(try await begin(command))
    case .respond(let text): return event(try await respond(text))
    case .ready, .fail: return .answered([])
    }
  }

  private func event(_ step: DialogueReceiver.Step) -> SignInMachine.Event {
    switch step {
    case .challenge(let text): .challenge(text)
    case .done(let answer): .answered([answer])
    }
  }

  private mutating func begin(_ command: Command) async throws -> DialogueReceiver.Step {
    let (dialogue, step) = try await line.beginDialogue(command)
    self.dialogue = dialogue
    return try await step.get()
  }

  private func respond(_ text: [UInt8]) async throws -> DialogueReceiver.Step {
    guard let dialogue else { throw Fault(.protocolBroken, "no dialogue is open", recovery: .reconnect) }
    return try await line.respond(text, in: dialogue).get()
  }
}
