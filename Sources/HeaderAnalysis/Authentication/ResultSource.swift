public import MIME

/// One field with results of checks, and whether they count.
public struct ResultSource: Sendable, Hashable {
  /// Whether the receiver wrote it. A sender can put any such field into a message; those above the Received field of the
  /// hop over which the message came in were written afterwards (RFC 8601 §7.1).
  public enum Standing: String, Sendable, Hashable {
    /// The caller named this server as one to be believed.
    case trusted
    /// It stands above the receiver's hop, and nothing says that another wrote it.
    case receiver
    /// It names the receiver and stands right below its hop, where some servers write. A receiver must remove such a field
    /// that came with the message (RFC 8601 §5); whether this one does is not seen from here.
    case claimed
    /// It names somebody else.
    case stranger
    /// It stands further down: there when the message came in, or written by a server before.
    case before

    public var counts: Bool { self == .trusted || self == .receiver || self == .claimed }
  }

  /// `Authentication-Results`, `Received-SPF` …
  public var field: String
  /// The authserv-id; nil where none is written, as in Exchange Online.
  public var server: String?
  public var results: [AuthenticationResults.Result]
  public var standing: Standing
  public var flaws: [FieldFlaw]
  /// Of the field, in bytes from the beginning of the message.
  public var offset: Int
  var index: Int
}

/// Finds the fields with results and decides which of them count.
struct ResultSources {
  private let route: Route
  /// Servers named by the caller, in lower case.
  private let trusted: Set<String>
  private(set) var sources: [ResultSource] = []

  /// Fields looked at; a message has three.
  private static let most = 200

  init(_ table: HeaderTable, _ route: Route, trusting trusted: [String]) {
    self.route = route
    self.trusted = Set(trusted.map { $0.lowercased() })
    let fields = table.all("authentication-results").prefix(Self.most)
    sources = fields.map { source("Authentication-Results", AuthenticationResults($0.value), $0) }
    settleStrangers()
    markClaimed(table)
    confirmBySeals(table)
    for entry in table.all("authentication-results-original").prefix(Self.most) {
      var original = source("Authentication-Results-Original", AuthenticationResults(entry.value), entry)
      if original.standing != .trusted { original.standing = .before }
      sources.append(original)
    }
    sources += table.all("received-spf").prefix(Self.most).map { spf($0, table) }
    sources.sort { $0.index < $1.index }
  }

  private func source(_ field: String, _ value: AuthenticationResults, _ entry: HeaderTable.Entry) -> ResultSource {
    ResultSource(
      field: field, server: value.server, results: value.results, standing: standing(value.server, entry.index),
      flaws: value.flaws, offset: entry.offset, index: entry.index)
  }

  private func standing(_ server: String?, _ index: Int) -> ResultSource.Standing {
    if let server, trusted.contains(server.lowercased()) { return .trusted }
    if !trusted.isEmpty { return .stranger }
    guard let entrance = route.entranceField else { return .receiver }
    return index < entrance ? .receiver : .before
  }

  /// Of those above the entrance, the topmost names the receiver; one with another name came from elsewhere, unless the
  /// name belongs to a server that took the message.
  private mutating func settleStrangers() {
    guard let top = sources.first(where: { $0.standing == .receiver }) else { return }
    let name = top.server.map(Self.owner)
    for index in sources.indices where sources[index].standing == .receiver {
      let own = sources[index].server.map(Self.owner)
      if own != name, !route.isReceiver(sources[index].server) { sources[index].standing = .stranger }
    }
  }

  private static func owner(_ server: String) -> String { Operator(host: server)?.name ?? server.lowercased() }

  /// Milters of Postfix write below the Received field of their own server, before the next of them.
  private mutating func markClaimed(_ table: HeaderTable) {
    guard let entrance = route.entranceField, trusted.isEmpty else { return }
    let next = table.all("received").first { $0.index > entrance }?.index ?? .max
    for index in sources.indices where sources[index].standing == .before && sources[index].index < next {
      if isOwn(sources[index].server) { sources[index].standing = .claimed }
    }
  }

  /// Google writes its results below its Received field, and seals the same ones above it: that one nobody else wrote.
  private mutating func confirmBySeals(_ table: HeaderTable) {
    guard let entrance = route.entranceField else { return }
    for index in sources.indices where sources[index].standing == .claimed {
      let isSealed = table.all("arc-authentication-results").prefix(Self.most).contains { entry in
        guard entry.index < entrance else { return false }
        let sealed = AuthenticationResults(entry.value)
        return sealed.server?.lowercased() == sources[index].server?.lowercased()
          && sealed.results.map { [$0.method, $0.result] } == sources[index].results.map { [$0.method, $0.result] }
      }
      if isSealed { sources[index].standing = .receiver }
    }
  }

  /// Of the receiver's domain, or the very name of its server where that has no domain.
  private func isOwn(_ server: String?) -> Bool {
    guard let server else { return false }
    if route.isReceiver(server) { return true }
    return route.entrance.map { route.hops[$0].server?.lowercased() == server.lowercased() } ?? false
  }

  // MARK: Received-SPF

  /// As if it were a result of Authentication-Results.
  private func spf(_ entry: HeaderTable.Entry, _ table: HeaderTable) -> ResultSource {
    let value = ReceivedSPF(entry.value)
    var result = AuthenticationResults.Result(
      method: "spf", result: value.result, comments: value.comment.map { [$0] } ?? [], offset: entry.offset)
    let identity = value["identity"]?.lowercased() ?? "mailfrom"
    if let from = value["envelope-from"] ?? Self.domain(in: value.comment), identity == "mailfrom" {
      result.properties.append(.init(type: "smtp", name: "mailfrom", value: from))
    } else if let helo = value["helo"] {
      result.properties.append(.init(type: "smtp", name: "helo", value: helo))
    }
    // `(mx.example: domain of …)` names the server where `receiver=` does not.
    let named = value["receiver"] ?? value.comment.flatMap { $0.split(separator: ":").first.map(String.init) }
    var standing = standing(named, entry.index)
    if standing == .before, isDirectlyBelow(entry.index, table), isOwn(named) { standing = .claimed }
    return ResultSource(
      field: "Received-SPF", server: named, results: [result], standing: standing, flaws: value.flaws,
      offset: entry.offset, index: entry.index)
  }

  private func isDirectlyBelow(_ index: Int, _ table: HeaderTable) -> Bool {
    guard let entrance = route.entranceField, index > entrance else { return false }
    return index < table.all("received").first { $0.index > entrance }?.index ?? .max
  }

  /// Microsoft and Google say `domain of an@peeters.example designates …`.
  private static func domain(in comment: String?) -> String? {
    guard let comment else { return nil }
    let words = comment.split(separator: " ")
    guard let of = words.firstIndex(of: "of"), of + 1 < words.count, of > 0, words[of - 1].hasSuffix("domain") else {
      return nil
    }
    return String(words[of + 1])
  }
}
