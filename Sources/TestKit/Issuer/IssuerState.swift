import Core

/// What an issuer knows and remembers. Tests change it while the issuer runs: ``Issuer/change(_:)``.
public struct IssuerState: Sendable {
  public var tenants: [Tenant] = []
  public var apps: [App] = []
  public var users: [User] = []
  public var google = GoogleSide()

  /// Seconds that an access token lives.
  public var tokenLifetime: Int64 = 3_599
  /// Seconds that a device code lives.
  public var deviceLifetime: Int64 = 900
  /// Seconds between polls for a device code.
  public var deviceInterval: Int64 = 5
  /// What becomes of device codes by themselves; tests also decide with ``Issuer/approve(userCode:as:)``.
  public var device = DeviceScript.wait
  /// Who sits at the browser.
  public var browser = Browser.signsIn(nil)
  /// How long a refresh token still works after it was exchanged; nil for as long as it lives, as Microsoft's do.
  public var refreshGrace: Int64? = 60
  /// Refresh tokens unused for so long work no more.
  public var refreshLifetime: Int64 = 90 * 86_400
  /// Stand in every access token beside its own claims.
  public var extraClaims: [String: String] = [:]
  /// Happen one after the other to requests for tokens and device codes.
  public var troubles: [IssuerTrouble] = []
  /// Happens to every such request when ``troubles`` is empty.
  public var lastingTrouble: IssuerTrouble?

  /// Filled while it runs.
  public internal(set) var requests: [IssuerRequest] = []
  /// Access tokens given out.
  public internal(set) var issued: [Issued] = []
  /// Everything given out that opens something: access and refresh tokens, codes.
  public internal(set) var secrets: [String] = []
  /// Everything of that kind that was ever sent to it, right or wrong: secrets, assertions, verifiers, tokens, codes.
  public internal(set) var received: [String] = []

  var devices: [String: DeviceGrant] = [:]
  var codes: [String: CodeGrant] = [:]
  var refreshTokens: [String: RefreshGrant] = [:]
  var revokedFamilies: Set<String> = []
  /// `client jti`.
  var usedAssertions: Set<String> = []

  public init() {}

  public struct Tenant: Sendable {
    public var id: String
    public var domains: [String]
    public init(id: String, domains: [String]) {
      self.id = id
      self.domains = domains
    }
  }

  public struct User: Sendable {
    public var tenant: String
    /// User principal name, and the Google address.
    public var name: String
    /// `oid`, `sub`.
    public var id: String
    /// An error of Microsoft's that keeps this person from getting tokens: 53003, 50076, 50057.
    public var barrier: Int?
    /// For the Google side: all tokens of this person are revoked.
    public var isRevoked = false
    public init(_ name: String, tenant: String) {
      self.name = name
      self.tenant = tenant
      id = RandomText.guid()
    }
  }

  public struct App: Sendable {
    public var clientID: String
    public var tenant: String
    /// Of its service principal: `oid` and `sub` of its own tokens.
    public var objectID = RandomText.guid()
    /// Secret and when it ends, seconds since 1970.
    public var secrets: [(value: String, expires: Int64)] = []
    public var certificates: [RegisteredCertificate] = []
    /// May act without a secret, for people at devices and on loopback. RFC 8252.
    public var isPublic = false
    public var redirects = ["http://localhost"]
    /// Roles granted by the administrator, by resource: `["https://outlook.office365.com": ["IMAP.AccessAsApp"]]`.
    public var roles: [String: [String]] = [:]
    /// Scopes consented to for its users, as `https://outlook.office.com/IMAP.AccessAsUser.All`.
    public var scopes: Set<String> = []
    /// An error of Microsoft's that keeps the app from getting tokens of its own.
    public var barrier: Int?
    public init(_ clientID: String, tenant: String) {
      self.clientID = clientID
      self.tenant = tenant
    }
  }

  /// What happens to a device code without anybody's doing.
  public enum DeviceScript: Sendable {
    case wait
    case approve(afterPolls: Int, as: String)
    case decline(afterPolls: Int)
  }

  public enum Browser: Sendable {
    /// The person of that name, or whom the login hint names, or the first of the tenant; all consent.
    case signsIn(String?)
    case declines
    /// An error of Microsoft's at the sign-in, as 53003.
    case fails(Int)
  }

  public struct GoogleSide: Sendable {
    public var clients: [Client] = []
    public var accounts: [ServiceAccount] = []
    public init() {}

    public struct Client: Sendable {
      public var id: String
      public var secret: String
      public init(id: String, secret: String) {
        self.id = id
        self.secret = secret
      }
    }

    public struct ServiceAccount: Sendable {
      public var email: String
      /// Of the delegation.
      public var clientID: String
      /// `kid` to the key's public part.
      public var keys: [String: IssuerKey]
      /// Scopes that an administrator delegated, for all people of the domain.
      public var delegated: Set<String>
      public init(email: String, clientID: String, keys: [String: IssuerKey], delegated: Set<String> = []) {
        (self.email, self.clientID, self.keys, self.delegated) = (email, clientID, keys, delegated)
      }
    }
  }

  public struct Issued: Sendable {
    public var token: String
    public var clientID: String
    /// Nil for tokens of an app itself.
    public var user: String?
    public var audience: String
    public var scopes: [String]
    public var expires: Int64
  }

  struct DeviceGrant: Sendable {
    enum Decision: Sendable { case pending, approved(String), declined }
    var userCode: String
    var clientID: String
    var tenant: String
    var scopes: [String]
    var expires: Int64
    var interval: Int64
    var polls = 0
    var lastPoll: Int64?
    var decision = Decision.pending
    var script: DeviceScript
    var isRedeemed = false
  }

  struct CodeGrant: Sendable {
    var clientID: String
    var tenant: String
    var user: String
    var scopes: [String]
    var redirect: String
    var challenge: String
    var expires: Int64
    var isGoogle = false
    var isRedeemed = false
    var family: String
  }

  struct RefreshGrant: Sendable {
    var clientID: String
    var tenant: String
    var user: String
    /// All that the app may ask for with it.
    var scopes: Set<String>
    var family: String
    var expires: Int64
    /// When it was exchanged for the next one.
    var exchanged: Int64?
    var isGoogle = false
  }

  func user(_ name: String) -> User? { users.first { $0.name.lowercased() == name.lowercased() } }

  func tenant(_ name: String) -> Tenant? {
    let name = name.lowercased()
    return tenants.first { $0.id.lowercased() == name || $0.domains.contains { $0.lowercased() == name } }
  }
}
