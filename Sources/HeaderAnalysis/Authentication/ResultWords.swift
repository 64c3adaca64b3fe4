import MIME

/// Results of checks in words, as the registry means them (RFC 8601 §2.7, RFC 7208 §2.6, RFC 7489 §11.2).
enum ResultWords {
  static func statement(_ check: Authentication.Check, from: String?) -> Statement {
    let (weight, meaning) =
      switch check.method {
      case "spf": spf(check)
      case "dkim": dkim(check)
      case "dmarc": dmarc(check)
      default: arc(check)
      }
    var text = meaning
    if check.method == "spf" || check.method == "dkim", check.passes { text += ", " + alignment(check, from) }
    if let reason = check.detail.reason ?? check.detail.comments.first(where: { check.method == "dkim" && $0 != "" }),
      check.method == "dkim", !check.passes
    {
      text += " (\(reason))"
    }
    return Statement(
      weight, check.method.uppercased(), value: check.result, text, field: check.source.field,
      offset: check.source.offset)
  }

  private static func spf(_ check: Authentication.Check) -> (Statement.Weight, String) {
    let domain = check.domain ?? "the sender's domain"
    let of = check.isHELO ? "\(domain), the name in HELO" : domain
    switch check.result {
    case "pass": return (.good, "the sending server is allowed to send for \(of)")
    case "fail", "hardfail": return (.bad, "the sending server is not allowed to send for \(of)")
    case "softfail": return (.warning, "the sending server is probably not allowed to send for \(of) (~all)")
    case "neutral": return (.note, "\(of) does not say whether the sending server may send for it (?all)")
    case "none": return (.note, "\(of) publishes no SPF record")
    case "temperror": return (.warning, "the DNS did not answer when the record of \(of) was asked for")
    case "permerror": return (.warning, "the SPF record of \(of) is wrong and cannot be used")
    case "policy": return (.warning, "the receiver's own rule was applied, not the record of \(of)")
    default: return unknown(check.result)
    }
  }

  private static func dkim(_ check: Authentication.Check) -> (Statement.Weight, String) {
    let domain = check.domain ?? "an unnamed domain"
    switch check.result {
    case "pass": return (.good, "unchanged since it was signed by \(domain)")
    case "fail": return (.bad, "the signature of \(domain) does not hold: changed on the way, or never its own")
    case "none": return (.note, "not signed")
    case "neutral": return (.warning, "the signature of \(domain) cannot be judged")
    case "temperror": return (.warning, "the key of \(domain) could not be fetched then")
    case "permerror": return (.warning, "the key of \(domain) is missing or wrong, or the signature cannot be read")
    case "policy": return (.warning, "signed by \(domain), in a way the receiver does not accept")
    default: return unknown(check.result)
    }
  }

  private static func dmarc(_ check: Authentication.Check) -> (Statement.Weight, String) {
    let domain = check.domain ?? "the domain in From"
    let action = check.detail["", "action"] ?? check.detail["policy", "dmarc"]
    let told = action.map { $0 == "none" ? ", which asks for nothing to be done" : "; what was done: \($0)" } ?? ""
    switch check.result {
    case "pass": return (.good, "passes the policy of \(domain)")
    case "fail": return (.bad, "fails the policy of \(domain)\(told)")
    case "none": return (.note, "\(domain) publishes no policy")
    case "bestguesspass": return (.note, "\(domain) publishes no policy; with one, it would pass")
    case "temperror": return (.warning, "the DNS did not answer when the policy of \(domain) was asked for")
    case "permerror": return (.warning, "the policy of \(domain) is wrong and cannot be used")
    default: return unknown(check.result)
    }
  }

  private static func arc(_ check: Authentication.Check) -> (Statement.Weight, String) {
    switch check.result {
    case "pass": (.good, "the receiver found the chain of seals whole")
    case "fail": (.bad, "the receiver found the chain of seals broken")
    case "none": (.note, "no chain of seals")
    default: unknown(check.result)
    }
  }

  private static func unknown(_ result: String) -> (Statement.Weight, String) {
    (.warning, result.isEmpty ? "no result is written" : "a result that no standard knows")
  }

  private static func alignment(_ check: Authentication.Check, _ from: String?) -> String {
    guard let from else { return "and From names no single domain to compare with" }
    guard check.domain != nil else { return "without a word for which domain" }
    switch check.alignment {
    case .strict: return "which is the domain in From"
    case .relaxed: return "which belongs to \(from) in From (relaxed alignment)"
    case .none:
      return check.isHELO
        ? "and not MAIL FROM, which is what counts for \(from)" : "which says nothing about \(from) in From"
    }
  }
}
