public import Core
public import IMAPClient

/// Finds out which service answers: by what the user said, by its host name, by its own words, in this order.
public struct ProviderDetector: Sendable {
  private let providers: [Provider]

  public init(_ providers: [Provider]) { self.providers = providers }

  /// - Parameter hint: the provider's id as the user named it.
  /// - Returns: the first that fits; `generic` when none does.
  public func provider(for identity: ServerIdentity, hint: String?) -> Provider {
    if let hint, let named = providers.first(where: { $0.id == hint }) { return named }
    let host = identity.host.lowercased()
    if let byHost = providers.first(where: { $0.hosts.contains { Self.matches(host, $0.lowercased()) } }) {
      return byHost
    }
    let words = Self.words(of: identity)
    if let bySign = providers.first(where: { $0.signs.contains { !$0.isEmpty && words.contains($0.lowercased()) } }) {
      return bySign
    }
    return providers.first { $0.id == "generic" } ?? Provider(id: "generic", name: "IMAP server")
  }

  /// `outlook.office365.com` is `office365.com`, `notoffice365.com` is not.
  private static func matches(_ host: String, _ suffix: String) -> Bool {
    host == suffix || host.hasSuffix(suffix.hasPrefix(".") ? suffix : ".\(suffix)")
  }

  private static func words(of identity: ServerIdentity) -> String {
    var words = identity.greeting
    for name in ["name", "vendor", "version"] { words += " \((identity.fields[name] ?? nil) ?? "")" }
    return words.lowercased()
  }
}
