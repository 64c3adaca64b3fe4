import Core
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import TestKit
import Testing

@testable import OAuth

/// The exchange over real sockets: what comes back, and which fault each kind of trouble becomes.
@Suite struct HTTPClientExchangeTests {
  /// Sends the same bytes to whoever has sent a whole request, and keeps what it got.
  final class CannedServer: Sendable {
    let channel: any Channel
    let received: Received
    var port: Int { channel.localAddress?.port ?? 0 }

    final class Received: Sendable {
      private let text = Mutex("")
      var all: String { text.withLock { $0 } }
      func add(_ more: String) -> String {
        text.withLock {
          $0 += more
          return $0
        }
      }
    }

    /// `reply` nil stays silent.
    init(_ reply: String?, tls: NIOSSLContext? = nil) async throws {
      let received = Received()
      self.received = received
      channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
            try channel.pipeline.syncOperations.addHandler(Handler(reply: reply, received: received))
          }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    }

    func stop() async throws { try await channel.close() }

    private final class Handler: ChannelInboundHandler {
      typealias InboundIn = ByteBuffer
      typealias OutboundOut = ByteBuffer
      private let reply: String?
      private let received: Received

      init(reply: String?, received: Received) {
        self.reply = reply
        self.received = received
      }

      func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let all = received.add(String(buffer: unwrapInboundIn(data)))
        // A web server without TLS does not wait for the end of what it takes for a broken request.
        guard let reply, Self.isWhole(all) || !all.hasPrefix("P") && !all.hasPrefix("G") && !all.hasPrefix("C")
        else { return }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)))
          .whenComplete { _ in channel.close(promise: nil) }
      }

      /// The header may come without the body.
      private static func isWhole(_ request: String) -> Bool {
        guard let end = request.firstRange(of: "\r\n\r\n") else { return false }
        let size = request[..<end.lowerBound].lowercased().split(separator: "\r\n")
          .first { $0.hasPrefix("content-length:") }
          .flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) }
        return request[end.upperBound...].utf8.count >= size ?? 0
      }

      func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
  }

  private func exchange(caFile: String? = nil, limit: Duration = .seconds(20), _ environment: [String: String] = [:])
    throws -> HTTPClientExchange
  {
    try HTTPClientExchange(.init(caFile: caFile, limit: limit, environment: environment))
  }

  private func serve<Answer>(
    _ reply: String?, tls: NIOSSLContext? = nil, _ body: (CannedServer) async throws -> Answer
  ) async throws -> Answer {
    let server = try await CannedServer(reply, tls: tls)
    do {
      let answer = try await body(server)
      try await server.stop()
      return answer
    } catch {
      try await server.stop()
      throw error
    }
  }

  private func fault(_ url: String, _ exchange: HTTPClientExchange) async throws -> Fault {
    let fault = await #expect(throws: Fault.self) { try await exchange.ask(HTTPQuestion(url: url)) }
    return try #require(fault)
  }

  @Test func aFormGoesOutAndAnAnswerComesBack() async throws {
    let reply =
      "HTTP/1.1 400 Bad\r\nDate: Mon, 23 Nov 2026 15:00:00 GMT\r\nRetry-After: 17\r\nContent-Length: 4\r\n\r\n{ab}"
    try await serve(reply) { server in
      let question = HTTPQuestion(
        url: "http://127.0.0.1:\(server.port)/token?x=1", form: [("a b", "c&d"), ("scope", "x y")])
      let answer = try await exchange().ask(question)
      #expect(answer.status == 400 && answer.date == 1_795_446_000 && answer.retryAfter == 17)
      #expect(answer.body == Array("{ab}".utf8))
      let request = server.received.all
      #expect(request.hasPrefix("POST /token?x=1 HTTP/1.1\r\n"))
      #expect(request.lowercased().contains("content-type: application/x-www-form-urlencoded\r\n"))
      #expect(request.hasSuffix("\r\n\r\na%20b=c%26d&scope=x%20y"))
    }
  }

  @Test func redirectsAreNotFollowed() async throws {
    let reply = "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n"
    try await serve(reply) { server in
      let answer = try await exchange().ask(HTTPQuestion(url: "http://127.0.0.1:\(server.port)/"))
      #expect(answer.status == 307)
    }
  }

  @Test func answersAreBounded() async throws {
    let size = HTTPClientExchange.largestBody + 1
    let reply = "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n" + String(repeating: "x", count: size)
    try await serve(reply) { server in
      let fault = try await fault("http://127.0.0.1:\(server.port)/", exchange())
      #expect(fault.code == .oauthAnswer)
    }
  }

  @Test(arguments: [nil, "HTTP/1.1 200 OK\r\nContent-Len"])
  func silenceEnds(_ reply: String?) async throws {
    try await serve(reply) { server in
      let fault = try await fault("http://127.0.0.1:\(server.port)/", exchange(limit: .milliseconds(300)))
      #expect(["NET-TIMEOUT", "NET-LOST"].contains(fault.code.rawValue))
      #expect(fault.recovery == .reconnect)
    }
  }

  @Test func nothingListens() async throws {
    let port = try #require(DeadPort())
    #expect(try await fault("http://127.0.0.1:\(port.port)/", exchange()).code == "NET-REFUSED")
  }

  @Test func theProxyDoesNotAnswer() async throws {
    let port = try #require(DeadPort())
    let exchange = try exchange(["HTTPS_PROXY": "http://127.0.0.1:\(port.port)"])
    #expect(try await fault("https://issuer.example/", exchange).code == "NET-PROXY")
  }

  @Test func theProxyIsAskedForTheIssuer() async throws {
    try await serve("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n") { server in
      let exchange = try exchange(["HTTPS_PROXY": "http://me:p%40ss@127.0.0.1:\(server.port)"])
      #expect(try await fault("https://issuer.example/token", exchange).code == "NET-PROXY")
      #expect(server.received.all.hasPrefix("CONNECT issuer.example:443 HTTP/1.1\r\n"))
      #expect(server.received.all.contains("Basic \(Base64.encode(Array("me:p@ss".utf8)))"))
    }
  }

  private static func tls() throws -> NIOSSLContext {
    let certificates = try NIOSSLCertificate.fromPEMBytes(Array(TestKeys.certificate.utf8))
    let key = try NIOSSLPrivateKey(bytes: Array(TestKeys.key.utf8), format: .pem)
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key)))
  }

  @Test func aCertificateNobodyVouchesFor() async throws {
    try await serve("", tls: Self.tls()) { server in
      let fault = try await fault("https://localhost:\(server.port)/", exchange())
      #expect(fault.code == "TLS-UNTRUSTED")
    }
  }

  @Test func aCertificateForAnotherName() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID().uuidString).pem")
    try Data(TestKeys.certificate.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let path = file.path(percentEncoded: false)
    try await serve("", tls: Self.tls()) { server in
      let fault = try await fault("https://localhost:\(server.port)/", exchange(caFile: path))
      #expect(fault.code == "TLS-NAME")
    }
  }

  @Test func aServerWithoutTLS() async throws {
    try await serve("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n") { server in
      let fault = try await fault("https://localhost:\(server.port)/", exchange())
      #expect(fault.code == "TLS-PLAIN")
    }
  }

  @Test func aNameWithoutAnAddress() async throws {
    #expect(try await fault("https://no-such-host.invalid/", exchange()).code == "NET-DNS")
  }

  @Test func secretsGoNowhereElse() async throws {
    #expect(try await fault("http://issuer.example/token", exchange()).code == .oauthSettings)
  }

  @Test func anAuthorityThatIsNone() {
    let fault = #expect(throws: Fault.self) { try exchange(caFile: "/nowhere/ca.pem") }
    #expect(fault?.code == "TLS-SETTINGS")
  }

  @Test func aQuestionCanBeWithdrawn() async throws {
    try await serve(nil) { server in
      let exchange = try exchange()
      let task = Task { try await exchange.ask(HTTPQuestion(url: "http://127.0.0.1:\(server.port)/")) }
      task.cancel()
      let outcome = await task.result
      let fault = #expect(throws: Fault.self) { try outcome.get() }
      #expect(fault?.code == .oauthCancelled)
    }
  }
}
