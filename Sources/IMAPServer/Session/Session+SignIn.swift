internal import Core
internal import IMAP

/// LOGIN and AUTHENTICATE. RFC 9051 §6.2.
extension Session {
  mutating func login(_ user: [UInt8], _ password: [UInt8]) throws(Refusal) -> Status {
    try mayAuthenticate()
    let account = backend.signIn(
      user: String(decoding: user, as: UTF8.self), password: String(decoding: password, as: UTF8.self))
    return try enter(account)
  }

  private func mayAuthenticate() throws(Refusal) {
    guard case .greeted = phase else { throw Refusal(.bad, "You have signed in.") }
    guard transport.allowsPlainSignIn else {
      throw Refusal(.no, code: .word("PRIVACYREQUIRED"), "Start TLS first.")
    }
  }

  private mutating func enter(_ account: Account?) throws(Refusal) -> Status {
    guard let account else {
      throw Refusal(.no, code: .word("AUTHENTICATIONFAILED"), "The name or the password is wrong.")
    }
    let store = try answering { () throws(Fault) in try backend.store.mailbox(account.user.lowercased()) }
    phase = .signedIn(Mailbox(account: account, store: store))
    parser.limits = CommandParser.Limits()
    return Status(.ok, code: personality.announcesCapabilitiesUnasked ? .capability(capabilities) : nil, "Signed in.")
  }

  mutating func authenticate(_ tag: String, _ mechanism: String, _ initial: String?) throws(Refusal) -> Status? {
    try mayAuthenticate()
    guard capabilities.has("AUTH=\(mechanism)"), let sasl = SASL(mechanism: mechanism, backend: backend) else {
      throw Refusal(.no, code: .word("CANNOT"), "The mechanism is not offered.")
    }
    exchange = (tag, sasl)
    switch (initial, sasl.clientBegins) {
    case (let initial?, true): continueExchange(initial == "=" ? [] : Array(initial.utf8), isInitial: true)
    case (.some, false):
      exchange = nil
      throw Refusal(.bad, "The server begins in this mechanism.")
    case (nil, true): challenge([])
    case (nil, false): advance([])
    }
    return nil
  }

  private mutating func challenge(_ bytes: [UInt8]) {
    send(.continuation(text: Array(Base64.encode(bytes).utf8)))
    parser.expectLine()
  }

  /// The client's next answer, in base64; `*` gives up.
  mutating func continueExchange(_ line: [UInt8], isInitial: Bool = false) {
    guard let (tag, _) = exchange else { return }
    if line == [0x2A], !isInitial {
      exchange = nil
      return finish(tag, Status(.bad, "Given up."))
    }
    guard let bytes = Base64.decode(line) else {
      exchange = nil
      return finish(tag, Status(.bad, "This is not base64."))
    }
    advance(bytes)
  }

  private mutating func advance(_ bytes: [UInt8]) {
    guard case (let tag, var sasl)? = exchange else { return }
    switch sasl.answer(bytes) {
    case .challenge(let next):
      exchange = (tag, sasl)
      challenge(next)
    case .done(let account):
      exchange = nil
      do throws(Refusal) { finish(tag, try enter(account)) } catch { finish(tag, error.status) }
    }
  }
}
