import Core
import Foundation
import TestKit
import Testing

/// People at devices and browsers, and their refresh tokens.
@Suite struct MicrosoftPeopleTests {
  // MARK: Device code

  @Test func aDeviceCodeWaitsForAPerson() async throws {
    let driver = try await IssuerDriver()
    let device = try await driver.device()
    #expect(device.status == 200 && device.number("interval") == 5 && device.number("expires_in") == 900)
    #expect(device["user_code"]?.count == 9 && device["message"]?.contains(device["user_code"] ?? "?") == true)
    #expect(device["verification_uri"]?.hasPrefix(driver.issuer.address) == true)
    for _ in 0..<3 {
      driver.time.pass(5)
      let pending = try await driver.poll(device)
      #expect(pending.error == "authorization_pending" && pending.aadsts == 70016 && pending.status == 400)
    }
    #expect(driver.issuer.userCodes == [device["user_code"]])
    #expect(driver.issuer.approve(userCode: device["user_code"] ?? "", as: "jan@peeters.example"))
    driver.time.pass(5)
    let answer = try await driver.poll(device)
    #expect(answer["scope"] == "https://outlook.office.com/IMAP.AccessAsUser.All" && answer["refresh_token"] != nil)
    let claims = try #require(answer.access?.claims)
    #expect(claims["upn"]?.text == "jan@peeters.example" && claims["scp"]?.text == "IMAP.AccessAsUser.All")
    #expect(claims["roles"] == nil && claims["aud"]?.text == "https://outlook.office.com")
    driver.time.pass(5)
    #expect(try await driver.poll(device).error == "bad_verification_code")
  }

  /// RFC 8628 §3.5: five seconds more after each poll that comes too early.
  @Test func whoPollsTooOftenIsSlowedDown() async throws {
    let driver = try await IssuerDriver()
    let device = try await driver.device()
    let waits: [(Int64, String)] = [
      (0, "authorization_pending"), (4, "slow_down"), (9, "slow_down"), (14, "slow_down"),
      (20, "authorization_pending"), (20, "authorization_pending"),
    ]
    for (seconds, error) in waits {
      driver.time.pass(seconds)
      #expect(try await driver.poll(device).error == error, "\(seconds)")
    }
  }

  @Test func scriptedCodes() async throws {
    let driver = try await IssuerDriver()
    driver.issuer.change {
      $0.deviceInterval = 0
      $0.device = .approve(afterPolls: 2, as: "an@peeters.example")
    }
    let device = try await driver.device()
    #expect(try await driver.poll(device).error == "authorization_pending")
    #expect(try await driver.poll(device).error == "authorization_pending")
    #expect(try await driver.poll(device).access?.claims["upn"]?.text == "an@peeters.example")
    driver.issuer.change { $0.device = .decline(afterPolls: 1) }
    let declined = try await driver.device()
    #expect(try await driver.poll(declined).error == "authorization_pending")
    #expect(try await driver.poll(declined).error == "authorization_declined")
    driver.issuer.change { $0.device = .wait }
    let late = try await driver.device()
    driver.time.pass(900)
    let expired = try await driver.poll(late)
    #expect(expired.error == "expired_token" && expired.aadsts == 70019)
    #expect(driver.issuer.decline(userCode: "NONESUCH") == false)
  }

  @Test func deviceCodesAreForPublicAppsAndTheirOwn() async throws {
    let driver = try await IssuerDriver()
    let path = "/\(PeetersIDs.tenant)/oauth2/v2.0/devicecode"
    let confidential = try await driver.post(path, ["client_id": PeetersIDs.app, "scope": IssuerDriver.userScope])
    #expect(confidential.aadsts == 7000218)
    #expect(try await driver.post(path, ["client_id": PeetersIDs.userApp]).aadsts == 900144)
    #expect(try await driver.post(path, ["client_id": PeetersIDs.userApp, "scope": "IMAP"]).aadsts == 70011)
    #expect(try await driver.post("/nowhere/oauth2/v2.0/devicecode", [:]).aadsts == 90002)
    // People may sign in without saying of which tenant they are.
    let shared = try await driver.post(
      "/organizations/oauth2/v2.0/devicecode", ["client_id": PeetersIDs.userApp, "scope": IssuerDriver.userScope])
    #expect(shared.status == 200)
  }

  @Test(arguments: [
    ("https://outlook.office.com/IMAP.AccessAsUser.All https://graph.microsoft.com/User.Read", 28000),
    ("https://outlook.office.com/IMAP.Everything", 650053), ("https://outlook.office.com/POP.AccessAsUser.All", 65001),
    ("https://nowhere.example/x", 500011), ("offline_access", 70011),
  ])
  func scopesOfPeople(scope: String, number: Int) async throws {
    let driver = try await IssuerDriver()
    driver.issuer.change { $0.device = .approve(afterPolls: 0, as: "an@peeters.example") }
    let device = try await driver.post(
      "/\(PeetersIDs.tenant)/oauth2/v2.0/devicecode", ["client_id": PeetersIDs.userApp, "scope": scope])
    #expect(try await driver.poll(device).aadsts == number)
  }

  // MARK: Browser

  @Test func aCodeWorksOnceForWhoHoldsTheVerifier() async throws {
    let driver = try await IssuerDriver()
    let (code, address) = try await driver.code()
    #expect(address?.hasPrefix("http://localhost:4711/done?") == true)
    #expect(address.flatMap { IssuerDriver.parameter("state", in: $0) } == "st&te")
    let known = try #require(code)
    let other = String(repeating: "x", count: 43)
    #expect(try await driver.redeem(known, verifier: other).aadsts == 501481)
    #expect(try await driver.redeem(known, verifier: "short").aadsts == 501481)
    #expect(try await driver.redeem(known, verifier: "").aadsts == 50148)
    #expect(try await driver.redeem(known, redirect: "http://localhost:4712/done").aadsts == 500112)
    #expect(try await driver.redeem("1.Aunknown").aadsts == 70000)
    let answer = try await driver.redeem(known)
    #expect(answer.access?.claims["upn"]?.text == "an@peeters.example")
    #expect(try await driver.redeem(known).aadsts == 54005)
    // What was given for a stolen code is void.
    #expect(try await driver.refresh(answer["refresh_token"] ?? "").aadsts == 50173)
    let old = try #require(try await driver.code().code)
    driver.time.pass(600)
    #expect(try await driver.redeem(old).aadsts == 70008)
  }

  @Test func addressesThatAreNotTheApps() async throws {
    let driver = try await IssuerDriver()
    for redirect in [
      "http://localhost:4711/other", "http://evil.example/done", "https://localhost/done",
      "http://localhost.evil.example/done",
      "http://localhost:4711@evil.example/done", "http://localhost/done#x",
    ] {
      let (code, address) = try await driver.code(redirect: redirect)
      #expect(code == nil && address == nil, "\(redirect)")
    }
    #expect(try await driver.code(redirect: "http://localhost:59999/done").code != nil)
  }

  @Test func whatTheBrowserTellsTheProgram() async throws {
    let driver = try await IssuerDriver()
    #expect(try await driver.code(challenge: "x").address?.contains("error=invalid_request") == true)
    driver.issuer.change { $0.browser = .declines }
    let declined = try #require(try await driver.code().address)
    #expect(IssuerDriver.parameter("error", in: declined) == "access_denied")
    #expect(IssuerDriver.parameter("state", in: declined) == "st&te")
    driver.issuer.change { $0.browser = .fails(53003) }
    let barred = try #require(try await driver.code().address)
    #expect(IssuerDriver.parameter("error_description", in: barred)?.hasPrefix("AADSTS53003") == true)
  }

  // MARK: Refresh

  private func signedIn(_ driver: IssuerDriver) async throws -> String {
    let code = try #require(try await driver.code().code)
    return try #require(try await driver.redeem(code)["refresh_token"])
  }

  @Test func refreshTokensRotate() async throws {
    let driver = try await IssuerDriver()
    let first = try await signedIn(driver)
    let second = try #require(try await driver.refresh(first)["refresh_token"])
    #expect(first != second)
    // Its answer may have been lost: the first works a little longer, counted from its first use.
    driver.time.pass(59)
    #expect(try await driver.refresh(first).status == 200)
    driver.time.pass(1)
    #expect(try await driver.refresh(second).status == 200)
    #expect(try await driver.refresh(first).aadsts == 70000)
    // And that was the end of the family.
    #expect(try await driver.refresh(second).aadsts == 50173)
  }

  @Test func rotationAtOnceAndNever() async throws {
    let driver = try await IssuerDriver()
    driver.issuer.change { $0.refreshGrace = 0 }
    let strict = try await signedIn(driver)
    #expect(try await driver.refresh(strict).status == 200)
    #expect(try await driver.refresh(strict).aadsts == 70000)
    driver.issuer.change { $0.refreshGrace = nil }
    let lenient = try await signedIn(driver)
    for _ in 0..<3 {
      driver.time.pass(86_400)
      #expect(try await driver.refresh(lenient).status == 200)
    }
    driver.time.pass(90 * 86_400)
    #expect(try await driver.refresh(lenient).aadsts == 700082)
  }

  @Test func whatEndsARefreshToken() async throws {
    let driver = try await IssuerDriver()
    let token = try await signedIn(driver)
    #expect(try await driver.refresh("0.Anothing").aadsts == 70000)
    driver.issuer.change { $0.users[0].barrier = 50076 }
    let factor = try await driver.refresh(token)
    #expect(factor.aadsts == 50076 && factor["suberror"] == "basic_action")
    driver.issuer.change { $0.users[0].barrier = nil }
    // The same token gets others' resources, if the app has consent.
    let graph = try await driver.refresh(token, scope: "https://graph.microsoft.com/User.Read offline_access")
    #expect(graph.access?.claims["aud"]?.text == "https://graph.microsoft.com")
    let consent = try await driver.refresh(token, scope: "https://graph.microsoft.com/Mail.Read")
    #expect(consent.aadsts == 65001 && consent["suberror"] == "consent_required")
    driver.issuer.revoke(user: "an@peeters.example")
    #expect(try await driver.refresh(token).aadsts == 50173)
  }
}
