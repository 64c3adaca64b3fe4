public import Core

/// Sign-ins that need a person, by the way they take.
public enum SignIn {
  /// By a code that the person enters on any device. Google gives no mail this way, Microsoft does unless the tenant
  /// forbids it.
  ///
  /// `exchange` should not try again by itself: polling has a rule of its own. `show` is called once, and again whenever
  /// the minutes left change. The tokens are the caller's to hand to ``TokenSource/adopt(_:)``.
  public static func byDevice(
    credential: String, registration: Registration, purposes: [Purpose] = [.imap], exchange: any HTTPExchange,
    time: Timepiece = .system, show: @Sendable (DevicePrompt) async -> Void
  ) async throws(Fault) -> SavedTokens {
    let endpoints = try await Endpoints.of(registration, exchange)
    let scope = try Scopes.signIn(purposes, for: registration)
    let fetch = TokenFetch(credential: credential, registration: registration, exchange: exchange, time: time)
    guard registration.needsPerson,
      let start = TokenRequests.deviceStart(for: registration, scope: scope, endpoints)
    else {
      throw Fault(
        .oauthSettings, "this credential knows no sign-in by code", recovery: .stopMailbox,
        advice: "Sign in by browser: postduif credential sign-in \(RefusalFault.plain(credential)) --browser")
    }
    let place = WebAddress(endpoints.token)?.place ?? ""
    var machine = DeviceSignIn(place: place)
    var action = machine.on(.begin, at: time.elapsed())
    while true {
      let event: DeviceSignIn.Event
      switch action {
      case .askForCode: event = .code(await result(of: start, exchange))
      case .show(let prompt):
        await show(prompt)
        event = .shown
      case .wait(let duration):
        try await sleep(duration, time)
        event = .waited
      case .poll(let code):
        event = .polled(await result(of: TokenRequests.devicePoll(code, for: registration, endpoints), exchange))
      case .done(let answer): return saved(answer, purposes, registration, time)
      case .fail(let failure): throw fault(failure, machine.fault, fetch, place)
      }
      action = machine.on(event, at: time.elapsed())
    }
  }

  private static func result(of question: HTTPQuestion, _ exchange: any HTTPExchange) async -> Result<HTTPReply, Fault>
  {
    do throws(Fault) { return .success(try await exchange.ask(question)) } catch { return .failure(error) }
  }

  private static func sleep(_ duration: Duration, _ time: Timepiece) async throws(Fault) {
    do { try await time.sleep(duration) } catch {
      throw Fault(.oauthCancelled, "the sign-in was given up", recovery: .retry(after: nil))
    }
  }

  private static func fault(
    _ failure: DeviceSignIn.Failure, _ fault: Fault?, _ fetch: TokenFetch, _ place: String
  ) -> Fault {
    let expired = Fault(
      .oauthCodeExpired, "the code was not entered in time", place: place, recovery: .stopMailbox,
      advice: "Begin again: postduif credential sign-in \(RefusalFault.plain(fetch.credential))")
    switch failure {
    case .expired: return expired
    case .fault: return fault ?? expired
    case .refused(let refusal):
      return RefusalFault.fault(
        refusal, fetch.registration, credential: fetch.credential, mailbox: "", place: place, now: fetch.time.wall())
    }
  }

  /// The first token serves every purpose that was asked for together.
  static func saved(
    _ answer: TokenAnswer, _ purposes: [Purpose], _ registration: Registration, _ time: Timepiece
  ) -> SavedTokens {
    let wall = time.wall()
    let token = AccessToken(
      secret: answer.access, issued: wall, expires: wall + answer.lifetime, scopes: answer.scopes)
    let keys = Scopes.served(by: purposes, for: registration).map { TokenKey(purpose: $0) }
    return SavedTokens(
      refreshToken: answer.refresh, access: Dictionary(keys.map { ($0, token) }) { first, _ in first })
  }
}
