internal import Core

/// Finds the parts of a message in one pass, line by line, holding one window of it. RFC 2046 §5.1.
struct MessageWalker {
  /// What ended a part: the end of the message, or a delimiter of the multipart at `level` of the stack.
  private enum End: Equatable {
    case message
    case delimiter(level: Int, isLast: Bool)
  }

  private var lines: LineSource
  private var boundaries: [[UInt8]] = []
  private var parts = 0

  init(_ message: StoredMessage, _ folder: Folder) { lines = LineSource(message, folder) }

  mutating func walk() throws(Fault) -> MessagePart { try part().0 }

  private mutating func part() throws(Fault) -> (MessagePart, End) {
    parts += 1
    let start = lines.position
    var (header, ended) = try readHeader()
    let fields = HeaderFields(header)
    header = []
    let type = fields.value("content-type").map { ContentType($0) } ?? ContentType()
    var part = MessagePart(
      header: start..<lines.position, body: lines.position..<lines.position, fields: fields, type: type)
    if let ended {
      part.header = start..<max(start, lines.beforeDelimiter)
      part.body = part.header.upperBound..<part.header.upperBound
      return (part, ended)
    }
    let bodyStart = lines.position
    let startLines = lines.count
    let mayDescend = boundaries.count < MessagePart.deepest && parts < MessagePart.mostParts
    let end: End
    if type.type == "multipart", mayDescend, let boundary = type.parameter("boundary"), !boundary.isEmpty {
      end = try multipart(boundary, &part)
    } else if type.type == "message", type.subtype == "rfc822" || type.subtype == "global", mayDescend {
      // The boundary repeated keeps the depth honest: messages nest without boundaries of their own.
      boundaries.append([])
      let (inner, innerEnd) = try self.part()
      boundaries.removeLast()
      part.children = [inner]
      end = innerEnd
    } else {
      end = try skip()
    }
    part.body = bodyStart..<max(bodyStart, end == .message ? lines.position : lines.beforeDelimiter)
    part.lines = lines.count - startLines - (end == .message ? 0 : 1)
    return (part, end)
  }

  private mutating func multipart(_ boundary: [UInt8], _ part: inout MessagePart) throws(Fault) -> End {
    boundaries.append(boundary)
    let level = boundaries.count - 1
    defer { boundaries.removeLast() }
    var end = try skip()
    while end == .delimiter(level: level, isLast: false) {
      guard parts < MessagePart.mostParts else { break }
      let (child, childEnd) = try self.part()
      part.children.append(child)
      end = childEnd
    }
    // What follows the last delimiter is nobody's, up to a delimiter further out.
    while case .delimiter(level, _) = end { end = try skip() }
    return end
  }

  /// Header lines up to the empty one; an end when a delimiter or the end came first.
  private mutating func readHeader() throws(Fault) -> ([UInt8], End?) {
    var header: [UInt8] = []
    while let line = try lines.next() {
      if let end = delimiter(line) { return (header, end) }
      if line.isEmpty { return (header, nil) }
      if header.count + line.bytes.count <= Int(MessagePart.longestHeader) { header += line.bytes }
    }
    return (header, nil)
  }

  /// Reads up to a delimiter.
  private mutating func skip() throws(Fault) -> End {
    while let line = try lines.next() {
      if let end = delimiter(line) { return end }
    }
    return .message
  }

  private func delimiter(_ line: LineSource.Line) -> End? {
    let bytes = line.bytes
    let start = bytes.startIndex
    guard line.isWhole, bytes.count > 2, bytes[start] == 0x2D, bytes[start + 1] == 0x2D else { return nil }
    for level in boundaries.indices.reversed() where !boundaries[level].isEmpty {
      let boundary = boundaries[level]
      guard bytes.dropFirst(2).starts(with: boundary) else { continue }
      let rest = bytes.dropFirst(2 + boundary.count)
      let isLast = rest.starts(with: [0x2D, 0x2D])
      guard rest.dropFirst(isLast ? 2 : 0).allSatisfy({ $0 <= 0x20 }) else { continue }
      return .delimiter(level: level, isLast: isLast)
    }
    return nil
  }
}

/// The lines of a stored message, read through a window.
struct LineSource {
  struct Line {
    /// With its line end.
    var bytes: ArraySlice<UInt8>
    /// False for a piece of a line longer than the window.
    var isWhole: Bool
    var isEmpty: Bool { isWhole && bytes.allSatisfy { $0 == 0x0D || $0 == 0x0A } }
  }

  private static let window = 1 << 16
  private let message: StoredMessage
  private let folder: Folder
  private var buffer: [UInt8] = []
  private var at = 0
  private var read: UInt64 = 0
  /// Length of the previous line's end: it belongs to the delimiter that follows. RFC 2046 §5.1.1.
  private var previousEnd: UInt64 = 0
  private var lastStart: UInt64 = 0
  private var endOfLastLine: UInt64 = 0
  private var continues = false

  /// Offset of the next line in the message.
  private(set) var position: UInt64 = 0
  /// Lines handed out.
  private(set) var count = 0
  /// Where the text before the line just handed out ends.
  var beforeDelimiter: UInt64 { lastStart - min(lastStart, previousEnd) }

  init(_ message: StoredMessage, _ folder: Folder) {
    self.message = message
    self.folder = folder
  }

  mutating func next() throws(Fault) -> Line? {
    var end = buffer[at...].firstIndex(of: 0x0A)
    if end == nil, read < message.size {
      buffer.removeFirst(at)
      at = 0
      let known = buffer.count
      try folder.read(message, read..<read + UInt64(Self.window), appendingTo: &buffer)
      read += UInt64(buffer.count - known)
      end = buffer[known...].firstIndex(of: 0x0A)
    }
    let stop = end.map { $0 + 1 } ?? buffer.count
    guard stop > at else { return nil }
    let bytes = buffer[at..<stop]
    at = stop
    previousEnd = endOfLastLine
    lastStart = position
    position += UInt64(bytes.count)
    let isWhole = !continues && (end != nil || read >= message.size)
    continues = end == nil
    endOfLastLine = end == nil ? 0 : bytes.dropLast().last == 0x0D ? 2 : 1
    if end != nil || read >= message.size { count += 1 }
    return Line(bytes: bytes, isWhole: isWhole)
  }
}
