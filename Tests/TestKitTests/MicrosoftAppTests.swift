import Core
import Crypto
import Foundation
import Synchronization
import TestKit
import Testing

/// An app that signs in as itself, right and wrong in every way.
@Suite struct MicrosoftAppTests {
  static let good: IssuerDriver.Form = [
    "grant_type": "client_credentials", "client_id": PeetersIDs.app, "client_secret": PeetersIDs.appSecret,
    "scope": IssuerDriver.appScope,
  ]

  @Test func aTokenIsRealAndSaysWhatItIsFor() async throws {
    let driver = try await IssuerDriver()
    for tenant in [PeetersIDs.tenant, "peeters.example", "PEETERS.example"] {
      let answer = try await driver.token(Self.good, tenant: tenant)
      #expect(answer.status == 200 && answer["token_type"] == "Bearer" && answer.number("expires_in") == 3_599)
      #expect(answer["scope"] == nil && answer["refresh_token"] == nil)
      #expect(answer.reply.header("Cache-Control")?.contains("no-store") == true)
      let token = try #require(answer.access)
      #expect(token.header["alg"]?.text == "RS256" && token.header["kid"]?.text == driver.issuer.key.id)
      #expect(token.claims["aud"]?.text == "https://outlook.office365.com")
      #expect(token.claims["iss"]?.text == "\(driver.issuer.address)/\(PeetersIDs.tenant)/v2.0")
      #expect(token.claims["appid"]?.text == PeetersIDs.app && token.claims["tid"]?.text == PeetersIDs.tenant)
      #expect(token.claims["roles"]?.list == ["IMAP.AccessAsApp", "SMTP.SendAsApp"])
      #expect(token.claims["upn"] == nil && token.claims["scp"] == nil)
      let (begins, ends) = (token.claims["nbf"]?.seconds, token.claims["exp"]?.seconds)
      #expect(begins == driver.issuer.now && ends == driver.issuer.now + 3_599)
    }
    #expect(driver.issuer.count("/token") == 3 && driver.issuer.issued.count == 3 && driver.issuer.secrets.count == 3)
    #expect(driver.issuer.requests[0]["client_secret"] == PeetersIDs.appSecret)
  }

  /// The published key verifies it, a stranger's does not.
  @Test func theKeySetVerifiesTheToken() async throws {
    let driver = try await IssuerDriver()
    let text = try #require(try await driver.token(Self.good)["access_token"])
    let token = try #require(TokenParts(text))
    let pem = driver.issuer.key.publicPEM.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
    let key = try #require(Base64.decode(Array(pem.utf8)))
    #expect(token.isSigned(by: key))
    let flipped = text.dropLast(4) + (text.hasSuffix("AAAA") ? "BBBB" : "AAAA")
    #expect(TokenParts(String(flipped))?.isSigned(by: key) == false)
    let set = IssuerDriver.Answer(try await driver.http.get("/\(PeetersIDs.tenant)/discovery/v2.0/keys"))
    let keys = try #require(set.members["keys"] as? [[String: String]])
    #expect(keys.map { $0["kid"] } == [driver.issuer.key.id] && keys[0]["kty"] == "RSA" && keys[0]["e"] == "AQAB")
    let discovery = IssuerDriver.Answer(
      try await driver.http.get("/\(PeetersIDs.tenant)/v2.0/.well-known/openid-configuration"))
    #expect(discovery["token_endpoint"] == "\(driver.issuer.address)/\(PeetersIDs.tenant)/oauth2/v2.0/token")
    #expect(discovery["jwks_uri"] == "\(driver.issuer.address)/\(PeetersIDs.tenant)/discovery/v2.0/keys")
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var change: [String: String?]
    var tenant = PeetersIDs.tenant
    var number: Int
    var error: String
    var status = 400
    var testDescription: String { "\(number) \(change)" }
  }

  @Test(arguments: [
    Wrong(change: ["grant_type": nil], number: 900144, error: "invalid_request"),
    Wrong(change: ["grant_type": "password"], number: 70003, error: "unsupported_grant_type"),
    Wrong(change: ["client_id": nil], number: 900144, error: "invalid_request"),
    Wrong(change: ["client_id": "nobody"], number: 700016, error: "unauthorized_client"),
    Wrong(change: ["client_secret": nil], number: 7000216, error: "invalid_client", status: 401),
    Wrong(change: ["client_secret": "wrong"], number: 7000215, error: "invalid_client", status: 401),
    Wrong(
      change: ["client_secret": PeetersIDs.expiredSecret], number: 7000222, error: "invalid_client", status: 401),
    Wrong(change: ["scope": nil], number: 900144, error: "invalid_request"),
    Wrong(change: ["scope": "https://outlook.office365.com/IMAP.AccessAsApp"], number: 1002012, error: "invalid_scope"),
    Wrong(
      change: ["scope": "https://outlook.office365.com/.default https://graph.microsoft.com/.default"], number: 1002012,
      error: "invalid_scope"),
    Wrong(change: ["scope": "https://nowhere.example/.default"], number: 500011, error: "invalid_resource"),
    Wrong(change: [:], tenant: "elsewhere.example", number: 90002, error: "invalid_request"),
    Wrong(change: [:], tenant: "common", number: 50059, error: "invalid_request"),
    Wrong(
      change: ["client_id": PeetersIDs.userApp, "client_secret": "x"], number: 700025, error: "invalid_client",
      status: 401),
  ])
  func whatIsWrongIsToldWithItsNumber(_ wrong: Wrong) async throws {
    let driver = try await IssuerDriver()
    var form = Dictionary(uniqueKeysWithValues: Self.good.map { ($0.key, $0.value) })
    for (name, value) in wrong.change { form[name] = value }
    let reply = try await driver.http.post(
      "/\(wrong.tenant)/oauth2/v2.0/token", form.map { (name: $0.key, value: $0.value) })
    let answer = IssuerDriver.Answer(reply)
    #expect(answer.aadsts == wrong.number && answer.error == wrong.error && answer.status == wrong.status)
    for name in ["error_description", "timestamp", "trace_id", "correlation_id"] { #expect(answer[name] != nil) }
    #expect(driver.issuer.issued.isEmpty)
  }

  @Test func theFormIsChecked() async throws {
    let driver = try await IssuerDriver()
    let target = "/\(PeetersIDs.tenant)/oauth2/v2.0/token"
    let pairs = Self.good.map { (name: $0.key, value: $0.value) }
    let twice = IssuerDriver.Answer(try await driver.http.post(target, pairs + [("scope", "x")]))
    #expect(twice.aadsts == 9000411)
    let body = Array(FormCoding.encode(pairs).utf8)
    let json = IssuerDriver.Answer(
      try await driver.http.send("POST", target, [("Content-Type", "application/json")], body))
    #expect(json.aadsts == 900144)
    let got = IssuerDriver.Answer(try await driver.http.get(target + "?" + FormCoding.encode(pairs)))
    #expect(got.aadsts == 900561)
    let utf8 = try await driver.http.send(
      "POST", target, [("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")], body)
    #expect(utf8.status == 200)
    #expect(try await driver.http.get("/nothing").status == 404)
  }

  @Test func stateChangesWhileItRuns() async throws {
    let driver = try await IssuerDriver()
    #expect(try await driver.token(Self.good).status == 200)
    driver.issuer.change { $0.apps[0].barrier = 53003 }
    #expect(try await driver.token(Self.good).aadsts == 53003)
    driver.issuer.change {
      $0.apps[0].barrier = nil
      $0.apps[0].roles = [:]
      $0.tokenLifetime = 20
    }
    // A token all the same, but it opens nothing.
    let bare = try await driver.token(Self.good)
    #expect(bare.status == 200 && bare.access?.claims["roles"] == nil && bare.number("expires_in") == 20)
  }

  // MARK: Certificates

  struct Assertion: Sendable, CustomTestStringConvertible {
    var name: String
    var number: Int?
    var algorithm = "PS256"
    var header: [String: String?] = [:]
    var claims: [String: JSONValue?] = [:]
    var signer = Signer.registered
    var type: String? = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    enum Signer: Sendable { case registered, other }
    var testDescription: String { name }
  }

  static let now = Issuer.systemClock()
  static let assertions: [Assertion] = [
    Assertion(name: "PS256"), Assertion(name: "RS256", algorithm: "RS256"),
    Assertion(name: "five minutes", claims: ["exp": .init(now + 300)]),
    Assertion(name: "no algorithm", number: 5002738, header: ["alg": "none"]),
    Assertion(name: "HS256", number: 5002738, header: ["alg": "HS256"]),
    Assertion(name: "says RS256, is PS256", number: 50012, header: ["alg": "RS256"]),
    Assertion(name: "typ", number: 50027, header: ["typ": "at+jwt"]),
    Assertion(name: "no thumbprint", number: 5002723, header: ["x5t#S256": nil]),
    Assertion(name: "unknown certificate", number: 700027, header: ["x5t#S256": "A1bC2dE3fH4iJ5kL6mN7oP8qR9sT0u"]),
    Assertion(name: "another key", number: 50012, signer: .other),
    Assertion(name: "another audience", number: 700023, claims: ["aud": "https://elsewhere.example/token"]),
    Assertion(name: "no audience", number: 700023, claims: ["aud": nil]),
    Assertion(name: "another issuer", number: 50027, claims: ["iss": "nobody"]),
    Assertion(name: "another subject", number: 700021, claims: ["sub": "nobody"]),
    Assertion(name: "no jti", number: 50027, claims: ["jti": nil]),
    Assertion(name: "no exp", number: 50027, claims: ["exp": nil]),
    Assertion(name: "exp as text", number: 50027, claims: ["exp": "soon"]),
    Assertion(name: "no nbf", number: 50027, claims: ["nbf": nil]),
    Assertion(name: "over", number: 700024, claims: ["nbf": .init(now - 1_200), "exp": .init(now - 900)]),
    Assertion(name: "not yet", number: 700024, claims: ["nbf": .init(now + 900), "exp": .init(now + 1_200)]),
    Assertion(name: "backwards", number: 700024, claims: ["nbf": .init(now + 10), "exp": .init(now)]),
    Assertion(name: "a year", number: 700024, claims: ["exp": .init(now + 31_536_000)]),
    Assertion(name: "type", number: 900144, type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
    Assertion(name: "no type", number: 900144, type: nil),
  ]

  @Test(.enabled("openssl is not installed") { Skips.unless(TestAuthority.isAvailable, "openssl not installed") })
  func assertionsAreCheckedInEarnest() async throws {
    let certificate = try await AppCertificate()
    let registered = try #require(RegisteredCertificate(pem: certificate.pem))
    let driver = try await IssuerDriver()
    driver.issuer.change { $0.apps[0].certificates = [registered] }
    driver.time.seconds.withLock { $0 = Self.now }
    for row in Self.assertions {
      let text = try Self.sign(row, certificate: certificate, registered: registered, address: driver.issuer.address)
      var form = [
        (name: "grant_type", value: "client_credentials"), ("client_id", PeetersIDs.app),
        ("scope", IssuerDriver.appScope), ("client_assertion", text),
      ]
      if let type = row.type { form.append(("client_assertion_type", type)) }
      let answer = IssuerDriver.Answer(
        try await driver.http.post("/\(PeetersIDs.tenant)/oauth2/v2.0/token", form))
      #expect(answer.aadsts == row.number, "\(row.name): \(answer["error_description"] ?? "")")
      #expect((answer.status == 200) == (row.number == nil), "\(row.name)")
      guard row.number == nil else { continue }
      // The same once more is a replay.
      let again = IssuerDriver.Answer(
        try await driver.http.post("/\(PeetersIDs.tenant)/oauth2/v2.0/token", form))
      #expect(again.aadsts == 50027, "\(row.name)")
    }
  }

  private static func sign(
    _ row: Assertion, certificate: AppCertificate, registered: RegisteredCertificate, address: String
  ) throws -> String {
    var header: [String: String?] = ["alg": row.algorithm, "typ": "JWT", "x5t#S256": registered.thumbprint]
    header.merge(row.header) { $1 }
    var claims: [String: JSONValue?] = [
      "aud": .string("\(address)/\(PeetersIDs.tenant)/oauth2/v2.0/token"), "iss": .string(PeetersIDs.app),
      "sub": .string(PeetersIDs.app), "jti": .string(UUID().uuidString), "nbf": .init(now), "exp": .init(now + 600),
      "iat": .init(now),
    ]
    claims.merge(row.claims) { $1 }
    let signer = row.signer == .registered ? try TestSigner(pem: certificate.keyPEM) : try TestSigner()
    return try signer.sign(
      header: header.compactMap { name, value in value.map { .init(name, .string($0)) } },
      claims: claims.compactMap { name, value in value.map { .init(name, $0) } }, isPSS: row.algorithm == "PS256")
  }
}
