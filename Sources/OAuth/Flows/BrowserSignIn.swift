public import Core

extension SignIn {
  /// By a browser on this machine: it opens the issuer's page and comes back to a port that is open for this one answer.
  /// RFC 8252, RFC 7636.
  ///
  /// `open` gets the address; it shows it, and opens a browser where there is one. `hint` is the mailbox to sign in as.
  /// The tokens are the caller's to hand to ``TokenSource/adopt(_:)``. Throws `OAUTH-BROWSER` when nobody comes back
  /// within `limit`.
  public static func byBrowser(
    credential: String, registration: Registration, purposes: [Purpose] = [.imap], hint: String = "",
    exchange: any HTTPExchange, limit: Duration = .seconds(600), time: Timepiece = .system,
    open: @Sendable (String) async -> Void
  ) async throws(Fault) -> SavedTokens {
    guard registration.needsPerson else {
      throw Fault(
        .oauthSettings, "nobody signs in for this credential: it works in its own name", recovery: .stopMailbox)
    }
    let endpoints = try await Endpoints.of(registration, exchange)
    let scope = try Scopes.signIn(purposes, for: registration)
    var request = BrowserRequest(registration, scope: scope, redirect: "", hint: hint, endpoints)
    let server = try await LoopbackServer.start(state: request.state)
    request.redirect = Self.redirect(registration, port: server.port)
    await open(request.url)
    let fetch = TokenFetch(credential: credential, registration: registration, exchange: exchange, time: time)
    switch try await server.answer(within: limit, time: time) {
    case .code(let code):
      let question = TokenRequests.redeem(
        code, verifier: request.verifier, redirect: request.redirect, for: registration, endpoints)
      let answer = try fetch.answer(try await exchange.ask(question), endpoints, mailbox: hint)
      guard answer.refresh != nil else { throw noRefreshToken(endpoints) }
      return saved(answer, purposes, registration, time)
    case .refused(let refusal):
      throw RefusalFault.fault(
        refusal, registration, credential: credential, mailbox: hint,
        place: WebAddress(endpoints.authorization)?.place ?? "", now: time.wall())
    case .stranger:
      throw Fault(.oauthBrowser, "the browser brought nothing back", recovery: .stopMailbox)
    }
  }

  /// Microsoft lets the port of `localhost` vary and knows 127.0.0.1 only where somebody edited the app's manifest;
  /// Google takes the address itself. RFC 8252 §7.3, §8.3.
  static func redirect(_ registration: Registration, port: Int) -> String {
    registration.isMicrosoft ? "http://localhost:\(port)" : "http://127.0.0.1:\(port)"
  }

  private static func noRefreshToken(_ endpoints: Endpoints) -> Fault {
    Fault(
      .oauthAnswer, "the issuer gave a token for an hour only, and none to renew it with",
      place: WebAddress(endpoints.token)?.place ?? "", recovery: .stopMailbox,
      advice: "Take the app's access away in the person's account settings, then sign in again.")
  }
}
