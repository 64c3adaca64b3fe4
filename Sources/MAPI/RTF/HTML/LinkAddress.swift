/// Where a link leads.
enum LinkAddress {
  static let longest = 8_192

  /// What may lead away from a mail without running anything. What is not named here is shown without its link.
  private static let schemes: Set<String> = [
    "http", "https", "ftp", "ftps", "mailto", "tel", "sms", "sip", "sips", "news", "nntp", "cid", "mid", "file",
    "notes",
    "onenote", "webcal", "ldap", "geo", "xmpp", "callto",
  ]

  /// The address as it can be written into HTML; nil for scripts, for places in the document and for what is none.
  static func safe(_ address: [UInt8]) -> [UInt8]? {
    let plain = address.filter { $0 > 32 || $0 == 32 && !address.isEmpty }.drop { $0 == 32 }
    let trimmed = Array(plain.reversed().drop { $0 == 32 }.reversed())
    guard !trimmed.isEmpty, trimmed.count <= longest else { return nil }
    if trimmed.prefix(4).map({ $0 | 32 }).elementsEqual("www.".utf8) { return Array("http://".utf8) + trimmed }
    guard let colon = trimmed.prefix(12).firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = String(decoding: trimmed[..<colon], as: UTF8.self).lowercased()
    return schemes.contains(scheme) ? trimmed : nil
  }

  /// Whether who reads `shown` knows the address already.
  static func isTold(_ address: [UInt8], by shown: some Collection<UInt8>) -> Bool {
    let (address, shown) = (bare(address), bare(shown))
    return address == shown || address.isEmpty
  }

  /// Without what people leave out.
  private static func bare(_ text: some Collection<UInt8>) -> [UInt8] {
    var text = text.prefix(longest).filter { $0 > 32 }.map { $0 &- 65 < 26 ? $0 | 32 : $0 }
    for scheme in ["http://", "https://", "mailto:", "tel:"] where text.starts(with: scheme.utf8) {
      text.removeFirst(scheme.utf8.count)
      break
    }
    if text.starts(with: "www.".utf8) { text.removeFirst(4) }
    while text.last == UInt8(ascii: "/") { text.removeLast() }
    return text
  }
}
