import Core

/// How many columns text takes on a terminal. Chinese, Japanese, Korean and emoji take two, combining marks none
/// (Unicode Standard Annex #11).
enum DisplayWidth {
  static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// The same without the colour codes of a `Layout`.
  static func ofPainted(_ text: String) -> Int { of(unpainted(text)) }
  static func unpainted(_ text: String) -> String {
    text.utf8.contains(0x1B) ? text.replacing(/\u{1B}\[[0-9;]*m/, with: "") : text
  }

  static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII && character.unicodeScalars.count == 1 { return 1 }
    // A picture chosen by a variation selector (U+FE0F) or by its own nature.
    if first.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide(first.value) ? 2 : 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    return wide.contains { $0.contains(value) }
  }

  /// The blocks whose characters are wide or full width throughout.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18AFF, 0x1B000...0x1B2FF, 0x1F200...0x1F2FF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]

  /// `text` without anything that could move the cursor, change colours or turn the line around: what servers and mail
  /// say is shown, never obeyed. Known secrets go here already: after wrapping they might not be recognised.
  static func printable(_ raw: String) -> String {
    let text = Redactor.shared.redact(raw)
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { out.append(isUnprintable(scalar) ? "\u{FFFD}" : scalar) }
    return String(out)
  }

  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// `text` in at most `width` columns, cut in the middle: the ends of an address or a path tell the most.
  static func cutMiddle(_ text: String, to width: Int, ellipsis: String) -> String {
    guard of(text) > width else { return text }
    let room = max(0, width - of(ellipsis))
    let tail = take(text.reversed(), columns: room / 2)
    let head = take(Array(text), columns: room - of(String(tail)))
    return String(head) + ellipsis + String(tail.reversed())
  }

  /// `text` in at most `width` columns, cut at the end.
  static func cutEnd(_ text: String, to width: Int, ellipsis: String) -> String {
    guard of(text) > width else { return text }
    return String(take(Array(text), columns: max(0, width - of(ellipsis)))) + ellipsis
  }

  private static func take(_ characters: [Character], columns: Int) -> [Character] {
    var left = columns
    return Array(
      characters.prefix { character in
        left -= of(character)
        return left >= 0
      })
  }

  static func padEnd(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - of(text)))
  }

  static func padStart(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - of(text))) + text
  }
}
