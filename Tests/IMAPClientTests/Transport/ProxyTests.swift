import Core
import IMAP
import IMAPClient
import NIOCore
import NIOSSL
import TestKit
import Testing

/// Whole connections through proxies, over real sockets.
struct ProxyTests {
  private static let credentials = Endpoint.Credentials(user: "postbode", password: Secret("rietjesdoos"))
  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private enum Kind: Sendable { case http, socks }

  private static func endpoint(
    _ server: Int, _ proxy: ScriptedProxy, _ kind: Kind, _ credentials: Endpoint.Credentials? = nil
  ) -> Endpoint {
    var endpoint = Dialling.endpoint(server)
    endpoint.proxy =
      kind == .http
      ? .httpConnect(host: "127.0.0.1", port: proxy.port, credentials: credentials)
      : .socks5(host: "127.0.0.1", port: proxy.port, credentials: credentials)
    return endpoint
  }

  /// The request for 127.0.0.1 as a name, that is 7 + 9 bytes.
  private static func socksRequest(_ port: Int) -> [UInt8] {
    [5, 1, 0, 3, 9] + text("127.0.0.1") + [UInt8(port >> 8), UInt8(port & 255)]
  }
  private static let socksReply: [UInt8] = [5, 0, 0, 1, 127, 0, 0, 1, 0, 143]
  private static let httpReply = text("HTTP/1.1 200 Connection established\r\nVia: 1.1 schuur\r\n\r\n")

  private func work(_ endpoint: Endpoint) async throws -> Bool {
    let connection = try await IMAPConnection.connect(to: endpoint, login: Dialling.login, on: Dialling.loop)
    let isOK = try await connection.run(.noop).status.isOK
    await connection.close()
    return isOK
  }

  @Test func httpConnect() async throws {
    let server = try await Dialling.server()
    let proxy = try await ScriptedProxy([.init(.blankLine, .tunnel(Self.httpReply, port: server.port))])
    #expect(try await work(Self.endpoint(server.port, proxy, .http)))
    let authority = "127.0.0.1:\(server.port)"
    #expect(proxy.heard == [Self.text("CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\r\n")])
    await proxy.stop()
    await server.stop()
  }

  @Test func httpConnectWithAPassword() async throws {
    let server = try await Dialling.server()
    let proxy = try await ScriptedProxy([.init(.blankLine, .tunnel(Self.httpReply, port: server.port))])
    #expect(try await work(Self.endpoint(server.port, proxy, .http, Self.credentials)))
    let heard = String(decoding: proxy.heard.joined(), as: UTF8.self)
    let basic = Base64.encode(Self.text("postbode:rietjesdoos"))
    #expect(heard.contains("\r\nProxy-Authorization: Basic \(basic)\r\n"))
    await proxy.stop()
    await server.stop()
  }

  @Test func socks() async throws {
    let server = try await Dialling.server()
    let proxy = try await ScriptedProxy([
      .init(.bytes(3), .send([5, 0])), .init(.bytes(16), .tunnel(Self.socksReply, port: server.port)),
    ])
    #expect(try await work(Self.endpoint(server.port, proxy, .socks)))
    #expect(proxy.heard == [[5, 1, 0], Self.socksRequest(server.port)])
    await proxy.stop()
    await server.stop()
  }

  @Test func socksWithAPassword() async throws {
    let server = try await Dialling.server()
    let proxy = try await ScriptedProxy([
      .init(.bytes(4), .send([5, 2])), .init(.bytes(22), .send([1, 0])),
      .init(.bytes(16), .tunnel(Self.socksReply, port: server.port)),
    ])
    #expect(try await work(Self.endpoint(server.port, proxy, .socks, Self.credentials)))
    #expect(
      proxy.heard == [
        [5, 2, 0, 2], [1, 8] + Self.text("postbode") + [11] + Self.text("rietjesdoos"),
        Self.socksRequest(server.port),
      ])
    await proxy.stop()
    await server.stop()
  }

  /// Answers that come in single bytes are put together; the greeting may come in one piece with the proxy's last words.
  @Test func aSlowProxyAndAnEagerServer() async throws {
    let server = try await Dialling.server()
    let slow = try await ScriptedProxy([
      .init(.bytes(3), .dribble([5, 0])), .init(.bytes(16), .dribble(Self.socksReply + Self.text("* BYE full\r\n"))),
    ])
    let fault = await Dialling.fault(Self.endpoint(server.port, slow, .socks))
    #expect(fault?.code == .limit || fault?.code == .greeting)
    #expect(slow.heard.count == 2)
    let eager = try await ScriptedProxy([.init(.blankLine, .close(Self.httpReply + Self.text("* BYE full\r\n")))])
    let other = await Dialling.fault(Self.endpoint(server.port, eager, .http))
    #expect(other?.code == fault?.code)
    await slow.stop()
    await eager.stop()
    await server.stop()
  }

  struct Failure: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isHTTP: Bool
    var steps: [ScriptedProxy.Step]
    var words: String
  }

  static let failures = [
    Failure(
      testDescription: "HTTP, password refused", isHTTP: true,
      steps: [.init(.blankLine, .close(text("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")))],
      words: "407"),
    Failure(
      testDescription: "HTTP, forbidden", isHTTP: true,
      steps: [.init(.blankLine, .close(text("HTTP/1.1 403 Forbidden\r\n\r\n")))], words: "403"),
    Failure(
      testDescription: "HTTP, cut at once", isHTTP: true, steps: [.init(.blankLine, .close([]))], words: "closed"),
    Failure(
      testDescription: "HTTP, cut in its head", isHTTP: true,
      steps: [.init(.blankLine, .close(text("HTTP/1.1 200 Conn")))], words: "closed"),
    Failure(
      testDescription: "HTTP, silent", isHTTP: true, steps: [.init(.blankLine, .silence)], words: "does not answer"),
    Failure(
      testDescription: "SOCKS, password refused", isHTTP: false,
      steps: [.init(.bytes(4), .send([5, 2])), .init(.bytes(22), .close([1, 1]))], words: "refused the credentials"),
    Failure(
      testDescription: "SOCKS, forbidden", isHTTP: false,
      steps: [.init(.bytes(4), .send([5, 0])), .init(.bytes(16), .close([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]))],
      words: "rules forbid"),
    Failure(
      testDescription: "SOCKS, cut after the method", isHTTP: false, steps: [.init(.bytes(4), .close([5]))],
      words: "closed"),
    Failure(
      testDescription: "SOCKS, cut in its reply", isHTTP: false,
      steps: [.init(.bytes(4), .send([5, 0])), .init(.bytes(16), .close([5, 0, 0, 1, 127]))], words: "closed"),
    Failure(
      testDescription: "SOCKS, silent after the request", isHTTP: false,
      steps: [.init(.bytes(4), .send([5, 0])), .init(.bytes(16), .silence)], words: "does not answer"),
  ]

  @Test(arguments: failures) func whatGoesWrongIsTheProxys(failure: Failure) async throws {
    let server = try await Dialling.server()
    let proxy = try await ScriptedProxy(failure.steps)
    var endpoint = Self.endpoint(server.port, proxy, failure.isHTTP ? .http : .socks, Self.credentials)
    if failure.words == "does not answer" { endpoint.connectTimeout = .milliseconds(200) }
    let fault = await Dialling.fault(endpoint)
    #expect(fault?.code == .proxy)
    #expect(fault?.place == "127.0.0.1:\(proxy.port)")
    #expect(fault?.message.contains(failure.words) == true, "\(fault?.message ?? "no fault")")
    #expect(fault.map { "\($0) \(String(reflecting: $0))".contains("rietjesdoos") } == false)
    #expect(server.connections == 0)
    await proxy.stop()
    await server.stop()
  }

  @Test func nobodyIsAtTheProxysPort() async throws {
    let dead = try #require(DeadPort())
    var endpoint = Dialling.endpoint(143)
    endpoint.proxy = .socks5(host: "127.0.0.1", port: dead.port, credentials: nil)
    #expect(await Dialling.fault(endpoint)?.code == .proxy)
    withExtendedLifetime(dead) {}
  }

  @Test(.enabled(if: Skips.unless(TestAuthority.isAvailable, "openssl is not installed")))
  func tlsThroughATunnel() async throws {
    let certificates = try await Certificates()
    let tls = try certificates.server("good")
    var script = ScriptedServer.Script { $0.name == "LOGIN" ? .ok($0, "", "OK [CAPABILITY IMAP4rev1] in") : .ok($0) }
    script.prepare = { try $0.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
    let server = try await ScriptedServer(script)
    let proxy = try await ScriptedProxy([.init(.blankLine, .tunnel(Self.httpReply, port: server.port))])
    var endpoint = Self.endpoint(server.port, proxy, .http)
    endpoint.tls = .implicit
    endpoint.trust = .caFile(certificates.root)
    #expect(try await work(endpoint))
    await proxy.stop()
    await server.stop()
  }
}
