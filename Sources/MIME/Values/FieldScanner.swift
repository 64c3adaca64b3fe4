/// Steps through the raw body of a structured header field (RFC 5322 §3.2), folding included.
///
/// Every search for the end of something that never ends happens once: after that its opening is an ordinary
/// character. So no input makes reading slower than linear, and nothing recurses.
struct FieldScanner {
  let bytes: [UInt8]
  var index = 0
  var flaws = FlawList()
  /// Comments, in order, as they stand between their parentheses.
  private var commentsEnd = false
  private var quotesEnd = false

  init(_ field: some Collection<UInt8>) { bytes = [UInt8](field) }

  var isAtEnd: Bool { index >= bytes.count }
  var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  func peek(_ distance: Int = 1) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  mutating func skipWhitespace() {
    while index < bytes.count, bytes[index].isWhitespace { index += 1 }
  }

  /// Blanks and comments (`CFWS`). The comments' insides are returned as ranges.
  @discardableResult
  mutating func skipBlanks() -> [Range<Int>] {
    var comments: [Range<Int>] = []
    while true {
      skipWhitespace()
      guard current == UInt8(ascii: "("), let comment = comment() else { return comments }
      comments.append(comment)
    }
  }

  /// The inside of the comment that begins here; nil, and nothing consumed, when it has no end.
  mutating func comment() -> Range<Int>? {
    guard current == UInt8(ascii: "("), !commentsEnd else { return nil }
    var depth = 0
    var at = index
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 {
          let inside = index + 1..<at
          index = at + 1
          return inside
        }
      case UInt8(ascii: "\\"): at += 1
      default: break
      }
      at += 1
    }
    commentsEnd = true
    flaws.add(.unclosedComment, index)
    return nil
  }

  /// The inside of the quoted string that begins here; nil, and nothing consumed, when it has no end.
  mutating func quoted() -> Range<Int>? {
    guard current == UInt8(ascii: "\""), !quotesEnd else { return nil }
    var at = index + 1
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "\"") {
        let inside = index + 1..<at
        index = at + 1
        return inside
      }
      at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    quotesEnd = true
    flaws.add(.unclosedQuote, index)
    return nil
  }

  /// Consumes bytes as long as they belong to `isMember`.
  mutating func run(while isMember: (UInt8) -> Bool) -> Range<Int> {
    let start = index
    while index < bytes.count, isMember(bytes[index]) { index += 1 }
    return start..<index
  }

  /// Consumes `byte` if it is next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    index += 1
    return true
  }

  /// Quoted pairs undone and folding removed: what a quoted string or a comment says (RFC 5322 §3.2.1, §3.2.2).
  func unquoted(_ range: Range<Int>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(range.count)
    var at = range.lowerBound
    while at < range.upperBound {
      var byte = bytes[at]
      if byte == UInt8(ascii: "\\"), at + 1 < range.upperBound {
        at += 1
        byte = bytes[at]
      }
      if byte != 0x0D, byte != 0x0A { out.append(byte) }
      at += 1
    }
    return out
  }
}
