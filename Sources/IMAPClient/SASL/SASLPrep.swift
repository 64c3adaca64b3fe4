internal import Foundation

/// The preparation of names and passwords before they are hashed (RFC 4013 §2): odd blanks become blanks, characters
/// that show nothing go, the rest takes its compatibility form. Prohibited characters are left alone: the server, which
/// stored the password, is the one to refuse them.
enum SASLPrep {
  static func prepare(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var mapped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      // RFC 3454 table B.1: commonly mapped to nothing.
      case 0x00AD, 0x034F, 0x1806, 0x180B...0x180D, 0x200C, 0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: continue
      // RFC 3454 table C.1.2: blanks that are not U+0020.
      case 0x00A0, 0x1680, 0x2000...0x200B, 0x202F, 0x205F, 0x3000: mapped.append(" ")
      default: mapped.append(scalar)
      }
    }
    return String(mapped).precomposedStringWithCompatibilityMapping
  }
}
