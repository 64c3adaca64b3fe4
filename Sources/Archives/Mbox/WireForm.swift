import MIME

/// Turns a message as it stands in an mbox file, without the fields that belong to the file, into what goes over the
/// wire: one `>` taken from quoted lines, lines ended by CRLF.
struct WireForm {
  enum LineEnds: Hashable {
    /// LF is CRLF unless a CR stands before it; a message without a last line end gets one, for it would get one as soon
    /// as another comes behind it.
    case mended
    /// Every LF is CRLF, up to the byte from which all stand as they came.
    case exact(until: Int)
  }

  private let unquotes: Bool
  private let lineEnds: LineEnds
  /// Bytes taken.
  private var count = 0
  /// The last of them; of nothing, a line end.
  private var last = Byte.lineFeed
  private var isAfterCarriageReturn = false
  private var isAtLineStart = true
  /// A `>` at the beginning of the line was seen and not handed out; those behind it were.
  private var holdsQuote = false
  /// Letters of `From ` seen behind it and not handed out.
  private var matched = 0

  private static let word = Array("From ".utf8)

  init(unquotes: Bool, lineEnds: LineEnds) {
    self.unquotes = unquotes
    self.lineEnds = lineEnds
    isAtLineStart = unquotes
  }

  /// How a message with that block, or none, is to be read.
  init(_ header: MboxHeader, separatorEndsWithCRLF: Bool, dialect: MailboxDialect) {
    guard let block = header.found?.block else {
      self.init(unquotes: dialect.unquotes, lineEnds: .mended)
      return
    }
    // The whole file went through something that ended all lines with CRLF.
    let isChanged = separatorEndsWithCRLF
    self.init(unquotes: true, lineEnds: isChanged ? .mended : .exact(until: block.verbatimFrom ?? .max))
  }

  mutating func take(_ bytes: Span<UInt8>, into out: inout [UInt8]) {
    var at = 0
    while at < bytes.count {
      if isAtLineStart, !quote(bytes, &at, &out) { continue }
      guard let lineFeed = bytes.position(of: Byte.lineFeed, from: at, to: bytes.count) else {
        Self.append(bytes, at..<bytes.count, to: &out)
        isAfterCarriageReturn = bytes[bytes.count - 1] == Byte.carriageReturn
        break
      }
      if lineFeed > at { isAfterCarriageReturn = bytes[lineFeed - 1] == Byte.carriageReturn }
      Self.append(bytes, at..<lineFeed, to: &out)
      endLine(count + lineFeed, &out)
      at = lineFeed + 1
    }
    count += bytes.count
    if !bytes.isEmpty { last = bytes[bytes.count - 1] }
  }

  private mutating func endLine(_ offset: Int, _ out: inout [UInt8]) {
    let isWhole =
      switch lineEnds {
      case .mended: isAfterCarriageReturn
      case .exact(let until): offset >= until
      }
    if !isWhole { out.append(Byte.carriageReturn) }
    out.append(Byte.lineFeed)
    isAfterCarriageReturn = false
    isAtLineStart = unquotes
  }

  /// Reads on at the beginning of a line. True when the rest of the line stands as it is.
  private mutating func quote(_ bytes: Span<UInt8>, _ at: inout Int, _ out: inout [UInt8]) -> Bool {
    while at < bytes.count {
      let byte = bytes[at]
      if matched == 0, byte == UInt8(ascii: ">") {
        if holdsQuote { out.append(byte) }
        holdsQuote = true
        at += 1
      } else if holdsQuote, byte == Self.word[matched] {
        at += 1
        matched += 1
        if matched < Self.word.count { continue }
        out += Self.word
        (holdsQuote, matched, isAtLineStart) = (false, 0, false)
        return at < bytes.count
      } else {
        release(&out)
        return true
      }
    }
    return false
  }

  /// Hands out what was held back.
  private mutating func release(_ out: inout [UInt8]) {
    if holdsQuote { out.append(UInt8(ascii: ">")) }
    out += Self.word[..<matched]
    (holdsQuote, matched, isAtLineStart) = (false, 0, false)
  }

  /// Behind the last byte.
  mutating func finish(into out: inout [UInt8]) {
    release(&out)
    guard lineEnds == .mended, last != Byte.lineFeed else { return }
    if last != Byte.carriageReturn { out.append(Byte.carriageReturn) }
    out.append(Byte.lineFeed)
  }

  private static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to out: inout [UInt8]) {
    bytes.extracting(range).withUnsafeBufferPointer { out.append(contentsOf: $0) }
  }
}
