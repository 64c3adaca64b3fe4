/// Reads from a Content-Type what the structure of a message depends on: type, subtype, boundary.
///
/// As forgiving as mail programs are: unquoted values with characters that need quotes, missing semicolons, comments
/// anywhere, quotes that never close. Other parameters are of no interest here.
struct ContentScanner {
  var at: Int

  struct Reading {
    var mediaType: MediaType?
    var boundary: [UInt8]?
  }

  /// `value`: the field's body, folding and line end included.
  static func contentType(_ value: Span<UInt8>) -> Reading {
    var scanner = ContentScanner(at: 0)
    var reading = Reading()
    scanner.skipBlanks(value)
    let type = scanner.token(value)
    scanner.skipBlanks(value)
    if !type.isEmpty, scanner.at < value.count, value[scanner.at] == UInt8(ascii: "/") {
      scanner.at += 1
      scanner.skipBlanks(value)
      let subtype = scanner.token(value)
      if !subtype.isEmpty { reading.mediaType = MediaType(value.text(type), value.text(subtype)) }
    }
    if reading.mediaType?.isMultipart == true { reading.boundary = scanner.boundary(value) }
    return reading
  }

  /// The boundary parameter, also in pieces or with a charset (RFC 2231 §3, §4). Nil when there is none, or one that is
  /// empty or longer than a boundary line may be.
  private mutating func boundary(_ value: Span<UInt8>) -> [UInt8]? {
    var whole: [UInt8]?
    var pieces: [Int: [UInt8]] = [:]
    while let name = nextName(value) {
      var bytes = parameterValue(value)
      guard name.count >= 8, value.spells("boundary", in: name.lowerBound..<(name.lowerBound + 8)) else { continue }
      guard name.count > 8 else {
        if whole == nil { whole = bytes }
        continue
      }
      guard value[name.lowerBound + 8] == UInt8(ascii: "*") else { continue }
      let tail = value.text((name.lowerBound + 9)..<name.upperBound)
      let number = Int(tail.hasSuffix("*") ? String(tail.dropLast()) : tail) ?? 0
      if tail.isEmpty || tail.hasSuffix("*") { bytes = Self.unescaped(bytes, hasCharset: number == 0) }
      if number < 32 { pieces[number] = bytes }
    }
    var boundary = whole ?? []
    if whole == nil { for number in 0..<pieces.count { boundary += pieces[number] ?? [] } }
    while let last = boundary.last, Byte.isBlank(last) { boundary.removeLast() }
    return boundary.isEmpty || boundary.count > MessageParser.longestBoundary ? nil : boundary
  }

  /// Blanks, line ends and comments.
  mutating func skipBlanks(_ value: Span<UInt8>) {
    var depth = 0
    while at < value.count {
      switch value[at] {
      case Byte.space, Byte.tab, Byte.carriageReturn, Byte.lineFeed: break
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")") where depth > 0: depth -= 1
      case UInt8(ascii: "\\") where depth > 0: at += 1
      default: if depth == 0 { return }
      }
      at += 1
    }
    at = min(at, value.count)
  }

  /// A token of RFC 2045 §5.1; empty when none stands here.
  mutating func token(_ value: Span<UInt8>) -> Range<Int> {
    let start = at
    while at < value.count, Self.isToken(value[at]) { at += 1 }
    return start..<at
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...32, 127...: false
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "\""),
      UInt8(ascii: "/"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "?"), UInt8(ascii: "="):
      false
    default: true
    }
  }

  /// Goes to the next `name=` and behind it.
  private mutating func nextName(_ value: Span<UInt8>) -> Range<Int>? {
    while true {
      skipBlanks(value)
      guard at < value.count else { return nil }
      let name = token(value)
      skipBlanks(value)
      guard at < value.count else { return nil }
      if value[at] == UInt8(ascii: "="), !name.isEmpty {
        at += 1
        return name
      }
      if value[at] == UInt8(ascii: "\"") {
        _ = quoted(value)
      } else if name.isEmpty || value[at] == UInt8(ascii: ";") {
        at += 1
      }
    }
  }

  private mutating func parameterValue(_ value: Span<UInt8>) -> [UInt8] {
    skipBlanks(value)
    guard at < value.count else { return [] }
    if value[at] == UInt8(ascii: "\"") { return quoted(value) }
    var bytes: [UInt8] = []
    while at < value.count, value[at] > 32, value[at] != UInt8(ascii: ";") {
      bytes.append(value[at])
      at += 1
    }
    return bytes
  }

  /// A quoted string; line ends within it are folding. One without end goes on to the end of the field.
  private mutating func quoted(_ value: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    at += 1
    while at < value.count, value[at] != UInt8(ascii: "\"") {
      if value[at] == UInt8(ascii: "\\"), at + 1 < value.count { at += 1 }
      if value[at] != Byte.lineFeed, value[at] != Byte.carriageReturn { bytes.append(value[at]) }
      at += 1
    }
    at = min(at + 1, value.count)
    return bytes
  }

  /// RFC 2231 §4: `charset'language'` is taken off, `%XX` are bytes.
  private static func unescaped(_ bytes: [UInt8], hasCharset: Bool) -> [UInt8] {
    var rest = bytes[...]
    if hasCharset, bytes.count(where: { $0 == UInt8(ascii: "'") }) >= 2 {
      for _ in 0..<2 { rest = rest.drop { $0 != UInt8(ascii: "'") }.dropFirst() }
    }
    var out: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        out.append(value)
        rest = rest.dropFirst(2)
      } else {
        out.append(byte)
      }
    }
    return out
  }
}

extension Span where Element == UInt8 {
  /// The bytes in `range` as text; what is not UTF-8 is replaced.
  func text(_ range: Range<Int>) -> String {
    extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}
