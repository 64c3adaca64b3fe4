/// Reads the primitives of the grammar from one response, whose line end is left off and whose collected literals stand
/// inline as they came. Every read is bounds checked; a read past the end is ``ParseFault/Reason/unfinished``.
struct ResponseCursor: ~Escapable {
  let bytes: Span<UInt8>
  /// Offset of `bytes[0]` in the stream.
  let base: Int
  let limits: ResponseLimits
  var at = 0

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, base: Int, limits: ResponseLimits) {
    self.bytes = bytes
    self.base = base
    self.limits = limits
  }

  var isAtEnd: Bool {
    @inline(__always) get { at >= bytes.count }
  }

  /// The next byte, 0 at the end: no rule of the grammar accepts a NUL.
  var next: UInt8 {
    @inline(__always) get { at < bytes.count ? bytes[at] : 0 }
  }

  func fault(_ reason: ParseFault.Reason, at place: Int? = nil) -> ParseFault {
    let place = place ?? at
    let reason = place >= bytes.count && reason != .trailing && reason != .numberTooLarge ? .unfinished : reason
    return ParseFault(
      offset: base + place, reason: reason, excerpt: copy(place..<Swift.min(place + 40, bytes.count)))
  }

  func copy(_ range: Range<Int>) -> [UInt8] {
    range.isEmpty ? [] : bytes.extracting(range).withUnsafeBufferPointer { Array($0) }
  }

  func text(_ range: Range<Int>) -> String {
    range.isEmpty ? "" : bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  func upper(_ range: Range<Int>) -> String {
    range.isEmpty ? "" : bytes.extracting(range).withUnsafeBufferPointer { ASCII.upper($0) }
  }

  // MARK: Single bytes

  @inline(__always) mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  @inline(__always) mutating func skipSpaces() {
    while next == ASCII.space { at += 1 }
  }

  /// One space or, because servers are not exact, several.
  @inline(__always) mutating func space() throws(ParseFault) {
    guard skip(ASCII.space) else { throw fault(.expectedSpace) }
    skipSpaces()
  }

  @inline(__always) mutating func open() throws(ParseFault) {
    guard skip(ASCII.open) else { throw fault(.expectedOpen) }
    skipSpaces()
  }

  /// A closing parenthesis and the spaces some servers put before it.
  @inline(__always) mutating func close() throws(ParseFault) {
    skipSpaces()
    guard skip(ASCII.close) else { throw fault(.expectedClose) }
  }

  /// Spaces at the end of a line are overlooked (Courier after SEARCH, Exchange after STATUS).
  mutating func end() throws(ParseFault) {
    skipSpaces()
    guard isAtEnd else { throw fault(.trailing) }
  }

  // MARK: Numbers

  mutating func number64() throws(ParseFault) -> UInt64 {
    let start = at
    var value: UInt64 = 0
    while at < bytes.count, ASCII.isDigit(bytes[at]) {
      let (shifted, a) = value.multipliedReportingOverflow(by: 10)
      let (sum, b) = shifted.addingReportingOverflow(UInt64(bytes[at] &- ASCII.zero))
      guard !a, !b else { throw fault(.numberTooLarge, at: start) }
      value = sum
      at += 1
    }
    guard at > start else { throw fault(.expectedNumber) }
    return value
  }

  mutating func number() throws(ParseFault) -> UInt32 {
    let start = at
    guard let value = UInt32(exactly: try number64()) else { throw fault(.numberTooLarge, at: start) }
    return value
  }

  // MARK: Words and strings

  /// Up to the next space, parenthesis or end: the widest reading of an atom. Servers put brackets, colons, quotes and
  /// 8-bit bytes into flags and names.
  @inline(__always) mutating func word() throws(ParseFault) -> Range<Int> {
    let start = at
    while at < bytes.count, bytes[at] > ASCII.space, bytes[at] != ASCII.close, bytes[at] != ASCII.open { at += 1 }
    guard at > start else { throw fault(.expectedAtom) }
    return start..<at
  }

  /// `astring`, `string` or an atom in its widest reading.
  mutating func astring() throws(ParseFault) -> [UInt8] {
    if let string = try stringIfAny() { return string }
    return copy(try word())
  }

  /// `nstring`; an atom in the place of a string is taken as its text.
  mutating func nstring() throws(ParseFault) -> [UInt8]? {
    if let string = try stringIfAny() { return string }
    let range = try word()
    return bytes.matches("NIL", in: range) ? nil : copy(range)
  }

  /// `quoted` or `literal`, nil when neither begins here.
  mutating func stringIfAny() throws(ParseFault) -> [UInt8]? {
    switch next {
    case ASCII.quote: return try quoted()
    case ASCII.openBrace: return copy(try literal())
    case ASCII.tilde where at + 1 < bytes.count && bytes[at + 1] == ASCII.openBrace:
      at += 1
      return copy(try literal())
    default: return nil
    }
  }

  /// A backslash escapes `"` and `\`; before any other byte it is kept, since a server that writes `"Folder\Sub"`
  /// forgot to escape it.
  mutating func quoted() throws(ParseFault) -> [UInt8] {
    let (range, hasEscapes) = try quotedRange()
    guard hasEscapes else { return copy(range) }
    var out: [UInt8] = []
    out.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == ASCII.backslash, index + 1 < range.upperBound,
        bytes[index + 1] == ASCII.quote || bytes[index + 1] == ASCII.backslash
      {
        index += 1
      }
      out.append(bytes[index])
      index += 1
    }
    return out
  }

  /// What stands between the quotes, untouched, and whether a backslash is in it. The cursor is past the string.
  mutating func quotedRange() throws(ParseFault) -> (Range<Int>, hasEscapes: Bool) {
    let opening = at
    at += 1
    var hasEscapes = false
    while at < bytes.count {
      switch bytes[at] {
      case ASCII.quote:
        at += 1
        return ((opening + 1)..<(at - 1), hasEscapes)
      case ASCII.backslash:
        hasEscapes = true
        at += 2
      case ASCII.lf, 0: throw fault(.unclosedQuote, at: opening)
      default: at += 1
      }
    }
    at = Swift.min(at, bytes.count)
    throw fault(.unclosedQuote, at: opening)
  }

  /// `{n}` and its bytes; also `{n+}`, which no server should send and some gateways echo.
  mutating func literal() throws(ParseFault) -> Range<Int> {
    let start = at
    at += 1
    let size = try number64()
    _ = skip(ASCII.plus)
    guard skip(ASCII.closeBrace) else { throw fault(.badLiteral, at: start) }
    _ = skip(ASCII.cr)
    guard skip(ASCII.lf), size <= UInt64(bytes.count - at) else { throw fault(.badLiteral, at: start) }
    let range = at..<(at + Int(size))
    at = range.upperBound
    return range
  }
}
