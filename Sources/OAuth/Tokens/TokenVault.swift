public import Core

/// A token that opens something, with its end.
public struct AccessToken: Sendable, Hashable {
  public var secret: Secret
  /// Seconds since 1970.
  public var issued: Int64
  /// Seconds since 1970.
  public var expires: Int64
  /// What the issuer granted, in its own words; empty when it did not say.
  public var scopes: [String]

  public init(secret: Secret, issued: Int64, expires: Int64, scopes: [String] = []) {
    self.secret = secret
    self.issued = issued
    self.expires = expires
    self.scopes = scopes
  }
}

/// What is kept between runs for one credential.
public struct SavedTokens: Sendable, Hashable {
  /// Opens further access tokens in a person's name.
  public var refreshToken: Secret?
  /// By ``TokenKey``.
  public var access: [TokenKey: AccessToken]

  public init(refreshToken: Secret? = nil, access: [TokenKey: AccessToken] = [:]) {
    self.refreshToken = refreshToken
    self.access = access
  }
}

/// Tokens of one credential differ by what they are for and in whose name they are.
public struct TokenKey: Sendable, Hashable {
  public var purpose: Purpose
  /// The mailbox that a service account speaks for; empty for all other kinds.
  public var subject: String

  public init(purpose: Purpose, subject: String = "") {
    self.purpose = purpose
    self.subject = subject
  }
}

/// Where tokens are kept, shared by all processes of a project.
public protocol TokenVault: Sendable {
  /// Nil when nothing is kept. A file that cannot be read is a fault, never an empty vault.
  func load(_ credential: String) async throws(Fault) -> SavedTokens?
  /// On disk when it returns; a power cut leaves the old or the new tokens.
  func save(_ tokens: SavedTokens, of credential: String) async throws(Fault)
  /// One at a time among all processes of the project; waits for its turn.
  func exclusively<Answer: Sendable>(
    _ credential: String, _ body: @Sendable () async throws(Fault) -> Answer
  ) async throws(Fault) -> Answer
}
