/// Names of hosts and domains, compared as DMARC compares them.
public enum DomainName {
  /// In lower case, without the final dot. Nil for what is no name with at least two labels: `localhost`, an address.
  public static func normal(_ text: some StringProtocol) -> String? {
    var name = text.lowercased()[...]
    while name.last == "." { name.removeLast() }
    guard name.utf8.count <= 255 else { return nil }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, labels.allSatisfy({ isLabel($0) }), let last = labels.last,
      !last.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return String(name)
  }

  /// RFC 1123 §2.1 with underscores, which hosts have, and with the letters of RFC 6532.
  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count)
      && label.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F || byte >= 0x80
      }
  }

  /// The domain that an organisation registered: two labels, or three below `co.uk` and its like.
  ///
  /// RFC 7489 §3.2 asks for the list of public suffixes and RFC 9989 §4.10 for a walk through the DNS. Neither is at hand
  /// here; what is left out are second levels that are not named after a purpose (`city.jp`). `docs/header.md` says so.
  public static func organisational(_ name: String) -> String {
    let labels = name.split(separator: ".")
    guard labels.count > 2 else { return name }
    let isPublic = isPublicSecondLevel(labels[labels.count - 2], below: labels[labels.count - 1])
    return labels.suffix(isPublic ? 3 : 2).joined(separator: ".")
  }

  private static func isPublicSecondLevel(_ second: Substring, below top: Substring) -> Bool {
    top.utf8.count == 2 && purposes.contains(String(second)) || shared.contains("\(second).\(top)")
  }

  /// Second levels that registries of countries keep for a purpose.
  private static let purposes: Set<String> = [
    "ac", "asso", "biz", "co", "com", "coop", "edu", "firm", "go", "gob", "gouv", "gov", "govt", "gv", "info", "int",
    "ltd", "me", "mil", "muni", "name", "ne", "net", "nhs", "nic", "nom", "or", "org", "plc", "police", "pro", "sch",
    "school", "web",
  ]
  /// Domains below which strangers register. Each tenant of Microsoft 365 is one.
  private static let shared: Set<String> = [
    "onmicrosoft.com", "uk.com", "eu.com", "us.com", "de.com", "gb.net", "br.com", "jpn.com", "blogspot.com",
    "github.io", "herokuapp.com", "appspot.com", "azurewebsites.net", "cloudfront.net",
  ]

  /// How a domain that was checked stands to the one in From (RFC 7489 §3.1).
  public enum Alignment: String, Sendable, Hashable {
    /// The same domain.
    case strict
    /// The same organisational domain.
    case relaxed
    case none
  }

  /// Both in any case.
  public static func alignment(of checked: String, with from: String) -> Alignment {
    guard let checked = normal(checked), let from = normal(from) else { return .none }
    if checked == from { return .strict }
    return organisational(checked) == organisational(from) ? .relaxed : .none
  }

  /// Behind the last `@`, or the whole; without angle brackets. Nil when that is no domain.
  static func ofAddress(_ text: String) -> String? {
    let plain = text.filter { $0 != "<" && $0 != ">" && $0 != "\"" }
    let domain = plain.lastIndex(of: "@").map { plain[plain.index(after: $0)...] } ?? plain[...]
    return normal(domain)
  }
}
