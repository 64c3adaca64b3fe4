/// Changes to a ``Message`` that leave every other byte alone.
///
/// Without changes, the same bytes are written. Changes that touch the same bytes are refused, since what they mean
/// together nobody could say.
public struct MessageEdit: Sendable {
  public let message: Message
  /// Replacements by the place of their first byte; insertions at the same place keep their order.
  private var changes: [(range: Range<Int>, bytes: [UInt8])] = []

  public init(_ message: Message) { self.message = message }

  /// Two changes touch the same bytes.
  public struct Overlap: Error, Sendable, Hashable {
    /// What the second one was to replace.
    public var range: Range<Int>

    public init(range: Range<Int>) { self.range = range }
  }

  /// The line end the message uses: that of its first line, CR LF when it has none.
  public var lineEnd: [UInt8] {
    guard let lineFeed = message.bytes.firstIndex(of: Byte.lineFeed) else { return [13, 10] }
    return lineFeed > 0 && message.bytes[lineFeed - 1] == Byte.carriageReturn ? [13, 10] : [10]
  }

  /// Puts `bytes` in the place of those in `range`; an empty range inserts.
  public mutating func replace(_ range: Range<Int>, with bytes: [UInt8]) throws(Overlap) {
    precondition(range.lowerBound >= 0 && range.upperBound <= message.bytes.count, "outside the message")
    let place = changes.firstIndex { $0.range.lowerBound > range.lowerBound } ?? changes.endIndex
    if place > 0, changes[place - 1].range.upperBound > range.lowerBound { throw Overlap(range: range) }
    if place < changes.count, range.upperBound > changes[place].range.lowerBound { throw Overlap(range: range) }
    changes.insert((range, bytes), at: place)
  }

  /// Replaces a part, header and body; the boundaries around it stay. `bytes` must not contain those.
  public mutating func replace(_ part: Part, with bytes: [UInt8]) throws(Overlap) {
    try replace(part.range, with: bytes)
  }

  /// Replaces the body behind the header, in the encoding that the header names.
  public mutating func replaceBody(of part: Part, with bytes: [UInt8]) throws(Overlap) {
    let needsSeparator = part.bodyRange.lowerBound == part.headerRange.upperBound
    try replace(part.bodyRange, with: needsSeparator ? lineEnd + bytes : bytes)
  }

  /// Replaces what stands behind the colon; `body` without line end, folded as it is to be.
  public mutating func replace(_ field: HeaderField, with body: [UInt8]) throws(Overlap) {
    let written = message.bytes[field.place.body]
    let tail = written.last == Byte.lineFeed ? (written.dropLast().last == Byte.carriageReturn ? 2 : 1) : 0
    let range = field.place.body.lowerBound..<(field.place.body.upperBound - tail)
    try replace(range, with: [Byte.space] + body)
  }

  /// Takes a field out.
  public mutating func remove(_ field: HeaderField) throws(Overlap) {
    try replace(field.place.range, with: [])
  }

  /// Adds a field behind the others; `body` without line end, folded as it is to be.
  public mutating func add(_ name: String, _ body: [UInt8], to part: Part) throws(Overlap) {
    let end = part.headerRange.upperBound
    let isCut = end > part.headerRange.lowerBound && message.bytes[end - 1] != Byte.lineFeed
    let field = Array("\(name): ".utf8) + body + lineEnd
    try replace(end..<end, with: isCut ? lineEnd + field : field)
  }

  /// Hands out the message with the changes, the untouched bytes without copying them.
  public func write(_ handle: (Span<UInt8>) throws -> Void) rethrows {
    var at = 0
    for change in changes {
      if at < change.range.lowerBound { try handle(message.bytes.span.extracting(at..<change.range.lowerBound)) }
      if !change.bytes.isEmpty { try handle(change.bytes.span) }
      at = change.range.upperBound
    }
    if at < message.bytes.count { try handle(message.bytes.span.extracting(at..<message.bytes.count)) }
  }

  /// The message with the changes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write { piece in piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) } }
    return bytes
  }
}
