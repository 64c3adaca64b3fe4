import Core

/// An error in Google's words.
struct GoogleError: Error {
  var status: Int
  var error: String
  var description: String

  init(_ status: Int, _ error: String, _ description: String) {
    (self.status, self.error, self.description) = (status, error, description)
  }

  var answer: IssuerAnswer {
    .json([.init("error", .string(error)), .init("error_description", .string(description))], status: status)
  }
}

/// Google's endpoints: people through a browser, service accounts through signed assertions.
extension IssuerDesk {
  mutating func google() throws(GoogleError) -> IssuerAnswer {
    switch request.path {
    case "/.well-known/openid-configuration": return googleDiscovery()
    case "/oauth2/v3/certs": return .json([.init("keys", .array([key.jwk]))])
    case "/o/oauth2/v2/auth": return googleAuthorize()
    case "/revoke": return try googleRevoke()
    default: break
    }
    guard request.method == "POST", request.form != nil else {
      throw GoogleError(400, "invalid_request", "Bad Request")
    }
    if let name = request.repeated {
      throw GoogleError(400, "invalid_request", "Duplicate parameters in OAuth request: \(name)")
    }
    // Mail is not among the scopes that devices may ask for.
    if request.path == "/device/code" { throw GoogleError(400, "invalid_scope", "Invalid device flow scope.") }
    switch request["grant_type"] {
    case "authorization_code": return try googleCode()
    case "refresh_token": return try googleRefresh()
    case "urn:ietf:params:oauth:grant-type:jwt-bearer": return try googleAssertion()
    case nil: throw GoogleError(400, "invalid_request", "Required parameter is missing: grant_type")
    case let other?: throw GoogleError(400, "unsupported_grant_type", "Invalid grant_type: \(other)")
    }
  }

  private func googleDiscovery() -> IssuerAnswer {
    .json([
      .init("issuer", .string(address)), .init("authorization_endpoint", .string("\(address)/o/oauth2/v2/auth")),
      .init("device_authorization_endpoint", .string("\(address)/device/code")),
      .init("token_endpoint", .string("\(address)/token")), .init("revocation_endpoint", .string("\(address)/revoke")),
      .init("jwks_uri", .string("\(address)/oauth2/v3/certs")), .init("response_types_supported", .init(["code"])),
      .init("code_challenge_methods_supported", .init(["plain", "S256"])),
    ])
  }

  // MARK: People

  private mutating func googleAuthorize() -> IssuerAnswer {
    guard let id = request.queried("client_id"), state.google.clients.contains(where: { $0.id == id }) else {
      return .page("Error 401: invalid_client. The OAuth client was not found.", status: 401)
    }
    let loopback = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
    guard let redirect = request.queried("redirect_uri"),
      let base = redirect.split(separator: "/", maxSplits: 3).dropFirst(1).first,
      Self.isLoopback("http://\(base)", registered: loopback), redirect.hasPrefix("http://")
    else { return .page("Error 400: redirect_uri_mismatch", status: 400) }
    guard request.queried("response_type") == "code", let scope = request.queried("scope"), request.repeated == nil,
      let challenge = request.queried("code_challenge"), Base64URL.decode(challenge)?.count == 32,
      request.queried("code_challenge_method") == "S256"
    else { return .page("Error 400: invalid_request", status: 400) }
    let passed: [(name: String, value: String)] = request.queried("state").map { [("state", $0)] } ?? []
    guard case .signsIn(let name) = state.browser,
      let user = (name ?? request.queried("login_hint")).flatMap({ state.user($0) }) ?? state.users.first
    else { return .redirect(redirect, [("error", "access_denied")] + passed) }
    let code = given("4/0A" + RandomText.code(70))
    var scopes = Self.words(scope)
    // Only then is there a refresh token.
    if request.queried("access_type") != "online" { scopes.append("offline_access") }
    state.codes[code] = IssuerState.CodeGrant(
      clientID: id, tenant: "", user: user.name, scopes: scopes, redirect: redirect, challenge: challenge,
      expires: now + 600, isGoogle: true, family: RandomText.guid())
    return .redirect(redirect, passed + [("code", code), ("scope", scope)])
  }

  private func googleClient() throws(GoogleError) -> String {
    guard let id = request["client_id"], let client = state.google.clients.first(where: { $0.id == id }) else {
      throw GoogleError(401, "invalid_client", "The OAuth client was not found.")
    }
    guard let secret = request["client_secret"] else {
      throw GoogleError(400, "invalid_request", "client_secret is missing.")
    }
    guard secret == client.secret else { throw GoogleError(401, "invalid_client", "Unauthorized") }
    return id
  }

  private mutating func googleCode() throws(GoogleError) -> IssuerAnswer {
    let client = try googleClient()
    guard let code = request["code"] else {
      throw GoogleError(400, "invalid_request", "Missing required parameter: code")
    }
    guard let grant = state.codes[code], grant.isGoogle, grant.clientID == client else {
      throw GoogleError(400, "invalid_grant", "Malformed auth code.")
    }
    guard !grant.isRedeemed, now < grant.expires else {
      state.revokedFamilies.insert(grant.family)
      throw GoogleError(400, "invalid_grant", "Bad Request")
    }
    guard request["redirect_uri"] == grant.redirect else {
      throw GoogleError(400, "redirect_uri_mismatch", "Bad Request")
    }
    guard let verifier = request["code_verifier"] else {
      throw GoogleError(400, "invalid_grant", "Missing code verifier.")
    }
    guard Self.fits(verifier, grant.challenge) else {
      throw GoogleError(400, "invalid_grant", "Invalid code verifier.")
    }
    state.codes[code]?.isRedeemed = true
    var refresh: String?
    if grant.scopes.contains("offline_access") {
      refresh = newRefreshToken(
        IssuerState.RefreshGrant(
          clientID: client, tenant: "", user: grant.user, scopes: Set(grant.scopes), family: grant.family,
          expires: now + state.refreshLifetime, isGoogle: true))
    }
    return try googleTokens(
      client: client, user: grant.user, scopes: grant.scopes.filter { $0 != "offline_access" }, refresh: refresh)
  }

  /// No new refresh token comes with the access token.
  private mutating func googleRefresh() throws(GoogleError) -> IssuerAnswer {
    let client = try googleClient()
    guard let token = request["refresh_token"] else {
      throw GoogleError(400, "invalid_request", "Missing required parameter: refresh_token")
    }
    switch judge(refreshToken: token, client: client, isGoogle: true) {
    case .good(let grant):
      let scopes = grant.scopes.filter { $0 != "offline_access" }.sorted()
      return try googleTokens(client: client, user: grant.user, scopes: scopes, refresh: nil)
    case .unknown: throw GoogleError(400, "invalid_grant", "Bad Request")
    case .expired, .revoked, .reused: throw GoogleError(400, "invalid_grant", "Token has been expired or revoked.")
    }
  }

  /// RFC 7009 §2.
  private mutating func googleRevoke() throws(GoogleError) -> IssuerAnswer {
    guard let token = request["token"] ?? request.queried("token"), let grant = state.refreshTokens[token] else {
      throw GoogleError(400, "invalid_token", "Token expired or revoked")
    }
    state.revokedFamilies.insert(grant.family)
    return .json([])
  }

  private mutating func googleTokens(
    client: String, user: String, scopes: [String], refresh: String?
  ) throws(GoogleError) -> IssuerAnswer {
    guard let person = state.user(user), !person.isRevoked else {
      throw GoogleError(400, "invalid_grant", "Token has been expired or revoked.")
    }
    let token = googleToken(client: client, person: person, scopes: scopes)
    var members: [JSONValue.Member] = [
      .init("access_token", .string(token)), .init("expires_in", .init(state.tokenLifetime)),
      .init("scope", .string(scopes.joined(separator: " "))), .init("token_type", "Bearer"),
    ]
    if let refresh { members.append(.init("refresh_token", .string(refresh))) }
    return .json(members)
  }

  /// Google's are opaque; these are signed, so that a mail server can check them by itself.
  private mutating func googleToken(client: String, person: IssuerState.User, scopes: [String]) -> String {
    accessToken(
      [
        .init("iss", .string(address)), .init("azp", .string(client)), .init("aud", .string(client)),
        .init("sub", .string(person.id)), .init("email", .string(person.name)),
        .init("scope", .string(scopes.joined(separator: " "))), .init("iat", .init(now)), .init("nbf", .init(now)),
        .init("exp", .init(now + state.tokenLifetime)),
      ], client: client, user: person.name, audience: client, scopes: scopes)
  }

  // MARK: Service accounts, RFC 7523 §2.1

  private mutating func googleAssertion() throws(GoogleError) -> IssuerAnswer {
    guard let text = request["assertion"] else {
      throw GoogleError(400, "invalid_request", "Missing required parameter: assertion")
    }
    guard let token = TokenParts(text) else {
      throw GoogleError(400, "invalid_grant", "Invalid JWT: malformed assertion.")
    }
    guard token.header["alg"]?.text == "RS256", token.header["typ"]?.text ?? "JWT" == "JWT" else {
      throw GoogleError(400, "invalid_grant", "Invalid JWT: the algorithm must be RS256.")
    }
    guard let account = state.google.accounts.first(where: { $0.email == token.claims["iss"]?.text }) else {
      throw GoogleError(400, "invalid_grant", "Invalid grant: account not found")
    }
    guard let id = token.header["kid"]?.text, let key = account.keys[id],
      token.isSigned(by: key.publicKeyInfo)
    else { throw GoogleError(400, "invalid_grant", "Invalid JWT Signature.") }
    return try googleAccount(account, token.claims)
  }

  private mutating func googleAccount(
    _ account: IssuerState.GoogleSide.ServiceAccount, _ claims: [String: TokenValue]
  ) throws(GoogleError) -> IssuerAnswer {
    let audience = "\(address)/token"
    guard claims["aud"]?.text == audience else {
      throw GoogleError(
        400, "invalid_grant", "Invalid JWT: Failed audience check. The right audience is \(audience)")
    }
    guard let issued = claims["iat"]?.seconds, let expires = claims["exp"]?.seconds, expires > issued,
      expires - issued <= 3_600, issued <= now + 300, expires > now
    else {
      throw GoogleError(
        400, "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp"
          + " values in the JWT claim.")
    }
    let scopes = Self.words(claims["scope"]?.text ?? "")
    guard !scopes.isEmpty, scopes.allSatisfy({ $0.hasPrefix("https://") }) else {
      throw GoogleError(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    }
    guard let subject = claims["sub"]?.text else {
      let itself = IssuerState.User(account.email, tenant: "")
      return googleAnswer(googleToken(client: account.clientID, person: itself, scopes: scopes))
    }
    guard Set(scopes).isSubset(of: account.delegated) else {
      throw GoogleError(
        401, "unauthorized_client",
        "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes"
          + " requested.")
    }
    guard let person = state.user(subject) else { throw GoogleError(400, "invalid_grant", "Invalid email or User ID") }
    return googleAnswer(googleToken(client: account.clientID, person: person, scopes: scopes))
  }

  private func googleAnswer(_ token: String) -> IssuerAnswer {
    .json([
      .init("access_token", .string(token)), .init("expires_in", .init(state.tokenLifetime)),
      .init("token_type", "Bearer"),
    ])
  }
}
