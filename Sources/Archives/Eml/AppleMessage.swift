/// What Apple Mail puts around a message in an `.emlx` file: a line with its length before it, a property list behind it.
struct AppleMessage: Sendable, Hashable {
  /// Where the message stands.
  var range: Range<Int>
  var flags: [String] = []
  /// When it arrived, in seconds since 1970.
  var received: Int64?

  /// The longest first line: digits and blanks.
  static let headBytes = 32
  /// More of the property list is not looked at.
  static let listBytes = 256 << 10

  /// `start` holds the file's first bytes. Nil when they tell no length; the offset then is 0.
  init?(start: [UInt8]) {
    guard let feed = start.prefix(Self.headBytes).firstIndex(of: 10) else { return nil }
    let digits = start[..<feed].filter { $0 != 32 && $0 != 13 && $0 != 9 }
    guard !digits.isEmpty, digits.count <= 12, digits.allSatisfy({ (48...57).contains($0) }),
      let length = Int(String(decoding: digits, as: UTF8.self))
    else { return nil }
    range = (feed + 1)..<(feed + 1 + length)
  }

  /// Takes flags and date from the property list, which is XML.
  mutating func read(list: [UInt8]) {
    let text = String(decoding: list, as: UTF8.self)
    if let number = Self.number("flags", in: text) { flags = Self.flags(UInt64(bitPattern: number)) }
    received = Self.number("date-received", in: text)
  }

  /// The whole part of the number behind a key.
  private static func number(_ key: String, in text: String) -> Int64? {
    guard let found = text.range(of: "<key>\(key)</key>") else { return nil }
    let rest = text[found.upperBound...].drop { $0.isWhitespace }
    guard rest.hasPrefix("<integer>") || rest.hasPrefix("<real>"), let end = rest.firstIndex(of: ">") else {
      return nil
    }
    let digits = rest[rest.index(after: end)...].prefix { $0 == "-" || ("0"..."9").contains($0) }
    return Int64(digits)
  }

  /// The bits that Apple Mail's flags have, as far as IMAP has a word for them. Bits 3 (encrypted), 5 (recent), 7, 10 to
  /// 22 (attachments, priority), 23 (signed) and those above 25 say nothing that a message does not say itself.
  private static let words: [(bit: Int, word: String)] = [
    (0, "\\Seen"), (1, "\\Deleted"), (2, "\\Answered"), (4, "\\Flagged"), (6, "\\Draft"), (8, "$Forwarded"),
    (9, "Redirected"), (24, "$Junk"), (25, "$NotJunk"),
  ]

  static func flags(_ bits: UInt64) -> [String] { words.filter { bits >> $0.bit & 1 == 1 }.map(\.word) }
}

extension String {
  /// Where `wanted` stands first; without Foundation.
  fileprivate func range(of wanted: String) -> Range<Index>? {
    var place = startIndex
    while let found = self[place...].firstIndex(of: "<") {
      if self[found...].hasPrefix(wanted) { return found..<index(found, offsetBy: wanted.count) }
      place = index(after: found)
    }
    return nil
  }
}
