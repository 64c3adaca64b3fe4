internal import Core

/// The exact lines for an administrator's PowerShell, for what no program may do from outside.
public struct Remedies: Sendable, Hashable {
  /// For Connect-ExchangeOnline.
  public var environment: String
  /// Application (client) ID.
  public var clientID: String
  /// Of the *enterprise application*, not of the registration: the usual slip, after which everything looks right and
  /// nothing works. Nil when no token has told it.
  public var objectID: String?

  public init(cloud: Cloud?, clientID: String, objectID: String?) {
    environment = cloud?.exchangeEnvironment ?? "O365Default"
    self.clientID = clientID
    self.objectID = objectID
  }

  /// Opens the session that the other lines need.
  public var connect: String {
    environment == "O365Default"
      ? "Connect-ExchangeOnline" : "Connect-ExchangeOnline -ExchangeEnvironmentName \(environment)"
  }

  /// Makes the app known to Exchange, once for the tenant.
  public func servicePrincipal() -> String {
    let object = objectID.map(Self.quote) ?? "(Get-MgServicePrincipal -Filter \"AppId eq '\(bare(clientID))'\").Id"
    return "New-ServicePrincipal -AppId \(Self.quote(clientID)) -ObjectId \(object) -DisplayName 'Postduif'"
  }

  /// Lets the app open `mailbox`.
  public func mailboxPermission(_ mailbox: String) -> String {
    let user = objectID.map(Self.quote) ?? Self.quote("Postduif")
    return "Add-MailboxPermission -Identity \(Self.quote(mailbox)) -User \(user) -AccessRights FullAccess"
  }

  public static func enableIMAP(_ mailbox: String) -> String {
    "Set-CASMailbox -Identity \(quote(mailbox)) -ImapEnabled $true"
  }

  public static func enableSMTP(_ mailbox: String) -> String {
    "Set-CASMailbox -Identity \(quote(mailbox)) -SmtpClientAuthenticationDisabled $false"
  }

  /// For all mailboxes that do not say otherwise. Wider than ``enableSMTP(_:)``, which suffices for one.
  public static let enableSMTPForAll = "Set-TransportConfig -SmtpClientAuthenticationDisabled $false"

  /// All that an app needs to open `mailboxes`, in order.
  public func grantingAccess(to mailboxes: [String]) -> [String] {
    [connect, servicePrincipal()] + mailboxes.map(mailboxPermission)
  }

  /// A literal text, without what turns writing around on a screen.
  private static func quote(_ text: String) -> String { PowerShellText.quoted(RefusalFault.plain(text)) }

  /// Inside both kinds of quotes nothing but letters, digits and hyphens may stand.
  private func bare(_ id: String) -> String {
    id.filter { $0.isASCII && ($0.isLetter || $0.isWholeNumber || $0 == "-") }
  }
}
