import Core
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct IssuerTroubleTests {
  private func ask(_ driver: IssuerDriver) async throws -> IssuerDriver.Answer {
    try await driver.token(MicrosoftAppTests.good)
  }

  @Test func troublesComeInOrder() async throws {
    let driver = try await IssuerDriver()
    driver.issuer.change {
      $0.troubles = [
        .throttled(retryAfter: 7), .throttled(retryAfter: nil), .unavailable(retryAfter: 3), .microsoft(53003),
        .google(status: 403, error: "slow_down", description: "Forbidden"), .notJSON(status: 502), .cutBody, .closed,
        .slow(milliseconds: 1),
      ]
    }
    let throttled = try await ask(driver)
    #expect(throttled.status == 429 && throttled.reply.header("Retry-After") == "7")
    #expect(try await ask(driver).reply.header("Retry-After") == nil)
    let unavailable = try await ask(driver)
    #expect(unavailable.status == 503 && unavailable.reply.header("Retry-After") == "3")
    #expect(try await ask(driver).aadsts == 53003)
    #expect(try await ask(driver).error == "slow_down")
    let page = try await ask(driver)
    #expect(page.status == 502 && page.error == nil && page.reply.text.contains("<html>"))
    let cut = try await ask(driver)
    #expect(cut.status == 200 && !cut.reply.isWhole && cut.reply.body.count > 10)
    // The request was carried out, the answer got lost: that is the hard case.
    #expect(driver.issuer.issued.count == 1)
    await #expect(throws: Fault.self) { try await ask(driver) }
    #expect(driver.issuer.issued.count == 2)
    #expect(try await ask(driver).status == 200)
    #expect(try await ask(driver).status == 200)
    #expect(driver.issuer.count("/token") == 10)
  }

  @Test func lastingTroubleLasts() async throws {
    let driver = try await IssuerDriver()
    driver.issuer.change { $0.lastingTrouble = .unavailable(retryAfter: nil) }
    for _ in 0..<3 { #expect(try await ask(driver).status == 503) }
    // Only tokens and codes are kept back.
    #expect(try await driver.http.get("/oauth2/v3/certs").status == 200)
    driver.issuer.change { $0.lastingTrouble = nil }
    #expect(try await ask(driver).status == 200)
  }

  @Test func theDateIsTheIssuersOwn() async throws {
    let driver = try await IssuerDriver()
    driver.time.seconds.withLock { $0 = 784_111_777 }
    #expect(try await driver.http.get("/oauth2/v3/certs").header("Date") == "Sun, 06 Nov 1994 08:49:37 GMT")
  }

  @Test(.enabled("openssl is not installed") { Skips.unless(TestAuthority.isAvailable, "openssl not installed") })
  func withTLS() async throws {
    let authority = try await TestAuthority()
    let issuer = try await Issuer(authority: authority)
    #expect(issuer.address == "https://localhost:\(issuer.port)")
    let reply = try await RawHTTP(host: "localhost", port: issuer.port, root: authority.root).get(
      "/.well-known/openid-configuration")
    #expect(IssuerDriver.Answer(reply)["issuer"] == issuer.address)
    let plain = try? await RawHTTP(port: issuer.port).get("/.well-known/openid-configuration")
    #expect(plain == nil)
  }

  @Test func theBrowserFollowsToTheProgram() async throws {
    let driver = try await IssuerDriver()
    // The issuer itself serves as the program that waits: it takes note of what comes.
    let redirect = "http://localhost:\(driver.issuer.port)/done"
    driver.issuer.change { $0.apps[1].redirects = ["http://localhost/done"] }
    let address =
      "\(driver.issuer.address)/\(PeetersIDs.tenant)/oauth2/v2.0/authorize?"
      + FormCoding.encode([
        ("client_id", PeetersIDs.userApp), ("response_type", "code"), ("redirect_uri", redirect),
        ("scope", IssuerDriver.userScope), ("state", "s"), ("code_challenge", IssuerDriver.challenge),
        ("code_challenge_method", "S256"),
      ])
    let led = try await TestBrowser.open(address)
    #expect(led?.hasPrefix(redirect + "?code=") == true)
    let last = driver.issuer.requests.last
    #expect(last?.path == "/done" && last?.queried("code").map { driver.issuer.secrets.contains($0) } == true)
  }

  @Test(arguments: [
    ("a=b&c=d+e", ["a=b", "c=d e"]), ("a=%C3%A9", ["a=\u{E9}"]), ("a", ["a="]), ("", []), ("a==", ["a=="]),
  ])
  func forms(text: String, expected: [String]) {
    let request = IssuerRequest(
      method: "POST", target: "/", headers: [("content-type", "application/x-www-form-urlencoded")],
      body: Array(text.utf8))
    #expect(request.form?.map { "\($0.name)=\($0.value)" } == expected)
  }

  @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%FF"])
  func brokenForms(text: String) {
    let request = IssuerRequest(
      method: "POST", target: "/", headers: [("content-type", "application/x-www-form-urlencoded")],
      body: Array(text.utf8))
    #expect(request.form == nil)
  }

  @Test func aCertificateThatIsNone() {
    for text in [
      "", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----",
      "-----END CERTIFICATE----- -----BEGIN CERTIFICATE-----",
    ] {
      #expect(RegisteredCertificate(pem: text) == nil)
    }
  }
}
