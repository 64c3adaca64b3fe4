internal import Core

/// Asks the issuer for one token: which question, which answer, which fault.
struct TokenFetch: Sendable {
  var credential: String
  var registration: Registration
  var exchange: any HTTPExchange
  var time: Timepiece

  /// `refresh` is what a person granted; others need none.
  func token(for key: TokenKey, refresh: Secret?, _ endpoints: Endpoints) async throws(Fault) -> TokenAnswer {
    let question = try await question(for: key, refresh: refresh, endpoints)
    let reply = try await exchange.ask(question)
    return try answer(reply, endpoints, mailbox: key.subject)
  }

  private func question(
    for key: TokenKey, refresh: Secret?, _ endpoints: Endpoints
  ) async throws(Fault) -> HTTPQuestion {
    let scope = try Scopes.token(key.purpose, for: registration)
    switch registration {
    case .microsoftApp(let app):
      let id = Base64URL.encode(BrowserRequest.randomBytes(16))
      return try await TokenRequests.clientCredentials(app, scope: scope, endpoints, now: time.wall(), id: id)
    case .googleServiceAccount(let account):
      return try await TokenRequests.serviceAccount(
        account, mailbox: key.subject, scope: scope, endpoints, now: time.wall())
    case .microsoftUser, .googleUser:
      guard let refresh else {
        throw Fault(
          .oauthNotSignedIn, "nobody has signed in with this credential yet", recovery: .stopMailbox,
          advice: "Sign in: postduif credential sign-in \(RefusalFault.plain(credential))")
      }
      return TokenRequests.refresh(refresh, for: registration, scope: scope, endpoints)
    }
  }

  func answer(_ reply: HTTPReply, _ endpoints: Endpoints, mailbox: String) throws(Fault) -> TokenAnswer {
    let place = WebAddress(endpoints.token)?.place ?? ""
    switch try TokenAnswer.read(reply, place: place) {
    case .success(let answer): return answer
    case .failure(let refusal):
      throw RefusalFault.fault(
        refusal, registration, credential: credential, mailbox: mailbox, place: place, now: time.wall())
    }
  }
}
