public import Core

/// Who signs in, and how.
public struct Login: Sendable {
  /// How the secret is shown. `automatic` takes the strongest the server offers that fits the kind of secret.
  public enum Mechanism: String, Sendable, Hashable, Codable, CaseIterable {
    case automatic
    /// RFC 4616.
    case plain = "PLAIN"
    /// AUTHENTICATE LOGIN: never standardised, still what some servers have.
    case login = "LOGIN"
    /// The LOGIN command. RFC 9051 §6.2.3.
    case loginCommand = "LOGIN-COMMAND"
    /// RFC 2195.
    case cramMD5 = "CRAM-MD5"
    /// RFC 5802.
    case scramSHA1 = "SCRAM-SHA-1"
    /// RFC 7677.
    case scramSHA256 = "SCRAM-SHA-256"
    /// Google's and Microsoft's form of a bearer token.
    case xoauth2 = "XOAUTH2"
    /// RFC 7628.
    case oauthBearer = "OAUTHBEARER"
  }

  public enum SecretKind: String, Sendable, Hashable, Codable {
    case password
    /// An OAuth 2.0 access token.
    case token
  }

  public var user: String
  /// Whose mailbox is meant, when it is not the user's own (an administrator's sign-in; `authzid` of RFC 4422 §3.4.1).
  public var authorizationIdentity: String?
  public var mechanism: Mechanism
  public var kind: SecretKind
  /// Asked once per sign-in, so that a token is fresh on every connection.
  public var secret: @Sendable () async throws -> Secret
  /// Told of a token that the server refused; true when asking for the secret again brings another one. The sign-in is
  /// then tried once more: a token may be revoked, or end on its way.
  public var tokenRefused: (@Sendable (Secret) async -> Bool)?
  /// Says better than the server why it refuses this user. What it does not know it hands back.
  public var explain: (@Sendable (Fault) -> Fault)?
  /// Lets a password or token cross an unencrypted connection, readable by anyone on the way.
  public var allowsSecretsInPlainText = false

  public init(
    user: String, authorizationIdentity: String? = nil, mechanism: Mechanism = .automatic, kind: SecretKind = .password,
    secret: @escaping @Sendable () async throws -> Secret
  ) {
    self.user = user
    self.authorizationIdentity = authorizationIdentity
    self.mechanism = mechanism
    self.kind = mechanism == .xoauth2 || mechanism == .oauthBearer ? .token : kind
    self.secret = secret
  }

  public init(user: String, password: Secret) {
    self.init(user: user) { password }
  }
}
