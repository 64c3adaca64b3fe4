import Core
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct GoogleTests {
  static let mail = "https://mail.google.com/"

  private func code(_ driver: IssuerDriver, redirect: String = "http://127.0.0.1:4711") async throws -> String? {
    let reply = try await driver.http.get(
      "/o/oauth2/v2/auth?"
        + FormCoding.encode([
          ("client_id", PeetersIDs.googleClient), ("response_type", "code"), ("redirect_uri", redirect),
          ("scope", Self.mail), ("state", "s"), ("code_challenge", IssuerDriver.challenge),
          ("code_challenge_method", "S256"), ("access_type", "offline"), ("login_hint", "jan@peeters.example"),
        ]))
    return reply.header("Location").flatMap { IssuerDriver.parameter("code", in: $0) }
  }

  private func redeem(
    _ driver: IssuerDriver, _ code: String, verifier: String = IssuerDriver.verifier,
    secret: String = PeetersIDs.googleSecret, redirect: String = "http://127.0.0.1:4711"
  ) async throws -> IssuerDriver.Answer {
    try await driver.post(
      "/token",
      [
        "grant_type": "authorization_code", "client_id": PeetersIDs.googleClient, "client_secret": secret, "code": code,
        "redirect_uri": redirect, "code_verifier": verifier,
      ])
  }

  private func refresh(_ driver: IssuerDriver, _ token: String) async throws -> IssuerDriver.Answer {
    try await driver.post(
      "/token",
      [
        "grant_type": "refresh_token", "client_id": PeetersIDs.googleClient, "client_secret": PeetersIDs.googleSecret,
        "refresh_token": token,
      ])
  }

  @Test func aPersonSignsIn() async throws {
    let driver = try await IssuerDriver()
    let code = try #require(try await code(driver))
    let verifier = String(repeating: "y", count: 50)
    #expect(try await redeem(driver, code, verifier: verifier)["error_description"] == "Invalid code verifier.")
    #expect(try await redeem(driver, code, secret: "wrong").status == 401)
    #expect(try await redeem(driver, code, redirect: "http://127.0.0.1:1").error == "redirect_uri_mismatch")
    let answer = try await redeem(driver, code)
    #expect(answer.access?.claims["email"]?.text == "jan@peeters.example" && answer["scope"] == Self.mail)
    let token = try #require(answer["refresh_token"])
    let fresh = try await refresh(driver, token)
    #expect(fresh.status == 200 && fresh["refresh_token"] == nil)
    #expect(try await redeem(driver, code).error == "invalid_grant")
    #expect(try await refresh(driver, token)["error_description"] == "Token has been expired or revoked.")
    #expect(try await refresh(driver, "1//none")["error_description"] == "Bad Request")
    #expect(try await self.code(driver, redirect: "http://evil.example") == nil)
  }

  @Test func formsAreChecked() async throws {
    let driver = try await IssuerDriver()
    #expect(try await driver.post("/token", [:]).error == "invalid_request")
    #expect(try await driver.post("/token", ["grant_type": "password"]).error == "unsupported_grant_type")
    let nobody = try await driver.post("/token", ["grant_type": "refresh_token", "client_id": "nobody"])
    #expect(nobody.error == "invalid_client" && nobody.status == 401)
    // Google gives devices no scope for mail.
    let device = try await driver.post("/device/code", ["client_id": PeetersIDs.googleClient, "scope": Self.mail])
    #expect(device.error == "invalid_scope")
  }

  struct Assertion: Sendable, CustomTestStringConvertible {
    var name: String
    var status = 400
    var error: String? = "invalid_grant"
    var says = ""
    var header: [String: String?] = [:]
    var claims: [String: JSONValue?] = [:]
    var isStranger = false
    var testDescription: String { name }
  }

  static let now = Issuer.systemClock()

  @Test(arguments: [
    Assertion(name: "good", status: 200, error: nil),
    Assertion(name: "the account itself", status: 200, error: nil, claims: ["sub": nil]),
    Assertion(name: "HS256", says: "RS256", header: ["alg": "HS256"]),
    Assertion(name: "no kid", says: "Signature", header: ["kid": nil]),
    Assertion(name: "another kid", says: "Signature", header: ["kid": "x"]),
    Assertion(name: "another key", says: "Signature", isStranger: true),
    Assertion(name: "another account", says: "account not found", claims: ["iss": "x@y.example"]),
    Assertion(name: "another audience", says: "audience", claims: ["aud": "https://elsewhere.example/token"]),
    Assertion(name: "an hour and more", says: "short-lived", claims: ["exp": .init(now + 3_601)]),
    Assertion(name: "over", says: "short-lived", claims: ["iat": .init(now - 4_000), "exp": .init(now - 400)]),
    Assertion(name: "not yet", says: "short-lived", claims: ["iat": .init(now + 400), "exp": .init(now + 800)]),
    Assertion(name: "no iat", says: "short-lived", claims: ["iat": nil]),
    Assertion(name: "no scope", error: "invalid_scope", claims: ["scope": nil]),
    Assertion(
      name: "not delegated", status: 401, error: "unauthorized_client",
      claims: ["scope": "https://www.googleapis.com/auth/drive"]),
    Assertion(name: "nobody", says: "Invalid email", claims: ["sub": "nobody@peeters.example"]),
  ])
  func serviceAccounts(_ row: Assertion) async throws {
    let driver = try await IssuerDriver()
    driver.time.seconds.withLock { $0 = Self.now }
    let key = try #require(PeetersIDs.serviceKey)
    let signer = row.isStranger ? try TestSigner() : try TestSigner(pem: key.privatePEM)
    var header: [String: String?] = ["alg": "RS256", "typ": "JWT", "kid": key.id]
    header.merge(row.header) { $1 }
    var claims: [String: JSONValue?] = [
      "iss": .string(PeetersIDs.serviceAccount), "sub": "info@peeters.example", "scope": .string(Self.mail),
      "aud": .string("\(driver.issuer.address)/token"), "iat": .init(Self.now), "exp": .init(Self.now + 3_600),
    ]
    claims.merge(row.claims) { $1 }
    let text = try signer.sign(
      header: header.compactMap { name, value in value.map { .init(name, .string($0)) } },
      claims: claims.compactMap { name, value in value.map { .init(name, $0) } }, isPSS: false)
    let answer = try await driver.post(
      "/token", ["grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": text])
    #expect(answer.status == row.status && answer.error == row.error, "\(answer.members)")
    if !row.says.isEmpty { #expect(answer["error_description"]?.contains(row.says) == true) }
    if row.name == "good" {
      #expect(answer.access?.claims["email"]?.text == "info@peeters.example" && answer["refresh_token"] == nil)
    }
  }
}
