/// Byte tests the grammar uses everywhere. Letters are compared without case by folding to upper case.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lf: UInt8 = 0x0A
  static let cr: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let ampersand: UInt8 = 0x26
  static let open: UInt8 = 0x28
  static let close: UInt8 = 0x29
  static let star: UInt8 = 0x2A
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3A
  static let less: UInt8 = 0x3C
  static let equals: UInt8 = 0x3D
  static let greater: UInt8 = 0x3E
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let openBrace: UInt8 = 0x7B
  static let closeBrace: UInt8 = 0x7D
  static let tilde: UInt8 = 0x7E

  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  /// `%x20-7E`.
  @inline(__always) static func isPrintable(_ byte: UInt8) -> Bool { byte &- 0x20 < 0x5F }
  @inline(__always) static func upper(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }

  /// `atom-specials` left out: what may stand bare in a command. RFC 9051 §9.
  static func isAtom(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte < 0x7F else { return false }
    switch byte {
    case open, close, openBrace, 0x25, star, quote, backslash, closeBracket: return false
    default: return true
    }
  }

  /// `bytes` as text with `a`–`z` in upper case; bytes outside ASCII are repaired as UTF-8.
  static func upper(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.map { upper($0) }, as: UTF8.self)
  }

  /// True when both are the same but for the case of ASCII letters.
  static func equal(_ a: some Sequence<UInt8>, _ word: StaticString) -> Bool {
    var index = 0
    for byte in a {
      guard index < word.utf8CodeUnitCount, upper(byte) == upper(word.utf8Start[index]) else { return false }
      index += 1
    }
    return index == word.utf8CodeUnitCount
  }
}
