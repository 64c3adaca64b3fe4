extension MessageParser {
  /// A boundary line.
  struct Delimiter {
    /// Which open part it belongs to.
    var depth: Int
    var isEnd: Bool
    /// Where it ends, counted in the bytes at hand: behind its line end, or before that of a last boundary, which may
    /// belong to the boundary of an outer part.
    var end: Int
  }

  enum DelimiterReading {
    case found(Delimiter)
    case none
    /// The bytes end before it can be said.
    case unfinished
  }

  /// Whether the line at `at` is a boundary line of an open part, the innermost first. Blanks behind it do not count
  /// (RFC 2046 §5.1.1), anything else does: a line that only begins like a boundary is none.
  func delimiter(_ bytes: Span<UInt8>, _ at: Int) -> DelimiterReading {
    guard at < bytes.count else { return isFinal ? .none : .unfinished }
    guard bytes[at] == Byte.dash else { return .none }
    guard at + 1 < bytes.count else { return isFinal ? .none : .unfinished }
    guard bytes[at + 1] == Byte.dash else { return .none }
    var end = min(bytes.count, at + Self.longestDelimiter)
    var next = end
    var lineBreak = end
    if let lineFeed = bytes.position(of: Byte.lineFeed, from: at + 2, to: end) {
      end = lineFeed
      next = lineFeed + 1
      lineBreak = bytes[lineFeed - 1] == Byte.carriageReturn ? lineFeed - 1 : lineFeed
    } else if end - at == Self.longestDelimiter {
      return .none
    } else if !isFinal {
      return .unfinished
    }
    while end > at + 2, Byte.isBlank(bytes[end - 1]) || bytes[end - 1] == Byte.carriageReturn { end -= 1 }
    let start = at + 2
    for depth in open.indices.reversed() {
      // A header may run into the first boundary of its own part.
      guard open[depth].awaitsBoundary || depth == open.count - 1 && open[depth].section == .header else { continue }
      guard let boundary = open[depth].boundary else { continue }
      let rest = end - start - boundary.count
      guard rest == 0 || rest == 2, bytes.has(boundary, at: start) else { continue }
      if rest == 0 { return .found(Delimiter(depth: depth, isEnd: false, end: next)) }
      if bytes[end - 1] == Byte.dash, bytes[end - 2] == Byte.dash {
        return .found(Delimiter(depth: depth, isEnd: true, end: lineBreak))
      }
    }
    return .none
  }

  /// Hands out text up to the next boundary line. False when more bytes are needed.
  mutating func readText(_ bytes: Span<UInt8>, _ at: inout Int, _ handle: Handler) throws -> Bool {
    let start = at
    let count = bytes.count
    guard awaiting > 0, !isSealed else {
      try handOut(bytes, start..<count, handle)
      at = count
      return false
    }
    if isAtLineStart {
      switch delimiter(bytes, at) {
      case .unfinished: return false
      case .none: break
      case .found(let delimiter):
        at = delimiter.end
        try pass(delimiter, from: start, bytes, handle)
        return true
      }
    }
    var search = start
    while let lineFeed = bytes.position(of: Byte.lineFeed, from: search, to: count) {
      search = lineFeed + 1
      guard search < count, bytes[search] == Byte.dash else { continue }
      let lineBreak = lineFeed > start && bytes[lineFeed - 1] == Byte.carriageReturn ? lineFeed - 1 : lineFeed
      switch delimiter(bytes, search) {
      case .none: continue
      case .unfinished:
        try handOut(bytes, start..<lineBreak, handle)
        at = lineBreak
        return false
      case .found(let delimiter):
        try handOut(bytes, start..<lineBreak, handle)
        at = delimiter.end
        try pass(delimiter, from: lineBreak, bytes, handle)
        return true
      }
    }
    at = isFinal ? count : count - lineBreak(atEndOf: bytes, from: start)
    try handOut(bytes, start..<at, handle)
    return false
  }

  /// How many bytes at the end may be the line break that belongs to a boundary.
  private func lineBreak(atEndOf bytes: Span<UInt8>, from start: Int) -> Int {
    let count = bytes.count
    guard count > start else { return 0 }
    if bytes[count - 1] == Byte.carriageReturn { return 1 }
    guard bytes[count - 1] == Byte.lineFeed else { return 0 }
    return count - start > 1 && bytes[count - 2] == Byte.carriageReturn ? 2 : 1
  }

  private mutating func handOut(_ bytes: Span<UInt8>, _ range: Range<Int>, _ handle: Handler) throws {
    guard !range.isEmpty else { return }
    isAtLineStart = false
    let place = (base + range.lowerBound)..<(base + range.upperBound)
    switch open[open.count - 1].section {
    case .preamble: try handle(.preamble(place), bytes.extracting(range))
    case .epilogue: try handle(.epilogue(place), bytes.extracting(range))
    case .body, .boundary, .header: try handle(.body(place), bytes.extracting(range))
    }
  }

  /// Goes over a boundary line whose bytes begin, with the line break before it, at `start`.
  mutating func pass(
    _ delimiter: Delimiter, from start: Int, _ bytes: Span<UInt8>, _ handle: Handler
  ) throws {
    let range = (base + start)..<(base + delimiter.end)
    try closeParts(above: delimiter.depth, at: range.lowerBound, handle)
    try handle(
      .boundary(range, depth: delimiter.depth, isEnd: delimiter.isEnd), bytes.extracting(start..<delimiter.end))
    isAtLineStart = false
    open[delimiter.depth].hasBoundaries = true
    if delimiter.isEnd {
      open[delimiter.depth].section = .epilogue
      open[delimiter.depth].awaitsBoundary = false
      awaiting -= 1
    } else {
      open[delimiter.depth].section = .boundary
    }
  }

  /// Begins a part behind a boundary line, unless there is nothing before the next one: boundary lines that follow each
  /// other directly have no part between them, not even an empty one. False when more bytes are needed.
  mutating func readPartStart(_ bytes: Span<UInt8>, _ at: inout Int, _ handle: Handler) throws -> Bool {
    switch delimiter(bytes, at) {
    case .unfinished:
      return false
    case .found(let delimiter):
      let start = at
      at = delimiter.end
      try pass(delimiter, from: start, bytes, handle)
      return true
    case .none:
      guard at < bytes.count else { return false }
      if parts < limits.parts {
        try begin(.part, at: base + at, handle)
      } else {
        try sealRest(at: base + at, handle)
      }
      return true
    }
  }

  /// One part too many: what is left of the message is a single one that is not looked into.
  private mutating func sealRest(at offset: Int, _ handle: Handler) throws {
    isSealed = true
    try handle(.damage(Damage(.tooManyParts, at: offset)), .init())
    try begin(.part, at: offset, handle)
    open[open.count - 1].section = .body
    try handle(
      .headerEnd(offset..<offset, Content(form: .opaque, mediaType: .bytes, encoding: .binary)), .init())
  }
}
