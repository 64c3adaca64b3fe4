public import Core
public import IMAPClient
internal import Migration
public import NIOCore

/// One mailbox on an IMAP server and the way into it; source and target alike are made of it.
public struct IMAPAccount: Sendable {
  public var endpoint: Endpoint
  public var login: Login
  /// What is known of services; decides limits and habits once the server has said who it is.
  public var providers: [Provider]
  /// Shared by all who use the same endpoint; nil for no limit.
  public var budget: ConnectionBudget?
  /// Where connections live. Hand source and target of one pair the same event loop and a copy changes threads nowhere.
  public var group: any EventLoopGroup

  public init(
    endpoint: Endpoint, login: Login, providers: [Provider], budget: ConnectionBudget? = nil, group: any EventLoopGroup
  ) {
    self.endpoint = endpoint
    self.login = login
    self.providers = providers
    self.budget = budget
    self.group = group
  }

  /// `imap.example:993`.
  public var name: String { endpoint.place }

  /// A signed-in connection, and the place in the budget it holds.
  func connect() async throws -> (reader: MailboxReader, lease: ConnectionBudget.Lease?) {
    let lease = try await budget?.lease()
    let detector = ProviderDetector(providers)
    let hint = endpoint.providerID
    do {
      let connection = try await IMAPConnection.connect(to: endpoint, login: login, on: group) {
        detector.provider(for: $0, hint: hint)
      }
      let provider =
        connection.facts.provider ?? detector.provider(for: connection.facts.identity, hint: hint)
      return (MailboxReader(connection, provider: provider), lease)
    } catch {
      lease?.release()
      throw error
    }
  }
}
