public import MIME

/// A header read as a whole: the way of the message, what was checked, and what that means.
///
/// Everything is worked out from the bytes alone. Nothing is asked of the DNS or of any server, and no signature is
/// verified: what is told of SPF, DKIM, DMARC and ARC is what the receiving servers wrote down.
public struct ExplainedHeader: Sendable {
  public let identity: Identity
  public let route: Route
  public let authentication: Authentication
  public let arc: ARCChain
  public let sending: Sending
  public let verdict: Verdict
  /// Fields looked at.
  public let fieldCount: Int
  /// What was odd about the header's form.
  public let damage: [Damage]

  /// - Parameters:
  ///   - message: The message, or its header alone.
  ///   - trusted: Names of servers (authserv-id) whose results count; with any, no others do.
  public init(_ message: Message, trusting trusted: [String] = []) {
    let table = HeaderTable(message.root.fields)
    let identity = Identity(table)
    let route = Route(table, date: identity.date)
    let authentication = Authentication(table, route, identity, trusting: trusted)
    (self.identity, self.route, self.authentication) = (identity, route, authentication)
    arc = ARCChain(table)
    sending = Sending(table, route)
    verdict = Verdict(authentication, identity, route, table)
    fieldCount = table.entries.count
    damage = message.damage.filter { Self.headerDamage.contains($0.kind) }
  }

  private static let headerDamage: Set<Damage.Kind> = [.tooManyFields, .headerTooLong, .fieldTooLong]

  /// False for text that is no header at all: nothing in it that mail must have.
  public var isHeader: Bool {
    !identity.from.isEmpty || !route.hops.isEmpty || identity.messageID != nil || identity.date?.time != nil
  }

  /// SPF, DKIM, DMARC and ARC as the receiver found them, in words.
  public var checkStatements: [Statement] {
    let checks =
      authentication.spf + authentication.dkim + [authentication.dmarc, authentication.arc].compactMap { $0 }
    return checks.map { ResultWords.statement($0, from: authentication.fromDomain) } + serviceStatements
  }

  /// Methods of a service's own that count: `compauth` of Exchange Online with its reason.
  private var serviceStatements: [Statement] {
    authentication.sources.filter(\.standing.counts).flatMap { source in
      source.results.prefix(100).flatMap { result in
        [(result.method, result.result), ("reason", result.method == "compauth" ? result.reason ?? "" : "")]
          .compactMap { key, value -> Statement? in
            guard !value.isEmpty,
              let found = VendorReports.meaning(ofAuthenticationKey: key, value: value)
            else { return nil }
            return Statement(
              found.weight, found.subject, value: value, found.meaning, field: source.field, offset: source.offset)
          }
      }
    }
  }

  /// Results that do not count, in one line each, with the reason.
  public var discounted: [Statement] {
    authentication.sources.filter { !$0.standing.counts }.map { source in
      let said = source.results.prefix(8).map { "\($0.method)=\($0.result)" }.joined(separator: " ")
      return Statement(
        .note, source.server ?? "no name", value: said.isEmpty ? "none" : said, Self.why(source), field: source.field,
        offset: source.offset)
    }
  }

  private static func why(_ source: ResultSource) -> String {
    switch source.standing {
    case .stranger: "not of the server that received the message"
    case .before where source.field == "Authentication-Results-Original": "was there when the message came in"
    default: "below the hop over which the message came in: the sender may have written it"
    }
  }
}
