/// One encoded word (RFC 2047 §2): `=?charset*language?encoding?text?=`.
struct EncodedWord {
  enum Encoding { case q, b }
  var charset: ArraySlice<UInt8>
  /// RFC 2231 §5; empty in most.
  var language: ArraySlice<UInt8>
  var encoding: Encoding
  var text: ArraySlice<UInt8>
  /// Bytes of the whole word in its field.
  var range: Range<Int>
  /// It breaks the grammar, and it is clear all the same what it means.
  var isMalformed = false

  /// The charset's bytes that the text stands for.
  func decoded() -> (bytes: [UInt8], isMalformed: Bool) {
    switch encoding {
    case .q: Self.decodeQ(text)
    case .b: Self.decodeB(text)
    }
  }

  /// RFC 2047 §4.2. Blanks inside are kept as what they are; `=` without two digits stands for itself.
  static func decodeQ(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], isMalformed: Bool) {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var isMalformed = false
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      switch byte {
      case UInt8(ascii: "_"): out.append(0x20)
      case UInt8(ascii: "="):
        if index + 1 < text.endIndex, let high = text[index].hexValue, let low = text[index + 1].hexValue {
          out.append(high << 4 | low)
          index += 2
        } else {
          isMalformed = true
          out.append(byte)
        }
      case 0x0D, 0x0A: isMalformed = true
      default:
        if byte.isWhitespace || byte >= 0x80 { isMalformed = true }
        out.append(byte)
      }
    }
    return (out, isMalformed)
  }

  /// RFC 2047 §4.1, with what mail does to it: padding missing or in the middle, blanks inside, stray characters.
  static func decodeB(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], isMalformed: Bool) {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3 + 3)
    var (window, held, characters) = (UInt32(0), 0, 0)
    var isMalformed = false
    for byte in text {
      if byte == UInt8(ascii: "=") {
        // Two encoded texts may be joined; the bits of the unfinished group are dropped.
        characters += 1
        (window, held) = (0, 0)
        continue
      }
      guard let value = Self.base64Value(byte) else {
        isMalformed = true
        continue
      }
      characters += 1
      window = window << 6 | UInt32(value)
      held += 6
      if held >= 8 {
        held -= 8
        out.append(UInt8(truncatingIfNeeded: window >> UInt32(held)))
      }
    }
    return (out, isMalformed || characters % 4 != 0)
  }

  static func base64Value(_ byte: UInt8) -> UInt8? {
    if byte.isLetter { return byte >= 0x61 ? byte - 0x61 + 26 : byte - 0x41 }
    if byte.isDigit { return byte - 0x30 + 52 }
    // `-` and `_` of RFC 4648 §5 turn up in mail written by web programs.
    if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { return 62 }
    if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "_") { return 63 }
    return nil
  }
}

/// Finds encoded words in one text, each search for an end being made once.
struct EncodedWordFinder {
  private let bytes: ArraySlice<UInt8>
  /// No `?=` lies between the place last searched from and here.
  private var nextEnd: Int?

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// The word that begins at `index`, where `=?` stands; nil if it is none.
  mutating func word(at index: Int) -> EncodedWord? {
    guard let (charset, language, afterCharset) = charset(from: index + 2) else { return nil }
    var at = afterCharset
    var isMalformed = false
    while at < bytes.endIndex, bytes[at].isWhitespace {
      isMalformed = true
      at += 1
    }
    guard at + 1 < bytes.endIndex, bytes[at + 1] == UInt8(ascii: "?") else { return nil }
    let encoding: EncodedWord.Encoding
    switch bytes[at] {
    case UInt8(ascii: "Q"), UInt8(ascii: "q"): encoding = .q
    case UInt8(ascii: "B"), UInt8(ascii: "b"): encoding = .b
    default: return nil
    }
    let start = at + 2
    let (textEnd, end, isOpen) = end(from: start, encoding)
    return EncodedWord(
      charset: charset, language: language, encoding: encoding, text: bytes[start..<textEnd], range: index..<end,
      isMalformed: isMalformed || isOpen)
  }

  private func charset(from start: Int) -> (ArraySlice<UInt8>, ArraySlice<UInt8>, Int)? {
    // RFC 2047 §2 allows 75 characters for the whole word.
    let window = bytes[min(start, bytes.endIndex)..<min(start + 76, bytes.endIndex)]
    guard let end = window.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "=") || $0 < 0x20 }),
      bytes[end] == UInt8(ascii: "?"), end > start
    else { return nil }
    let name = bytes[start..<end]
    let star = name.firstIndex(of: UInt8(ascii: "*")) ?? end
    let language = star < end ? bytes[(star + 1)..<end] : bytes[end..<end]
    return (name[..<star], language, end + 1)
  }

  /// Where the text and where the word ends. A word that lost its `?=` ends at the next blank, or before the next
  /// word: `=?utf-8?Q?M=C3=BCller =?utf-8?…`.
  private mutating func end(from start: Int, _ encoding: EncodedWord.Encoding) -> (text: Int, word: Int, isOpen: Bool) {
    let marked = terminator(from: start)
    let limit = marked ?? bytes.endIndex
    if let next = beginning(from: start, before: limit) {
      return (trimmed(start..<next), trimmed(start..<next), true)
    }
    if let marked { return (marked, marked + 2, false) }
    let text = bytes[start..<bytes.endIndex]
    let stop = text.firstIndex {
      $0.isWhitespace || $0 == UInt8(ascii: "\"") || encoding == .b && $0 == UInt8(ascii: "?")
    }
    let end = stop ?? bytes.endIndex
    if end < bytes.endIndex, bytes[end] == UInt8(ascii: "?") { return (end, end + 1, true) }
    // `…?` is a `?=` cut in two.
    let isCut = end > start && bytes[end - 1] == UInt8(ascii: "?")
    return (isCut ? end - 1 : end, end, true)
  }

  private mutating func terminator(from start: Int) -> Int? {
    if let known = nextEnd, known >= start { return known < bytes.endIndex ? known : nil }
    var at = start
    while at + 1 < bytes.endIndex {
      if bytes[at] == UInt8(ascii: "?"), bytes[at + 1] == UInt8(ascii: "=") {
        // `=?utf-8?Q?=C3=BC?=`: the text may begin with `=`, and then `?=` before it is no end.
        nextEnd = at
        return at
      }
      at += 1
    }
    nextEnd = bytes.endIndex
    return nil
  }

  /// Another word's `=?` within a word, before `limit`, with a blank before it.
  private func beginning(from start: Int, before limit: Int) -> Int? {
    // Words are short: one that is open is followed by the next within a line or two.
    var at = start
    let stop = min(limit, start + 998)
    while at + 1 < stop {
      if bytes[at] == UInt8(ascii: "="), bytes[at + 1] == UInt8(ascii: "?"), at > start, bytes[at - 1].isWhitespace {
        return at
      }
      at += 1
    }
    return nil
  }

  private func trimmed(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1].isWhitespace { end -= 1 }
    return end
  }
}
