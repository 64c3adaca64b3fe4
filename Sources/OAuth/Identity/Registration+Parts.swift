internal import Core

extension Registration {
  /// The tenant's name for the issuer; nil for Google.
  public var tenant: String? {
    switch self {
    case .microsoftApp(let app): app.tenant
    case .microsoftUser(let user): user.tenant
    case .googleUser, .googleServiceAccount: nil
    }
  }

  public var clientID: String {
    switch self {
    case .microsoftApp(let app): app.clientID
    case .microsoftUser(let user): user.clientID
    case .googleUser(let user): user.clientID
    case .googleServiceAccount(let account): account.clientID
    }
  }

  var authority: String? {
    switch self {
    case .microsoftApp(let app): app.authority
    case .microsoftUser(let user): user.authority
    case .googleUser(let user): user.authority
    case .googleServiceAccount(let account): account.authority
    }
  }

  private var cloudID: String? {
    switch self {
    case .microsoftApp(let app): app.cloud
    case .microsoftUser(let user): user.cloud
    case .googleUser, .googleServiceAccount: nil
    }
  }

  /// Nil for Google, and for a cloud nobody knows.
  public var cloud: Cloud? { cloudID.flatMap(Clouds.named) }

  /// Throws `OAUTH-SETTINGS` for a cloud nobody knows.
  func knownCloud() throws(Fault) -> Cloud {
    if let cloud { return cloud }
    throw Fault(
      .oauthSettings, "there is no such cloud", recovery: .stopMailbox,
      advice: "Write one of \(Clouds.all.map(\.id).joined(separator: ", ")).")
  }

  /// Whether tokens are in a person's name, who has to sign in first.
  public var needsPerson: Bool {
    switch self {
    case .microsoftUser, .googleUser: true
    case .microsoftApp, .googleServiceAccount: false
    }
  }

  var isMicrosoft: Bool { tenant != nil }
}
