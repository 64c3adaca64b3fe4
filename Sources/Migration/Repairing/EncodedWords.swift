import Core

/// Encoded words (RFC 2047 §2) for header lines that hold raw 8-bit bytes.
enum EncodedWords {
  /// Where a line stands, as far as it decides what may be encoded.
  struct Place {
    /// Behind the first line of its field.
    var isContinuation = false
    /// Of a field with addresses: specials end a word, and a quoted string, in which no encoded word may stand, is encoded
    /// as a whole without its quotes. RFC 2047 §5.
    var hasAddresses = false

    /// The place of the next line, which begins with `line`.
    mutating func advance(to line: [UInt8]) {
      if line.first == 0x20 || line.first == 0x09 {
        isContinuation = true
      } else {
        isContinuation = false
        let name = line.prefix { $0 != 0x3A }.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        hasAddresses = EncodedWords.addressFields.contains(name)
      }
    }
  }

  fileprivate static let addressFields = Set(
    ["from", "to", "cc", "bcc", "sender", "reply-to", "resent-from", "resent-to", "resent-cc", "resent-sender"].map {
      Array($0.utf8)
    })

  /// `line` with each run of words that hold 8-bit bytes encoded; UTF-8 when it is valid, else windows-1252, which is what
  /// old programs meant. Neighbouring words are encoded together with the blanks between them: blanks between encoded
  /// words vanish.
  static func encode(_ line: [UInt8], at place: Place) -> [UInt8] {
    guard line.contains(where: { $0 >= 0x80 }) else { return line }
    var out: [UInt8] = []
    var rest = line[...]
    if !place.isContinuation, let colon = line.firstIndex(of: 0x3A), line[..<colon].allSatisfy({ 0x21...0x7E ~= $0 }) {
      out += line[...colon]
      rest = line[(colon + 1)...]
      if let first = rest.first, !isBlank(first) { out.append(0x20) }
    }
    var run: [UInt8] = []
    var gap: [UInt8] = []
    while let token = token(&rest, hasAddresses: place.hasAddresses) {
      switch token {
      case .blanks(let bytes):
        gap += bytes
      case .encodable(let text):
        if run.isEmpty { out += gap } else { run += gap }
        gap = []
        run += text
      case .plain(let bytes):
        if !run.isEmpty { out += words(run) }
        run = []
        out += gap + bytes
        gap = []
      }
    }
    if !run.isEmpty { out += words(run) }
    return out + gap
  }

  private enum Token {
    case blanks(ArraySlice<UInt8>)
    /// Holds 8-bit bytes.
    case encodable([UInt8])
    case plain([UInt8])
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  /// `<>,()";` end a word of an address.
  private static let specials: Set<UInt8> = [0x3C, 0x3E, 0x2C, 0x22, 0x28, 0x29, 0x3B]

  private static func token(_ rest: inout ArraySlice<UInt8>, hasAddresses: Bool) -> Token? {
    guard let first = rest.first else { return nil }
    if isBlank(first) {
      let blanks = rest.prefix(while: isBlank)
      rest = rest.dropFirst(blanks.count)
      return .blanks(blanks)
    }
    if hasAddresses, first == 0x22, let quoted = quoted(&rest) { return quoted }
    var word: [UInt8] = []
    while let byte = rest.first, !isBlank(byte), !hasAddresses || word.isEmpty || !specials.contains(byte) {
      word.append(byte)
      rest = rest.dropFirst()
      if hasAddresses, word.count == 1, specials.contains(byte) { break }
    }
    return word.contains { $0 >= 0x80 } ? .encodable(word) : .plain(word)
  }

  /// A quoted string from quote to quote; nil when it has no end in this line.
  private static func quoted(_ rest: inout ArraySlice<UInt8>) -> Token? {
    var content: [UInt8] = []
    var isEscaped = false
    for place in rest.indices.dropFirst() {
      let byte = rest[place]
      if isEscaped || byte != 0x22 && byte != 0x5C {
        content.append(byte)
        isEscaped = false
      } else if byte == 0x5C {
        isEscaped = true
      } else {
        defer { rest = rest[(place + 1)...] }
        return content.contains { $0 >= 0x80 } ? .encodable(content) : .plain(Array(rest[...place]))
      }
    }
    return nil
  }

  private static func words(_ bytes: [UInt8]) -> [UInt8] {
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    let charset = isUTF8 ? "UTF-8" : "windows-1252"
    // An encoded word is at most 75 characters long; 39 bytes make 52 of base64.
    var pieces: [[UInt8]] = []
    var piece: [UInt8] = []
    for byte in bytes {
      let startsCharacter = !isUTF8 || byte & 0xC0 != 0x80
      if piece.count >= 36, startsCharacter {
        pieces.append(piece)
        piece = []
      }
      piece.append(byte)
    }
    pieces.append(piece)
    return Array(pieces.map { "=?\(charset)?B?\(Base64.encode($0))?=" }.joined(separator: " ").utf8)
  }
}
