import Core
import Crypto
import IMAP
import IMAPClient
import NIOCore
import NIOSSL
import TestKit
import Testing

/// Certificates made by openssl: one authority, and a good, an expired and a misnamed certificate of it.
final class Certificates: Sendable {
  private let folder: TemporaryFolder
  var root: String { folder("root.pem") }

  init() async throws {
    folder = try TemporaryFolder("tls")
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try await openssl(
      ["req", "-x509"] + curve + ["-days", "2", "-subj", "/CN=root", "-keyout", folder("root.key"), "-out", root])
    try await make("good", names: "DNS:localhost,IP:127.0.0.1", days: 2, curve)
    try await make("expired", names: "DNS:localhost,IP:127.0.0.1", days: -1, curve)
    try await make("misnamed", names: "DNS:mail.elsewhere.example", days: 2, curve)
  }

  private func make(_ name: String, names: String, days: Int, _ curve: [String]) async throws {
    try await openssl(
      ["req"] + curve + ["-subj", "/CN=\(name)", "-keyout", folder("\(name).key"), "-out", folder("request")])
    try Files.write("subjectAltName=\(names)\n", to: folder("names"))
    try await openssl([
      "x509", "-req", "-in", folder("request"), "-CA", root, "-CAkey", folder("root.key"), "-CAcreateserial", "-days",
      "\(days)", "-extfile", folder("names"), "-out", folder("\(name).pem"),
    ])
  }

  private func openssl(_ arguments: [String]) async throws {
    let child = try ChildProcess.start("openssl", arguments, output: folder("log"), errors: folder("log"))
    guard await child.exit().code == 0 else {
      throw Fault("TEST-OPENSSL", Files.text(folder("log")), recovery: .stopRun)
    }
  }

  func server(_ name: String) throws -> NIOSSLContext {
    try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: NIOSSLCertificate.fromPEMFile(folder("\(name).pem")).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: folder("\(name).key"), format: .pem))))
  }

  func digest(_ name: String) throws -> String {
    let certificate = try NIOSSLCertificate.fromPEMFile(folder("\(name).pem"))[0]
    return SHA256.hash(data: try certificate.toDERBytes()).map { format($0) }.joined()
  }

  private func format(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}

@Suite(.serialized, .enabled(if: Skips.unless(TestAuthority.isAvailable, "openssl is not installed")))
struct TLSTests {
  private func script(_ tls: NIOSSLContext?) -> ScriptedServer.Script {
    var script = ScriptedServer.Script { line in
      line.name == "LOGIN" ? .ok(line, "", "OK [CAPABILITY IMAP4rev1] in") : .ok(line)
    }
    if let tls {
      script.prepare = { channel in
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
      }
    }
    return script
  }

  /// The code a connection fails with; nil when it stands.
  private func attempt(
    _ certificate: String, host: String = "localhost", _ trust: (Certificates) throws -> Endpoint.Trust
  ) async throws -> Fault.Code? {
    let certificates = try await Certificates()
    let server = try await ScriptedServer(script(try certificates.server(certificate)))
    var endpoint = Dialling.endpoint(server.port, tls: .implicit)
    endpoint.host = host
    endpoint.trust = try trust(certificates)
    let fault = await Dialling.fault(endpoint, Login(user: "tim", password: Secret("tanstaaftanstaaf")))
    await server.stop()
    return fault?.code
  }

  @Test func aGoodCertificate() async throws {
    #expect(try await attempt("good") { .caFile($0.root) } == nil)
    #expect(try await attempt("good", host: "127.0.0.1") { .caFile($0.root) } == nil)
  }

  @Test func namesDatesAndIssuersAreToldApart() async throws {
    #expect(try await attempt("misnamed") { .caFile($0.root) } == .tlsName)
    #expect(try await attempt("misnamed", host: "127.0.0.1") { .caFile($0.root) } == .tlsName)
    #expect(try await attempt("expired") { .caFile($0.root) } == .tlsExpired)
    #expect(try await attempt("good") { _ in .system } == .tlsUntrusted)
  }

  @Test func aPinIsEnoughAndNothingElse() async throws {
    #expect(try await attempt("misnamed") { .pinned(sha256: try $0.digest("misnamed")) } == nil)
    #expect(
      try await attempt("expired") {
        let digest = try $0.digest("expired").uppercased()
        return .pinned(
          sha256: stride(from: 0, to: 64, by: 2).map { digest.dropFirst($0).prefix(2) }.joined(separator: ":"))
      } == nil)
    #expect(try await attempt("good") { .pinned(sha256: try $0.digest("misnamed")) } == .tlsUntrusted)
    #expect(try await attempt("good") { _ in .pinned(sha256: "abc") } == .tlsSettings)
  }

  @Test func unverifiedMeansUnverified() async throws {
    #expect(try await attempt("expired", host: "localhost") { _ in .unverified } == nil)
  }

  @Test func aMissingCAFile() async throws {
    #expect(try await attempt("good") { _ in .caFile("/nowhere/root.pem") } == .tlsSettings)
  }

  @Test func plainTextOnATLSPort() async throws {
    let server = try await ScriptedServer(script(nil))
    #expect(await Dialling.fault(Dialling.endpoint(server.port, tls: .implicit))?.code == .tlsPlain)
    await server.stop()
  }

  @Test func tlsOnAPlainPort() async throws {
    // The server sees an IMAP client where it expects a handshake only when something is sent; until then it is silent.
    let certificates = try await Certificates()
    let server = try await ScriptedServer(script(try certificates.server("good")))
    var endpoint = Dialling.endpoint(server.port)
    endpoint.connectTimeout = .milliseconds(100)
    let fault = await Dialling.fault(endpoint)
    #expect(fault?.code == .timeout)
    #expect(fault?.advice.contains("TLS") == true)
    await server.stop()
  }

  @Test func startTLS() async throws {
    let certificates = try await Certificates()
    let tls = try certificates.server("good")
    var script = ScriptedServer.Script { line in
      switch line.name {
      case "STARTTLS":
        .ok(line) + [
          .change { try $0.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first) }
        ]
      case "CAPABILITY": .ok(line, "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n")
      case "AUTHENTICATE": .ok(line, "", "OK [CAPABILITY IMAP4rev1] in")
      default: .ok(line)
      }
    }
    script.greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n"
    let server = try await ScriptedServer(script)
    var endpoint = Dialling.endpoint(server.port, tls: .startTLS)
    endpoint.trust = .caFile(certificates.root)
    let connection = try await IMAPConnection.connect(
      to: endpoint, login: Login(user: "tim", password: Secret("tanstaaftanstaaf")), on: Dialling.loop)
    #expect(connection.facts.mechanism == .plain)
    #expect(try await connection.run(.noop).status.isOK)
    await connection.close()
    await server.stop()
  }

  /// What follows the OK in the same packet was said before encryption, by whomever.
  @Test func injectedWordsBehindSTARTTLS() async throws {
    let certificates = try await Certificates()
    var script = ScriptedServer.Script { line in
      line.name == "STARTTLS" ? [.send("\(line.tag) OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")] : .ok(line)
    }
    script.greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"
    let server = try await ScriptedServer(script)
    var endpoint = Dialling.endpoint(server.port, tls: .startTLS)
    endpoint.trust = .caFile(certificates.root)
    #expect(await Dialling.fault(endpoint)?.code == .protocolBroken)
    await server.stop()
  }
}
