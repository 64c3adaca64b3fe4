import Core

/// Encodes texts of header fields as RFC 2047 has it.
enum TextEncoder {
  /// RFC 2047 §2.
  static let longestWord = 75

  /// Where an encoded word stands: in a phrase far fewer characters may be themselves (RFC 2047 §5).
  enum Place { case text, phrase }

  /// Words of a line parted by single blanks; folding may happen at any of those blanks.
  ///
  /// Text in ASCII stays as it is. Otherwise each run of words that needs it is encoded, blanks between them included,
  /// in UTF-8, by Q or B, whichever is shorter, and no character is split between two encoded words.
  /// `column` characters stand before the first word on its line; an encoded word there is as much shorter.
  static func words(_ text: String, _ place: Place, column: Int = 1) -> [String] {
    var result: [String] = []
    var run: [Substring] = []
    func flush() {
      if !run.isEmpty { result += encoded(run.joined(separator: " "), place, column: result.isEmpty ? column : 1) }
      run = []
    }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    for (index, word) in words.enumerated() {
      // Two blanks in a row, or one at an end, would not survive folding: the words beside them carry them.
      let isBesideBlank =
        word.isEmpty || index > 0 && words[index - 1].isEmpty || index + 1 < words.count && words[index + 1].isEmpty
      if isBesideBlank && words.count > 1 || needsEncoding(word, place) {
        run.append(word)
      } else {
        flush()
        result.append(String(word))
      }
    }
    flush()
    return result
  }

  /// Not printable ASCII, too long to fold, or mistakable for an encoded word.
  private static func needsEncoding(_ word: Substring, _ place: Place) -> Bool {
    word.utf8.contains { $0 < 0x21 || $0 > 0x7E } || word.contains("=?") || word.utf8.count > 900
      || place == .phrase && word.utf8.contains { !$0.isAtomText }
  }

  /// One or more encoded words that join to `text` when read.
  private static func encoded(_ text: String, _ place: Place, column: Int) -> [String] {
    let plain = text.utf8.reduce(0) { $0 + (isPlain($1, place) ? 1 : 3) }
    let isB = plain > (text.utf8.count + 2) / 3 * 4
    // A line with encoded words has at most 76 characters. RFC 2047 §2
    let frame = "=?utf-8?Q??=".utf8.count
    var room = max(24, min(longestWord, longestWord + 1 - column) - frame)
    var words: [String] = []
    var piece: [UInt8] = []
    var size = 0
    func close() {
      guard !piece.isEmpty else { return }
      words.append("=?utf-8?\(isB ? "B" : "Q")?\(isB ? Base64.encode(piece) : q(piece, place))?=")
      (piece, size, room) = ([], 0, longestWord - frame)
    }
    for character in text.unicodeScalars {
      let bytes = Array(String(character).utf8)
      let cost = isB ? bytes.count : bytes.reduce(0) { $0 + (isPlain($1, place) ? 1 : 3) }
      if size + cost > (isB ? room / 4 * 3 : room) { close() }
      piece += bytes
      size += cost
    }
    close()
    return words
  }

  private static func isPlain(_ byte: UInt8, _ place: Place) -> Bool {
    // A blank is one underscore.
    if byte.isLetterOrDigit || byte == 0x20 { return true }
    // RFC 2047 §5 (3)
    if place == .phrase { return "!*+-/".utf8.contains(byte) }
    return byte > 0x20 && byte < 0x7F && !"=?_\"()<>@,;:".utf8.contains(byte)
  }

  private static func q(_ bytes: [UInt8], _ place: Place) -> String {
    var out: [UInt8] = []
    for byte in bytes {
      if byte == 0x20 {
        out.append(UInt8(ascii: "_"))
      } else if isPlain(byte, place) {
        out.append(byte)
      } else {
        out += [UInt8(ascii: "="), Hex.digit(byte >> 4), Hex.digit(byte & 15)]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// Upper-case hexadecimal digits, as quoted-printable and RFC 2231 want them.
package enum Hex {
  package static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
}
