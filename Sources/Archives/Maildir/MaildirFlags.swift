internal import Core

/// What the letters in file names mean in one folder: capitals everywhere the same, small ones by `dovecot-keywords`.
struct MaildirFlags: Sendable, Hashable {
  /// Keyword of `a`, `b`, …; nil for a letter that is free.
  private(set) var keywords: [String?]
  /// As many as there are letters.
  static let mostKeywords = 26

  /// https://cr.yp.to/proto/maildir.html; `P` for a message that was passed on has no name of its own in IMAP but the
  /// keyword that all programs use.
  private static let letters: [(letter: UInt8, flag: String)] = [
    (0x44, "\\Draft"), (0x46, "\\Flagged"), (0x50, "$Forwarded"), (0x52, "\\Answered"), (0x53, "\\Seen"),
    (0x54, "\\Deleted"),
  ]

  init(keywords: [String?] = []) { self.keywords = keywords }

  /// Reads `dovecot-keywords`: lines of a number and a keyword.
  init(file: [UInt8]) {
    keywords = []
    for line in file.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      guard let blank = line.firstIndex(of: 0x20),
        let number = Int(String(decoding: line[..<blank], as: UTF8.self)), (0..<Self.mostKeywords).contains(number)
      else { continue }
      let word = String(decoding: line[(blank + 1)...], as: UTF8.self)
      guard Self.isKeyword(word) else { continue }
      while keywords.count <= number { keywords.append(nil) }
      keywords[number] = word
    }
  }

  /// As `dovecot-keywords` has it.
  var file: [UInt8] {
    var out: [UInt8] = []
    for (number, word) in keywords.enumerated() { if let word { out += "\(number) \(word)\n".utf8 } }
    return out
  }

  /// What may stand in the file: no blank, no control, and not everything.
  private static func isKeyword(_ word: String) -> Bool {
    !word.isEmpty && !word.hasPrefix("\\") && word.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
  }

  func flags(of letters: some Sequence<UInt8>) -> [String] {
    var flags: [String] = []
    for letter in letters {
      let word: String? =
        if let known = Self.letters.first(where: { $0.letter == letter }) {
          known.flag
        } else if letter >= 0x61, Int(letter) - 0x61 < keywords.count {
          keywords[Int(letter) - 0x61]
        } else {
          nil
        }
      if let word, !flags.contains(where: { Self.isSame($0, word) }) { flags.append(word) }
    }
    return flags.sorted()
  }

  private static func isSame(_ a: String, _ b: String) -> Bool { a == b || a.lowercased() == b.lowercased() }

  /// Letters for `flags`, sorted as the form wants it. A keyword that has none gets one; false among those that are left
  /// over when all letters are taken.
  mutating func letters(for flags: [String]) -> [UInt8] {
    var out: Set<UInt8> = []
    for flag in flags {
      let known = Self.letters.first { Self.isSame($0.flag, flag) }
      if let known { out.insert(known.letter) }
      // Dovecot shows no `P`: the keyword has a letter of its own as well.
      if known != nil, flag.hasPrefix("\\") { continue }
      guard Self.isKeyword(flag) else { continue }
      if let letter = letter(for: flag) { out.insert(letter) }
    }
    return out.sorted()
  }

  private mutating func letter(for keyword: String) -> UInt8? {
    if let place = keywords.firstIndex(where: { $0.map { Self.isSame($0, keyword) } ?? false }) {
      return UInt8(0x61 + place)
    }
    if let free = keywords.firstIndex(of: nil) {
      keywords[free] = keyword
      return UInt8(0x61 + free)
    }
    guard keywords.count < Self.mostKeywords else { return nil }
    keywords.append(keyword)
    return UInt8(0x61 + keywords.count - 1)
  }

  /// All letters are taken.
  var isFull: Bool { keywords.count == Self.mostKeywords && !keywords.contains(nil) }

  static var systemFlags: [String] { letters.map(\.flag) }

  /// Letters whose meaning is known here; others are kept as they are when flags change.
  func knows(_ letter: UInt8) -> Bool {
    Self.letters.contains { $0.letter == letter }
      || (letter >= 0x61 && Int(letter) - 0x61 < keywords.count && keywords[Int(letter) - 0x61] != nil)
  }
}
