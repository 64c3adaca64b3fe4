import Core
import Glibc

/// A certificate authority for one test run, and a server certificate of it for `localhost` and 127.0.0.1, made by openssl.
public final class TestAuthority: Sendable {
  public static let isAvailable = Files.program("openssl") != nil
  private let folder: TemporaryFolder
  /// PEM files.
  public var root: String { folder("root.pem") }
  public var certificate: String { folder("server.pem") }
  public var key: String { folder("server.key") }

  /// `host` is the name in the certificate, which holds for `days` from now; a negative number has ended before it began.
  public init(host: String = "localhost", days: Int = 2) async throws {
    folder = try TemporaryFolder("authority")
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try await openssl(
      ["req", "-x509"] + curve + [
        "-days", "2", "-subj", "/CN=Postduif test authority", "-keyout", folder("root.key"), "-out", root,
      ])
    try await openssl(
      ["req"] + curve + ["-subj", "/CN=\(host)", "-keyout", key, "-out", folder("request.pem")])
    let names = host == "localhost" ? "DNS:localhost,IP:127.0.0.1" : "DNS:\(host)"
    // x509 -req cannot make a certificate that has ended already; ca can.
    try Files.write(
      """
      [ca]
      default_ca = own
      [own]
      rand_serial = yes
      database = \(folder("index"))
      new_certs_dir = \(folder.path)
      default_md = sha256
      policy = any
      x509_extensions = server
      unique_subject = no
      [any]
      commonName = supplied
      [server]
      subjectAltName = \(names)
      extendedKeyUsage = serverAuth

      """, to: folder("ca.conf"))
    try Files.write("", to: folder("index"))
    try await openssl([
      "ca", "-batch", "-notext", "-config", folder("ca.conf"), "-in", folder("request.pem"), "-cert", root, "-keyfile",
      folder("root.key"), "-startdate",
      Self.date(days: min(days, 0) - 30), "-enddate", Self.date(days: days), "-out", certificate,
    ])
    // Dovecot reads both as root; Cyrus and openssl servers do as well.
    Files.give(folder.path, to: .current)
  }

  /// `20261123211400Z`, so many days from now.
  private static func date(days: Int) -> String {
    let time = CalendarTime(secondsSince1970: Int64(time(nil)) + Int64(days) * 86_400)
    return
      "\(pad(time.year, 4))\(pad(time.month))\(pad(time.day))\(pad(time.hour))\(pad(time.minute))\(pad(time.second))Z"
  }

  private func openssl(_ arguments: [String]) async throws {
    let child = try ChildProcess.start("openssl", arguments, output: folder("log"), errors: folder("log"))
    guard await child.exit().code == 0 else {
      throw Fault("TEST-OPENSSL", Files.text(folder("log")), recovery: .stopRun)
    }
  }
}
