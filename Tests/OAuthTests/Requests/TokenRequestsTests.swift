import Core
import JWTKit
import Testing

@testable import OAuth

@Suite struct TokenRequestsTests {
  private let now: Int64 = 1_800_000_000

  @Test(arguments: [
    (Purpose.imap, "global", "https://outlook.office365.com/.default"),
    (.smtp, "global", "https://outlook.office365.com/.default"),
    (.graph, "global", "https://graph.microsoft.com/.default"), (.imap, "china", "https://partner.outlook.cn/.default"),
    (.graph, "us-dod", "https://dod-graph.microsoft.us/.default"),
  ])
  func scopesOfApps(_ purpose: Purpose, _ cloud: String, _ scope: String) throws {
    var app = Sample.app
    app.cloud = cloud
    #expect(try Scopes.token(purpose, for: .microsoftApp(app)) == scope)
  }

  @Test(arguments: [
    ([Purpose.imap], "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"),
    (
      [.smtp, .imap],
      "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
    ), ([.graph], "https://graph.microsoft.com/.default offline_access"),
    ([.graph, .imap], "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"),
  ])
  func scopesOfPeople(_ purposes: [Purpose], _ scope: String) throws {
    #expect(try Scopes.signIn(purposes, for: .microsoftUser(Sample.user)) == scope)
    #expect(try Scopes.signIn(purposes, for: .googleUser(Sample.googleUser)) == "https://mail.google.com/")
  }

  @Test func anAppWithASecret() async throws {
    let question = try await TokenRequests.clientCredentials(
      Sample.app, scope: "s/.default", Sample.endpoints, now: now, id: "id-1")
    #expect(question.url == "https://issuer.example/token")
    #expect(
      question.fields == [
        "grant_type=client_credentials", "client_id=\(Sample.client)", "scope=s/.default", "client_secret=s3cret~value",
      ])
  }

  private struct Claims: JWTPayload, Equatable {
    var aud: String
    var iss: String
    var sub: String?
    var jti: String?
    var scope: String?
    var nbf: Int64?
    var iat: Int64
    var exp: Int64
    func verify(using algorithm: some JWTAlgorithm) {}
  }

  @Test func anAppWithACertificate() async throws {
    let question = try await TokenRequests.clientCredentials(
      Sample.certificateApp, scope: "s/.default", Sample.endpoints, now: now, id: "id-1")
    #expect(
      question.fields.dropLast() == [
        "grant_type=client_credentials", "client_id=\(Sample.client)", "scope=s/.default",
        "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      ])
    let assertion = try #require(question.value("client_assertion"))
    let key = try JWTKit.Insecure.RSA.PublicKey(certificatePEM: TestKeys.certificate)
    let keys = await JWTKeyCollection().add(pss: key, digestAlgorithm: .sha256)
    let claims = try await keys.verify(assertion, as: Claims.self)
    #expect(claims.aud == "https://issuer.example/token" && claims.iss == Sample.client && claims.sub == Sample.client)
    #expect(claims.jti == "id-1" && claims.nbf == now - 60 && claims.exp - (claims.nbf ?? 0) == 600)
    #expect(claims.exp > now + 300)
    let header = try header(of: assertion)
    #expect(header.text("alg") == "PS256" && header.text("typ") == "JWT")
    #expect(header.text("x5t#S256") == TestKeys.thumbprint && header.text("kid") == nil)
  }

  @Test func anAppWithAnOldCertificateAsksNobody() async throws {
    var app = Sample.certificateApp
    app.proof = .certificate(pem: TestKeys.oldCertificate, key: Secret(TestKeys.key))
    let fault = await #expect(throws: Fault.self) {
      try await TokenRequests.clientCredentials(app, scope: "s", Sample.endpoints, now: now, id: "x")
    }
    #expect(fault?.code == .oauthCertificateExpired)
    #expect(fault?.message.contains("2021-01-01") == true)
  }

  @Test(arguments: ["tim@school.example", ""])
  func aServiceAccount(_ mailbox: String) async throws {
    let question = try await TokenRequests.serviceAccount(
      Sample.account, mailbox: mailbox, scope: Scopes.google, Sample.endpoints, now: now)
    #expect(question.fields.first == "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer")
    #expect(question.form?.count == 2)
    let assertion = try #require(question.value("assertion"))
    let key = try JWTKit.Insecure.RSA.PublicKey(certificatePEM: TestKeys.certificate)
    let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
    let claims = try await keys.verify(assertion, as: Claims.self)
    #expect(
      claims
        == Claims(
          aud: "https://issuer.example/token", iss: Sample.account.email, sub: mailbox.isEmpty ? nil : mailbox,
          scope: "https://mail.google.com/", iat: now, exp: now + 3600))
    let header = try header(of: assertion)
    #expect(header.text("alg") == "RS256" && header.text("kid") == "key-7")
  }

  private func header(of token: String) throws -> LooseJSON {
    let part = try #require(token.split(separator: ".").first)
    let bytes = try #require(Base64URL.decode(part.utf8))
    return try #require(LooseJSON(bytes))
  }

  @Test func renewing() {
    let microsoft = TokenRequests.refresh(
      Secret("refresh-1"), for: .microsoftUser(Sample.user), scope: "a b", Sample.endpoints)
    #expect(
      microsoft.fields == [
        "grant_type=refresh_token", "client_id=\(Sample.client)", "scope=a b", "refresh_token=refresh-1",
      ])
    let google = TokenRequests.refresh(
      Secret("refresh-1"), for: .googleUser(Sample.googleUser), scope: "a b", Sample.endpoints)
    #expect(
      google.fields == [
        "grant_type=refresh_token", "client_id=123-abc.apps.googleusercontent.com", "client_secret=GOCSPX-abcdef",
        "refresh_token=refresh-1",
      ])
  }

  @Test func signingInByCode() throws {
    let registration = Registration.microsoftUser(Sample.user)
    let start = try #require(TokenRequests.deviceStart(for: registration, scope: "a b", Sample.endpoints))
    #expect(start.url == "https://issuer.example/device")
    #expect(start.fields == ["client_id=\(Sample.client)", "scope=a b"])
    let poll = TokenRequests.devicePoll(Secret("device-1"), for: registration, Sample.endpoints)
    #expect(
      poll.fields == [
        "grant_type=urn:ietf:params:oauth:grant-type:device_code", "client_id=\(Sample.client)", "device_code=device-1",
      ])
    var without = Sample.endpoints
    without.deviceCode = nil
    #expect(TokenRequests.deviceStart(for: registration, scope: "a", without) == nil)
  }

  @Test func signingInByBrowser() throws {
    var bytes: UInt8 = 0
    let request = BrowserRequest(
      .microsoftUser(Sample.user), scope: "a b", redirect: "http://localhost:99", hint: "tim@school.example",
      Sample.endpoints
    ) { count in
      bytes += 1
      return [UInt8](repeating: bytes, count: count)
    }
    let parts = request.url.split(separator: "?")
    #expect(parts.first == "https://issuer.example/authorize")
    let fields = try #require(FormText.decode(parts[1])).map { "\($0.name)=\($0.value)" }
    let verifier = request.verifier.reveal()
    #expect(verifier.utf8.count == 43 && verifier != request.state)
    #expect(
      fields == [
        "response_type=code", "client_id=\(Sample.client)", "redirect_uri=http://localhost:99", "scope=a b",
        "state=\(request.state)", "code_challenge=\(BrowserRequest.challenge(verifier))", "code_challenge_method=S256",
        "response_mode=query", "prompt=select_account", "login_hint=tim@school.example",
      ])
    let redeem = TokenRequests.redeem(
      Secret("code-1"), verifier: request.verifier, redirect: request.redirect, for: .googleUser(Sample.googleUser),
      Sample.endpoints)
    #expect(
      redeem.fields == [
        "grant_type=authorization_code", "client_id=123-abc.apps.googleusercontent.com", "client_secret=GOCSPX-abcdef",
        "code=code-1", "redirect_uri=http://localhost:99", "code_verifier=\(verifier)",
      ])
    let google = BrowserRequest(
      .googleUser(Sample.googleUser), scope: "a", redirect: "http://127.0.0.1:1", hint: "", Sample.endpoints)
    #expect(google.url.contains("access_type=offline&prompt=consent") && !google.url.contains("login_hint"))
  }

  /// RFC 7636 appendix B.
  @Test func theChallengeOfTheSpecification() {
    #expect(
      BrowserRequest.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
  }
}
