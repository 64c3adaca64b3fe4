import Core
import Lab
import TestKit
import Testing

/// What Dovecot makes of the issuer's tokens: a judge that shares no code with the issuer.
@Suite(.serialized) struct TokenTests {
  static let an = "an@peeters.example"
  static let mechanisms = ["XOAUTH2", "OAUTHBEARER"]

  private func signIn(_ server: DovecotServer, _ mechanism: String, _ user: String, _ token: String) throws -> Bool {
    let client = try RawIMAP(port: server.port, seconds: 20)
    do { try client.authenticate(mechanism, user: user, token: token) } catch is RawIMAP.Failure { return false }
    return try client.text("LIST \"\" INBOX").contains { $0.contains("INBOX") }
  }

  private func server(_ check: DovecotServer.TokenCheck) async throws -> DovecotServer {
    var options = DovecotServer.Options()
    options.tokens = check
    return try await DovecotServer(options)
  }

  /// A token of An's for IMAP, by device code.
  private func personToken(_ issuer: Issuer) async throws -> String {
    issuer.change { $0.device = .approve(afterPolls: 0, as: Self.an) }
    let http = RawHTTP(port: issuer.port)
    let place = "/\(PeetersIDs.tenant)/oauth2/v2.0"
    _ = try await http.post(
      "\(place)/devicecode",
      [("client_id", PeetersIDs.userApp), ("scope", "https://outlook.office.com/IMAP.AccessAsUser.All")])
    let code = try #require(issuer.secrets.last)
    _ = try await http.post(
      "\(place)/token",
      [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", PeetersIDs.userApp),
        ("device_code", code),
      ])
    return try #require(issuer.issued.last?.token)
  }

  @Test(.needs(.dovecot)) func aGoodTokenOpensItsMailboxAndNoOther() async throws {
    let issuer = try await Issuer()
    var check = DovecotServer.TokenCheck(issuer)
    check.audience = "https://outlook.office.com"
    check.scope = "IMAP.AccessAsUser.All"
    let server = try await server(check)
    let token = try await personToken(issuer)
    for mechanism in Self.mechanisms {
      #expect(try signIn(server, mechanism, Self.an, token), "\(mechanism)")
      #expect(try !signIn(server, mechanism, "jan@peeters.example", token), "\(mechanism)")
      #expect(try !signIn(server, mechanism, Self.an, token.dropLast(8) + "AAAAAAAA"), "\(mechanism)")
      #expect(try !signIn(server, mechanism, Self.an, "nonsense"), "\(mechanism)")
      #expect(try !signIn(server, mechanism, Self.an, server.password), "\(mechanism)")
    }
    // Passwords go on working beside them, for tests that mix both.
    try RawIMAP(port: server.port).login(Self.an, server.password)
    await server.stop()
  }

  @Test(.needs(.dovecot)) func tokensThatMustNotOpenAnything() async throws {
    let issuer = try await Issuer()
    let server = try await server(DovecotServer.TokenCheck(issuer))
    let now = issuer.now
    func claims(_ change: [String: JSONValue]) -> [JSONValue.Member] {
      var claims: [String: JSONValue] = [
        "iss": .string("\(issuer.address)/\(PeetersIDs.tenant)/v2.0"), "sub": "x", "email": .string(Self.an),
        "azp": .string(PeetersIDs.userApp), "iat": .init(now - 100), "nbf": .init(now - 100), "exp": .init(now + 100),
      ]
      claims.merge(change) { $1 }
      return claims.map { .init($0.key, $0.value) }
    }
    let stranger = try #require(IssuerKey.stranger)
    let rows: [(name: String, opens: Bool, token: String)] = [
      ("good", true, try issuer.key.sign(claims([:]))),
      ("over", false, try issuer.key.sign(claims(["exp": .init(now - 1)]))),
      ("not yet", false, try issuer.key.sign(claims(["nbf": .init(now + 90)]))),
      ("another issuer", false, try issuer.key.sign(claims(["iss": "https://elsewhere.example"]))),
      ("another key under the same name", false, try stranger.sign(claims([:]))),
      ("an unknown client", false, try issuer.key.sign(claims(["azp": "nobody"]))),
    ]
    for row in rows {
      for mechanism in Self.mechanisms {
        #expect(try signIn(server, mechanism, Self.an, row.token) == row.opens, "\(row.name) \(mechanism)")
      }
    }
    await server.stop()
  }

  /// Short-lived tokens end by the server's own clock.
  @Test(.needs(.dovecot)) func anAppsTokenOpensEveryMailboxUntilItEnds() async throws {
    let issuer = try await Issuer()
    let server = try await server(DovecotServer.TokenCheck(issuer, nameClaim: nil))
    let http = RawHTTP(port: issuer.port)
    func token(lifetime: Int64) async throws -> String {
      issuer.change { $0.tokenLifetime = lifetime }
      _ = try await http.post(
        "/\(PeetersIDs.tenant)/oauth2/v2.0/token",
        [
          ("grant_type", "client_credentials"), ("client_id", PeetersIDs.app), ("client_secret", PeetersIDs.appSecret),
          ("scope", "https://outlook.office365.com/.default"),
        ])
      return try #require(issuer.issued.last?.token)
    }
    let good = try await token(lifetime: 600)
    let over = try await token(lifetime: -1)
    for mechanism in Self.mechanisms {
      for user in [Self.an, "jan@peeters.example"] {
        #expect(try signIn(server, mechanism, user, good), "\(mechanism) \(user)")
        #expect(try !signIn(server, mechanism, user, over), "\(mechanism) \(user)")
      }
    }
    await server.stop()
  }
}
