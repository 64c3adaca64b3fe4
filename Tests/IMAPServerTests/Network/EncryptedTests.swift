import Core
import IMAP
import IMAPClient
import NIOCore
import NIOPosix
import NIOSSL
import TestKit
import Testing

@testable import IMAPServer

/// TLS and compression, spoken with this project's own client.
@Suite(.serialized, .enabled(if: Skips.unless(TestAuthority.isAvailable, "openssl is not installed")))
struct EncryptedTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var tls: Endpoint.TLS
    var compress: Bool
    var mechanism = Login.Mechanism.automatic
    var testDescription: String { "\(tls) \(compress ? "compressed" : "plain") \(mechanism)" }
  }

  @Test(arguments: [
    Row(tls: .none, compress: true), Row(tls: .implicit, compress: false), Row(tls: .implicit, compress: true),
    Row(tls: .startTLS, compress: false), Row(tls: .startTLS, compress: true),
    Row(tls: .startTLS, compress: false, mechanism: .cramMD5),
    Row(tls: .implicit, compress: false, mechanism: .scramSHA256),
  ])
  func mailGoesInAndOut(_ row: Row) async throws {
    let folder = try TemporaryFolder()
    let authority = try await TestAuthority()
    var configuration = MailServerTests.configuration(folder)
    let context = try Self.context(authority)
    switch row.tls {
    case .none: break
    case .implicit: configuration.encryption = .implicit(context)
    case .startTLS: configuration.encryption = .startTLS(context)
    }
    let server = try await MailServer.start(configuration)
    var endpoint = Endpoint(host: "127.0.0.1", port: server.port, tls: row.tls)
    endpoint.trust = .caFile(authority.root)
    endpoint.compress = row.compress
    var login = Login(user: "jan", mechanism: row.mechanism) { Secret("duifje") }
    login.allowsSecretsInPlainText = row.tls == .none
    let connection = try await IMAPConnection.connect(
      to: endpoint, login: login, on: MultiThreadedEventLoopGroup.singleton.next())
    let bodies = Self.bodies
    let writer = await connection.appendWriter(to: .inbox, .oneCommand)
    for body in bodies {
      try await writer.write([
        .message(AppendHead(flags: [.seen], date: nil, size: body.count)), .bytes(ByteBuffer(bytes: body)),
        .endOfMessage,
      ])
    }
    for answer in try await writer.finish() { #expect(try await answer.value().status.isOK) }
    _ = try await connection.require(.select(.inbox, readOnly: true, SelectOptions()))
    let request = FetchRequest.section(.whole, peek: true, partial: nil)
    let stream = await connection.fetch(.from(1), [.uid, request])
    var read: [[UInt8]] = []
    while let events = try await stream.next() {
      for event in events {
        switch event {
        case .begin: read.append([])
        case .bytes(let bytes): read[read.count - 1] += Array(bytes.readableBytesView)
        default: break
        }
      }
    }
    #expect(read == bodies)
    await connection.close()
    try await server.shutdown()
  }

  /// Nothing, text that compresses well, and bytes that do not, over several of zlib's windows.
  private static let bodies: [[UInt8]] = {
    var state: UInt64 = 42
    let noise = (0..<700_000).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    return [[0x61], [UInt8](repeating: 0x62, count: 3_000_000), noise, Array("einde".utf8)]
  }()

  private static func context(_ authority: TestAuthority) throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMFile(authority.certificate).map {
      NIOSSLCertificateSource.certificate($0)
    }
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(NIOSSLPrivateKey(file: authority.key, format: .pem))))
  }

  /// What was sent in the clear behind STARTTLS must not be taken for part of the protected conversation.
  @Test func injectedCommandIsThrownAway() async throws {
    let folder = try TemporaryFolder()
    var configuration = MailServerTests.configuration(folder)
    configuration.encryption = .startTLS(try Self.context(try await TestAuthority()))
    let server = try await MailServer.start(configuration)
    let client = try WireClient(port: server.port)
    try client.write("a STARTTLS\r\nb LOGIN jan duifje\r\n")
    #expect(try client.line() == "a OK Begin the handshake.\r\n")
    // No TLS follows, so nothing but an alert and the end may come.
    try client.write("c NOOP\r\n")
    #expect(client.drain() < 50)
    try await server.shutdown()
  }
}
