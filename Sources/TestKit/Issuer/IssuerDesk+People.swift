import Core
import Crypto

/// Microsoft's ways for people: device code, browser, refresh.
extension IssuerDesk {
  // MARK: Device code, RFC 8628

  mutating func deviceCode(tenant: String?) throws(MicrosoftError) -> IssuerAnswer {
    let app = try app(try demanded("client_id"), tenant: tenant)
    let scopes = Self.words(try demanded("scope"))
    guard app.isPublic else { throw MicrosoftError(7000218) }
    for scope in scopes where !MicrosoftResources.openID.contains(scope) && !scope.hasPrefix("https://") {
      throw MicrosoftError(70011, scope)
    }
    let code = given(RandomText.code(120))
    let userCode = RandomText.userCode()
    state.devices[code] = IssuerState.DeviceGrant(
      userCode: userCode, clientID: app.clientID, tenant: app.tenant, scopes: scopes,
      expires: now + state.deviceLifetime, interval: state.deviceInterval, script: state.device)
    let place = "\(address)/devicelogin"
    return .json([
      .init("user_code", .string(userCode)), .init("device_code", .string(code)),
      .init("verification_uri", .string(place)), .init("expires_in", .init(state.deviceLifetime)),
      .init("interval", .init(state.deviceInterval)),
      .init(
        "message",
        .string(
          "To sign in, use a web browser to open the page \(place) and enter the code \(userCode)"
            + " to authenticate.")),
    ])
  }

  /// RFC 8628 §3.5.
  mutating func redeemDeviceCode(tenant: String?) throws(MicrosoftError) -> IssuerAnswer {
    let app = try app(try demanded("client_id"), tenant: tenant)
    let code = try demanded("device_code")
    guard var grant = state.devices[code], grant.clientID == app.clientID, !grant.isRedeemed else {
      throw MicrosoftError(70018)
    }
    guard app.isPublic, request["client_secret"] == nil else { throw MicrosoftError(700025) }
    let isEarly = grant.lastPoll.map { now < $0 + grant.interval } ?? false
    grant.lastPoll = now
    grant.polls += 1
    if isEarly { grant.interval += 5 }
    Self.follow(&grant)
    state.devices[code] = grant
    guard now < grant.expires else { throw MicrosoftError(70019) }
    switch grant.decision {
    case .pending:
      var pending = MicrosoftError(70016)
      if isEarly { (pending.error, pending.text) = ("slow_down", "The client polls too often. Slow down.") }
      throw pending
    case .declined:
      var declined = MicrosoftError(70018)
      (declined.error, declined.text) = ("authorization_declined", "The end user denied the authorization request.")
      throw declined
    case .approved(let user):
      state.devices[code]?.isRedeemed = true
      return try personAnswer(
        app, user: user, scopes: grant.scopes, family: RandomText.guid(), mayRefresh: Set(grant.scopes))
    }
  }

  private static func follow(_ grant: inout IssuerState.DeviceGrant) {
    guard case .pending = grant.decision else { return }
    switch grant.script {
    case .approve(let polls, let user) where grant.polls > polls: grant.decision = .approved(user)
    case .decline(let polls) where grant.polls > polls: grant.decision = .declined
    default: break
    }
  }

  // MARK: Browser, RFC 6749 §4.1, RFC 7636, RFC 8252

  /// What cannot be told to the app, because nobody knows that the address is the app's, is shown to the person.
  mutating func authorize(tenant: String?) -> IssuerAnswer {
    guard request.method == "GET" else { return .page(MicrosoftError(900561, request.method).text, status: 400) }
    guard let clientID = request.queried("client_id"), let app = try? app(clientID, tenant: tenant) else {
      return shown(MicrosoftError(700016, request.queried("client_id") ?? ""))
    }
    guard let redirect = request.queried("redirect_uri"), Self.isLoopback(redirect, registered: app.redirects) else {
      return shown(MicrosoftError(50011, request.queried("redirect_uri") ?? ""))
    }
    do {
      return .redirect(redirect, try authorization(app, redirect) + passed())
    } catch {
      return .redirect(
        redirect,
        [("error", error.error), ("error_description", "AADSTS\(error.number): \(error.text)")] + passed())
    }
  }

  private func passed() -> [(name: String, value: String)] { request.queried("state").map { [("state", $0)] } ?? [] }

  private func shown(_ error: MicrosoftError) -> IssuerAnswer {
    .page("Sorry, but we're having trouble signing you in. AADSTS\(error.number): \(error.text)", status: error.status)
  }

  private mutating func authorization(
    _ app: IssuerState.App, _ redirect: String
  ) throws(MicrosoftError) -> [(name: String, value: String)] {
    if let name = request.repeated { throw MicrosoftError(9000411, name) }
    guard request.queried("response_type") == "code" else { throw MicrosoftError(900144, "response_type") }
    guard request.queried("response_mode") ?? "query" == "query" else { throw MicrosoftError(900144, "response_mode") }
    guard let scope = request.queried("scope") else { throw MicrosoftError(900144, "scope") }
    // RFC 8252 §6: programs on people's machines must use PKCE.
    guard let challenge = request.queried("code_challenge"), Base64URL.decode(challenge)?.count == 32 else {
      throw MicrosoftError(900144, "code_challenge")
    }
    guard request.queried("code_challenge_method") == "S256" else {
      throw MicrosoftError(900144, "code_challenge_method")
    }
    guard let user = try person(app) else { throw MicrosoftError(50034) }
    _ = try granted(Self.words(scope), app)
    let code = given("1.A" + RandomText.code(120))
    state.codes[code] = IssuerState.CodeGrant(
      clientID: app.clientID, tenant: app.tenant, user: user.name, scopes: Self.words(scope), redirect: redirect,
      challenge: challenge, expires: now + 600, family: RandomText.guid())
    return [("code", code), ("session_state", RandomText.guid())]
  }

  private func person(_ app: IssuerState.App) throws(MicrosoftError) -> IssuerState.User? {
    switch state.browser {
    case .declines: throw MicrosoftError(65004)
    case .fails(let number): throw MicrosoftError(number)
    case .signsIn(let name):
      let hint = request.queried("login_hint")
      let user = (name ?? hint).flatMap { state.user($0) } ?? state.users.first { $0.tenant == app.tenant }
      if let barrier = user?.barrier { throw MicrosoftError(barrier, app.clientID) }
      return user
    }
  }

  mutating func redeemCode(tenant: String?) throws(MicrosoftError) -> IssuerAnswer {
    let app = try app(try demanded("client_id"), tenant: tenant)
    let code = try demanded("code")
    let redirect = try demanded("redirect_uri")
    try prove(app, tenant: app.tenant)
    guard let grant = state.codes[code], grant.clientID == app.clientID, !grant.isGoogle else {
      throw MicrosoftError(70000)
    }
    guard !grant.isRedeemed else {
      // What was given for it is void as well. RFC 6749 §4.1.2.
      state.revokedFamilies.insert(grant.family)
      throw MicrosoftError(54005)
    }
    guard now < grant.expires else { throw MicrosoftError(70008) }
    guard redirect == grant.redirect else { throw MicrosoftError(500112, redirect) }
    guard let verifier = request["code_verifier"] else { throw MicrosoftError(50148) }
    guard Self.fits(verifier, grant.challenge) else { throw MicrosoftError(501481) }
    state.codes[code]?.isRedeemed = true
    let scopes = try asked(within: Set(grant.scopes), app) ?? grant.scopes
    return try personAnswer(app, user: grant.user, scopes: scopes, family: grant.family, mayRefresh: Set(grant.scopes))
  }

  /// RFC 7636 §4.1 and §4.6.
  static func fits(_ verifier: String, _ challenge: String) -> Bool {
    (43...128).contains(verifier.utf8.count) && FormCoding.encode(verifier) == verifier
      && Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8)))) == challenge
  }

  // MARK: Refresh, RFC 6749 §6

  mutating func refresh(tenant: String?) throws(MicrosoftError) -> IssuerAnswer {
    let app = try app(try demanded("client_id"), tenant: tenant)
    let token = try demanded("refresh_token")
    try prove(app, tenant: app.tenant)
    let grant: IssuerState.RefreshGrant
    switch judge(refreshToken: token, client: app.clientID, isGoogle: false) {
    case .good(let good): grant = good
    case .unknown, .reused: throw MicrosoftError(70000)
    case .expired: throw MicrosoftError(700082)
    case .revoked: throw MicrosoftError(50173)
    }
    // A refresh token is good for every resource that the app has consent for.
    let scopes = try asked(within: nil, app) ?? grant.scopes.sorted()
    let answer = try personAnswer(
      app, user: grant.user, scopes: scopes, family: grant.family, mayRefresh: grant.scopes.union(scopes))
    if state.refreshTokens[token]?.exchanged == nil { state.refreshTokens[token]?.exchanged = now }
    return answer
  }

  /// The scopes named in the request, which may not go beyond `limit`; nil when none are.
  private func asked(within limit: Set<String>?, _ app: IssuerState.App) throws(MicrosoftError) -> [String]? {
    guard let scope = request["scope"] else { return nil }
    let scopes = Self.words(scope)
    for word in scopes where limit?.contains(word) == false && !MicrosoftResources.openID.contains(word) {
      throw MicrosoftError(65001, app.clientID)
    }
    return scopes
  }
}
