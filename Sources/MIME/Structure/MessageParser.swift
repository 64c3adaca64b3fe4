/// Finds the structure of a message (RFC 5322, RFC 2045, RFC 2046) in chunks of any size.
///
/// However the bytes are cut, the same events come out, except that preambles, bodies and epilogues come in as many
/// pieces as the chunks make. Nothing fails: every input is a message, and what is odd about it is ``Damage``. Memory is
/// bounded by ``Limits`` (one header field, and per level of nesting one boundary), never by the message; given a whole
/// message at once, nothing of it is copied but its last lines.
///
/// Lines end with LF, or CR LF, or several CR and an LF. A CR elsewhere is an ordinary byte: RFC 5322 §2.3 forbids it, and
/// GMime and Dovecot end no line there either, so what is shown here is what their users see.
public struct MessageParser: Sendable {
  /// What receives the events. The span holds the bytes of the event's range and is empty where it has none.
  public typealias Handler = (MessageEvent, Span<UInt8>) throws -> Void

  /// RFC 2046 §5.1.1 allows 70; test messages with a hundred times as much exist.
  static let longestBoundary = 8_000
  /// The longest line, with blanks behind it, looked at for being a boundary.
  static let longestDelimiter = 10_000
  /// The longest line looked at for being a stray one among header fields.
  static let longestLine = 2_000
  /// The longest field name, with blanks behind it.
  static let longestName = 1_000

  /// Where the parser is within the innermost open part.
  enum Section: Sendable {
    /// Right behind a boundary line, before it is sure that a part begins.
    case boundary
    case header, preamble, body, epilogue
  }

  struct OpenPart: Sendable {
    var kind: PartKind
    var section = Section.header
    var headerStart: Int
    var fields = 0
    var defaultType: MediaType
    var mediaType: MediaType?
    var encoding: TransferEncoding?
    /// What its boundary lines hold behind the two dashes.
    var boundary: [UInt8]?
    /// Set between the header of a multipart and its last boundary.
    var awaitsBoundary = false
    var hasBoundaries = false
  }

  public let limits: Limits
  var open: [OpenPart] = []
  /// How many open parts await a boundary; with none, bodies need not be searched.
  var awaiting = 0
  var parts = 0
  /// Set when the limit of parts was reached: no boundary means anything any more.
  var isSealed = false
  /// True where the next byte of text begins a line of which nothing has been handed out.
  var isAtLineStart = false
  /// Up to here the field that is being read has no end.
  var fieldSearched = 0
  var isFinal = false
  /// Offset of the first byte of the bytes that are being worked on.
  var base = 0
  /// Bytes that mean nothing without those that follow: part of a field, or what may become a boundary line.
  private var held: [UInt8] = []

  public init(limits: Limits = .init()) { self.limits = limits }

  /// The bytes taken so far.
  public var offset: Int { base + held.count }

  /// Takes the next bytes and hands out what is certain.
  ///
  /// - Throws: What `handle` threw; the parser is not to be used after that.
  public mutating func consume(_ chunk: Span<UInt8>, _ handle: Handler) throws {
    var at = 0
    while at < chunk.count {
      guard !held.isEmpty else {
        let rest = chunk.extracting(at..<chunk.count)
        let done = try advance(rest, handle)
        base += done
        rest.extracting(done..<rest.count).withUnsafeBufferPointer { held.append(contentsOf: $0) }
        return
      }
      // Line by line until the held bytes are used up; then the chunk itself goes on where they ended.
      let lineFeed = chunk.position(of: Byte.lineFeed, from: at, to: chunk.count)
      let room = max(limits.fieldBytes, Self.longestDelimiter) + 1 - held.count
      let end = min(lineFeed.map { $0 + 1 } ?? chunk.count, at + max(room, 1))
      chunk.extracting(at..<end).withUnsafeBufferPointer { held.append(contentsOf: $0) }
      let taken = end - at
      at = end
      guard lineFeed == end - 1 || room <= taken else { continue }
      let done = try advanceHeld(handle)
      if held.count - done <= taken {
        at -= held.count - done
        held.removeAll(keepingCapacity: true)
      } else {
        held.removeFirst(done)
      }
    }
  }

  /// Ends the message: hands out what was held back and closes every part.
  public mutating func finish(_ handle: Handler) throws {
    isFinal = true
    let done = try advanceHeld(handle)
    precondition(done == held.count, "bytes left over")
    held = []
    if open[open.count - 1].section == .header { try endHeader(base..<base, .init(), opens: false, handle) }
    try closeParts(above: -1, at: base, handle)
  }

  /// All events of a message that lies in memory.
  public static func parse(_ message: Span<UInt8>, limits: Limits = .init(), _ handle: Handler) throws {
    var parser = MessageParser(limits: limits)
    parser.isFinal = true
    parser.base = try parser.advance(message, handle)
    try parser.finish(handle)
  }

  private mutating func advanceHeld(_ handle: Handler) throws -> Int {
    let bytes = held
    let done = try advance(bytes.span, handle)
    base += done
    return done
  }

  /// Works through `bytes`, which begin at offset `base`, as far as they are certain.
  private mutating func advance(_ bytes: Span<UInt8>, _ handle: Handler) throws -> Int {
    if open.isEmpty { try begin(.message, at: base, handle) }
    var at = 0
    var goesOn = true
    while goesOn {
      switch open[open.count - 1].section {
      case .boundary: goesOn = try readPartStart(bytes, &at, handle)
      case .header: goesOn = try readHeader(bytes, &at, handle)
      case .preamble, .body, .epilogue: goesOn = try readText(bytes, &at, handle)
      }
    }
    return at
  }

  // MARK: Opening and closing

  mutating func begin(_ kind: PartKind, at offset: Int, _ handle: Handler) throws {
    let isInDigest = kind == .part && open.last?.mediaType?.isDigest == true
    try handle(.begin(kind, depth: open.count, at: offset), .init())
    parts += 1
    fieldSearched = offset
    open.append(OpenPart(kind: kind, headerStart: offset, defaultType: isInDigest ? .message : .textPlain))
  }

  /// Closes the parts that lie deeper than `depth`, innermost first.
  mutating func closeParts(above depth: Int, at offset: Int, _ handle: Handler) throws {
    while open.count > depth + 1 {
      let part = open.removeLast()
      if part.awaitsBoundary {
        awaiting -= 1
        if !isSealed {
          try handle(.damage(Damage(part.hasBoundaries ? .missingEndBoundary : .noBoundaryFound, at: offset)), .init())
        }
      }
      try handle(.end(depth: open.count, at: offset), .init())
    }
  }
}
