import Core
import Testing

@testable import OAuth

@Suite struct TokenAnswerTests {
  private func tokens(_ reply: HTTPReply) throws -> TokenAnswer {
    switch try TokenAnswer.read(reply, place: "issuer.example") {
    case .success(let answer): return answer
    case .failure: throw Unexpected()
    }
  }

  @Test func aWholeAnswer() throws {
    let answer = try tokens(
      .json(
        #"{"token_type":"Bearer","scope":"https://outlook.office.com/IMAP.AccessAsUser.All x","expires_in":4712,"#
          + #""ext_expires_in":4712,"access_token":"acc.ess.token","refresh_token":"ref-resh","id_token":null}"#))
    #expect(answer.access.reveal() == "acc.ess.token" && answer.refresh?.reveal() == "ref-resh")
    #expect(answer.lifetime == 4712)
    #expect(answer.scopes == ["https://outlook.office.com/IMAP.AccessAsUser.All", "x"])
  }

  @Test(arguments: [
    (#""expires_in":"3599","#, 3599), (#""expires_in":3599.9,"#, 3599), ("", 600), (#""expires_in":"soon","#, 600),
    (#""expires_in":99999999999,"#, 86_400), (#""expires_in":true,"#, 600),
  ])
  func lifetimes(_ member: String, _ lifetime: Int64) throws {
    let answer = try tokens(.json(#"{\#(member)"access_token":"abcd"}"#))
    #expect(answer.lifetime == lifetime)
    #expect(answer.refresh == nil && answer.scopes.isEmpty)
  }

  @Test(arguments: [
    #"{"expires_in":3600}"#, #"{"access_token":""}"#, #"{"access_token":"a b"}"#, #"{"access_token":"a\u0001b"}"#,
    #"{"access_token":"tok","expires_in":0}"#, #"{"access_token":"tok","expires_in":-5}"#,
    #"{"access_token":"tok","token_type":"mac"}"#, #"{"access_token":"tok","refresh_token":"a\r\nb"}"#,
    #"{"access_token":17}"#, "[]", "null", "", "<html></html>", #"{"access_token":"tok"} x"#,
  ])
  func whatIsNoAnswer(_ body: String) {
    let fault = #expect(throws: Fault.self) { try TokenAnswer.read(.json(body), place: "issuer.example") }
    #expect(fault?.code == .oauthAnswer)
  }

  @Test func cutAnywhere() throws {
    let whole = Array(#"{"token_type":"Bearer","expires_in":3600,"access_token":"abcd","scope":"x y"}"#.utf8)
    _ = try tokens(HTTPReply(status: 200, body: whole))
    for end in whole.indices {
      #expect(throws: Fault.self) {
        try TokenAnswer.read(HTTPReply(status: 200, body: Array(whole[..<end])), place: "")
      }
    }
  }

  @Test func nestingIsBounded() {
    let deep = String(repeating: "[", count: 200_000)
    #expect(throws: Fault.self) { try TokenAnswer.read(.json(#"{"access_token":\#(deep)"#), place: "") }
    #expect(LooseJSON(Array(#"{"a":\#(deep)\#(String(repeating: "]", count: 200_000))}"#.utf8)) == nil)
  }

  private static let refused =
    #"{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired. Trace ID: x","#
    + #""error_codes":[7000222],"timestamp":"2026-11-23 15:00:00Z","trace_id":"11111111-2222-3333-4444-555555555555","#
    + #""correlation_id":"66666666-7777-8888-9999-000000000000","suberror":"bad_token","error_uri":"https://x"}"#

  @Test func aRefusal() throws {
    guard
      case .failure(let refusal) = try TokenAnswer.read(
        .json(Self.refused, status: 401, date: 5, retryAfter: 6), place: "")
    else { throw Unexpected() }
    #expect(refusal.error == "invalid_client" && refusal.codes == [7_000_222] && refusal.subtype == "bad_token")
    #expect(refusal.status == 401 && refusal.date == 5 && refusal.retryAfter == 6)
    #expect(
      refusal.traces
        == "AADSTS7000222, bad_token, trace 11111111-2222-3333-4444-555555555555, correlation"
        + " 66666666-7777-8888-9999-000000000000, 2026-11-23 15:00:00Z")
  }

  @Test func aRefusalCutAnywhereIsNone() {
    let whole = Array(Self.refused.utf8)
    for end in whole.indices {
      #expect(throws: Fault.self) {
        try TokenAnswer.read(HTTPReply(status: 400, body: Array(whole[..<end])), place: "")
      }
    }
  }

  @Test func numbersAreFoundInTheTextToo() {
    #expect(Refusal.codes(in: "AADSTS50034: x. AADSTS7: y AADSTS AADSTSx") == [50034, 7])
    #expect(Refusal.codes(in: String(repeating: "AADSTS1 ", count: 50)).count == 10)
  }

  @Test(arguments: [(503, "temporarily_unavailable"), (429, "throttled"), (500, "temporarily_unavailable")])
  func anOverloadedIssuerMayAnswerWithAPage(_ status: Int, _ error: String) throws {
    guard case .failure(let refusal) = try TokenAnswer.read(.json("<html>", status: status), place: "") else {
      throw Unexpected()
    }
    #expect(refusal.error == error)
  }

  @Test func hostileIdentifiersAreNotShown() throws {
    let body = #"{"error":"x","trace_id":"a\u001b[2Jb","correlation_id":"\#(String(repeating: "a", count: 65))"}"#
    guard case .failure(let refusal) = try TokenAnswer.read(.json(body, status: 400), place: "") else {
      throw Unexpected()
    }
    #expect(refusal.traces == "x")
  }
}

@Suite struct TokenClaimsTests {
  @Test func ofAnApp() throws {
    let claims = try #require(
      TokenClaims(
        Sample.token(
          #"{"aud":"https://outlook.office365.com","iss":"https://sts.windows.net/t/","exp":1800003600,"tid":"t-1","#
            + #""appid":"a-1","oid":"o-1","roles":["IMAP.AccessAsApp","SMTP.SendAsApp"]}"#)))
    #expect(claims.audience == ["https://outlook.office365.com"] && claims.expires == 1_800_003_600)
    #expect(claims.tenant == "t-1" && claims.clientID == "a-1" && claims.objectID == "o-1")
    #expect(claims.roles == ["IMAP.AccessAsApp", "SMTP.SendAsApp"] && claims.scopes.isEmpty)
    #expect(claims.issuer == "https://sts.windows.net/t/")
  }

  @Test func ofAPerson() throws {
    let claims = try #require(
      TokenClaims(
        Sample.token(#"{"aud":["a","b"],"azp":"a-2","upn":"tim@school.example","scp":"IMAP.AccessAsUser.All x"}"#)))
    #expect(claims.audience == ["a", "b"] && claims.clientID == "a-2" && claims.userName == "tim@school.example")
    #expect(claims.scopes == ["IMAP.AccessAsUser.All", "x"])
  }

  @Test(arguments: ["ya29.opaque", "EwBYA8l6BAAU", "a.b.c", "..", "a.e30.c.d", "a.W10.c", "a.+/8.c", ""])
  func opaqueTokensSayNothing(_ token: String) { #expect(TokenClaims(Secret(token)) == nil) }

  @Test func cutAnywhere() {
    let whole = Sample.token(#"{"tid":"t"}"#).reveal()
    let payload = whole.split(separator: ".")[1]
    for end in payload.indices { #expect(TokenClaims(Secret("h.\(payload[..<end]).s")) == nil) }
  }

  @Test func textsThatMoveACursorAreLeftOut() throws {
    let claims = try #require(TokenClaims(Sample.token(#"{"tid":"a\u001b[2J","oid":"b\u202ec","appid":"ok"}"#)))
    #expect(claims.tenant == nil && claims.objectID == nil && claims.clientID == "ok")
  }
}
