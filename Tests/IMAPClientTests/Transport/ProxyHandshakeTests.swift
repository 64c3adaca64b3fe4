import Core
import Testing

@testable import IMAPClient

struct ProxyHandshakeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var proxy: Endpoint.Proxy
    var first: [UInt8]
    /// What the proxy says, and what is said back.
    var steps: [([UInt8], ProxyHandshake.Action)]
  }

  static let user = Endpoint.Credentials(user: "u", password: Secret("geheim"))
  static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
  static let connect: [UInt8] = [5, 1, 0, 3, 12] + text("imap.example") + [3, 225]
  static let rows = [
    Row(
      testDescription: "HTTP", proxy: .httpConnect(host: "p", port: 3128, credentials: nil),
      first: text("CONNECT imap.example:993 HTTP/1.1\r\nHost: imap.example:993\r\n\r\n"),
      steps: [(text("HTTP/1.1 200 Connection established\r\nVia: p\r\n\r\n* OK"), .established(leftover: text("* OK")))]
    ),
    Row(
      testDescription: "HTTP with credentials", proxy: .httpConnect(host: "p", port: 3128, credentials: user),
      first: text(
        "CONNECT imap.example:993 HTTP/1.1\r\nHost: imap.example:993\r\nProxy-Authorization: Basic dTpnZWhlaW0=\r\n\r\n"
      ),
      steps: [
        (text("HTTP/1.0 407 Proxy Authentication Required\r\n\r\n"), .fail("the proxy wants other credentials (407)"))
      ]),
    Row(
      testDescription: "HTTP refuses", proxy: .httpConnect(host: "p", port: 3128, credentials: nil),
      first: text("CONNECT imap.example:993 HTTP/1.1\r\nHost: imap.example:993\r\n\r\n"),
      steps: [(text("HTTP/1.1 403 No\r\n\r\n"), .fail("the proxy refused (403)"))]),
    Row(
      testDescription: "no HTTP", proxy: .httpConnect(host: "p", port: 3128, credentials: nil),
      first: text("CONNECT imap.example:993 HTTP/1.1\r\nHost: imap.example:993\r\n\r\n"),
      steps: [(text("* OK IMAP ready\r\n\r\n"), .fail("the proxy does not speak HTTP"))]),
    Row(
      testDescription: "SOCKS", proxy: .socks5(host: "p", port: 1080, credentials: nil), first: [5, 1, 0],
      steps: [
        ([5, 0], .send(connect)), ([5, 0, 0, 1, 1, 2, 3, 4, 5, 6] + text("*"), .established(leftover: text("*"))),
      ]),
    Row(
      testDescription: "SOCKS with credentials and a name for an answer",
      proxy: .socks5(host: "p", port: 1080, credentials: user), first: [5, 2, 0, 2],
      steps: [
        ([5, 2], .send([1, 1] + text("u") + [6] + text("geheim"))), ([1, 0], .send(connect)),
        ([5, 0, 0, 3, 1, 0x78, 0, 0], .established(leftover: [])),
      ]),
    Row(
      testDescription: "SOCKS over IPv6", proxy: .socks5(host: "p", port: 1080, credentials: nil), first: [5, 1, 0],
      steps: [
        ([5, 0], .send(connect)), ([5, 0, 0, 4] + [UInt8](repeating: 0, count: 18), .established(leftover: [])),
      ]),
    Row(
      testDescription: "SOCKS refuses credentials", proxy: .socks5(host: "p", port: 1080, credentials: user),
      first: [5, 2, 0, 2],
      steps: [
        ([5, 2], .send([1, 1] + text("u") + [6] + text("geheim"))),
        ([1, 1], .fail("the proxy refused the credentials")),
      ]),
    Row(
      testDescription: "SOCKS wants credentials", proxy: .socks5(host: "p", port: 1080, credentials: nil),
      first: [5, 1, 0], steps: [([5, 255], .fail("the proxy wants credentials"))]),
    Row(
      testDescription: "SOCKS cannot reach", proxy: .socks5(host: "p", port: 1080, credentials: nil), first: [5, 1, 0],
      steps: [([5, 0], .send(connect)), ([5, 4, 0, 1, 0], .fail("the proxy cannot reach the host"))]),
    Row(
      testDescription: "SOCKS 4", proxy: .socks5(host: "p", port: 1080, credentials: nil), first: [5, 1, 0],
      steps: [([4, 0], .fail("the proxy does not speak SOCKS 5"))]),
  ]

  private static func handshake(_ proxy: Endpoint.Proxy) throws -> ProxyHandshake {
    var endpoint = Endpoint(host: "imap.example")
    endpoint.proxy = proxy
    return try #require(ProxyHandshake(endpoint))
  }

  @Test(arguments: rows) func whole(row: Row) throws {
    var handshake = try Self.handshake(row.proxy)
    #expect(handshake.start() == .send(row.first))
    for (bytes, action) in row.steps { #expect(handshake.receive(bytes) == action) }
  }

  @Test(arguments: rows) func byteByByte(row: Row) throws {
    var handshake = try Self.handshake(row.proxy)
    _ = handshake.start()
    for (bytes, expected) in row.steps {
      var action = ProxyHandshake.Action.wait
      for byte in bytes where action == .wait { action = handshake.receive([byte]) }
      if case .established = expected {
        #expect(action == .established(leftover: []))
      } else {
        #expect(action == expected)
      }
    }
  }

  @Test func anEndlessAnswerIsNotWaitedFor() throws {
    var handshake = try Self.handshake(.httpConnect(host: "p", port: 1, credentials: nil))
    _ = handshake.start()
    #expect(handshake.receive([UInt8](repeating: 0x61, count: 17_000)) == .fail("the proxy's answer is too long"))
  }

  @Test func noProxyNoHandshake() { #expect(ProxyHandshake(Endpoint(host: "imap.example")) == nil) }
}
