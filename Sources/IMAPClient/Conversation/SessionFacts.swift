public import Core
public import IMAP

/// How a server names itself: what provider detection goes by.
public struct ServerIdentity: Sendable, Hashable {
  public var host = ""
  /// The words of the greeting.
  public var greeting = ""
  /// The answer to ID, names in lower case. RFC 2971.
  public var fields: [String: String?] = [:]
  public init() {}

  /// `Dovecot 2.3.19` as the server has it; empty when it keeps silent.
  public var product: String {
    let name = (fields["name"] ?? nil) ?? ""
    let version = (fields["version"] ?? nil) ?? ""
    return version.isEmpty ? name : "\(name) \(version)"
  }
}

/// What is known once a session stands.
public struct SessionFacts: Sendable {
  public var identity = ServerIdentity()
  public var provider: Provider?
  /// Without those the provider's data says not to trust.
  public var capabilities = Capabilities()
  public var namespaces: Namespaces?
  /// Extensions that ENABLE switched on.
  public var enabled: Set<String> = []
  public var mechanism: Login.Mechanism?
  public var isAuthenticated = false
  public var isCompressed = false
  public init() {}
}

/// All that answered one command: untagged responses in their order and the tagged status.
public struct Completed: Sendable {
  public var responses: [Response]
  public var status: Status
  public init(responses: [Response] = [], status: Status) {
    self.responses = responses
    self.status = status
  }
}
