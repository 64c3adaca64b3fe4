public import Core

/// The faults of a conversation with a server, told apart because their remedies differ.
extension Fault.Code {
  /// The name has no address.
  public static let dns: Self = "NET-DNS"
  /// Nothing listens there, or a firewall says no.
  public static let refused: Self = "NET-REFUSED"
  /// No answer within the limit.
  public static let timeout: Self = "NET-TIMEOUT"
  /// The connection broke.
  public static let lost: Self = "NET-LOST"
  /// The proxy would not, or could not, connect.
  public static let proxy: Self = "NET-PROXY"

  /// The certificate is for another name.
  public static let tlsName: Self = "TLS-NAME"
  /// The certificate is out of date, or not valid yet.
  public static let tlsExpired: Self = "TLS-EXPIRED"
  /// Nobody who is trusted vouches for the certificate, or it is not the pinned one.
  public static let tlsUntrusted: Self = "TLS-UNTRUSTED"
  /// One end speaks TLS, the other does not.
  public static let tlsPlain: Self = "TLS-PLAIN"
  /// The handshake failed otherwise: versions, ciphers.
  public static let tlsHandshake: Self = "TLS-HANDSHAKE"
  /// The trust settings themselves cannot be used (a CA file that is missing or holds no certificate).
  public static let tlsSettings: Self = "TLS-SETTINGS"

  /// What answered is no IMAP server, or one that will not serve.
  public static let greeting: Self = "IMAP-GREETING"
  /// The server broke the protocol.
  public static let protocolBroken: Self = "IMAP-PROTOCOL"
  /// Wrong user name or password.
  public static let auth: Self = "IMAP-AUTH"
  /// No way to sign in that both ends have.
  public static let authMethod: Self = "IMAP-AUTH-METHOD"
  /// Exchange's "User is authenticated but not connected".
  public static let authConnected: Self = "IMAP-AUTH-CONNECTED"
  /// IMAP or this way of signing in is switched off for the mailbox.
  public static let disabled: Self = "IMAP-DISABLED"
  /// Too many connections.
  public static let limit: Self = "IMAP-LIMIT"
  /// The server asks for patience.
  public static let throttled: Self = "IMAP-THROTTLED"
  /// The mailbox is full.
  public static let quota: Self = "IMAP-QUOTA"
  /// The message is larger than the server takes.
  public static let tooBig: Self = "IMAP-TOOBIG"
  /// NO, for another reason.
  public static let serverRefused: Self = "IMAP-REFUSED"
  /// BAD: the server did not accept the command as it was written.
  public static let bad: Self = "IMAP-BAD"
  /// The folder is not there.
  public static let noFolder: Self = "IMAP-NO-FOLDER"
  /// The folder's item numbers have lost their meaning since it was listed.
  public static let validityChanged: Self = "IMAP-VALIDITY"
}
