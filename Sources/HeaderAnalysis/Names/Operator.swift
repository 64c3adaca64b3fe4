/// Who runs a host: the organisational domain, or the provider that has several of them.
struct Operator: Hashable, Sendable {
  var name: String

  /// Nil where the name says nothing: an address, `localhost`, a name without a domain.
  init?(host: String?) {
    guard let host, let name = DomainName.normal(host) else { return nil }
    let domain = DomainName.organisational(name)
    // `mail.internal.lan` is anybody's.
    if let top = name.split(separator: ".").last, Self.privateTops.contains(String(top)) { return nil }
    self.name = Self.providers[domain] ?? domain
  }

  private static let privateTops: Set<String> = [
    "local", "localdomain", "localhost", "lan", "internal", "home", "corp",
  ]

  static let microsoft = "Microsoft 365"
  static let google = "Google"
  private static let providers: [String: String] = [
    "outlook.com": microsoft, "office365.com": microsoft, "office.com": microsoft, "exchangelabs.com": microsoft,
    "hotmail.com": microsoft, "microsoft.com": microsoft, "mx.microsoft": microsoft, "outlook.cn": microsoft,
    "google.com": google, "gmail.com": google, "googlemail.com": google, "1e100.net": google,
    "icloud.com": "Apple", "apple.com": "Apple", "me.com": "Apple",
    "yahoo.com": "Yahoo", "yahoodns.net": "Yahoo", "aol.com": "Yahoo",
  ]
}

/// Addresses of the network, by their text.
enum NetworkAddress {
  /// Loopback, private, link-local and shared address space (RFC 1918 §3, RFC 4193 §3, RFC 6598 §7), and private IPv4
  /// within 6to4, which Google writes.
  static func isPrivate(_ text: String) -> Bool {
    var address = text.lowercased()[...]
    if address.hasPrefix("::ffff:") { address = address.dropFirst(7) }
    if address.contains(".") {
      let parts = address.split(separator: ".").compactMap { Int($0) }
      guard parts.count == 4 else { return false }
      switch (parts[0], parts[1]) {
      case (10, _), (127, _), (192, 168), (169, 254), (172, 16...31), (100, 64...127): return true
      default: return false
      }
    }
    return address == "::1"
      || ["fc", "fd", "fe8", "fe9", "fea", "feb", "2002:a", "2002:0a"].contains { prefix in
        address.hasPrefix(prefix) && (!prefix.hasPrefix("2002") || is6to4Private(address))
      }
  }

  /// `2002:a05:…` is 10.5.…: the first group has three digits at the most, or a leading zero.
  private static func is6to4Private(_ address: Substring) -> Bool {
    let groups = address.split(separator: ":", omittingEmptySubsequences: false)
    guard groups.count > 1, let value = UInt16(groups[1], radix: 16) else { return false }
    return value >> 8 == 10
  }

  static func isLoopback(_ text: String) -> Bool { text == "::1" || text.hasPrefix("127.") }

  /// Nets from which Exchange Online's own servers speak to each other. A name in HELO can be anybody's claim.
  static func isMicrosoft(_ text: String) -> Bool {
    let address = text.lowercased()
    return address.hasPrefix("2603:10") || address.hasPrefix("2a01:111:")
  }
}
