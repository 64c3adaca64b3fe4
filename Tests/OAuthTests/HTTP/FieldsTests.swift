import Core
import Testing

@testable import OAuth

@Suite struct FieldsTests {
  @Test(
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Mon, 23 Nov 2026 15:00:00 GMT", 1_795_446_000), ("Sun, 06 Nov 1994 08:49:37 CET", nil),
      ("Sun, 06 Nov 1994 8:49 GMT", nil), ("06 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Now 1994 08:49:37 GMT", nil),
      ("Sun, 36 Nov 1994 08:49:37 GMT", nil), ("Sun, +6 Nov 1994 08:49:37 GMT", nil), ("", nil),
    ] as [(String, Int64?)])
  func dates(_ text: String, _ seconds: Int64?) {
    #expect(HTTPFields.date(text) == seconds)
  }

  @Test(
    arguments: [
      ("120", 120), ("0", 0), ("Thu, 01 Jan 1970 00:10:00 GMT", 500), ("Thu, 01 Jan 1970 00:00:01 GMT", 0), ("-3", nil),
      ("+3", nil), ("soon", nil), ("99999999999", nil), ("", nil),
    ] as [(String, Int64?)])
  func waits(_ text: String, _ seconds: Int64?) {
    #expect(HTTPFields.retryAfter(text, now: 100) == seconds)
  }

  @Test func formsKeepEveryByte() throws {
    let fields = [("a b", "1+2=3&4"), ("é", "%\r\n\u{1}~-._"), ("", "x")]
    let text = FormText.encode(fields)
    #expect(text == "a%20b=1%2B2%3D3%264&%C3%A9=%25%0D%0A%01~-._&=x")
    let read = try #require(FormText.decode(text))
    #expect(read.map(\.name) == fields.map(\.0) && read.map(\.value) == fields.map(\.1))
    #expect(FormText.decode("a=1+2&b")?.map(\.value) == ["1 2", ""])
    for broken in ["a=%", "a=%4", "a=%zz", "%ff=1"] { #expect(FormText.decode(broken) == nil, "\(broken)") }
  }

  @Test(arguments: [
    ("https://login.microsoftonline.com", true), ("https://a.example:8443/x?y=1", true), ("HTTPS://A.example", true),
    ("http://127.0.0.1:8080", true), ("http://localhost/x", true), ("http://[::1]:99/", true),
    ("http://issuer.example", false), ("http://127.0.0.1.evil.example", false), ("https://user@issuer.example", false),
    ("https://issuer.example/#x", false), ("ftp://issuer.example", false), ("https://", false),
    ("https://issuer.example:0", false), ("https://issuer.example:99999", false), ("https://issuer example", false),
    ("https://issuer.example\\@evil", false), ("https://b\u{fc}cher.example", false), ("", false),
  ])
  func addressesForSecrets(_ text: String, _ isAllowed: Bool) {
    #expect((WebAddress(text)?.mayCarrySecrets ?? false) == isAllowed)
  }

  @Test func questionsAndRepliesDoNotShowSecrets() {
    let question = HTTPQuestion(url: "https://a.example", form: [("client_secret", "hidden-value")])
    for text in ["\(question)", String(reflecting: question), "\([question])", String(describing: Optional(question))] {
      #expect(!text.contains("hidden-value"))
      #expect(text.contains("client_secret"))
    }
    let reply = HTTPReply.token("token-that-nobody-sees")
    var dumped = ""
    dump(reply, to: &dumped)
    #expect(!"\(reply)".contains("nobody") && !dumped.contains("nobody"))
  }

  @Test(arguments: [
    ("http://proxy.example:8080", "proxy.example", 8080), ("proxy.example", "proxy.example", 3128),
    ("http://us%40er:p%2Bw@proxy.example:1", "proxy.example", 1), ("socks5://proxy.example", "proxy.example", 1080),
    ("http://[::1]:8080/", "::1", 8080),
  ])
  func proxies(_ text: String, _ host: String, _ port: Int) throws {
    let settings = try ProxySettings(environment: ["https_proxy": text])
    let issuer = try #require(WebAddress("https://issuer.example"))
    #expect(settings.proxy(for: issuer)?.host == host)
    #expect(settings.proxy(for: issuer)?.port == port)
    let here = try #require(WebAddress("http://127.0.0.1:1"))
    #expect(settings.proxy(for: here) == nil)
  }

  @Test func proxyNamesAndPasswordsAreUnescaped() throws {
    let proxy = try ProxySettings(environment: ["HTTPS_PROXY": "http://us%40er:p%2Bw+x@proxy.example:1"]).proxy
    #expect(proxy?.user == "us@er")
    #expect(proxy?.password?.reveal() == "p+w+x")
  }

  @Test(arguments: [
    ("issuer.example", true), ("example", true), (".example", true), ("*.issuer.example", true), ("*", true),
    ("issuer.example:443", true), ("issuer.example:8443", false), ("suer.example", false),
    ("other, issuer.example", true),
    ("", false),
  ])
  func exceptions(_ list: String, _ isDirect: Bool) throws {
    let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://p.example:1", "NO_PROXY": list])
    let issuer = try #require(WebAddress("https://issuer.example/token"))
    #expect((settings.proxy(for: issuer) == nil) == isDirect)
  }

  @Test(arguments: ["ftp://p.example", "https://p.example:1", "http://", "socks5://u:p@p.example:1", "http://p:port"])
  func proxiesThatCannotBe(_ text: String) {
    #expect(throws: Fault.self) { try ProxySettings(environment: ["ALL_PROXY": text]) }
  }
}
