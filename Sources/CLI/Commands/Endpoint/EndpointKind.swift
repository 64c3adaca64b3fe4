import ArgumentParser
import Core

/// What an endpoint is. Services whose address everybody knows need not be spelled out.
enum EndpointKind: String, CaseIterable, Sendable, ExpressibleByArgument {
  case imap, m365, gmail

  /// Keys of the project file that follow from it.
  var pairs: [(String, String)] {
    guard let id = providerID, let host = Providers.named(id)?.hosts.first else { return [] }
    return [("host", host), ("provider", id)]
  }

  private var providerID: String? {
    switch self {
    case .imap: nil
    case .m365: "exchange-online"
    case .gmail: "gmail"
    }
  }
}
