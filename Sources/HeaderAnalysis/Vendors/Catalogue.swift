/// All tables, by name of field.
enum Catalogue {
  static let rules: [FieldRule] =
    ForefrontReport.rules + MicrosoftAntispam.rules + MailboxDelivery.rules + ExchangeStamps.rules
    + ExchangeOrganization.rules + ExchangeCrossTenant.rules + ExchangeTransport.rules + MicrosoftService.rules
    + GoogleMail.rules

  /// Beginnings of names that belong to one product: a field that begins so is told even when no table lists it.
  static let families: [String] = [
    "x-ms-exchange-", "x-microsoft-", "x-forefront-", "x-eop", "x-crosspremisesheaders", "x-gm-", "x-google-",
  ]

  private static let byName: [String: FieldRule] = Dictionary(
    rules.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

  /// Fields whose names begin with the name of a customer: the rules that begin with `*`.
  private static let byEnding: [(ending: String, rule: FieldRule)] = rules.filter { $0.name.hasPrefix("*") }.map {
    ($0.name.dropFirst().lowercased(), $0)
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
    guard families.contains(where: lower.hasPrefix) else { return nil }
    return Entry(rule: FieldRule(name, name, .observed, [.anything(.note, Meaning.unknown.text)]))
  }
}
