public import Core

/// A server and how to reach it.
public struct Endpoint: Sendable, Hashable {
  /// When the conversation is encrypted.
  public enum TLS: String, Sendable, Hashable, Codable {
    /// From the first byte (port 993). RFC 8314 §3.
    case implicit
    /// After STARTTLS (port 143), and never without it.
    case startTLS
    /// Not at all: everything, the password included, can be read on the way.
    case none
  }

  /// What makes a server's certificate good enough.
  public enum Trust: Sendable, Hashable {
    /// An authority of the operating system vouches for it, and it bears the host's name.
    case system
    /// As `system`, with the authorities of this PEM file and no others.
    case caFile(String)
    /// It is exactly the certificate with this SHA-256 digest (of its DER form), in hexadecimal with or without colons.
    /// Name, dates and issuer are not looked at.
    case pinned(sha256: String)
    /// Any certificate does: whoever stands between can pretend to be the server.
    case unverified
  }

  public enum Proxy: Sendable, Hashable {
    case none
    /// RFC 9110 §9.3.6.
    case httpConnect(host: String, port: Int, credentials: Credentials?)
    /// RFC 1928; the proxy resolves the host's name.
    case socks5(host: String, port: Int, credentials: Credentials?)
  }

  public struct Credentials: Sendable, Hashable {
    public var user: String
    public var password: Secret
    public init(user: String, password: Secret) {
      self.user = user
      self.password = password
    }
  }

  public var host: String
  public var port: Int
  public var tls: TLS
  public var trust: Trust = .system
  public var proxy: Proxy = .none
  /// For the TCP connection, the TLS handshake and the greeting, each.
  public var connectTimeout: Duration = .seconds(30)
  /// The longest silence of a server that owes an answer. Servers scan large folders before they say a word.
  public var responseTimeout: Duration = .seconds(300)
  /// The service as the user named it (`exchange-online`); nil lets its host, greeting and ID tell.
  public var providerID: String?
  /// Ask for COMPRESS=DEFLATE (RFC 4978) where it is offered. Worth it on thin lines only: it costs both ends time.
  public var compress = false
  /// Ask for `UTF8=ACCEPT` (RFC 6855) where it is offered. Folder names then travel as UTF-8.
  public var utf8 = false

  public init(host: String, port: Int? = nil, tls: TLS = .implicit) {
    self.host = host
    self.tls = tls
    self.port = port ?? (tls == .implicit ? 993 : 143)
  }

  /// `imap.example:993`, for places in findings.
  public var place: String { "\(host):\(port)" }
}
