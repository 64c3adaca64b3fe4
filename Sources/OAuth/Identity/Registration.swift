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
  }

  /// A person with a Google account.
  public struct GoogleUser: Sendable, Hashable {
    public var clientID: String
    /// Google gives installed programs one as well; it guards nothing, but the issuer wants it.
    public var clientSecret: Secret?
    public var authority: String?
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
