/// The words and signs of an address field, found in one pass.
struct AddressToken {
  enum Kind: UInt8 { case text, quoted, comment, literal, open, close, at, comma, semicolon, colon }
  var kind: Kind
  /// Blanks or a comment stand before it.
  var isApart: Bool
  /// Bytes in the field. Of a quoted string and a comment the inside.
  var start: Int32
  var end: Int32
  var range: Range<Int> { Int(start)..<Int(end) }
}

enum AddressTokens {
  /// Dots belong to words here: names hold them as often as addresses do.
  static func scan(_ scanner: inout FieldScanner) -> [AddressToken] {
    var tokens: [AddressToken] = []
    while true {
      let before = scanner.index
      scanner.skipWhitespace()
      guard let byte = scanner.current else { return tokens }
      let isApart = scanner.index > before || tokens.last?.kind == .comment
      func add(_ kind: AddressToken.Kind, _ range: Range<Int>) {
        tokens.append(
          AddressToken(kind: kind, isApart: isApart, start: Int32(range.lowerBound), end: Int32(range.upperBound)))
      }
      let start = scanner.index
      if byte == UInt8(ascii: "("), let inside = scanner.comment() {
        add(.comment, inside)
      } else if byte == UInt8(ascii: "\""), let inside = scanner.quoted() {
        add(.quoted, inside)
      } else if byte == UInt8(ascii: "["), let inside = literal(&scanner) {
        add(.literal, inside)
      } else if let kind = signs[byte] {
        scanner.index += 1
        add(kind, start..<start + 1)
      } else {
        add(.text, word(&scanner))
      }
    }
  }

  private static let signs: [UInt8: AddressToken.Kind] = [
    UInt8(ascii: "<"): .open, UInt8(ascii: ">"): .close, UInt8(ascii: "@"): .at, UInt8(ascii: ","): .comma,
    UInt8(ascii: ";"): .semicolon, UInt8(ascii: ":"): .colon,
  ]

  /// At least one byte, whatever it is.
  private static func word(_ scanner: inout FieldScanner) -> Range<Int> {
    let start = scanner.index
    scanner.index += 1
    _ = scanner.run { byte in
      !byte.isWhitespace && (byte.isAtomText || byte == UInt8(ascii: ".") || "\\])".utf8.contains(byte))
    }
    return start..<scanner.index
  }

  /// `[192.0.2.1]`, brackets included. No literal is longer than a line.
  private static func literal(_ scanner: inout FieldScanner) -> Range<Int>? {
    let start = scanner.index
    var at = start + 1
    while at < scanner.bytes.count, at - start < 256 {
      let byte = scanner.bytes[at]
      if byte == UInt8(ascii: "]") {
        scanner.index = at + 1
        return start..<at + 1
      }
      if "[<>@,;\"".utf8.contains(byte) { return nil }
      at += 1
    }
    return nil
  }
}
