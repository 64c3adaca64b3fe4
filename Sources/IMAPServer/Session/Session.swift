internal import Core
internal import IMAP

/// One client's conversation, without a network: bytes in, bytes out, and what the shell must do in between.
///
///     session.greet()
///     session.receive(chunk, from: &offset)   // stops when an answer is under way or the shell must act
///     while session.isProducing { session.produce() }
///     send(session.takeOutput())
struct Session {
  /// What only the shell can do. Nothing more is read before it is done.
  enum Request: Equatable {
    /// After the output has been sent, whatever the client sent before the handshake is thrown away: it was not
    /// protected. RFC 9051 §11.1.
    case startTLS
    case startCompression
    case wait(Duration)
    /// Send the output, then close.
    case close
    /// Close without sending anything more.
    case drop
  }

  enum Phase {
    case greeted
    case signedIn(Mailbox)
    case selected(Mailbox, Selection)
    case over
  }

  struct Mailbox {
    var account: Account
    var store: MailboxStore
  }

  let backend: Backend
  var transport: Transport
  var parser = CommandParser()
  var output = ResponseEncoder()
  var phase = Phase.greeted
  private(set) var request: Request?
  var run: Run?
  var exchange: (tag: String, SASL)?
  var appending: Appending?
  var idling: String?
  /// ENABLE or first use of CONDSTORE and QRESYNC. RFC 7162 §3.1.8.
  var enabled: Set<String> = []
  /// Called, on any thread, when the selected folder changes.
  let wake: @Sendable () -> Void

  private var deferred: CommandParser.Event?
  private var commands = 0
  private var errors = 0
  private var throttled = 0
  /// As it was when the current command began.
  var personality: Personality

  init(backend: Backend, transport: Transport, wake: @escaping @Sendable () -> Void = {}) {
    self.backend = backend
    self.transport = transport
    self.wake = wake
    personality = backend.plan.personality
    // Nobody needs more before a sign-in, and anybody may connect.
    parser.limits.literals = 16_384
    parser.limits.text = 8_192
  }

  // MARK: The shell's side

  mutating func greet() {
    let capabilities = backend.capabilities(personality, isSignedIn: false, transport: transport)
    let text = personality.greeting ?? "Postduif is ready."
    send(.status(Status(.ok, code: personality.announcesCapabilitiesUnasked ? .capability(capabilities) : nil, text)))
  }

  var isProducing: Bool { run != nil }

  /// Output beyond which nothing more is read before it is taken: many short commands may ask for long answers.
  static let mostOutput = 1 << 17

  /// Reads from `offset` on, which is moved, until the chunk is used up, an answer is under way, ``request`` is set, or
  /// the output is to be taken first.
  mutating func receive(_ chunk: Span<UInt8>, from offset: inout Int) {
    while run == nil, request == nil, output.bytes.count < Self.mostOutput,
      let event = parser.next(in: chunk, from: &offset)
    {
      if case .appendBytes(let range) = event {
        appendBytes(chunk.extracting(range))
      } else {
        begin(event)
      }
    }
  }

  mutating func takeOutput() -> [UInt8] {
    defer { output.bytes = [] }
    return output.bytes
  }

  /// The shell has done what ``request`` asked.
  mutating func resume() {
    let done = request
    request = nil
    switch done {
    case .startTLS:
      transport.isEncrypted = true
      transport.offersTLS = false
      transport.allowsPlainSignIn = true
    case .startCompression: transport.isCompressed = true
    case .wait:
      guard let event = deferred else { return }
      deferred = nil
      handle(event)
    case .close, .drop, nil: break
    }
  }

  /// The folder changed: an idling client is told. RFC 2177 §3.
  mutating func notice() {
    if idling != nil { tellChanges(expunges: true) }
  }

  /// The connection is gone.
  mutating func end() {
    appending?.batch?.abandon()
    appending = nil
    leaveFolder()
    run = nil
    phase = .over
  }

  // MARK: Events

  /// Applies the personality's patience before a command is looked at.
  private mutating func begin(_ event: CommandParser.Event) {
    switch event {
    case .command, .appendEnd:
      personality = backend.plan.personality
      commands += 1
      if personality.delayPerCommand > .zero {
        deferred = event
        request = .wait(personality.delayPerCommand)
        return
      }
    default: break
    }
    if let limit = personality.endsSessionsAfterCommands, commands > limit {
      return sayGoodbye("Session invalidated - AccessTokenExpired")
    }
    handle(event)
  }

  private mutating func handle(_ event: CommandParser.Event) {
    switch event {
    case .command(let tag, let command):
      if let refusal = throttle() { finish(tag, refusal) } else { perform(tag, command) }
    case .appendBegin(let tag, let mailbox): beginAppend(tag, mailbox)
    case .appendMessage(let head): appendMessage(head)
    case .appendBytes: break
    case .appendMessageEnd: endAppendMessage()
    case .appendEnd(let tag):
      if let refusal = throttle() { appending?.refuse(Refusal(refusal)) }
      endAppend(tag)
    case .needContinuation: send(.continuation(text: Array("OK".utf8)))
    case .line(let line): answered(line)
    case .rejected(let tag, let fault):
      appending?.batch?.abandon()
      appending = nil
      reject(tag, fault)
    }
  }

  private mutating func reject(_ tag: String, _ fault: CommandFault) {
    if let exchange { self.exchange = nil; return finish(exchange.tag, Status(.bad, "The answer is too long.")) }
    if let tag = idling { idling = nil; return finish(tag, Status(.bad, "DONE was expected.")) }
    if fault.isFatal { return sayGoodbye("The command's end cannot be found.") }
    let status = Status(.bad, "\(fault.reason), at byte \(fault.offset).")
    tag == "*" ? send(.status(status)) : send(.tagged(tag: tag, status))
    countError()
  }

  private mutating func throttle() -> Status? {
    guard let throttling = personality.throttling, commands % throttling.everyCommands == 0 else { return nil }
    throttled += 1
    return Status(
      .no, "Request is throttled. Suggested Backoff Time: \(throttling.milliseconds) milliseconds")
  }

  // MARK: Answers

  mutating func send(_ response: Response) { output.encode(response) }

  /// The tagged answer, behind news of the folder. `expunges`: sequence numbers may change now; they must not while
  /// answers to FETCH, STORE or SEARCH speak of them. RFC 9051 §7.5.1.
  mutating func finish(_ tag: String, _ status: Status, expunges: Bool = true) {
    tellChanges(expunges: expunges)
    send(.tagged(tag: tag, status))
    if !status.isOK { countError() }
    if let limit = personality.throttling?.closesAfter, throttled >= limit {
      sayGoodbye("Connection closed. 14")
    }
  }

  private mutating func countError() {
    errors += 1
    if let limit = personality.closesAfterErrors, errors >= limit { sayGoodbye("Too many errors.") }
  }

  mutating func sayGoodbye(_ text: String) {
    guard request != .close else { return }
    send(.status(Status(.bye, text)))
    ask(.close)
  }

  mutating func ask(_ request: Request) { self.request = request }

  // MARK: Where we are

  func signedIn() throws(Refusal) -> Mailbox {
    switch phase {
    case .signedIn(let mailbox), .selected(let mailbox, _): return mailbox
    case .greeted, .over: throw Refusal(.bad, "Sign in first.")
    }
  }

  func selected() throws(Refusal) -> Selection {
    guard case .selected(_, let selection) = phase else { throw Refusal(.bad, "Select a folder first.") }
    return selection
  }

  var selection: Selection? {
    get {
      guard case .selected(_, let selection) = phase else { return nil }
      return selection
    }
    set {
      guard let mailbox = try? signedIn() else { return }
      if let newValue { phase = .selected(mailbox, newValue) } else { phase = .signedIn(mailbox) }
    }
  }

  /// A folder's name as the store keeps it: modified UTF-7, whatever the client speaks. RFC 6855 §3.
  func stored(_ name: MailboxName) -> MailboxName {
    guard enabled.contains("UTF8=ACCEPT"), let text = name.text(utf8: true) else { return name }
    return MailboxName(text)
  }

  /// A stored name as the client reads it.
  func shown(_ name: MailboxName) -> MailboxName {
    guard enabled.contains("UTF8=ACCEPT"), let text = name.text() else { return name }
    return MailboxName(text, utf8: true)
  }

  func can(_ capability: String) -> Bool {
    if capability == Backend.gmail { return personality.addedCapabilities.contains(capability) }
    return !personality.removedCapabilities.contains(capability)
  }
}

/// Why a command is not carried out, ready to be sent.
struct Refusal: Error, Equatable {
  var status: Status
  init(_ status: Status) { self.status = status }
  init(_ condition: Status.Condition, code: ResponseCode? = nil, _ text: String) {
    status = Status(condition, code: code, text: Array(text.utf8))
  }

  init(_ fault: Fault, creates: Bool = false) {
    let code: ResponseCode? =
      switch fault.code {
      case .storeNoFolder: creates ? .tryCreate : .word("NONEXISTENT")
      case .storeFolderExists: .word("ALREADYEXISTS")
      case .storeNameRefused: .word("CANNOT")
      case .storeQuota: .word("OVERQUOTA")
      case .storeLimit: .word("LIMIT")
      case .storeDamaged: .word("CORRUPTION")
      default: .word("SERVERBUG")
      }
    self.init(.no, code: code, fault.message)
  }
}

extension Status {
  init(_ condition: Condition, code: ResponseCode? = nil, _ text: String) {
    self.init(condition, code: code, text: Array(text.utf8))
  }
}

/// Runs `body` and turns a store's fault into an answer.
func answering<Result>(
  creates: Bool = false, _ body: () throws(Fault) -> Result
) throws(Refusal) -> Result {
  do throws(Fault) { return try body() } catch { throw Refusal(error, creates: creates) }
}
