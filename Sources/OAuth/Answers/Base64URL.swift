internal import Core

/// Base64 with the alphabet for URLs, without padding, as tokens use it. RFC 4648 §5.
enum Base64URL {
  static func encode(_ bytes: some Collection<UInt8>) -> String {
    let text = Base64.encode(bytes).utf8.compactMap { byte -> UInt8? in
      switch byte {
      case 0x2B: 0x2D
      case 0x2F: 0x5F
      case 0x3D: nil
      default: byte
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Nil for a byte outside the alphabet. Padding may stand there.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    if text.contains(where: { $0 == 0x2B || $0 == 0x2F }) { return nil }
    return Base64.decode(text.map { $0 == 0x2D ? 0x2B : $0 == 0x5F ? 0x2F : $0 })
  }
}
