/// `{310}`, `{310+}` or `~{310}` at the end of a line: what follows the line end are that many bytes.
struct LiteralMarker {
  /// Where it begins, the tilde included.
  var start: Int
  var size: Int

  /// Reads backwards from the line end, so that a line costs the few bytes of its marker and no more.
  /// - Returns: nil when the line ends otherwise.
  /// - Throws: ``ParseFault/Reason/numberTooLarge`` at `base` plus the place of the number.
  init?(endingAt end: Int, of bytes: Span<UInt8>, base: Int) throws(ParseFault) {
    var at = end - 1
    guard at >= 2, bytes[at] == ASCII.closeBrace else { return nil }
    at -= 1
    if bytes[at] == ASCII.plus { at -= 1 }
    let last = at
    while at >= 0, ASCII.isDigit(bytes[at]) { at -= 1 }
    guard at >= 0, at < last, bytes[at] == ASCII.openBrace else { return nil }
    var value = 0
    for index in (at + 1)...last {
      let (shifted, a) = value.multipliedReportingOverflow(by: 10)
      let (sum, b) = shifted.addingReportingOverflow(Int(bytes[index] &- ASCII.zero))
      guard !a, !b else { throw ParseFault(offset: base + at + 1, reason: .numberTooLarge) }
      value = sum
    }
    if at > 0, bytes[at - 1] == ASCII.tilde { at -= 1 }
    // A bare name that ends in braces (`Archive{5}`) is no literal; one begins behind a separator.
    if at > 0 {
      switch bytes[at - 1] {
      case ASCII.space, ASCII.open, ASCII.closeBracket, ASCII.greater: break
      default: return nil
      }
    }
    start = at
    size = value
  }

  /// The section a literal at this place would be the value of: `BODY[…]`, `BODY[…]<n>`, `BINARY[…]`, `RFC822…`. Nil for
  /// any other literal. Looks back no further than ``reach``, so that a line of many literals costs no more than its length.
  func section(in bytes: Span<UInt8>) -> Section? {
    var end = start
    let floor = Swift.max(0, start - Self.reach)
    while end > floor, bytes[end - 1] == ASCII.space { end -= 1 }
    if end > floor, bytes[end - 1] == ASCII.greater {
      end -= 1
      while end > floor, ASCII.isDigit(bytes[end - 1]) { end -= 1 }
      guard end > floor, bytes[end - 1] == ASCII.less else { return nil }
      end -= 1
    }
    var nameEnd = end
    if end > floor, bytes[end - 1] == ASCII.closeBracket {
      while nameEnd > floor, bytes[nameEnd - 1] != ASCII.openBracket { nameEnd -= 1 }
      guard nameEnd > floor else { return nil }
      nameEnd -= 1
    }
    var nameStart = nameEnd
    while nameStart > floor,
      ASCII.isLetter(bytes[nameStart - 1]) || ASCII.isDigit(bytes[nameStart - 1])
        || bytes[nameStart - 1] == 0x2E
    {
      nameStart -= 1
    }
    let name = nameStart..<nameEnd
    if nameEnd < end {
      guard bytes.matches("BODY", in: name) || bytes.matches("BINARY", in: name) else { return nil }
      let inside = (nameEnd + 1)..<(end - 1)
      if inside.isEmpty { return .whole }
      return Section(bytes.extracting(inside).withUnsafeBufferPointer { ASCII.upper($0) })
    }
    if bytes.matches("RFC822", in: name) { return .whole }
    if bytes.matches("RFC822.TEXT", in: name) { return .text }
    if bytes.matches("RFC822.HEADER", in: name) { return .header }
    return nil
  }

  private static let reach = 4_096
}
