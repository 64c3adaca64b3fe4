import Glibc

/// Addresses of the network as they stand in Received fields.
enum IPText {
  /// The address in a word: `[192.0.2.1]`, `192.0.2.1:25`, `[IPv6:2001:db8::1]`, `fe80::1%6`. Nil when it is none.
  static func address(in word: Substring) -> String? {
    guard word.utf8.count <= 128 else { return nil }
    var text = word
    while let first = text.first, "[(<".contains(first) { text.removeFirst() }
    while let last = text.last, "])>,;".contains(last) { text.removeLast() }
    if text.lowercased().hasPrefix("ipv6:") { text = text.dropFirst(5) }
    text = text.prefix { $0 != "%" }
    if let close = text.firstIndex(of: "]") { text = text[..<close] }
    if isAddress(text, AF_INET) || isAddress(text, AF_INET6) { return String(text) }
    // A port behind it; old Exim wrote it as a fifth number.
    let host = text.prefix { $0 != ":" }
    if isAddress(host, AF_INET) { return String(host) }
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 5, UInt16(numbers[4]) != nil else { return nil }
    let four = text.dropLast(numbers[4].utf8.count + 1)
    return isAddress(four, AF_INET) ? String(four) : nil
  }

  private static func isAddress(_ text: Substring, _ family: Int32) -> Bool {
    guard let first = text.utf8.first, first.isHexDigit || first == UInt8(ascii: ":") else { return false }
    var address = in6_addr()
    return inet_pton(family, String(text), &address) == 1
  }
}
