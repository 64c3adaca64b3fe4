import FoundationEssentials

/// One of Microsoft's national clouds: the same service at other addresses. Pure data, read from `clouds.json`.
public struct Cloud: Sendable, Hashable, Codable {
  /// `global`, `us-gov-high`, `us-dod` or `china`.
  public var id: String
  public var name: String
  /// Where tokens are issued; tenant and endpoint follow in the path.
  public var authority: String
  /// Microsoft Graph, also the resource its tokens are for.
  public var graph: String
  /// The resource that an app's tokens for IMAP and SMTP are for.
  public var outlook: String
  /// What scopes for IMAP and SMTP in a person's name begin with.
  public var outlookUser: String
  public var imapHosts: [String]
  /// For `Connect-ExchangeOnline -ExchangeEnvironmentName`.
  public var exchangeEnvironment: String
}

public enum Clouds {
  public static let all: [Cloud] =
    (try? JSONDecoder().decode([Cloud].self, from: Data(PackageResources.clouds_json))) ?? []

  /// The one that is meant when none is named.
  public static let defaultID = "global"

  public static func named(_ id: String) -> Cloud? { all.first { $0.id == id } }
}
