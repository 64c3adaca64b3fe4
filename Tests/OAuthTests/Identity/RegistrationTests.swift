import Core
import Testing

@testable import OAuth

@Suite struct RegistrationTests {
  @Test(arguments: [
    Registration.microsoftApp(Sample.app), .microsoftApp(Sample.certificateApp), .microsoftUser(Sample.user),
    .googleUser(Sample.googleUser), .googleUser(.init(clientID: "x", authority: "http://127.0.0.1:9")),
    .googleServiceAccount(Sample.account),
    .microsoftUser(.init(tenant: "contoso.nl", clientID: "any-id", cloud: "china", authority: "https://i.example")),
  ])
  func fieldsGoOutAndIn(_ registration: Registration) throws {
    let again = try Registration(kind: registration.kind, fields: registration.fields)
    #expect(again == registration)
    #expect(again.fields == registration.fields)
    #expect(Set(again.fields.keys).isSubset(of: Registration.fieldNames(of: again.kind)))
  }

  struct Slip: Sendable, CustomTestStringConvertible {
    var kind: Registration.Kind
    var change: [String: String?]
    var says: String
    var testDescription: String { "\(kind.rawValue) \(change.keys.sorted()): \(says)" }
  }

  private static let valid: [Registration.Kind: [String: String]] = [
    .microsoftApp: ["tenant": Sample.tenant, "client-id": Sample.client, "client-secret": "abc~def"],
    .microsoftUser: ["tenant": "common", "client-id": Sample.client],
    .googleUser: ["client-id": "1-a.apps.googleusercontent.com"],
    .googleServiceAccount: [
      "email": "a@b.iam.gserviceaccount.com", "key-id": "k", "private-key": TestKeys.key, "client-id": "77",
    ],
  ]

  @Test(arguments: [
    Slip(kind: .microsoftApp, change: ["tenant": "common"], says: "one tenant"),
    Slip(kind: .microsoftApp, change: ["tenant": "organizations"], says: "one tenant"),
    Slip(kind: .microsoftApp, change: ["tenant": "contoso"], says: "neither a tenant's id nor a domain"),
    Slip(kind: .microsoftApp, change: ["tenant": "a/../b.nl"], says: "neither a tenant's id nor a domain"),
    Slip(kind: .microsoftApp, change: ["tenant": nil], says: "tenant: is missing"),
    Slip(kind: .microsoftApp, change: ["client-id": "Postduif"], says: "no id of an app"),
    Slip(kind: .microsoftApp, change: ["client-secret": Sample.client], says: "the id of a client secret"),
    Slip(kind: .microsoftApp, change: ["client-secret": "two words"], says: "one word"),
    Slip(kind: .microsoftApp, change: ["client-secret": nil], says: "nothing to prove itself by"),
    Slip(kind: .microsoftApp, change: ["certificate": TestKeys.certificate], says: "both"),
    Slip(kind: .microsoftApp, change: ["client-secret": nil, "private-key": TestKeys.key], says: "is missing"),
    Slip(
      kind: .microsoftApp,
      change: ["client-secret": nil, "private-key": TestKeys.key, "certificate": TestKeys.otherCertificate],
      says: "do not belong together"),
    Slip(
      kind: .microsoftApp,
      change: ["client-secret": nil, "private-key": TestKeys.smallKey, "certificate": TestKeys.certificate],
      says: "no RSA key of 2048"),
    Slip(
      kind: .microsoftApp,
      change: ["client-secret": nil, "private-key": TestKeys.curveKey, "certificate": TestKeys.certificate],
      says: "no RSA key of 2048"),
    Slip(
      kind: .microsoftApp,
      change: ["client-secret": nil, "private-key": TestKeys.lockedKey, "certificate": TestKeys.certificate],
      says: "locked with a password"),
    Slip(
      kind: .microsoftApp, change: ["client-secret": nil, "private-key": TestKeys.key, "certificate": "no"],
      says: "no certificate"),
    Slip(
      kind: .microsoftApp,
      change: ["client-secret": nil, "private-key": TestKeys.certificate, "certificate": TestKeys.certificate],
      says: "no private key"),
    Slip(kind: .microsoftApp, change: ["cloud": "chine"], says: "no such cloud"),
    Slip(kind: .microsoftApp, change: ["authority": "http://issuer.example"], says: "secrets cannot be sent"),
    Slip(kind: .microsoftApp, change: ["tennant": "x"], says: "no such field"),
    Slip(kind: .microsoftUser, change: ["client-secret": "x"], says: "no such field"),
    Slip(kind: .microsoftUser, change: ["tenant": String(repeating: "a", count: 70_000)], says: "too long"),
    Slip(kind: .googleUser, change: ["client-id": "a b"], says: "no id of an app"),
    Slip(kind: .googleServiceAccount, change: ["email": "nobody"], says: "no address of a service account"),
    Slip(kind: .googleServiceAccount, change: ["private-key": "x"], says: "no private key"),
    Slip(kind: .googleServiceAccount, change: ["key-id": "a\nb"], says: "no id of a key"),
  ])
  func slipsAreNamed(_ slip: Slip) throws {
    var fields = try #require(Self.valid[slip.kind])
    for (name, value) in slip.change { fields[name] = value }
    let fault = #expect(throws: Fault.self) { try Registration(kind: slip.kind, fields: fields) }
    #expect(fault?.code == .oauthSettings)
    #expect(fault?.message.contains(slip.says) == true, "\(fault?.message ?? "")")
  }

  @Test func theUnchangedFieldsAreGood() throws {
    for (kind, fields) in Self.valid { #expect(try Registration(kind: kind, fields: fields).kind == kind) }
  }

  @Test func blanksFromCopyingAreDropped() throws {
    let registration = try Registration(
      kind: .microsoftApp,
      fields: ["tenant": " Contoso.NL\n", "client-id": "\t\(Sample.client) ", "client-secret": "\u{FEFF}abc\r\n"])
    guard case .microsoftApp(let app) = registration else { throw Unexpected() }
    #expect(app.tenant == "contoso.nl" && app.clientID == Sample.client && app.proof == .secret(Secret("abc")))
  }

  @Test func oneFileMayHoldEverything() throws {
    let file = TestKeys.otherCertificate + "\n" + TestKeys.key + "\n" + TestKeys.certificate + "\n"
    let fields = ["tenant": "contoso.nl", "client-id": Sample.client, "certificate": file, "private-key": file]
    guard case .microsoftApp(let app) = try Registration(kind: .microsoftApp, fields: fields) else {
      throw Unexpected()
    }
    #expect(try app.certificateEnd() ?? 0 > 4_000_000_000)
    #expect(try Sample.app.certificateEnd() == nil)
  }

  @Test func theOlderFormOfAKeyWillDo() throws {
    let key = try KeyPair.key(Secret(TestKeys.traditionalKey))
    #expect(try KeyPair.certificate(TestKeys.certificate, for: key).thumbprint == TestKeys.thumbprint)
  }

  private static func keyFile(type: String = "service_account") -> String {
    let key = TestKeys.key.replacing("\n", with: #"\n"#)
    return """
      {"type": "\(type)", "project_id": "p", "private_key_id": "key-7", "private_key": "\(key)\\n",
       "client_email": "mover@project.iam.gserviceaccount.com", "client_id": "104729104729",
       "token_uri": "https://evil.example/token", "universe_domain": "googleapis.com"}
      """
  }

  @Test func googlesKeyFile() throws {
    let registration = try Registration(googleKeyFile: Array(Self.keyFile().utf8))
    guard case .googleServiceAccount(let account) = registration else { throw Unexpected() }
    #expect(account.email == Sample.account.email && account.keyID == "key-7" && account.clientID == "104729104729")
    #expect(try Endpoints.known(for: registration)?.token == "https://oauth2.googleapis.com/token")
  }

  @Test func googlesKeyFileCutAnywhere() {
    let whole = Array(Self.keyFile().utf8)
    for end in whole.indices {
      #expect(throws: Fault.self) { try Registration(googleKeyFile: Array(whole[..<end])) }
    }
    #expect(throws: Fault.self) { try Registration(googleKeyFile: Array(Self.keyFile(type: "authorized_user").utf8)) }
    #expect(throws: Fault.self) {
      try Registration(googleKeyFile: Array(#"{"installed": {"client_id": "x"}}"#.utf8))
    }
  }
}

struct Unexpected: Error {}
