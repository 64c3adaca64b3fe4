import Core

/// One request being judged.
struct IssuerDesk {
  let request: IssuerRequest
  let now: Int64
  /// The issuer's own address, without a slash at the end.
  let address: String
  let key: IssuerKey
  var state: IssuerState

  mutating func answer() -> IssuerAnswer {
    guard isTokenRequest else { return route() }
    guard let trouble = nextTrouble() else { return route() }
    switch trouble {
    case .microsoft(let number): return MicrosoftError(number).answer(time: now)
    case .google(let status, let error, let description):
      return GoogleError(status, error, description).answer
    case .throttled(let seconds): return refusal(MicrosoftError(90055), retryAfter: seconds)
    case .unavailable(let seconds): return refusal(MicrosoftError(90033), retryAfter: seconds)
    case .notJSON(let status): return .page("The proxy did not like this.", status: status)
    case .slow(let milliseconds): return delivered(.after(milliseconds: milliseconds))
    case .cutBody: return delivered(.cut)
    case .closed: return delivered(.closed)
    case .silent: return delivered(.never)
    }
  }

  private var isTokenRequest: Bool {
    request.path.hasSuffix("/token") || request.path.hasSuffix("/devicecode") || request.path.hasSuffix("/device/code")
  }

  private mutating func nextTrouble() -> IssuerTrouble? {
    state.troubles.isEmpty ? state.lastingTrouble : state.troubles.removeFirst()
  }

  private func refusal(_ error: MicrosoftError, retryAfter: Int?) -> IssuerAnswer {
    var answer = error.answer(time: now)
    if let retryAfter { answer.headers.append(("Retry-After", "\(retryAfter)")) }
    return answer
  }

  private mutating func delivered(_ delivery: IssuerAnswer.Delivery) -> IssuerAnswer {
    var answer = route()
    answer.delivery = delivery
    return answer
  }

  private mutating func route() -> IssuerAnswer {
    switch request.path {
    case "/token", "/o/oauth2/v2/auth", "/device/code", "/revoke", "/.well-known/openid-configuration",
      "/oauth2/v3/certs":
      do { return try google() } catch { return error.answer }
    default: break
    }
    let levels = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    guard levels.count > 1 else { return .page("404 Not Found", status: 404) }
    do {
      return try microsoft(tenant: levels[0], endpoint: levels.dropFirst().joined(separator: "/"))
    } catch {
      return error.answer(time: now)
    }
  }

  // MARK: Tokens

  /// Takes note of something that opens something.
  mutating func given(_ secret: String) -> String {
    state.secrets.append(secret)
    return secret
  }

  /// A signed access token, taken note of.
  mutating func accessToken(
    _ claims: [JSONValue.Member], client: String, user: String?, audience: String, scopes: [String]
  ) -> String {
    let extra = state.extraClaims.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
    // Signing fails only for want of memory; a token that opens nothing is told as such by whoever checks it.
    let token = (try? key.sign(claims + extra)) ?? ""
    state.issued.append(
      IssuerState.Issued(
        token: token, clientID: client, user: user, audience: audience, scopes: scopes,
        expires: now + state.tokenLifetime))
    return given(token)
  }

  /// A family's tokens in order. Throws nothing: what is wrong is told by the caller in its own words.
  enum RefreshState { case good(IssuerState.RefreshGrant), unknown, expired, revoked, reused }

  /// What a refresh token is worth; a use after its grace revokes the whole family. RFC 9700 §4.14.2.
  mutating func judge(refreshToken: String, client: String, isGoogle: Bool) -> RefreshState {
    guard let grant = state.refreshTokens[refreshToken], grant.clientID == client, grant.isGoogle == isGoogle else {
      return .unknown
    }
    if state.revokedFamilies.contains(grant.family) { return .revoked }
    if grant.expires <= now { return .expired }
    if let exchanged = grant.exchanged, let grace = state.refreshGrace, now >= exchanged + grace {
      state.revokedFamilies.insert(grant.family)
      return .reused
    }
    return .good(grant)
  }

  mutating func newRefreshToken(_ grant: IssuerState.RefreshGrant) -> String {
    let token = given((grant.isGoogle ? "1//" : "0.A") + RandomText.code(180))
    state.refreshTokens[token] = grant
    return token
  }

  /// Whether a loopback address is registered, whatever its port. RFC 8252 §7.3.
  static func isLoopback(_ redirect: String, registered: [String]) -> Bool {
    guard let wanted = Self.parts(redirect) else { return false }
    return registered.contains { entry in
      guard let known = Self.parts(entry) else { return false }
      let isLocal = ["localhost", "127.0.0.1", "[::1]"].contains(known.host)
      return known.host == wanted.host && known.path == wanted.path && (isLocal || known.port == wanted.port)
    }
  }

  private static func parts(_ address: String) -> (host: String, port: String, path: String)? {
    guard address.hasPrefix("http://"), !address.contains("#"), !address.contains("@") else { return nil }
    let rest = address.dropFirst("http://".count)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let place = rest[..<slash]
    let colon =
      place.hasPrefix("[")
      ? place.lastIndex(of: ":").flatMap { place[$0...].contains("]") ? nil : $0 }
      : place.firstIndex(of: ":")
    let path = rest[slash...]
    return (
      String(place[..<(colon ?? place.endIndex)]).lowercased(), String(place[(colon ?? place.endIndex)...]),
      path == "/" ? "" : String(path)
    )
  }
}
