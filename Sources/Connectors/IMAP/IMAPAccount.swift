public import Core
public import IMAPClient
internal import Migration
public import NIOCore

/// One mailbox on an IMAP server and the way into it; source and target alike are made of it.
public struct IMAPAccount: Sendable {
  public var endpoint: Endpoint
  public var login: Login
  /// Shared by all who use the same endpoint; nil for no limit.
  public var budget: ConnectionBudget?
  /// Where connections live. Hand source and target of one pair the same event loop and a copy changes threads nowhere.
  public var group: any EventLoopGroup
  /// What is known of the service; nil goes by the endpoint's ``IMAPClient/Endpoint/providerID``, else by host, greeting and ID.
  public var provider: Provider?

  public init(
    endpoint: Endpoint, login: Login, budget: ConnectionBudget? = nil, group: any EventLoopGroup,
    provider: Provider? = nil
  ) {
    self.endpoint = endpoint
    self.login = login
    self.provider = provider
    self.budget = budget
    self.group = group
  }

  /// `imap.example:993`.
  public var name: String { endpoint.place }

  /// A signed-in connection, and the place in the budget it holds.
  func connect() async throws -> (reader: MailboxReader, lease: ConnectionBudget.Lease?) {
    let lease = try await budget?.lease()
    let named = provider ?? endpoint.providerID.flatMap(Providers.named)
    do {
      let connection = try await IMAPConnection.connect(to: endpoint, login: login, on: group) {
        named ?? Providers.detect(host: $0.host, greeting: $0.greeting, id: $0.fields)
      }
      return (MailboxReader(connection, provider: connection.facts.provider ?? Providers.generic), lease)
    } catch {
      lease?.release()
      throw error
    }
  }
}
