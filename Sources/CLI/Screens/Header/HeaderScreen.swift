import Core
import HeaderAnalysis
import MIME

/// One header, explained: verdict, findings, the way, the checks, what servers wrote about it.
struct HeaderScreen {
  let header: ExplainedHeader
  let message: Message
  let mendings: [HeaderPaste.Mending]
  /// False where the header was longer than is read.
  let isWhole: Bool
  let showsAll: Bool
  let findings: [Finding]

  init(
    header: ExplainedHeader, message: Message, mendings: [HeaderPaste.Mending] = [], isWhole: Bool = true,
    showsAll: Bool = false
  ) {
    (self.header, self.message, self.mendings) = (header, message, mendings)
    (self.isWhole, self.showsAll) = (isWhole, showsAll)
    var findings = header.findings
    if !mendings.isEmpty {
      findings.append(
        Finding(.note, "HEADER-PASTE", place: "paste", "put right: " + Words.list(mendings.map(\.rawValue))))
    }
    if !isWhole {
      findings.append(
        Finding(
          .warning, "HEADER-LIMIT", place: "header",
          "longer than \(ByteCount.text(Int64(HeaderEnd.mostBytes))); the rest was not read"))
    }
    self.findings = findings
    vendor = VendorReports.statements(of: message.root.fields)
  }

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(DisplayWidth.printable(headline), width: layout.width)
    for reason in header.verdict.reasons { out += Wrap.lines(clipped(reason), width: layout.width) }
    out += [""] + Labelled.lines(labels, layout)
    if !findings.isEmpty { out += [""] + FindingLines.lines(findings, layout) }
    out += [""] + HeaderRouteLines(header: header, showsAll: showsAll).lines(layout)
    out += section(checksTitle, checks, layout)
    out += section("Results that do not count", discounted, layout)
    out += arcLines(layout)
    out += section("Where it came from", header.sending.statements, layout)
    out += section("What filters and services noted", shownVendor, layout)
    if !showsAll, vendor.count > Self.mostVendor {
      out.append("   \(layout.ellipsis) \(Words.number(vendor.count - Self.mostVendor)) more (--all shows them)")
    }
    if showsAll { out += ["", layout.paint("All fields, from the top", .bold)] + fieldLines(layout) }
    return out + ["", next]
  }

  // MARK: The first line

  var headline: String {
    let verdict = header.verdict
    if header.route.isClockUndecided { return "\(genuineness); how long it took cannot be told: clocks disagree." }
    guard let seconds = verdict.totalSeconds else { return "\(genuineness); how long it took is not known." }
    let length = Words.duration(Double(seconds))
    guard verdict.isLate, let slowest = header.route.slowest else { return "\(genuineness), on time (\(length))." }
    let delay = Words.duration(Double(header.route.hops[slowest].delaySeconds ?? seconds))
    let part = delay == length ? "The delay was" : "\(delay) of it"
    return "\(genuineness), \(length) late. \(part) at \(header.place(before: slowest))."
  }

  private var genuineness: String {
    switch header.verdict.genuineness {
    case .genuine: "Genuine"
    case .internal: "Genuine, from within"
    case .probable: "Probably genuine"
    case .unproven: "Not proven to be genuine"
    case .doubtful: "Doubtful"
    }
  }

  // MARK: Who

  private var labels: [(label: String, text: String)] {
    let identity = header.identity
    var out: [(label: String, text: String)] = [
      ("Subject", identity.subject ?? "(none)"), ("From", Self.text(identity.from)),
      ("To", Self.text(identity.recipients)),
    ]
    if let sender = identity.sender { out.append(("Sender", Self.text([sender]))) }
    if !identity.replyTo.isEmpty { out.append(("Reply-To", Self.text(identity.replyTo))) }
    if let time = identity.date?.time { out.append(("Date", HeaderRouteLines.moment(time, isZoneKnown: true))) }
    if let from = identity.envelopeSender { out.append(("Envelope", from.isEmpty ? "<> (a report)" : from)) }
    out.append(("Sent", sentBy))
    return out.filter { !$0.text.isEmpty }.map { ($0.label, clipped($0.text)) }
  }

  private static func text(_ addresses: [MailAddress]) -> String {
    let shown = addresses.prefix(3).map { address in
      address.name.map { "\($0) <\(address.address)>" } ?? address.address
    }
    return shown.joined(separator: ", ") + (addresses.count > 3 ? " and \(addresses.count - 3) more" : "")
  }

  private var sentBy: String {
    let origin = header.sending
    var parts = [origin.program].compactMap { $0 }
    switch origin.way {
    case .submission: parts.append(origin.account.map { "signed in as \($0)" } ?? "signed in at the first server")
    case .exchange: parts.append("from within Exchange (MAPI)")
    case .webmail: parts.append("by a web page")
    case .local: parts.append("by a program on \(header.route.hops.first?.server ?? "the first server") itself")
    case .smtp: parts.append("by SMTP without signing in")
    case .unknown: break
    }
    if let address = origin.address { parts.append("from \(address)") }
    return parts.joined(separator: ", ")
  }

  // MARK: Statements

  private var checksTitle: String {
    let authentication = header.authentication
    guard authentication.isChecked else { return "Checks" }
    return "Checks, as \(authentication.server ?? "the receiving server") wrote them"
  }

  private var checks: [Statement] {
    let found = header.checkStatements
    return showsAll ? found : Array(found.prefix(12))
  }

  private var discounted: [Statement] {
    let found = header.discounted
    return showsAll ? found : Array(found.prefix(4))
  }

  /// What mail services and filters wrote, the weightiest first.
  let vendor: [Statement]
  private static let mostVendor = 30
  private var shownVendor: [Statement] {
    guard !showsAll else { return vendor }
    let sorted = vendor.filter { $0.weight > .note } + vendor.filter { $0.weight <= .note }
    return Array(sorted.prefix(Self.mostVendor))
  }

  private func section(_ title: String, _ statements: [Statement], _ layout: Layout) -> [String] {
    guard !statements.isEmpty else { return [] }
    var out = [""] + Self.title(clipped(title), layout)
    for statement in statements {
      let value = statement.value.isEmpty ? "" : " \(statement.value)"
      let text = "\(statement.subject)\(value): \(statement.meaning)"
      out += Wrap.block(clipped(text), indent: "   ", first: " \(sign(statement.weight, layout)) ", width: layout.width)
    }
    return out
  }

  static func title(_ text: String, _ layout: Layout) -> [String] {
    Wrap.lines(text, width: layout.width).map { layout.paint($0, .bold) }
  }

  private func sign(_ weight: Statement.Weight, _ layout: Layout) -> String {
    switch weight {
    case .good: layout.sign(.ok)
    case .note: layout.sign(.note)
    case .warning: layout.sign(.warning)
    case .bad: layout.sign(.problem)
    }
  }

  private func arcLines(_ layout: Layout) -> [String] {
    guard !header.arc.isEmpty else { return [] }
    let state = header.arc.isWhole ? "fit together" : "do not fit together"
    var out = [""] + Self.title("Seals (ARC): \(Words.count(header.arc.links.count, "set")) that \(state)", layout)
    for link in header.arc.links {
      let saw = (link.results?.results ?? []).prefix(8).map { "\($0.method)=\($0.result)" }.joined(separator: " ")
      let text =
        "\(link.instance) sealed by \(link.sealer ?? "nobody"), which found \(Self.found(link))"
        + (saw.isEmpty ? "" : " and saw \(saw)")
      out += Wrap.block(clipped(text), indent: "   ", first: " \(layout.sign(.note)) ", width: layout.width)
    }
    return out + Wrap.block("The signatures in them are not verified here.", indent: "   ", width: layout.width)
  }

  private static func found(_ link: ARCChain.Link) -> String {
    switch link.chainValidation {
    case "none": "no seal before it"
    case "pass": "the seals before it whole"
    case "fail": "the seals before it broken"
    default: "something that cannot be read"
    }
  }

  private func fieldLines(_ layout: Layout) -> [String] {
    message.root.fields.flatMap { field in
      let text = field.isMalformed ? "(no field) " : field.name + ": "
      return Wrap.block(
        DisplayWidth.printable(text + HeaderText(field.unfolded).text), indent: "     ", first: " ",
        width: layout.width)
    }
  }

  private var next: String {
    let worst = findings.first { $0.level == .problem } ?? findings.first { $0.level == .warning }
    guard let worst else { return "Nothing needs doing." }
    return "Next: postduif explain \(worst.code)"
  }

  /// Values come from strangers; a screen is no place for a megabyte of them.
  private func clipped(_ text: String) -> String {
    DisplayWidth.printable(text.utf8.count > 1_200 ? String(text.prefix(400)) + " ..." : text)
  }
}
