/// All tables, by name of field.
enum Catalogue {
  /// Tables as docs/header-fields.md orders them.
  static let groups: [(title: String, rules: [FieldRule])] = [
    ("Microsoft: the filter's report", ForefrontReport.rules + MicrosoftAntispam.rules + MailboxDelivery.rules),
    ("Microsoft: stamps of Exchange", ExchangeStamps.rules),
    ("Microsoft: within the organization", ExchangeOrganization.rules),
    ("Microsoft: across the border of a tenant", ExchangeCrossTenant.rules),
    ("Microsoft: the way through Exchange", ExchangeTransport.rules),
    ("Microsoft: smaller fields", MicrosoftService.rules),
    ("Google", GoogleMail.rules),
    ("SpamAssassin", SpamAssassin.rules),
    ("Rspamd", Rspamd.rules),
    ("Mailing lists", MailingLists.rules),
    ("Machines, importance, programs", Automation.rules),
    ("Proofpoint, Mimecast, Barracuda, Cisco, Sophos", Gateways.rules),
    ("Other filters and scanners", Scanners.rules),
    ("Services that send for others", BulkSenders.rules),
  ]

  static let rules: [FieldRule] = groups.flatMap(\.rules)

  /// Beginnings of names that belong to one product: a field that begins so is told even when no table lists it.
  static let families: [String] = [
    "x-ms-exchange-", "x-microsoft-", "x-forefront-", "x-eop", "x-crosspremisesheaders", "x-gm-", "x-google-",
    "x-spam-", "x-spam_", "x-rspamd-", "x-spamd-", "x-proofpoint-", "x-mimecast-", "x-barracuda-", "x-ironport-",
    "x-amp-",
    "x-lased-", "x-sophos-", "x-tm-as-", "x-tmase-", "x-ksmg-", "x-feas-", "x-fe-", "x-vr-", "x-ovh-", "x-mailassure-",
    "x-spamexperts-", "x-antispameurope-", "x-hornetsecurity-", "x-mailgun-", "x-ses-", "x-sg-", "x-mandrill-", "x-pm-",
    "x-virus-", "x-amavis-", "list-",
  ]

  private static let byName: [String: FieldRule] = Dictionary(
    rules.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

  /// Fields whose names begin with the name of a customer: the rules that begin with `*`.
  private static let byEnding: [(ending: String, rule: FieldRule)] = rules.filter { $0.name.hasPrefix("*") }.map {
    ($0.name.dropFirst().lowercased(), $0)
  }

  /// Fields that are numbered or come in pieces: the rules that end with `*`.
  private static let byBeginning: [(beginning: String, rule: FieldRule)] = rules.filter { $0.name.hasSuffix("*") }.map {
    ($0.name.dropLast().lowercased(), $0)
  }

  struct Entry: Sendable {
    var rule: FieldRule
    /// Another organization wrote it, and the one that took the message in renamed it.
    var isFromEarlier = false
  }

  /// Endings under which Exchange Online keeps what came in from elsewhere.
  static let earlierEndings = ["-untrusted"]

  /// - Returns: nil for fields that are nobody's business here.
  static func entry(for name: String) -> Entry? {
    guard name.utf8.count <= 200 else { return nil }
    let lower = name.lowercased()
    if let rule = byName[lower] { return Entry(rule: rule) }
    for ending in earlierEndings where lower.hasSuffix(ending) {
      if let rule = byName[String(lower.dropLast(ending.count))] { return Entry(rule: rule, isFromEarlier: true) }
    }
    if let rule = byEnding.first(where: { lower.hasPrefix("x-") && lower.hasSuffix($0.ending) })?.rule {
      return Entry(rule: rule)
    }
    if let rule = byBeginning.first(where: { lower.hasPrefix($0.beginning) })?.rule { return Entry(rule: rule) }
    guard families.contains(where: lower.hasPrefix) else { return nil }
    return Entry(rule: FieldRule(name, name, .observed, [.anything(.note, Meaning.unknown.text)]))
  }
}
