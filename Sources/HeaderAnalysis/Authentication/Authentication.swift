public import MIME

/// What the receiver's checks said of a message, and what that means for the domain in From.
public struct Authentication: Sendable, Hashable {
  /// A check that counts, with the domain it was made for.
  public struct Check: Sendable, Hashable {
    /// `spf`, `dkim`, `dmarc`.
    public var method: String
    /// `pass`, `fail` … in lower case.
    public var result: String
    /// SPF: of MAIL FROM (or HELO); DKIM: `d=`; DMARC: of From. Nil where the results name none.
    public var domain: String?
    /// How ``domain`` stands to the one in From; none where either is unknown.
    public var alignment: DomainName.Alignment
    /// SPF of the name in HELO, which DMARC takes only when MAIL FROM is empty (RFC 7489 §3.1.2).
    public var isHELO: Bool
    public var selector: String?
    public var detail: AuthenticationResults.Result
    public var source: ResultSource

    public var passes: Bool { result == "pass" }
    public var isAlignedPass: Bool { passes && alignment != .none }
  }

  /// All fields with results, topmost first.
  public var sources: [ResultSource]
  /// The domain in From; nil when there is none or more than one.
  public var fromDomain: String?
  public var spf: [Check] = []
  /// One per signature.
  public var dkim: [Check] = []
  public var dmarc: Check?
  /// What the receiver made of an ARC chain.
  public var arc: Check?

  init(_ table: HeaderTable, _ route: Route, _ identity: Identity, trusting trusted: [String]) {
    sources = ResultSources(table, route, trusting: trusted).sources
    let domains = identity.fromDomains
    fromDomain = domains.count == 1 ? domains.first : nil
    let signatures = table.all("dkim-signature").prefix(Self.most).map { TagList($0.value) }
    for source in sources where source.standing.counts {
      for result in source.results { take(result, source, signatures, identity) }
    }
    // Received-SPF repeats what Authentication-Results says.
    let inResults = spf.filter { $0.source.field != "Received-SPF" }
    if !inResults.isEmpty { spf = inResults }
  }

  /// Results of one method that are kept.
  private static let most = 100

  private mutating func take(
    _ result: AuthenticationResults.Result, _ source: ResultSource, _ signatures: [TagList], _ identity: Identity
  ) {
    switch result.method {
    case "spf" where spf.count < Self.most: spf.append(spf(result, source, identity))
    case "dkim" where dkim.count < Self.most: dkim.append(dkim(result, source, signatures))
    case "dmarc" where dmarc == nil:
      dmarc = check(result, source, domain: result["header", "from"] ?? fromDomain)
    case "arc" where arc == nil: arc = check(result, source, domain: nil)
    default: break
    }
  }

  private func check(_ result: AuthenticationResults.Result, _ source: ResultSource, domain: String?) -> Check {
    let name = domain.flatMap(DomainName.ofAddress)
    var alignment = DomainName.Alignment.none
    if let name, let fromDomain { alignment = DomainName.alignment(of: name, with: fromDomain) }
    return Check(
      method: result.method, result: result.result, domain: name, alignment: alignment, isHELO: false,
      selector: result["header", "s"], detail: result, source: source)
  }

  private func spf(_ result: AuthenticationResults.Result, _ source: ResultSource, _ identity: Identity) -> Check {
    if let sender = result["smtp", "mailfrom"] ?? result["smtp", "mail"], DomainName.ofAddress(sender) != nil {
      return check(result, source, domain: sender)
    }
    if let helo = result["smtp", "helo"] {
      var found = check(result, source, domain: helo)
      found.isHELO = true
      if identity.envelopeSender.map({ !$0.isEmpty }) ?? true { found.alignment = .none }
      return found
    }
    return check(result, source, domain: identity.envelopeSender)
  }

  /// Which signature a result is about: by `header.d`, the domain of `header.i`, the beginning of `header.b`
  /// (RFC 6008 §4), the selector, or because there is only one.
  private func dkim(
    _ result: AuthenticationResults.Result, _ source: ResultSource, _ signatures: [TagList]
  ) -> Check {
    let start = result["header", "b"] ?? ""
    let signature =
      signatures.first { !start.isEmpty && $0.compact("b")?.hasPrefix(start) == true }
      ?? (signatures.count == 1 && result["header", "d"] == nil && result["header", "i"] == nil ? signatures[0] : nil)
    let named = result["header", "d"] ?? signature?["d"] ?? result["header", "i"]
    var found = check(result, source, domain: result.result == "none" ? nil : named)
    found.selector = found.selector ?? signature?["s"]
    return found
  }

  // MARK: What follows

  /// A check that passes for the domain in From: what DMARC asks for (RFC 7489 §4.2).
  public var alignedPass: Check? {
    let passing = (dkim + spf).filter(\.isAlignedPass)
    return passing.first { $0.alignment == .strict } ?? passing.first
  }

  /// Some check was made and counts.
  public var isChecked: Bool { !spf.isEmpty || !dkim.isEmpty || dmarc != nil }

  /// Nothing that counts says more than `none`.
  public var saysNothing: Bool {
    let said = spf + dkim + [dmarc].compactMap { $0 }
    return said.allSatisfy { $0.result == "none" }
  }

  public var standing: ResultSource.Standing? { (dmarc ?? dkim.first ?? spf.first)?.source.standing }
  /// The server that wrote what counts; nil where it does not name itself or nothing counts.
  public var server: String? { (dmarc ?? dkim.first ?? spf.first)?.source.server }
}
