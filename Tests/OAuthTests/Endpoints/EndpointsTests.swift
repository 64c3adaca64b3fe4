import Core
import Testing

@testable import OAuth

@Suite struct EndpointsTests {
  @Test func microsoftsFollowFromCloudAndTenant() throws {
    var app = Sample.app
    app.tenant = "contoso.nl"
    let base = "https://login.microsoftonline.com/contoso.nl/oauth2/v2.0"
    #expect(
      try Endpoints.known(for: .microsoftApp(app))
        == Endpoints(token: "\(base)/token", deviceCode: "\(base)/devicecode", authorization: "\(base)/authorize"))
    app.cloud = "china"
    #expect(
      try Endpoints.known(for: .microsoftApp(app))?.token
        == "https://login.partner.microsoftonline.cn/contoso.nl/oauth2/v2.0/token")
    app.cloud = "moon"
    #expect(throws: Fault.self) { try Endpoints.known(for: .microsoftApp(app)) }
  }

  @Test func whereAnIssuerIsAskedForItsEndpoints() {
    let user = Registration.microsoftUser(
      .init(tenant: "contoso.nl", clientID: "x", authority: "http://127.0.0.1:8080/"))
    #expect(
      Endpoints.discovery(for: user)?.url == "http://127.0.0.1:8080/contoso.nl/v2.0/.well-known/openid-configuration")
    let google = Registration.googleUser(.init(clientID: "x", authority: "https://i.example/realm"))
    #expect(Endpoints.discovery(for: google)?.url == "https://i.example/realm/.well-known/openid-configuration")
    #expect(Endpoints.discovery(for: .microsoftApp(Sample.app)) == nil)
  }

  private static func document(
    issuer: String = "https://i.example/{tenantid}/v2.0", token: String = "https://i.example/token"
  ) -> String {
    #"{"issuer":"\#(issuer)","token_endpoint":"\#(token)","authorization_endpoint":"https://i.example/authorize","#
      + #""device_authorization_endpoint":"https://i.example/device","response_types_supported":["code"]}"#
  }

  @Test func theIssuersOwnDescription() throws {
    let endpoints = try Endpoints.read(.json(Self.document()), authority: "https://i.example")
    #expect(endpoints.token == "https://i.example/token" && endpoints.deviceCode == "https://i.example/device")
  }

  @Test(arguments: [
    (document(issuer: "https://other.example"), "another"), (document(issuer: "https://i.example:444"), "another"),
    (document(token: "http://i.example/token"), "not one for secrets"),
    (document(token: "http://127.0.0.1/token"), "not one for secrets"),
    (document(token: "file:///etc/passwd"), "not one for secrets"),
    (#"{"issuer":"https://i.example"}"#, "lacks an address"), ("[]", "no description"), ("", "no description"),
  ])
  func descriptionsThatAreNotBelieved(_ document: String, _ says: String) {
    let fault = #expect(throws: Fault.self) {
      try Endpoints.read(.json(document), authority: "https://i.example")
    }
    #expect(fault?.message.contains(says) == true, "\(fault?.message ?? "")")
  }

  @Test func aDescriptionCutAnywhereIsNone() {
    let whole = Array(Self.document().utf8)
    for end in whole.indices {
      #expect(throws: Fault.self) {
        try Endpoints.read(HTTPReply(status: 200, body: Array(whole[..<end])), authority: "https://i.example")
      }
    }
  }
}
