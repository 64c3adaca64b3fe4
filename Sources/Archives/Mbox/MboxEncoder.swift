import MIME

/// Turns a message as it comes over the wire into the form in which it stands in the file: LF for CRLF, and one `>` more
/// on lines that begin with any number of them and `From `. ``WireForm`` undoes it.
///
/// A bare CR stands as it is. From the first bare LF on, all line ends stand as they came.
struct MboxEncoder {
  /// Bytes handed out.
  private(set) var count = 0
  private(set) var verbatimFrom: Int?
  /// The last of them; of nothing, a line end.
  private var last = Byte.lineFeed
  /// A CR that may be the first half of a line end.
  private var holdsCarriageReturn = false
  private var isAtLineStart = true
  /// Letters of `From ` at the beginning of the line that were not handed out.
  private var matched = 0

  private static let word = Array("From ".utf8)

  mutating func take(_ bytes: Span<UInt8>, into out: inout [UInt8]) {
    let before = out.count
    let already = count
    var at = 0
    if holdsCarriageReturn, !bytes.isEmpty {
      holdsCarriageReturn = false
      if bytes[0] == Byte.lineFeed {
        out.append(Byte.lineFeed)
        isAtLineStart = true
        at = 1
      } else {
        out.append(Byte.carriageReturn)
      }
    }
    while at < bytes.count {
      if isAtLineStart, !quote(bytes, &at, &out) { break }
      guard let lineFeed = bytes.position(of: Byte.lineFeed, from: at, to: bytes.count) else {
        var end = bytes.count
        if verbatimFrom == nil, bytes[end - 1] == Byte.carriageReturn {
          holdsCarriageReturn = true
          end -= 1
        }
        Self.append(bytes, at..<end, to: &out)
        break
      }
      if verbatimFrom == nil, lineFeed > at, bytes[lineFeed - 1] == Byte.carriageReturn {
        Self.append(bytes, at..<(lineFeed - 1), to: &out)
      } else {
        Self.append(bytes, at..<lineFeed, to: &out)
        if verbatimFrom == nil { verbatimFrom = already + out.count - before }
      }
      out.append(Byte.lineFeed)
      isAtLineStart = true
      at = lineFeed + 1
    }
    count = already + out.count - before
    if out.count > before { last = out[out.count - 1] }
  }

  /// Reads on at the beginning of a line; false when the bytes end before it is clear what stands there.
  private mutating func quote(_ bytes: Span<UInt8>, _ at: inout Int, _ out: inout [UInt8]) -> Bool {
    while at < bytes.count {
      let byte = bytes[at]
      if matched == 0, byte == UInt8(ascii: ">") {
        out.append(byte)
        at += 1
      } else if byte == Self.word[matched] {
        matched += 1
        at += 1
        guard matched == Self.word.count else { continue }
        // Another `>` before or behind those that are there makes no difference.
        out.append(UInt8(ascii: ">"))
        release(&out)
        return at < bytes.count
      } else {
        release(&out)
        return true
      }
    }
    return false
  }

  private mutating func release(_ out: inout [UInt8]) {
    out += Self.word[..<matched]
    matched = 0
    isAtLineStart = false
  }

  /// Behind the last byte.
  ///
  /// - Returns: Whether the message ends without a line end; one was added then.
  mutating func finish(into out: inout [UInt8]) -> Bool {
    let before = out.count
    if matched > 0 { release(&out) }
    if holdsCarriageReturn { out.append(Byte.carriageReturn) }
    count += out.count - before
    if out.count > before { last = out[out.count - 1] }
    guard last != Byte.lineFeed else { return false }
    out.append(Byte.lineFeed)
    count += 1
    return true
  }

  private static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to out: inout [UInt8]) {
    bytes.extracting(range).withUnsafeBufferPointer { out.append(contentsOf: $0) }
  }
}
