import Core

/// A request as an issuer got it. Kept, so that tests can count, and look for what should not have been sent.
public struct IssuerRequest: Sendable {
  public var method: String
  /// Without the query.
  public var path: String
  /// Decoded, in the order of the address.
  public var query: [(name: String, value: String)]
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// Of the issuer's clock, seconds since 1970.
  public var time: Int64

  public init(
    method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [], time: Int64 = 0
  ) {
    self.method = method
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts[0])
    query = parts.count > 1 ? FormCoding.pairs(Array(parts[1].utf8)) ?? [] : []
    self.headers = headers
    self.body = body
    self.time = time
  }

  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The body's parameters; nil when it is not sent as a form. RFC 6749 §4.1.3.
  public var form: [(name: String, value: String)]? {
    let type = header("Content-Type")?.split(separator: ";").first.map { $0.lowercased() }
    return type == "application/x-www-form-urlencoded" ? FormCoding.pairs(body) : nil
  }

  /// A parameter of the body; nil when it is missing or, as RFC 6749 §3.2 wants, empty.
  public subscript(_ name: String) -> String? {
    form?.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  public func queried(_ name: String) -> String? {
    query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  /// What opens something, in body, address and headers, whether or not it is right.
  var secrets: [String] {
    let parameters = (form ?? []) + query
    return parameters.filter { Self.secretNames.contains($0.name) && !$0.value.isEmpty }.map(\.value)
      + headers.filter { $0.name.lowercased() == "authorization" }.map {
        String($0.value.drop { $0 != " " }.dropFirst())
      }
  }

  private static let secretNames: Set<String> = [
    "client_secret", "client_assertion", "assertion", "code", "code_verifier", "device_code", "refresh_token", "token",
    "access_token", "password",
  ]

  /// The name of a parameter that stands there twice. RFC 6749 §3.2 forbids it.
  var repeated: String? {
    let names = (form ?? query).map(\.name)
    return names.first { name in names.count { $0 == name } > 1 }
  }
}

/// `application/x-www-form-urlencoded`.
public enum FormCoding {
  /// Nil when an escape is broken or the text is no UTF-8.
  static func pairs(_ bytes: some Collection<UInt8>) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for part in bytes.split(separator: 0x26) {
      let equals = part.firstIndex(of: 0x3D) ?? part.endIndex
      guard let name = decode(part[..<equals]), let value = decode(part[equals...].dropFirst()) else { return nil }
      pairs.append((name, value))
    }
    return pairs
  }

  static func decode(_ bytes: some Collection<UInt8>) -> String? {
    var out: [UInt8] = []
    var rest = bytes.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case 0x2B: out.append(0x20)
      case 0x25:
        guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
        out.append(high << 4 | low)
      default: out.append(byte)
      }
    }
    return String(validating: out, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }

  /// Everything but unreserved characters escaped. RFC 3986 §2.3.
  public static func encode(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return out
  }

  public static func encode(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
  }
}
