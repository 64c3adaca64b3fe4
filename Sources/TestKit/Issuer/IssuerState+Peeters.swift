extension IssuerState {
  /// A made-up tenant with an app of its own, an app for its users, three people, and the same people at Google.
  public static let peeters: IssuerState = {
    var state = IssuerState()
    state.tenants = [Tenant(id: PeetersIDs.tenant, domains: ["peeters.example", "peeters.onmicrosoft.example"])]
    state.users = ["an", "jan", "info"].map { User("\($0)@peeters.example", tenant: PeetersIDs.tenant) }
    var app = App(PeetersIDs.app, tenant: PeetersIDs.tenant)
    app.secrets = [(PeetersIDs.appSecret, .max), (PeetersIDs.expiredSecret, 1_600_000_000)]
    app.roles = [
      "https://outlook.office365.com": ["IMAP.AccessAsApp", "SMTP.SendAsApp"],
      "https://graph.microsoft.com": ["User.Read.All"],
    ]
    var helper = App(PeetersIDs.userApp, tenant: PeetersIDs.tenant)
    helper.isPublic = true
    helper.redirects = ["http://localhost", "http://127.0.0.1"]
    helper.scopes = [
      "https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send",
      "https://graph.microsoft.com/User.Read",
    ]
    state.apps = [app, helper]
    state.google.clients = [.init(id: PeetersIDs.googleClient, secret: PeetersIDs.googleSecret)]
    if let key = PeetersIDs.serviceKey {
      state.google.accounts = [
        .init(
          email: PeetersIDs.serviceAccount, clientID: PeetersIDs.serviceClient, keys: [key.id: key],
          delegated: ["https://mail.google.com/"])
      ]
    }
    return state
  }()
}

/// Names of ``IssuerState/peeters``.
public enum PeetersIDs {
  public static let tenant = "6f0c1d6e-5b9f-4b62-9a3e-0d2f6c1b7a10"
  public static let app = "2b1e8a54-93c7-4d6f-8a0b-51c4f7e9d3a2"
  public static let appSecret = "app~geheim-77-Peeters.Bakkerij"
  public static let expiredSecret = "app~verlopen-12-Peeters.Bakkerij"
  public static let userApp = "9d4c7f20-1e5a-4c83-b6d9-7a3f2e8c5b41"
  public static let googleClient = "481516234200-peeters.apps.googleusercontent.example"
  public static let googleSecret = "GOCSPX-peeters-77-geheim"
  public static let serviceAccount = "verhuizer@peeters.iam.gserviceaccount.example"
  public static let serviceClient = "108162342481516234"
  /// The service account's key.
  public static let serviceKey: IssuerKey? = try? IssuerKey()
}
