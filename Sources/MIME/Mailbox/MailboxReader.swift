/// Goes through a mailbox file message by message, with a window of it in memory whatever its size.
public struct MailboxReader {
  /// What receives a message's bytes, quoting undone where the dialect says so: where they stand in the file, and the
  /// bytes, which are valid during the call only.
  public typealias Handler = (Int, Span<UInt8>) throws -> Void

  public let source: any MailboxSource
  public let dialect: MailboxDialect
  private let ownField: StaticString?
  /// Bytes in front of the first `From ` line: a byte order mark, empty lines, or a file that is something else.
  public private(set) var junk = 0

  /// The last message's `From ` line as far as it was judged, with its line end where that lies within.
  package private(set) var separator: [UInt8] = []

  /// A part of the file; beyond ``filled`` it means nothing.
  private var window: [UInt8]
  private var filled = 0
  /// Offset in the file of the window's first byte.
  private var base = 0
  private var isAtEnd = false
  /// Where reading goes on, and up to where bytes were handed out or passed over; both in the window.
  private var at = 0
  private var pending = 0
  private var hasStarted = false

  private static let windowSize = 256 << 10
  /// Less than this is not enough to judge a line.
  private static let ahead = FromLine.longest + 2
  /// Held back behind a line, since it may be the empty one that belongs to the file.
  private static let behind = 3

  public init(_ source: some MailboxSource, dialect: MailboxDialect) {
    self.init(source, dialect: dialect, ownField: nil)
  }

  /// - Parameter ownField: A field, with its colon, behind which a message is quoted as mboxrd wants it: a Content-Length
  ///   in it is not the file's.
  package init(_ source: some MailboxSource, dialect: MailboxDialect, ownField: StaticString?) {
    self.source = source
    self.dialect = dialect
    self.ownField = ownField
    // One more than there is shows the end of a small file at the first reading.
    window = [UInt8](repeating: 0, count: min(Self.windowSize, source.count + 1))
  }

  /// Hands out the next message. Nil at the end.
  ///
  /// - Throws: What the source or `handle` threw; reading cannot go on after that.
  public mutating func next(_ handle: Handler) throws -> MailboxEntry? {
    try start()
    guard try isSeparator() else { return nil }
    let markerStart = base + at
    keepSeparator()
    try passLine()
    let start = base + at
    pending = at
    var entry = MailboxEntry(marker: markerStart..<start, range: start..<start)
    try readHeader(&entry, handle)
    var limit: Int?
    if let length = entry.claimedLength, try isEnd(base + at + length) {
      entry.isLengthTrue = true
      if dialect.hasLength { limit = base + at + length }
    }
    try readBody(&entry, limit: limit, handle)
    return entry
  }

  // MARK: The window

  /// Makes sure that a line can be judged at `at`, unless the file ends before. Bytes that were read and are not needed
  /// any more are handed out.
  private mutating func prepare(_ handle: Handler = { _, _ in }) throws {
    guard filled - at < Self.ahead, !isAtEnd else { return }
    try handOut(to: at - Self.behind, handle)
    let keep = min(pending, max(0, at - Self.behind))
    window.withUnsafeMutableBytes { bytes in
      UnsafeMutableRawBufferPointer(rebasing: bytes[0..<(filled - keep)])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[keep..<filled]))
    }
    base += keep
    at -= keep
    pending -= keep
    filled -= keep
    let offset = base + filled
    let kept = filled
    let source = source
    filled += try window.withUnsafeMutableBytes { bytes in
      try source.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: bytes[kept...]))
    }
    isAtEnd = filled < window.count
  }

  private mutating func handOut(to end: Int, _ handle: Handler) throws {
    guard end > pending else { return }
    try handle(base + pending, window.span.extracting(pending..<end))
    pending = end
  }

  /// Behind the line that begins at `at`, or as far as the window reaches.
  private func lineEnd(from start: Int) -> Int? {
    window.span.position(of: Byte.lineFeed, from: start, to: filled).map { $0 + 1 }
  }

  private mutating func passLine(_ handle: Handler = { _, _ in }) throws {
    while true {
      try prepare(handle)
      if let end = lineEnd(from: at) {
        at = end
        return
      }
      at = filled
      if isAtEnd { return }
    }
  }

  // MARK: Separators

  /// Goes to the first `From ` line.
  private mutating func start() throws {
    guard !hasStarted else { return }
    hasStarted = true
    try prepare()
    if window.span.extracting(0..<filled).has([0xEF, 0xBB, 0xBF], at: 0) { at = 3 }
    while at < filled, try !isSeparator() { try passLine() }
    junk = base + at
  }

  private mutating func isSeparator() throws -> Bool {
    try prepare()
    return at < filled && FromLine.stands(at: at, in: window.span.extracting(0..<filled))
  }

  private mutating func keepSeparator() {
    let stop = min(filled, at + FromLine.longest)
    let end = window.span.position(of: Byte.lineFeed, from: at, to: stop).map { $0 + 1 } ?? stop
    separator.removeAll(keepingCapacity: true)
    separator.append(contentsOf: window[at..<end])
  }

  /// Whether a message may end at `offset`: at the end of the file or before a `From ` line, up to two empty lines apart.
  private func isEnd(_ offset: Int) throws -> Bool {
    guard offset <= source.count else { return false }
    // One byte before, since a `From ` line begins a line.
    var bytes = [UInt8](repeating: 0, count: FromLine.longest)
    let size = try bytes.withUnsafeMutableBytes { try source.read(at: offset - 1, into: $0) }
    var start = 1
    while start < min(size, 5), bytes[start] == Byte.lineFeed || bytes[start] == Byte.carriageReturn { start += 1 }
    if start >= size { return true }
    return bytes[start - 1] == Byte.lineFeed && FromLine.stands(at: start, in: bytes.span.extracting(0..<size))
  }

  // MARK: A message

  private enum HeaderLine {
    case empty, separator, end
    case field(contentLength: Int?)
  }

  private func headerLine() -> HeaderLine {
    let line = window.span.extracting(at..<filled)
    if line.isEmpty { return .end }
    if line.has("\n", at: 0) || line.has("\r\n", at: 0) { return .empty }
    return FromLine.stands(at: 0, in: line) ? .separator : .field(contentLength: Self.contentLength(line))
  }

  /// Reads to behind the empty line. A `From ` line ends a header as well.
  private mutating func readHeader(_ entry: inout MailboxEntry, _ handle: Handler) throws {
    while true {
      try prepare(handle)
      switch headerLine() {
      case .end, .separator: return
      case .empty: return try passLine(handle)
      case .field(let length):
        if let ownField, window.span.extracting(at..<filled).has(ownField, at: 0) { entry.hasOwnField = true }
        entry.claimedLength = entry.hasOwnField ? nil : entry.claimedLength ?? length
        if window[at] == UInt8(ascii: ">") { try takeQuote(&entry, handle) }
        try passLine(handle)
      }
    }
  }

  private static func contentLength(_ line: Span<UInt8>) -> Int? {
    guard line.count > 15, line.spells("content-length:", in: 0..<15) else { return nil }
    var at = 15
    while at < line.count, Byte.isBlank(line[at]) { at += 1 }
    var value = 0
    let start = at
    while at < line.count, at - start < 15, line[at] &- 48 < 10 {
      value = value * 10 + Int(line[at] - 48)
      at += 1
    }
    return at == start ? nil : value
  }

  /// Reads lines up to the next separator, or up to `limit` and the empty lines behind it.
  private mutating func readBody(_ entry: inout MailboxEntry, limit: Int?, _ handle: Handler) throws {
    while true {
      try prepare(handle)
      guard at < filled else { break }
      if let limit, base + at >= limit { return try endAtLimit(&entry, limit, handle) }
      switch window[at] {
      case UInt8(ascii: "F") where FromLine.stands(at: at, in: window.span.extracting(0..<filled)):
        if limit == nil { return try endAtSeparator(&entry, handle) }
        entry.bareSeparators += 1
      case UInt8(ascii: ">"):
        try takeQuote(&entry, handle)
      default: break
      }
      try passText(handle)
    }
    if let limit, limit <= base + at { return try endAtLimit(&entry, limit, handle) }
    try endAtSeparator(&entry, handle)
  }

  /// Goes to the next line that begins with something of interest, or as far as the window allows.
  private mutating func passText(_ handle: Handler) throws {
    if let next = nextLine() { at = next } else { try passLine(handle) }
  }

  /// The next line that begins with something of interest, or the last one that can still be judged. Nil when the line at
  /// hand does not end in the window.
  private func nextLine() -> Int? {
    let last = isAtEnd ? filled : filled - Self.ahead
    let bytes = window.span
    var line = at
    repeat {
      guard let lineFeed = bytes.position(of: Byte.lineFeed, from: line, to: filled) else {
        return line > at ? line : nil
      }
      line = lineFeed + 1
    } while line < last && bytes[line] != UInt8(ascii: "F") && bytes[line] != UInt8(ascii: ">")
    return line
  }

  private mutating func takeQuote(_ entry: inout MailboxEntry, _ handle: Handler) throws {
    let depth = quoteDepth()
    guard depth > 0 else { return }
    entry.quotedLines += 1
    if depth > 1 { entry.deeplyQuotedLines += 1 }
    if dialect.unquotes {
      try handOut(to: at, handle)
      pending = at + 1
    }
  }

  /// How many `>` stand before a `From `; none when there is no such word behind them.
  private func quoteDepth() -> Int {
    let bytes = window.span.extracting(at..<filled)
    var depth = 0
    while depth < min(bytes.count, FromLine.longest), bytes[depth] == UInt8(ascii: ">") { depth += 1 }
    return bytes.has("From ", at: depth) ? depth : 0
  }

  private mutating func endAtSeparator(_ entry: inout MailboxEntry, _ handle: Handler) throws {
    var end = at
    let start = max(0, entry.range.lowerBound - base)
    if end - start >= 1, window[end - 1] == Byte.lineFeed {
      let last = end - start >= 2 && window[end - 2] == Byte.carriageReturn ? end - 2 : end - 1
      // The empty line belongs to the file. At its end there is often none.
      if last == start || last > start && window[last - 1] == Byte.lineFeed { end = last }
    }
    try handOut(to: end, handle)
    entry.range = entry.range.lowerBound..<(base + end)
    pending = at
  }

  private mutating func endAtLimit(_ entry: inout MailboxEntry, _ limit: Int, _ handle: Handler) throws {
    // Lines are passed as wholes; the last one may reach over the limit.
    at = limit - base
    try handOut(to: at, handle)
    entry.range = entry.range.lowerBound..<limit
    pending = at
    try prepare()
    while at < filled, window[at] == Byte.lineFeed || window[at] == Byte.carriageReturn { at += 1 }
    pending = at
  }
}
