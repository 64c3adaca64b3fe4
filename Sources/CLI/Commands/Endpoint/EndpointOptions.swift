import ArgumentParser
import Core

/// What can be said of a server on the command line. Each flag is a key of the project file.
struct EndpointOptions: ParsableArguments {
  @Option(help: "Name or address of the server.") var host: String?
  @Option(help: "Port; 993 with implicit TLS, else 143.") var port: Int?
  @Option(help: "implicit (from the first byte), starttls or none.") var tls: String?
  @Option(name: .customLong("sign-in"), help: "automatic, plain, login, scram-sha-256, xoauth2 …") var signIn: String?
  @Option(help: "What the server is, where it does not say so: exchange-online, gmail, dovecot …") var provider: String?
  @Option(help: "Connections to this server at the most.") var connections: Int?
  @Option(help: "How long an answer may take: 60s.") var timeout: String?
  @Option(help: "socks5://HOST:PORT or http://HOST:PORT.") var proxy: String?
  @Flag(inversion: .prefixedNo, help: "Compress the connection where the server can.") var compress: Bool?
}

/// How the server is trusted.
struct TrustOptions: ParsableArguments {
  @Option(
    name: .customLong("ca-file"), help: ArgumentHelp("Certificates (PEM) to trust, and no others.", valueName: "file"))
  var caFile: String?
  @Option(name: .customLong("pin-sha256"), help: "Trust exactly the certificate with this SHA-256.") var pin: String?
  @Flag(
    name: .customLong("allow-unverified-certificate"),
    help: "Trust any certificate: whoever stands between can read the passwords.") var unverified = false
  @Flag(
    name: .customLong("allow-plain-text"), help: "Send passwords over a connection that is not encrypted.")
  var plainText = false
}

/// Who signs in. No flag takes a secret.
struct CredentialOptions: ParsableArguments {
  @Option(help: "Name of the password for every mailbox of this server.") var credential: String?
  @Option(
    name: .customLong("password-command"), help: ArgumentHelp("Command that prints the password.", valueName: "cmd"))
  var command: String?
  @Option(
    name: .customLong("password-file"),
    help: ArgumentHelp("File with the password, readable by you alone.", valueName: "file")) var file: String?
  @Option(name: .customLong("admin-user"), help: "Administrator who opens other people's mailboxes.")
  var adminUser: String?
  @Option(name: .customLong("admin-form"), help: "How the two names are written: separator, authzid, exchange …")
  var adminForm: String?
  @Option(name: .customLong("admin-separator"), help: "What stands between the two names; * unless said otherwise.")
  var adminSeparator: String?
  @Option(name: .customLong("admin-domain"), help: "The administrator's Windows domain.") var adminDomain: String?
}

/// Where mail lies when it lies in files.
struct FilesOptions: ParsableArguments {
  @Option(name: .customLong("as"), help: "How mail lies in files: maildir, mbox or eml.") var form: FormWord?
}

/// The keys and values to write into the project file. Paths are made absolute: the project may be used from anywhere.
struct EndpointFields {
  var server: EndpointOptions
  var trust: TrustOptions
  var credential: CredentialOptions

  func pairs(directory: String) throws -> [(String, String)] {
    var out: [(String, String?)] = [
      ("host", server.host), ("port", server.port.map(String.init)), ("tls", server.tls), ("sign-in", server.signIn),
      ("provider", server.provider), ("connections", server.connections.map(String.init)),
      ("timeout", server.timeout), ("proxy", server.proxy), ("compress", server.compress.map { $0 ? "true" : "false" }),
      ("credential", credential.credential), ("password-command", credential.command),
      ("password-file", credential.file.map { ProjectFolder.absolute($0, in: directory) }),
      ("admin.user", credential.adminUser), ("admin.form", credential.adminForm),
      ("admin.separator", credential.adminSeparator), ("admin.domain", credential.adminDomain),
      ("allow-plain-text-sign-in", trust.plainText ? "true" : nil),
    ]
    let ways = [trust.caFile != nil, trust.pin != nil, trust.unverified].count { $0 }
    guard ways <= 1 else {
      throw CommandFailure(
        .misused, "USAGE", "a certificate is trusted in one way only",
        next: "Give one of --ca-file, --pin-sha256, --allow-unverified-certificate")
    }
    out += [
      ("trust.ca-file", trust.caFile.map { ProjectFolder.absolute($0, in: directory) }),
      ("trust.pin-sha256", trust.pin),
      ("trust", trust.unverified ? "unverified" : nil),
    ]
    return out.compactMap { key, value in value.map { (key, $0) } }
  }
}
