/// The classes of octets that the grammars of mail are made of.
extension UInt8 {
  var isDigit: Bool { self &- 0x30 <= 9 }
  var isLetter: Bool { (self | 0x20) &- 0x61 <= 25 }
  var isLetterOrDigit: Bool { isDigit || isLetter }
  var lowercasedASCII: UInt8 { self &- 0x41 <= 25 ? self | 0x20 : self }
  /// Space, tab and the line ends of folding. The field is read as if it had been unfolded (RFC 5322 §2.2.3).
  var isWhitespace: Bool { self == 0x20 || self &- 0x09 <= 4 }
  var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 <= 5 }
  /// 0...15, or nil.
  var hexValue: UInt8? {
    if isDigit { return self &- 0x30 }
    let letter = self | 0x20
    return letter &- 0x61 <= 5 ? letter &- 0x57 : nil
  }
  /// RFC 5322 §3.2.3 `atext` with the characters of RFC 6532 §3.2.
  var isAtomText: Bool { self >= 0x80 || Octets.atom[Int(self)] }
  /// RFC 2045 §5.1 `token`, with 8-bit characters, which senders write without quotes.
  var isTokenText: Bool { self >= 0x80 || Octets.token[Int(self)] }
}

enum Octets {
  static let atom = table(except: "()<>[]:;@\\,.\"")
  static let token = table(except: "()<>@,;:\\\"/[]?=")

  private static func table(except specials: String) -> [Bool] {
    (0..<128).map { byte in byte > 0x20 && byte < 0x7F && !specials.utf8.contains(UInt8(byte)) }
  }

  /// Case is ignored for ASCII letters. `word` is written in lower case.
  static func equal(_ bytes: some Collection<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { expected in zip(bytes, expected).allSatisfy { $0.lowercasedASCII == $1 } }
  }

  /// Without whitespace at its ends.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var slice = bytes
    while let last = slice.last, last.isWhitespace { slice.removeLast() }
    while let first = slice.first, first.isWhitespace { slice.removeFirst() }
    return slice
  }
}
