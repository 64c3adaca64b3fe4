import Core
import Testing

@testable import IMAPClient

/// The exchanges of the RFCs' own examples.
struct SASLTests {
  private static func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  @Test func plainSendsAllThreeParts() throws {
    // RFC 4616 §4.
    var own = PlainExchange(authorizationIdentity: "", user: "tim", secret: Secret("tanstaaftanstaaf"))
    #expect(Self.text(try own.initialResponse()) == "\0tim\0tanstaaftanstaaf")
    var other = PlainExchange(authorizationIdentity: "Ursel", user: "Kurt", secret: Secret("xipj3plmq"))
    #expect(Self.text(try other.initialResponse()) == "Ursel\0Kurt\0xipj3plmq")
  }

  @Test func plainRefusesNUL() {
    var exchange = PlainExchange(authorizationIdentity: "", user: "t\0m", secret: Secret("geheim"))
    #expect(throws: Fault.self) { try exchange.initialResponse() }
  }

  @Test func cramMD5OfTheRFC() throws {
    // RFC 2195 §2.
    var exchange = CRAMMD5Exchange(user: "tim", secret: Secret("tanstaaftanstaaf"))
    #expect(try exchange.initialResponse() == nil)
    let answer = try exchange.answer(Array("<1896.697170952@postoffice.reston.mci.net>".utf8))
    #expect(Self.text(answer) == "tim b913a602c7eda7a495b4e6e7334d3890")
    #expect(throws: Fault.self) { try exchange.answer([]) }
  }

  @Test func loginAnswersTwoQuestions() throws {
    var exchange = LoginExchange(user: "tim", secret: Secret("geheim"))
    #expect(try exchange.initialResponse() == nil)
    #expect(Self.text(try exchange.answer(Array("User Name".utf8))) == "tim")
    #expect(Self.text(try exchange.answer([])) == "geheim")
    #expect(throws: Fault.self) { try exchange.answer([]) }
  }

  struct SCRAM: Sendable, CustomTestStringConvertible {
    var digest: SCRAMExchange.Digest
    var nonce, first, serverFirst, final, serverFinal: String
    var testDescription: String { digest.rawValue }
    static let rows = [
      // RFC 5802 §5.
      SCRAM(
        digest: .sha1, nonce: "fyko+d2lbbFgONRv9qkxdawL", first: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        serverFirst: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        final: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        serverFinal: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="),
      // RFC 7677 §3.
      SCRAM(
        digest: .sha256, nonce: "rOprNGfwEbeRWgbNEkqO", first: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        final:
          "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
    ]
    func exchange() -> SCRAMExchange {
      SCRAMExchange(digest: digest, user: "user", secret: Secret("pencil"), nonce: nonce)
    }
  }

  @Test(arguments: SCRAM.rows) func scramOfTheRFCs(row: SCRAM) throws {
    var exchange = row.exchange()
    #expect(Self.text(try exchange.initialResponse()) == row.first)
    #expect(Self.text(try exchange.answer(Array(row.serverFirst.utf8))) == row.final)
    #expect(throws: Fault.self) { try exchange.finish() }
    #expect(try exchange.answer(Array(row.serverFinal.utf8)) == [])
    try exchange.finish()
  }

  @Test(arguments: SCRAM.rows) func scramNoticesAFalseServer(row: SCRAM) throws {
    var exchange = row.exchange()
    _ = try exchange.answer(Array(row.serverFirst.utf8))
    let forged = Array("v=\(Base64.encode([UInt8](repeating: 7, count: 20)))".utf8)
    let fault = #expect(throws: Fault.self) { try exchange.answer(forged) }
    #expect(fault?.code == .tlsUntrusted)
    #expect(throws: Fault.self) { try exchange.finish() }
  }

  @Test(arguments: [
    "r=other,s=QSXCR+Q6sek8bf92,i=4096", "r=abc,s=QSXCR+Q6sek8bf92,i=4096", "r=abcdef,s=,i=4096",
    "r=abcdef,s=QSXCR+Q6sek8bf92,i=4095", "r=abcdef,s=QSXCR+Q6sek8bf92,i=999999999999", "r=abcdef,s=QSXCR+Q6sek8bf92",
    "m=x,r=abcdef,s=QSXCR+Q6sek8bf92,i=4096", "", ",,,", "r=abcdef,s=!!!,i=4096",
  ]) func scramRefuses(serverFirst: String) {
    var exchange = SCRAMExchange(digest: .sha256, user: "user", secret: Secret("pencil"), nonce: "abc")
    #expect(throws: Fault.self) { try exchange.answer(Array(serverFirst.utf8)) }
  }

  @Test func scramEscapesNamesAndKeepsTheIdentity() throws {
    var exchange = SCRAMExchange(
      digest: .sha1, authorizationIdentity: "a,b", user: "x=y", secret: Secret("pencil"), nonce: "n")
    #expect(Self.text(try exchange.initialResponse()) == "n,a=a=2Cb,n=x=3Dy,r=n")
  }

  @Test func bearerTokens() throws {
    // RFC 7628 §4.1; Google's own example.
    var bearer = OAuthBearerExchange(
      authorizationIdentity: "user@example.com", host: "server.example.com", port: 143,
      secret: Secret("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="))
    #expect(
      Self.text(try bearer.initialResponse())
        == "n,a=user@example.com,\u{1}host=server.example.com\u{1}port=143\u{1}auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u{1}\u{1}"
    )
    #expect(try bearer.answer(Array("{\"status\":\"invalid_token\"}".utf8)) == [1])
    var google = XOAuth2Exchange(
      user: "someuser@example.com", secret: Secret("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"))
    let encoded = try google.initialResponse().map { Base64.encode($0) }
    #expect(
      encoded
        == "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
    )
    #expect(try google.answer(Array("{}".utf8)) == [])
  }

  // RFC 4013 §3.
  @Test(arguments: [
    ("I\u{AD}X", "IX"), ("user", "user"), ("USER", "USER"), ("\u{AA}", "a"), ("\u{2168}", "IX"), ("a\u{A0}b", "a b"),
  ])
  func preparesText(given: String, prepared: String) {
    #expect(SASLPrep.prepare(given) == prepared)
  }
}
