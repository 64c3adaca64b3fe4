public import Core

/// What a credential says of itself: who asks for tokens, where, and with which proof. Everything but passwords.
public enum Registration: Sendable, Hashable {
  case microsoftApp(MicrosoftApp)
  case microsoftUser(MicrosoftUser)
  case googleUser(GoogleUser)
  case googleServiceAccount(ServiceAccount)

  /// As in the store, on the command line and in the documentation.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case microsoftApp = "microsoft-app"
    case microsoftUser = "microsoft-user"
    case googleUser = "google-user"
    case googleServiceAccount = "google-service-account"
  }

  /// An app of the customer's own tenant that signs in as itself. RFC 6749 §4.4.
  public struct MicrosoftApp: Sendable, Hashable {
    /// Tenant's id or one of its domains.
    public var tenant: String
    public var clientID: String
    public var proof: Proof
    /// ``Cloud/id``.
    public var cloud: String
    /// Another issuer than the cloud's, for tests and proxies: `https://…`, or `http://` on loopback.
    public var authority: String?

    public init(
      tenant: String, clientID: String, proof: Proof, cloud: String = Clouds.defaultID, authority: String? = nil
    ) {
      self.tenant = tenant
      self.clientID = clientID
      self.proof = proof
      self.cloud = cloud
      self.authority = authority
    }

    public enum Proof: Sendable, Hashable {
      case secret(Secret)
      /// The certificate registered for the app and its private key, both PEM. RFC 7523 §2.2.
      case certificate(pem: String, key: Secret)
    }
  }

  /// A person, by device code or browser, through an app that may act for its users. RFC 8628, RFC 6749 §4.1.
  public struct MicrosoftUser: Sendable, Hashable {
    /// Tenant's id, one of its domains, or `organizations`.
    public var tenant: String
    public var clientID: String
    public var cloud: String
    public var authority: String?

    public init(tenant: String, clientID: String, cloud: String = Clouds.defaultID, authority: String? = nil) {
      self.tenant = tenant
      self.clientID = clientID
      self.cloud = cloud
      self.authority = authority
    }
  }

  /// A person with a Google account.
  public struct GoogleUser: Sendable, Hashable {
    public var clientID: String
    /// Google gives installed programs one as well; it guards nothing, but the issuer wants it.
    public var clientSecret: Secret?
    public var authority: String?

    public init(clientID: String, clientSecret: Secret? = nil, authority: String? = nil) {
      self.clientID = clientID
      self.clientSecret = clientSecret
      self.authority = authority
    }
  }

  /// A Google service account with domain-wide delegation. RFC 7523 §2.1.
  public struct ServiceAccount: Sendable, Hashable {
    /// `name@project.iam.gserviceaccount.com`.
    public var email: String
    public var keyID: String
    /// RSA, PEM.
    public var key: Secret
    /// Number that an administrator enters for the delegation.
    public var clientID: String
    public var authority: String?

    public init(email: String, keyID: String, key: Secret, clientID: String, authority: String? = nil) {
      self.email = email
      self.keyID = keyID
      self.key = key
      self.clientID = clientID
      self.authority = authority
    }
  }

  public var kind: Kind {
    switch self {
    case .microsoftApp: .microsoftApp
    case .microsoftUser: .microsoftUser
    case .googleUser: .googleUser
    case .googleServiceAccount: .googleServiceAccount
    }
  }
}
