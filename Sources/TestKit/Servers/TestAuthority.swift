import Core

/// A certificate authority for one test run, and a server certificate of it for `localhost` and 127.0.0.1, made by openssl.
public final class TestAuthority: Sendable {
  public static let isAvailable = Files.program("openssl") != nil
  private let folder: TemporaryFolder
  /// PEM files.
  public var root: String { folder("root.pem") }
  public var certificate: String { folder("server.pem") }
  public var key: String { folder("server.key") }

  /// `host` is the name in the certificate.
  public init(host: String = "localhost") async throws {
    folder = try TemporaryFolder("authority")
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try await openssl(
      ["req", "-x509"] + curve + [
        "-days", "2", "-subj", "/CN=Postduif test authority", "-keyout", folder("root.key"), "-out", root,
      ])
    try await openssl(
      ["req"] + curve + ["-subj", "/CN=\(host)", "-keyout", key, "-out", folder("request.pem")])
    let names = host == "localhost" ? "DNS:localhost,IP:127.0.0.1" : "DNS:\(host)"
    try Files.write("subjectAltName=\(names)\nextendedKeyUsage=serverAuth\n", to: folder("names"))
    try await openssl([
      "x509", "-req", "-in", folder("request.pem"), "-CA", root, "-CAkey", folder("root.key"), "-CAcreateserial",
      "-days", "2", "-extfile", folder("names"), "-out", certificate,
    ])
    // Dovecot reads both as root; Cyrus and openssl servers do as well.
    Files.give(folder.path, to: .current)
  }

  private func openssl(_ arguments: [String]) async throws {
    let child = try ChildProcess.start("openssl", arguments, output: folder("log"), errors: folder("log"))
    guard await child.exit().code == 0 else {
      throw Fault("TEST-OPENSSL", Files.text(folder("log")), recovery: .stopRun)
    }
  }
}
