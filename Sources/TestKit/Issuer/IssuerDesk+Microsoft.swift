import Core
import Crypto

/// Microsoft's identity platform, v2.0 endpoints.
extension IssuerDesk {
  mutating func microsoft(tenant name: String, endpoint: String) throws(MicrosoftError) -> IssuerAnswer {
    // These stand for no tenant of their own; what people sign in with tells theirs.
    let isShared = ["organizations", "common"].contains(name)
    guard isShared || state.tenant(name) != nil else { throw MicrosoftError(90002, name) }
    let tenant = state.tenant(name)?.id
    switch endpoint {
    case "v2.0/.well-known/openid-configuration": return discovery(tenant ?? name)
    case "discovery/v2.0/keys": return .json([.init("keys", .array([key.jwk]))])
    case "oauth2/v2.0/token":
      try demandForm()
      return try token(tenant: tenant)
    case "oauth2/v2.0/devicecode":
      try demandForm()
      return try deviceCode(tenant: tenant)
    case "oauth2/v2.0/authorize": return authorize(tenant: tenant)
    default: return .page("404 Not Found", status: 404)
    }
  }

  private func demandForm() throws(MicrosoftError) {
    guard request.method == "POST" else { throw MicrosoftError(900561, request.method) }
    if let name = request.repeated { throw MicrosoftError(9000411, name) }
  }

  func demanded(_ name: String) throws(MicrosoftError) -> String {
    guard let value = request[name] else { throw MicrosoftError(900144, name) }
    return value
  }

  /// OpenID Connect Discovery 1.0 §3.
  private func discovery(_ tenant: String) -> IssuerAnswer {
    let base = "\(address)/\(tenant)"
    return .json([
      .init("token_endpoint", .string("\(base)/oauth2/v2.0/token")),
      .init(
        "token_endpoint_auth_methods_supported",
        .init(["client_secret_post", "private_key_jwt", "client_secret_basic"])),
      .init("jwks_uri", .string("\(base)/discovery/v2.0/keys")),
      .init("response_modes_supported", .init(["query"])), .init("subject_types_supported", .init(["pairwise"])),
      .init("id_token_signing_alg_values_supported", .init(["RS256"])),
      .init("response_types_supported", .init(["code"])),
      .init("scopes_supported", .init(["openid", "profile", "email", "offline_access"])),
      .init("issuer", .string("\(base)/v2.0")),
      .init("authorization_endpoint", .string("\(base)/oauth2/v2.0/authorize")),
      .init("device_authorization_endpoint", .string("\(base)/oauth2/v2.0/devicecode")),
    ])
  }

  private mutating func token(tenant: String?) throws(MicrosoftError) -> IssuerAnswer {
    switch try demanded("grant_type") {
    case "client_credentials": return try clientCredentials(tenant: tenant)
    case "urn:ietf:params:oauth:grant-type:device_code": return try redeemDeviceCode(tenant: tenant)
    case "authorization_code": return try redeemCode(tenant: tenant)
    case "refresh_token": return try refresh(tenant: tenant)
    case let other: throw MicrosoftError(70003, other)
    }
  }

  /// The app that asks, in the tenant it asks in.
  func app(_ clientID: String, tenant: String?) throws(MicrosoftError) -> IssuerState.App {
    guard let app = state.apps.first(where: { $0.clientID == clientID && (tenant ?? $0.tenant) == $0.tenant }) else {
      throw MicrosoftError(700016, clientID)
    }
    return app
  }

  // MARK: Client credentials, RFC 6749 §4.4

  private mutating func clientCredentials(tenant: String?) throws(MicrosoftError) -> IssuerAnswer {
    guard let tenant else { throw MicrosoftError(50059) }
    let app = try app(try demanded("client_id"), tenant: tenant)
    guard let scope = request["scope"] else { throw MicrosoftError(900144, "scope") }
    guard request["client_secret"] != nil || request["client_assertion"] != nil else { throw MicrosoftError(7000216) }
    try prove(app, tenant: tenant)
    guard scope.hasSuffix("/.default"), !scope.contains(" ") else { throw MicrosoftError(1002012, scope) }
    let resource = String(scope.dropLast("/.default".count))
    guard MicrosoftResources.apps[resource] != nil else { throw MicrosoftError(500011, resource) }
    if let barrier = app.barrier { throw MicrosoftError(barrier, app.clientID) }
    let roles = app.roles[resource] ?? []
    var claims = commonClaims(app, tenant: tenant, audience: resource, subject: app.objectID)
    claims.append(.init("idtyp", "app"))
    // Without an administrator's consent there is a token all the same; it opens nothing.
    if !roles.isEmpty { claims.append(.init("roles", .init(roles))) }
    let token = accessToken(claims, client: app.clientID, user: nil, audience: resource, scopes: roles)
    return .json([
      .init("token_type", "Bearer"), .init("expires_in", .init(state.tokenLifetime)),
      .init("ext_expires_in", .init(state.tokenLifetime)), .init("access_token", .string(token)),
    ])
  }

  /// Whether the app is who it says. Public apps must show nothing, all others a secret or an assertion.
  mutating func prove(_ app: IssuerState.App, tenant: String) throws(MicrosoftError) {
    let shows = request["client_secret"] != nil || request["client_assertion"] != nil
    if !shows {
      if app.isPublic { return }
      throw MicrosoftError(7000218)
    }
    guard !app.secrets.isEmpty || !app.certificates.isEmpty else { throw MicrosoftError(700025) }
    if let assertion = request["client_assertion"] {
      let check = ClientAssertion(
        text: assertion, type: request["client_assertion_type"], app: app, now: now,
        audiences: [tenant].flatMap { id in ([id] + (state.tenant(id)?.domains ?? [])) }
          .map { "\(address)/\($0)/oauth2/v2.0/token" })
      let jti = try check.judge()
      guard state.usedAssertions.insert("\(app.clientID) \(jti)").inserted else {
        throw MicrosoftError(50027, "The jti of the assertion was used before.")
      }
      return
    }
    guard let known = app.secrets.first(where: { $0.value == request["client_secret"] }) else {
      throw MicrosoftError(7000215, app.clientID)
    }
    guard known.expires > now else { throw MicrosoftError(7000222, app.clientID) }
  }

  // MARK: Claims

  func commonClaims(
    _ app: IssuerState.App, tenant: String, audience: String, subject: String
  ) -> [JSONValue.Member] {
    [
      .init("aud", .string(audience)), .init("iss", .string("\(address)/\(tenant)/v2.0")), .init("iat", .init(now)),
      .init("nbf", .init(now)), .init("exp", .init(now + state.tokenLifetime)), .init("appid", .string(app.clientID)),
      .init("azp", .string(app.clientID)), .init("azpacr", .string(app.isPublic ? "0" : "1")),
      .init("oid", .string(subject)), .init("sub", .string(subject)), .init("tid", .string(tenant)),
      .init("uti", .string(RandomText.code(22))), .init("ver", "2.0"),
    ]
  }

  /// Tokens in a person's name, with a refresh token if `offline_access` was asked for.
  mutating func personAnswer(
    _ app: IssuerState.App, user name: String, scopes: [String], family: String, mayRefresh: Set<String>
  ) throws(MicrosoftError) -> IssuerAnswer {
    guard let user = state.user(name) else { throw MicrosoftError(50034) }
    let (resource, words) = try granted(scopes, app)
    if let barrier = user.barrier { throw MicrosoftError(barrier, resource) }
    let scp = words.joined(separator: " ")
    let claims =
      commonClaims(app, tenant: user.tenant, audience: resource, subject: user.id) + [
        .init("idtyp", "user"), .init("scp", .string(scp)), .init("scope", .string(scp)),
        .init("upn", .string(user.name)), .init("preferred_username", .string(user.name)),
        .init("email", .string(user.name)),
      ]
    let token = accessToken(claims, client: app.clientID, user: user.name, audience: resource, scopes: words)
    var members: [JSONValue.Member] = [
      .init("token_type", "Bearer"), .init("scope", .string(words.map { "\(resource)/\($0)" }.joined(separator: " "))),
      .init("expires_in", .init(state.tokenLifetime)), .init("ext_expires_in", .init(state.tokenLifetime)),
      .init("access_token", .string(token)),
    ]
    if mayRefresh.contains("offline_access") {
      let refresh = newRefreshToken(
        IssuerState.RefreshGrant(
          clientID: app.clientID, tenant: user.tenant, user: user.name, scopes: mayRefresh, family: family,
          expires: now + state.refreshLifetime))
      members.append(.init("refresh_token", .string(refresh)))
    }
    return .json(members)
  }

  /// The one resource that scopes are for and their words, all of which must exist and be consented to.
  func granted(_ scopes: [String], _ app: IssuerState.App) throws(MicrosoftError) -> (resource: String, [String]) {
    let wanted = scopes.filter { !MicrosoftResources.openID.contains($0) }
    guard !wanted.isEmpty else { throw MicrosoftError(70011, scopes.joined(separator: " ")) }
    var found: (resource: String, words: [String])?
    for scope in wanted {
      guard let slash = scope.lastIndex(of: "/"), scope.hasPrefix("https://") else {
        throw MicrosoftError(70011, scope)
      }
      let resource = String(scope[..<slash])
      let word = String(scope[scope.index(after: slash)...])
      guard let known = MicrosoftResources.people[resource] else { throw MicrosoftError(500011, resource) }
      if let found, found.resource != resource { throw MicrosoftError(28000, wanted.joined(separator: " ")) }
      if word == ".default" {
        let all = app.scopes.filter { $0.hasPrefix(resource + "/") }.map { String($0.dropFirst(resource.count + 1)) }
        guard !all.isEmpty else { throw MicrosoftError(65001, app.clientID) }
        found = (resource, (found?.words ?? []) + all.sorted())
        continue
      }
      guard known.contains(word) else { throw MicrosoftError(650053, word) }
      guard app.scopes.contains(scope) else { throw MicrosoftError(65001, app.clientID) }
      found = (resource, (found?.words ?? []) + [word])
    }
    guard let found else { throw MicrosoftError(70011, "") }
    return (found.resource, found.words)
  }

  static func words(_ scope: String) -> [String] { scope.split(separator: " ").map(String.init) }
}

/// What tokens are asked for, in the worldwide cloud and in the national ones.
enum MicrosoftResources {
  static let openID: Set<String> = ["openid", "profile", "email", "offline_access"]

  private static let outlook = [
    "https://outlook.office365.com", "https://outlook.office.com", "https://outlook.office365.us",
    "https://outlook-dod.office365.us", "https://partner.outlook.cn",
  ]
  private static let graph = [
    "https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
  ]

  /// Resources that apps get tokens for themselves. Microsoft names `outlook.office365.com` for IMAP; tokens for
  /// `outlook.office.com` are given but refused by Exchange.
  static let apps: [String: Bool] = Dictionary(uniqueKeysWithValues: (outlook + graph).map { ($0, true) })

  /// Scopes that apps get in people's names.
  static let people: [String: Set<String>] = Dictionary(
    uniqueKeysWithValues: outlook.map {
      ($0, ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"] as Set<String>)
    }
      + graph.map {
        ($0, ["User.Read", "User.ReadWrite.All", "Mail.Read", "Mail.ReadWrite", "Mail.Send", "Directory.Read.All"])
      })
}
