extension DovecotServer {
  /// Tokens that Dovecot checks by itself: signature by an issuer's published key, issuer, times, audience, scope, and the
  /// name in them.
  public struct TokenCheck: Sendable {
    public var issuer: Issuer
    /// `azp` of the tokens; Dovecot keeps keys apart by it.
    public var clients: [String]
    /// What `iss` may be.
    public var issuers: [String]
    /// The claim that must be the user's name; nil lets a token open every mailbox, as an app's do.
    public var nameClaim: String?
    /// What `aud` must be.
    public var audience: String?
    /// What `scope` must hold.
    public var scope: String?

    /// For tokens of people, of Microsoft's side and of Google's.
    public init(_ issuer: Issuer, nameClaim: String? = "email") {
      self.issuer = issuer
      self.nameClaim = nameClaim
      let (tenants, clients) = issuer.change { state in
        (
          state.tenants.map(\.id),
          state.apps.map(\.clientID) + state.google.clients.map(\.id) + state.google.accounts.map(\.clientID)
        )
      }
      self.clients = clients
      issuers = tenants.map { "\(issuer.address)/\($0)/v2.0" } + [issuer.address]
    }

    func configuration(keys: String) -> String {
      // Both the name asked for and the one in the token go through `username_format` before they are compared.
      """
      introspection_mode = local
      local_validation_key_dict = fs:posix:prefix=\(keys)/
      username_attribute = \(nameClaim ?? "sub")
      username_format = \(nameClaim == nil ? "anybody" : "%u")
      issuers = \(issuers.joined(separator: " "))
      \(audience.map { "client_id = \($0)" } ?? "")
      \(scope.map { "scope = \($0)" } ?? "")

      """
    }
  }
}
