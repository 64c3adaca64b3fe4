#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns a server's bytes into ``ResponseEvent``s, in chunks of any size.
///
/// However the bytes are cut, the same events come out, except that a body's bytes come in as many
/// ``ResponseEvent/bodyBytes(_:)`` as chunks touch it. No byte is looked at twice for being early: what is incomplete is
/// kept and searched on from where it ended. Streamed bodies are not touched at all.
///
/// The grammar is that of RFC 3501 and RFC 9051 with the extensions listed in `docs/specs.tsv`, and wider where servers
/// are: bare LF, spaces at line ends and doubled, missing texts, unquoted names, NIL for lists, empty lines.
public struct ResponseParser: Sendable {
  /// Sections whose literal is handed out in pieces rather than kept. Others are in ``FetchItem/sections``, unless they
  /// are larger than ``ResponseLimits/literal``: such a one is streamed too.
  ///
  /// A streamed section that comes as a quoted string is in ``FetchItem/sections`` of the final response, however the
  /// chunks fall; one that is NIL or `""` comes as begin and end with nothing between, NIL with a nil in `sections`.
  public var streams: Set<Section> = [.whole, .text]
  /// Makes ``consume(_:_:)`` return right behind a tagged response, before bytes that may no longer be IMAP: those behind
  /// the answer to COMPRESS are deflated, those behind the answer to STARTTLS are not to be trusted.
  public var stopsBehindTagged = false
  public let limits: ResponseLimits

  private enum State {
    case line
    case literal(left: Int)
    case body(left: Int)
    case failed(any Error)
  }
  /// What a line end meant.
  private enum LineEnd {
    /// A collected literal, then more of the same response.
    case goesOn
    case responseDone, taggedDone, bodyBegins
  }
  private var state = State.line
  /// The response so far, when it began in an earlier chunk.
  private var held: [UInt8] = []
  /// Offset in the stream of the first byte of the response or, behind a streamed body, of its next fragment.
  private var base = 0
  /// Bytes of this response that are neither in a collected nor in a streamed literal.
  private var lineBytes = 0
  /// Bytes of this response in collected literals.
  private var literalBytes = 0
  private var kind: ResponseCursor.Kind?
  /// The message whose body has been streamed and whose attributes go on.
  private var open: FetchItem?

  public init(limits: ResponseLimits = .init()) { self.limits = limits }

  /// Takes the next bytes and hands out every event that is complete.
  ///
  /// - Parameter emit: Called in wire order. ``ResponseEvent/bodyBytes(_:)`` are ranges of `chunk`.
  /// - Returns: The bytes taken: all of `chunk`, unless ``stopsBehindTagged`` applied.
  /// - Throws: ``ParseFault``, or what `emit` threw. Either way the parser is spent: every later call throws the same.
  @discardableResult
  public mutating func consume(
    _ chunk: Span<UInt8>, _ emit: (ResponseEvent) throws -> Void
  ) throws -> Int {
    if case .failed(let error) = state { throw error }
    do {
      return try advance(chunk, emit)
    } catch {
      state = .failed(error)
      held = []
      open = nil
      throw error
    }
  }

  /// True between responses: the connection may close here without anything being cut off.
  public var isIdle: Bool {
    guard case .line = state else { return false }
    return lineBytes == 0
  }

  // MARK: The walk through a chunk

  private mutating func advance(_ chunk: Span<UInt8>, _ emit: (ResponseEvent) throws -> Void) throws -> Int {
    // Where this response's bytes begin in the chunk, when none are held; else what is not held yet.
    var start = 0
    var at = 0
    while at < chunk.count {
      switch state {
      case .body(let left):
        let size = min(left, chunk.count - at)
        try emit(.bodyBytes(at..<(at + size)))
        at += size
        base += size
        start = at
        state = size == left ? .line : .body(left: left - size)
        if size == left { try emit(.bodyEnd) }
      case .literal(let left):
        let size = min(left, chunk.count - at)
        at += size
        state = size == left ? .line : .literal(left: left - size)
      case .line:
        guard let lineFeed = Self.lineFeed(in: chunk, from: at) else {
          lineBytes += chunk.count - at
          at = chunk.count
          break
        }
        lineBytes += lineFeed + 1 - at
        at = lineFeed + 1
        switch try lineEnd(chunk, start..<at, emit) {
        case .goesOn: break
        case .responseDone, .bodyBegins: start = at
        case .taggedDone:
          start = at
          if stopsBehindTagged { return at }
        }
        // A response that goes on and began in an earlier chunk has been held up to here.
        if !held.isEmpty { start = at }
      case .failed(let error): throw error
      }
    }
    if start < at {
      hold(chunk, start..<at)
      if lineBytes > limits.line {
        var buffer: [UInt8] = []
        swap(&buffer, &held)
        try checkLength(buffer.span)
        swap(&buffer, &held)
      }
    }
    return at
  }

  private static func lineFeed(in chunk: Span<UInt8>, from start: Int) -> Int? {
    chunk.withUnsafeBufferPointer { bytes -> Int? in
      // `memchr` looks from `start` to the end of the chunk and nowhere else.
      guard start < bytes.count, let first = bytes.baseAddress,
        let found = memchr(first + start, 0x0A, bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - UnsafeRawPointer(first)
    }
  }

  private mutating func hold(_ chunk: Span<UInt8>, _ range: Range<Int>) {
    chunk.extracting(range).withUnsafeBufferPointer { held.append(contentsOf: $0) }
  }

  /// The response up to this line end, in one piece: in the chunk where it is whole there, otherwise in `held`.
  private mutating func lineEnd(
    _ chunk: Span<UInt8>, _ range: Range<Int>, _ emit: (ResponseEvent) throws -> Void
  ) throws -> LineEnd {
    if held.isEmpty { return try lineEnd(chunk.extracting(range), emit) }
    hold(chunk, range)
    // Moved out and back: the grammar reads the buffer while the parser changes.
    var buffer: [UInt8] = []
    swap(&buffer, &held)
    let end = try lineEnd(buffer.span, emit)
    if case .goesOn = end {} else { buffer.removeAll(keepingCapacity: buffer.capacity <= Self.keptCapacity) }
    swap(&buffer, &held)
    return end
  }

  private static let keptCapacity = 1 << 18

  private mutating func lineEnd(
    _ window: Span<UInt8>, _ emit: (ResponseEvent) throws -> Void
  ) throws -> LineEnd {
    if lineBytes > limits.line { try checkLength(window) }
    var end = window.count - 1
    if end > 0, window[end - 1] == ASCII.cr { end -= 1 }
    if let marker = try LiteralMarker(endingAt: end, of: window, base: base), kind(of: window) != .text,
      kind(of: window) != .longText
    {
      return try literal(marker, window, emit)
    }
    let isTagged = try complete(window.extracting(0..<end), emit)
    base += window.count
    reset()
    return isTagged ? .taggedDone : .responseDone
  }

  private mutating func reset() {
    lineBytes = 0
    literalBytes = 0
    kind = nil
    open = nil
  }

  private mutating func kind(of window: Span<UInt8>) -> ResponseCursor.Kind {
    if open != nil { return .fetch }
    if let kind { return kind }
    // The same bytes decide, however much of the line is here already.
    let head = window.extracting(0..<min(window.count, limits.line))
    var cursor = ResponseCursor(head, base: base, limits: limits)
    let found = cursor.kind()
    kind = found
    return found
  }

  private mutating func checkLength(_ window: Span<UInt8>) throws(ParseFault) {
    let limit =
      switch kind(of: window) {
      case .text, .data: limits.line
      case .fetch: limits.fetchLine
      case .listing, .longText: limits.listing
      }
    guard lineBytes <= limit else { throw ParseFault(offset: base, reason: .lineTooLong) }
  }

  // MARK: Literals and whole responses

  private mutating func literal(
    _ marker: LiteralMarker, _ window: Span<UInt8>, _ emit: (ResponseEvent) throws -> Void
  ) throws -> LineEnd {
    let fits = marker.size <= limits.literal - literalBytes
    if kind(of: window) == .fetch, let section = marker.section(in: window), !fits || streams.contains(section) {
      try beginBody(marker, window, emit)
      base += window.count
      if marker.size == 0 {
        try emit(.bodyEnd)
      } else {
        state = .body(left: marker.size)
      }
      return .bodyBegins
    }
    guard fits else { throw ParseFault(offset: base + marker.start, reason: .literalTooLong) }
    literalBytes += marker.size
    if marker.size > 0 { state = .literal(left: marker.size) }
    return .goesOn
  }

  /// Moves the item out: were it shared, each body of a message would copy all its attributes.
  private mutating func takeOpen() -> FetchItem? {
    defer { open = nil }
    return open
  }

  /// Reads the message's attributes up to the body that now begins.
  private mutating func beginBody(
    _ marker: LiteralMarker, _ window: Span<UInt8>, _ emit: (ResponseEvent) throws -> Void
  ) throws {
    var cursor = ResponseCursor(window.extracting(0..<marker.start), base: base, limits: limits)
    guard var item = try takeOpen() ?? cursor.fetchHead() else { throw cursor.fault(.misplacedLiteral) }
    guard let section = try attributes(&cursor, into: &item, emit) else {
      throw ParseFault(offset: base + marker.start, reason: .misplacedLiteral)
    }
    open = item
    try emit(.bodyBegin(item, section, size: marker.size))
  }

  /// - Returns: The section whose literal begins at the cursor's end; nil when the response is whole.
  private func attributes(
    _ cursor: inout ResponseCursor, into item: inout FetchItem, _ emit: (ResponseEvent) throws -> Void
  ) throws -> Section? {
    while true {
      switch try cursor.fetchAttributes(into: &item, streams: streams) {
      case .done: return nil
      case .body(let section): return section
      case .emptyBody(let section):
        try emit(.bodyBegin(item, section, size: 0))
        try emit(.bodyEnd)
      }
    }
  }

  /// - Returns: True for a tagged response.
  private mutating func complete(
    _ line: Span<UInt8>, _ emit: (ResponseEvent) throws -> Void
  ) throws -> Bool {
    var cursor = ResponseCursor(line, base: base, limits: limits)
    if var item = try takeOpen() ?? cursor.fetchHead() {
      guard try attributes(&cursor, into: &item, emit) == nil else { throw cursor.fault(.unfinished) }
      try emit(.response(.fetch(item)))
      return false
    }
    // Some servers put an empty line between responses.
    if line.isEmpty { return false }
    let response = try cursor.response()
    try emit(.response(response))
    if case .tagged = response { return true }
    return false
  }
}
