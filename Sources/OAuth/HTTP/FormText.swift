/// `application/x-www-form-urlencoded`, which is also how queries are written. RFC 6749 appendix B.
enum FormText {
  static func encode(_ fields: [(name: String, value: String)]) -> String {
    fields.map { "\(escape($0.name))=\(escape($0.value))" }.joined(separator: "&")
  }

  /// Everything but letters, digits and `-._~` as `%XX`. RFC 3986 §2.3.
  static func escape(_ text: String) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
      default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Fields of a query in their order; nil when an escape is broken or the text is no UTF-8.
  static func decode(_ text: some StringProtocol) -> [(name: String, value: String)]? {
    var fields: [(name: String, value: String)] = []
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = unescape(parts[0].utf8), let value = unescape((parts.dropFirst().first ?? "").utf8) else {
        return nil
      }
      fields.append((name, value))
    }
    return fields
  }

  /// Nil when an escape is broken or the text is no UTF-8.
  static func unescape(_ text: some Sequence<UInt8>, plusIsSpace: Bool = true) -> String? {
    var out: [UInt8] = []
    var bytes = text.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case 0x2B where plusIsSpace: out.append(0x20)
      case 0x25:
        guard let high = bytes.next().flatMap(value), let low = bytes.next().flatMap(value) else { return nil }
        out.append(high << 4 | low)
      default: out.append(byte)
      }
    }
    return String(validating: out, as: UTF8.self)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }

  private static let digits = Array("0123456789ABCDEF".utf8)
}
