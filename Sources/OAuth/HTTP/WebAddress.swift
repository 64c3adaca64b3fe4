/// An address of an issuer, taken apart no further than its rules need.
struct WebAddress: Sendable, Hashable {
  var isEncrypted: Bool
  var host: String
  var port: Int
  /// Path, and query where there is one; begins with `/` or is empty.
  var path: String

  /// Nil for anything but `https://host[:port][/path]` and its `http` form: no user, no fragment, ASCII only.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 2048, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C && $0 != 0x22 }) else {
      return nil
    }
    let rest: Substring
    if text.lowercased().hasPrefix("https://") {
      (isEncrypted, rest) = (true, text.dropFirst(8))
    } else if text.lowercased().hasPrefix("http://") {
      (isEncrypted, rest) = (false, text.dropFirst(7))
    } else {
      return nil
    }
    guard !rest.contains("#") else { return nil }
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    path = String(rest[end...])
    var host = String(rest[..<end])
    var port = isEncrypted ? 443 : 80
    if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
      guard let number = UInt16(host[host.index(after: colon)...]), number > 0 else { return nil }
      port = Int(number)
      host = String(host[..<colon])
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.utf8.allSatisfy({ $0 == 0x3A || $0 == 0x2E || Character(.init($0)).isHexDigit }) else { return nil }
    } else {
      guard host.utf8.allSatisfy({ Self.isOfName($0) }) else { return nil }
    }
    guard !host.isEmpty, host.utf8.count <= 255 else { return nil }
    (self.host, self.port) = (host.lowercased(), port)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }

  var isOnThisMachine: Bool { host == "localhost" || host == "127.0.0.1" || host == "::1" }

  /// Secrets travel over TLS, or do not leave this machine. RFC 6749 §3.2.
  var mayCarrySecrets: Bool { isEncrypted || isOnThisMachine }

  /// For messages: who was asked, without path and query.
  var place: String { port == (isEncrypted ? 443 : 80) ? host : "\(host):\(port)" }
}
