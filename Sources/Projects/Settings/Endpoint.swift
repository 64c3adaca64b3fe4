public import Archives

/// An end of the move, a source or a target: a server with its way in, or files.
public struct Endpoint: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    case imap, mbox, maildir, eml, pst

    /// How mail lies in files; nil for a server.
    public var form: ArchiveForm? { ArchiveForm(rawValue: rawValue) }

    init(_ form: ArchiveForm) {
      switch form {
      case .mbox: self = .mbox
      case .maildir: self = .maildir
      case .eml: self = .eml
      case .pst: self = .pst
      }
    }
  }

  public enum TLS: String, Sendable, CaseIterable {
    /// From the first byte.
    case implicit
    /// In the clear until STARTTLS, before signing in.
    case starttls
    case none
  }

  public enum Trust: Sendable, Hashable {
    /// The system's authorities.
    case system
    /// Certificates in a PEM file. The path is absolute.
    case authority(file: String)
    /// SHA-256 of the server's certificate, 32 bytes.
    case pinned(sha256: [UInt8])
    /// Anybody's certificate.
    case unverified
  }

  public enum SignIn: String, Sendable, CaseIterable {
    case automatic, plain, login, xoauth2, oauthbearer
    case cramMD5 = "cram-md5"
    case scramSHA1 = "scram-sha-1"
    case scramSHA256 = "scram-sha-256"
  }

  public struct Admin: Sendable, Hashable {
    public var user: String
    public var form: AdminForm
    public var separator: String = "*"
    public var domain: String?
    public init(user: String, form: AdminForm) {
      self.user = user
      self.form = form
    }
  }

  public struct Proxy: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
      case socks5, http
    }
    public var kind: Kind
    public var host: String
    public var port: Int
    public init(kind: Kind, host: String, port: Int) {
      self.kind = kind
      self.host = host
      self.port = port
    }
  }

  /// The name it has in the project.
  public var name: String
  /// Where the mail lies when this end is files; nil for a server, which all that follows is about.
  public let files: MailFiles?
  public var host: String
  public var port: Int
  public var tls: TLS = .implicit
  public var trust: Trust = .system
  public var allowsPlainTextSignIn = false
  public var signIn: SignIn = .automatic
  /// Name of the secret for every mailbox of this server.
  public var credential: String?
  public var passwordCommand: String?
  /// Absolute path.
  public var passwordFile: String?
  public var admin: Admin?
  public var proxy: Proxy?
  /// Id of a ``Provider``, where the server does not show what it is.
  public var provider: String?
  public var connections: Int?
  /// How long an answer may take.
  public var timeout: Duration?
  public var compress = false

  public init(name: String, host: String, tls: TLS = .implicit, port: Int? = nil) {
    self.name = name
    self.host = host
    self.tls = tls
    self.port = port ?? Self.defaultPort(tls)
    files = nil
  }

  public init(name: String, files: MailFiles) {
    self.name = name
    self.files = files
    host = ""
    port = 0
  }

  public var kind: Kind { files.map { Kind($0.form) } ?? .imap }

  /// Where it is, for people: host and port, or the path as the project file has it.
  public var place: String { files?.written ?? "\(host):\(port)" }

  /// 993 with implicit TLS (RFC 8314 §3.2), else 143.
  public static func defaultPort(_ tls: TLS) -> Int { tls == .implicit ? 993 : 143 }
}
