/// What a Received field tells about the encryption of its hop.
public struct TLSDescription: Hashable, Sendable {
  /// `TLS 1.3`, `SSL 3.0`; nil where only a cipher is named.
  public var version: String?
  public var cipher: String?
  /// Of the symmetric key.
  public var bits: Int?

  /// Postfix `using TLSv1.3 with cipher X (256/256 bits)`, Exim `TLS1.2:X:256`, Exchange `version=TLS1_2, cipher=X`,
  /// Google `version=TLS1_3 cipher=X bits=128/128`, sendmail `version=TLSv1.2 cipher=X bits=256 verify=NO`,
  /// Courier `TLS: TLSv1/SSLv3,168bits,X`. Nil when nothing of that kind stands there.
  init?(_ text: Substring) {
    let parts = text.split { " \t\r\n,:=/;()[]".contains($0) }
    for (index, part) in parts.enumerated() {
      if version == nil, let found = Self.version(part) {
        version = found
      } else if cipher == nil, Self.isCipher(part) {
        cipher = String(part)
        // `X:256`; GnuTLS counts bytes.
        if bits == nil, index + 1 < parts.count, let number = Int(parts[index + 1]), number > 0 {
          bits = number < 40 ? number * 8 : number
        }
      } else if bits == nil {
        bits = Self.bits(parts, index)
      }
    }
    if version == nil && cipher == nil { return nil }
  }

  private static func bits(_ parts: [Substring], _ index: Int) -> Int? {
    let part = parts[index].lowercased()
    if part.hasSuffix("bits"), let number = Int(part.dropLast(4)), number > 0 { return number }
    guard let number = Int(part), number > 0 else { return nil }
    let isBefore = index + 1 < parts.count && parts[index + 1].lowercased() == "bits"
    let isBehind = index > 0 && parts[index - 1].lowercased() == "bits"
    return isBefore || isBehind ? number : nil
  }

  private static func version(_ part: Substring) -> String? {
    let lower = part.lowercased()
    guard lower.utf8.count <= 10, lower.hasPrefix("tls") || lower.hasPrefix("ssl") else { return nil }
    var number = lower.dropFirst(3)
    while let first = number.first, "v-_".contains(first) { number.removeFirst() }
    let digits = number.split { "._-".contains($0) }
    guard (1...2).contains(digits.count), digits.allSatisfy({ $0.utf8.count == 1 && Int($0) != nil }) else {
      return nil
    }
    return "\(lower.hasPrefix("tls") ? "TLS" : "SSL") \(digits[0]).\(digits.count > 1 ? digits[1] : "0")"
  }

  private static func isCipher(_ part: Substring) -> Bool {
    guard part.utf8.count >= 7, part.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x5F }) else {
      return false
    }
    let upper = part.uppercased()
    return ["AES", "CHACHA20", "3DES", "DES-CBC3", "DES_EDE", "RC4", "CAMELLIA", "ARIA"].contains { upper.contains($0) }
      && (part.contains("-") || part.contains("_"))
  }
}
