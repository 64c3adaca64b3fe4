/// What the header as a whole says: whether the message is genuine, and whether it was late.
public struct Verdict: Sendable, Hashable {
  public enum Genuineness: String, Sendable, Hashable, CaseIterable {
    /// The receiver found that it comes from the domain in From.
    case genuine
    /// Sent by somebody who had signed in at the organisation that received it.
    case `internal`
    /// The same as genuine, in a place where a sender could have written it too.
    case probable
    /// Nothing proves it, and nothing speaks against it.
    case unproven
    /// The receiver's checks speak against it.
    case doubtful
  }
  public var genuineness: Genuineness
  /// One or two sentences about it.
  public var reasons: [String]
  /// Seconds on the way; nil where fewer than two clocks agree.
  public var totalSeconds: Int64?
  /// Five minutes and more are worth a word; mail between healthy servers takes seconds.
  public static let lateSeconds: Int64 = 300
  public var isLate: Bool { (totalSeconds ?? 0) >= Self.lateSeconds }

  init(_ authentication: Authentication, _ identity: Identity, _ route: Route, _ table: HeaderTable) {
    totalSeconds = route.totalSeconds
    (genuineness, reasons) = Self.judge(authentication, identity, route, table)
  }

  private static func judge(
    _ authentication: Authentication, _ identity: Identity, _ route: Route, _ table: HeaderTable
  ) -> (Genuineness, [String]) {
    if identity.fromDomains.count > 1 || identity.fromFields > 1 {
      return (.doubtful, ["It has more than one sender in From: programs show one, and checks look at another."])
    }
    guard let from = authentication.fromDomain else {
      return (.unproven, [identity.fromFields == 0 ? "It has no From field." : "From holds no address with a domain."])
    }
    if let dmarc = authentication.dmarc, dmarc.result == "fail" { return failure(authentication, from) }
    if isInternal(route, table) {
      return (.internal, ["Sent by somebody who had signed in at the organisation that received it."])
    }
    if let dmarc = authentication.dmarc, dmarc.passes { return success(authentication, from, dmarc) }
    if let pass = authentication.alignedPass { return success(authentication, from, pass) }
    return withoutProof(authentication, from)
  }

  private static func success(
    _ authentication: Authentication, _ from: String, _ check: Authentication.Check
  ) -> (Genuineness, [String]) {
    let proof = authentication.alignedPass.map { pass in
      pass.method == "dkim"
        ? "signed by \(pass.domain ?? from) (DKIM)" : "sent from a server that \(pass.domain ?? from) allows (SPF)"
    }
    let writer = check.source.server.map { "\($0) says so" } ?? "the receiving server says so"
    let passes = authentication.dmarc.map { $0.passes ? ", and DMARC passes" : "" } ?? ""
    let sentence = (proof ?? "it meets the policy of \(from)") + passes + "; \(writer)."
    let whole = "It comes from \(from): " + sentence
    guard check.source.standing == .claimed else { return (.genuine, [whole]) }
    return (
      .probable,
      [
        whole,
        "That line stands where a sender could have put it too: if the server is yours, add --trust"
          + " \(check.source.server ?? "NAME").",
      ]
    )
  }

  private static func failure(_ authentication: Authentication, _ from: String) -> (Genuineness, [String]) {
    var out = ["The receiver found that it does not come from \(from): DMARC fails."]
    if authentication.arc?.passes == true {
      out.append("A chain of seals (ARC) holds: a mailing list or a forwarder may have changed it on the way.")
    } else if let other = (authentication.dkim + authentication.spf).first(where: { $0.passes }),
      let domain = other.domain
    {
      out.append("What passes is \(other.method.uppercased()) for \(domain), another domain.")
    }
    return (.doubtful, out)
  }

  private static func withoutProof(_ authentication: Authentication, _ from: String) -> (Genuineness, [String]) {
    guard authentication.isChecked else {
      let others = authentication.sources.contains { !$0.standing.counts }
      return (
        .unproven,
        [
          others
            ? "No result of a check is from the receiver; those that stand in it may be anybody's."
            : "No result of a check (SPF, DKIM, DMARC) stands in it."
        ]
      )
    }
    if let other = (authentication.dkim + authentication.spf).first(where: { $0.passes }) {
      return (
        .unproven,
        [
          "What passes is \(other.method.uppercased()) for \(other.domain ?? "a domain that is not named"),"
            + " which says nothing about \(from)."
        ]
      )
    }
    let failing = (authentication.spf + authentication.dkim).first { ["fail", "hardfail"].contains($0.result) }
    if let failing { return (.doubtful, ["\(failing.method.uppercased()) fails, and nothing passes for \(from)."]) }
    return (.unproven, ["No check passes for \(from)."])
  }

  /// Exchange's word for it, which its servers take from messages that come in from elsewhere; believed only where the
  /// message never was elsewhere.
  private static func isInternal(_ route: Route, _ table: HeaderTable) -> Bool {
    guard table.text("x-ms-exchange-organization-authas")?.lowercased() == "internal" else { return false }
    return route.entrance == 0
  }
}
