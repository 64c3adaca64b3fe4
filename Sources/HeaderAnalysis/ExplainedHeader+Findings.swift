public import Core
import MIME

extension ExplainedHeader {
  /// What a person should know, in no order.
  public var findings: [Finding] {
    senderFindings + checkFindings + arcFindings + delayFindings + clockFindings + protectionFindings + formFindings
  }

  // MARK: Who

  private var senderFindings: [Finding] {
    var out: [Finding] = []
    if identity.fromFields > 1 || identity.fromDomains.count > 1 {
      out.append(
        Finding(
          .problem, "HEADER-FROM", place: "From",
          "\(Words.count(identity.fromFields, "From field")) with \(Words.some(identity.fromDomains, limit: 3))",
          next: "Do not trust what a mail program shows as the sender."))
    } else if identity.from.isEmpty, damage.isEmpty {
      out.append(Finding(.warning, "HEADER-FROM", place: "From", "no sender's address"))
    }
    // An address in the name that is not the address: `"an@peeters.example" <x@elsewhere.example>`.
    if let sender = identity.from.first, let shown = sender.name.flatMap(Self.address),
      let domain = sender.domain.flatMap({ DomainName.normal($0) }),
      DomainName.alignment(of: shown, with: domain) == .none
    {
      out.append(
        Finding(
          .warning, "HEADER-NAME", place: "From",
          "the name shows an address at \(shown), and the message is from \(domain)"))
    }
    if let reply = identity.replyTo.first?.domain.flatMap({ DomainName.normal($0) }),
      let from = identity.fromDomains.first,
      DomainName.alignment(of: reply, with: from) == .none
    {
      out.append(
        Finding(.note, "HEADER-REPLY", place: "Reply-To", "answers go to \(reply), not to \(from)"))
    }
    return out
  }

  /// The domain of an address that stands in a display name.
  private static func address(in name: String) -> String? {
    for word in name.split(separator: " ").prefix(20) where word.contains("@") {
      if let domain = DomainName.ofAddress(word.filter { !"()[],;'".contains($0) }) { return domain }
    }
    return nil
  }

  // MARK: Checks

  private var checkFindings: [Finding] {
    var out: [Finding] = []
    let from = authentication.fromDomain ?? "the domain in From"
    if let dmarc = authentication.dmarc, dmarc.result == "fail" {
      let isSealed = authentication.arc?.passes == true
      out.append(
        Finding(
          isSealed ? .warning : .problem, "HEADER-DMARC", place: from,
          "DMARC fails: nothing that passes is for \(from)",
          next: "If the message is genuine, its sender must sign with DKIM for \(from) or be allowed by its SPF record."
        ))
    } else if verdict.genuineness == .unproven, authentication.isChecked, !authentication.saysNothing {
      out.append(
        Finding(
          .warning, "HEADER-ALIGN", place: from, verdict.reasons.first ?? "no check passes for \(from)"))
    } else if verdict.genuineness == .unproven {
      out.append(Finding(.note, "HEADER-UNPROVEN", place: from, "no result that counts speaks for this sender"))
    }
    for check in authentication.spf where ["fail", "hardfail", "softfail", "permerror"].contains(check.result) {
      out.append(
        Finding(
          verdict.genuineness == .doubtful ? .problem : .warning, "HEADER-SPF", place: check.domain ?? from,
          "SPF \(check.result): " + ResultWords.statement(check, from: from).meaning))
      break
    }
    let failing = authentication.dkim.filter { ["fail", "permerror", "policy"].contains($0.result) }
    if let first = failing.first, !authentication.dkim.contains(where: \.isAlignedPass) {
      out.append(
        Finding(
          .warning, "HEADER-DKIM", place: first.domain ?? from,
          "DKIM \(first.result): " + ResultWords.statement(first, from: from).meaning))
    }
    return out
  }

  private var arcFindings: [Finding] {
    arc.faults.isEmpty
      ? []
      : [
        Finding(
          .warning, "HEADER-ARC", place: "ARC", "the seals are no chain: " + Words.some(arc.faults, limit: 3))
      ]
  }

  // MARK: Time

  private var delayFindings: [Finding] {
    var out: [Finding] = []
    if verdict.isLate, let index = route.slowest, let delay = route.hops[index].delaySeconds {
      out.append(
        Finding(
          .warning, "HEADER-DELAY", place: place(before: index),
          Self.part(delay, of: verdict.totalSeconds ?? delay)
            + " passed before \(route.hops[index].server ?? "the next server") took it"
            + (Self.isWholeHours(delay) ? "; whole hours, so it may be a wrong time zone rather than a wait" : ""),
          next: "Look in the log of the server it waited at, for the id \(waitingID(before: index))."))
    }
    if let seconds = route.writtenBeforeSeconds, abs(seconds) >= Verdict.lateSeconds {
      let length = Words.duration(Double(abs(seconds)))
      out.append(
        Finding(
          .note, "HEADER-DATE", place: "Date",
          seconds > 0
            ? "\(length) before the first server took it: written earlier, held in an outbox, or a wrong clock"
            : "\(length) after the first server took it: a wrong clock or time zone at the sender"))
    }
    return out
  }

  /// The server at which a message waited before hop `index`: the one before, by its own name.
  public func place(before index: Int) -> String {
    let before = index > 0 ? route.hops[index - 1].server : nil
    return before ?? route.hops[index].client ?? "the sender"
  }

  private static func part(_ delay: Int64, of total: Int64) -> String {
    let (part, whole) = (Words.duration(Double(delay)), Words.duration(Double(total)))
    return part == whole ? part : "\(part) of \(whole)"
  }

  private func waitingID(before index: Int) -> String {
    (index > 0 ? route.hops[index - 1].received.id : nil) ?? identity.messageID ?? "of the message"
  }

  private var clockFindings: [Finding] {
    let wrong = route.hops.filter { $0.clockErrorSeconds != nil }
    return wrong.prefix(Self.mostPerKind).map { hop in
      let error = hop.clockErrorSeconds ?? 0
      let length = Words.duration(Double(error.magnitude))
      let text =
        route.isClockUndecided
        ? "its clock and those after it differ by \(length); which is wrong cannot be told"
        : "its clock is \(length) \(error > 0 ? "ahead" : "behind")"
      return Finding(
        .warning, "HEADER-CLOCK", place: hop.server.map { "hop \(hop.number), \($0)" } ?? "hop \(hop.number)",
        text + Self.zoneHint(error),
        next: "Times of this hop are left out of the delays.")
    }
  }

  private static let mostPerKind = 5

  private static func zoneHint(_ error: Int64) -> String { isWholeHours(error) ? ": a wrong time zone, it seems" : "" }

  /// Zones differ by whole hours, queues and drifting clocks hardly ever do.
  private static func isWholeHours(_ seconds: Int64) -> Bool {
    let size = Int64(clamping: seconds.magnitude)
    let nearest = (min(size, 1 << 40) + 1_800) / 3_600
    return (1...14).contains(nearest) && abs(size - nearest * 3_600) <= 90
  }

  // MARK: Lines

  private var protectionFindings: [Finding] {
    var out: [Finding] = []
    for hop in route.hops.filter({ $0.protection == .clear }).prefix(Self.mostPerKind) {
      out.append(
        Finding(
          .warning, "HEADER-CLEAR", place: "hop \(hop.number)",
          "in the clear from \(hop.client ?? "a client") to \(hop.server ?? "a server")"))
    }
    for hop in route.hops.filter({ $0.protection == .weak }).prefix(Self.mostPerKind) {
      let tls = hop.received.tls
      let what = [tls?.version, tls?.cipher].compactMap { $0 }.joined(separator: ", ")
      out.append(
        Finding(
          .warning, "HEADER-TLS", place: "hop \(hop.number)",
          "encrypted with \(what), which is not safe any more, from \(hop.client ?? "a client")"
            + " to \(hop.server ?? "a server")"))
    }
    return out
  }

  private var formFindings: [Finding] {
    var out = damage.prefix(1).map { found in
      Finding(.warning, "HEADER-LIMIT", place: "byte \(found.offset)", "\(found.kind.rawValue); the rest was not read")
    }
    let odd = authentication.sources.filter { $0.standing.counts && $0.flaws.contains { $0.kind != .empty } }
    if let first = odd.first {
      out.append(
        Finding(
          .note, "HEADER-FORM", place: "byte \(first.offset)",
          "the \(first.field) of \(first.server ?? "the receiver") is not written as the standard has it;"
            + " what could be read of it counts"))
    }
    return out
  }
}
