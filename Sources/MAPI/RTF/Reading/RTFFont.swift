/// An entry of the font table.
struct RTFFont {
  /// Without its closing semicolon; cut at ``longestName`` bytes.
  var name: [UInt8] = []
  /// `\fcharset`
  var charset: Int32?
  /// `\cpg`
  var codePage: Int32?
  /// The pictures that its letters stand for.
  var symbols: SymbolFont?

  static let longestName = 64

  /// The code page of its text; nil for the document's own.
  var textPage: Int32? {
    if let codePage, codePage > 0, codePage != 42 { return codePage }
    return charset.flatMap { Self.pages[$0] }
  }

  /// Windows' numbers of character sets. 1 means the document's own, 2 the letters of a symbol font.
  private static let pages: [Int32: Int32] = [
    0: 1252, 77: 10_000, 78: 932, 79: 949, 80: 936, 81: 950, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950,
    161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437,
    255: 850,
  ]
}

/// Fonts whose letters are pictures: what stands for these in a text.
enum SymbolFont {
  case symbol
  case wingdings

  init?(name: [UInt8]) {
    let name = name.map { $0 | 0x20 }
    if name.elementsEqual("symbol".utf8) {
      self = .symbol
    } else if name.elementsEqual("wingdings".utf8) {
      self = .wingdings
    } else {
      return nil
    }
  }

  /// nil for a letter without a counterpart here.
  func character(_ byte: UInt8) -> Unicode.Scalar? {
    switch self {
    case .symbol:
      if byte &- 0x20 < 0x60 { return Self.greek[Int(byte - 0x20)] }
      return Self.signs[byte]
    case .wingdings: return Self.pictures[byte]
    }
  }

  /// 0x20 to 0x7F of Symbol.
  private static let greek = Array(
    (" !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u{203E}αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼\u{7F}")
      .unicodeScalars)

  private static let signs: [UInt8: Unicode.Scalar] = [
    0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥", 0xAA: "♠", 0xAB: "↔", 0xAC: "←",
    0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB6: "∂", 0xB7: "•",
    0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈",
    0xCF: "∉", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xDB: "⇔", 0xDC: "⇐",
    0xDE: "⇒", 0xE0: "◊", 0xE5: "∑", 0xF2: "∫",
  ]

  private static let pictures: [UInt8: Unicode.Scalar] = [
    0x20: " ", 0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓",
    0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
  ]
}
