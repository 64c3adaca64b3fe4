extension MessageParser {
  private enum Line {
    /// An empty line that ends at the offset.
    case blank(end: Int)
    case delimiter(Delimiter)
    case envelope
    case field(nameEnd: Int, colon: Int)
    /// Neither a field nor anything else.
    case stray
    /// The bytes end before it can be said; with ``isFinal`` set, there are no more.
    case unfinished
  }

  /// How a field or a stray line ends.
  private enum Extent {
    case end(Int)
    case tooLong
    case unfinished
  }

  /// Reads one line or field of a header. False when more bytes are needed.
  mutating func readHeader(_ bytes: Span<UInt8>, _ at: inout Int, _ handle: Handler) throws -> Bool {
    switch line(bytes, at) {
    case .unfinished:
      return false
    case .blank(let end):
      try endHeader((base + at)..<(base + end), bytes.extracting(at..<end), opens: true, handle)
      at = end
    case .delimiter(let delimiter) where delimiter.depth == open.count - 1:
      try endHeader((base + at)..<(base + at), .init(), opens: true, handle)
    case .delimiter(let delimiter):
      try endHeader((base + at)..<(base + at), .init(), opens: false, handle)
      try pass(delimiter, from: at, bytes, handle)
      at = delimiter.end
    case .envelope:
      return try readEnvelope(bytes, &at, handle)
    case .field(let nameEnd, let colon):
      return try readField(bytes, &at, nameEnd: nameEnd, colon: colon, handle)
    case .stray:
      return try readStray(bytes, &at, handle)
    }
    return true
  }

  private func line(_ bytes: Span<UInt8>, _ at: Int) -> Line {
    guard at < bytes.count else { return .unfinished }
    switch bytes[at] {
    case Byte.lineFeed:
      return .blank(end: at + 1)
    case Byte.carriageReturn:
      var end = at
      while end < bytes.count, end - at < Self.longestLine, bytes[end] == Byte.carriageReturn { end += 1 }
      if end == bytes.count { return isFinal ? .stray : .unfinished }
      return bytes[end] == Byte.lineFeed ? .blank(end: end + 1) : .stray
    case Byte.dash where awaiting > 0 || open[open.count - 1].boundary != nil:
      switch delimiter(bytes, at) {
      case .unfinished: return .unfinished
      case .found(let delimiter): return .delimiter(delimiter)
      case .none: return fieldName(bytes, at)
      }
    default:
      guard open[open.count - 1].kind == .message, open[open.count - 1].fields == 0 else { return fieldName(bytes, at) }
      if bytes.has("From ", at: at) || bytes.has(">From ", at: at) { return .envelope }
      if !isFinal, bytes.count - at < 6, bytes[at] == UInt8(ascii: "F") || bytes[at] == UInt8(ascii: ">") {
        return .unfinished
      }
      return fieldName(bytes, at)
    }
  }

  /// A name and a colon, with the blanks before it that RFC 5322 §4.5 allows.
  private func fieldName(_ bytes: Span<UInt8>, _ start: Int) -> Line {
    let end = min(bytes.count, start + Self.longestName)
    var at = start
    while at < end, Byte.isFieldName(bytes[at]) { at += 1 }
    let nameEnd = at
    while at < end, Byte.isBlank(bytes[at]) { at += 1 }
    if at == bytes.count, at < start + Self.longestName { return isFinal ? .stray : .unfinished }
    guard at < end, bytes[at] == Byte.colon, nameEnd > start else { return .stray }
    return .field(nameEnd: nameEnd, colon: at)
  }

  /// Where the line at `start` ends together with the lines that are folded into it.
  private mutating func extent(_ bytes: Span<UInt8>, _ start: Int, limit: Int) -> Extent {
    var from = max(start, fieldSearched - base)
    let stop = min(bytes.count, start + limit)
    while let lineFeed = bytes.position(of: Byte.lineFeed, from: min(from, stop), to: stop) {
      from = lineFeed + 1
      if from == bytes.count {
        if isFinal { return .end(from) }
        fieldSearched = base + lineFeed
        return .unfinished
      }
      if !Byte.isBlank(bytes[from]) { return .end(from) }
    }
    if bytes.count - start > limit { return .tooLong }
    if isFinal { return .end(bytes.count) }
    fieldSearched = base + bytes.count
    return .unfinished
  }

  private mutating func readField(
    _ bytes: Span<UInt8>, _ at: inout Int, nameEnd: Int, colon: Int, _ handle: Handler
  ) throws -> Bool {
    let part = open[open.count - 1]
    switch extent(bytes, at, limit: limits.fieldBytes) {
    case .unfinished: return false
    case .tooLong: try giveUpHeader(.fieldTooLong, at, handle)
    case .end where part.fields >= limits.fields: try giveUpHeader(.tooManyFields, at, handle)
    case .end(let end) where base + end - part.headerStart > limits.headerBytes:
      try giveUpHeader(.headerTooLong, at, handle)
    case .end(let end):
      let field = FieldRange(
        range: (base + at)..<(base + end), name: (base + at)..<(base + nameEnd), body: (base + colon + 1)..<(base + end)
      )
      try handle(.field(field), bytes.extracting(at..<end))
      try note(field, name: at..<nameEnd, value: bytes.extracting((colon + 1)..<end), bytes, handle)
      open[open.count - 1].fields += 1
      fieldSearched = base + end
      at = end
    }
    return true
  }

  /// Keeps what Content-Type and Content-Transfer-Encoding say. Of two the first that can be read holds.
  private mutating func note(
    _ field: FieldRange, name: Range<Int>, value: Span<UInt8>, _ bytes: Span<UInt8>, _ handle: Handler
  ) throws {
    let index = open.count - 1
    if bytes.spells("content-type", in: name) {
      guard open[index].mediaType == nil else {
        return try handle(.damage(Damage(.repeatedContentType, at: field.range.lowerBound)), .init())
      }
      let reading = ContentScanner.contentType(value)
      open[index].mediaType = reading.mediaType
      open[index].boundary = reading.boundary
      if reading.mediaType == nil {
        try handle(.damage(Damage(.unusableContentType, at: field.range.lowerBound)), .init())
      }
    } else if bytes.spells("content-transfer-encoding", in: name), open[index].encoding == nil {
      open[index].encoding = TransferEncoding(value)
      if open[index].encoding == .unknown {
        try handle(.damage(Damage(.unknownEncoding, at: field.range.lowerBound)), .init())
      }
    }
  }

  /// A line that is no field. Where the line after it is one, where it would be one with another name, or where mailbox
  /// files left it, it is a malformed field; otherwise somebody forgot the empty line, and the body begins here.
  private mutating func readStray(_ bytes: Span<UInt8>, _ at: inout Int, _ handle: Handler) throws -> Bool {
    switch extent(bytes, at, limit: Self.longestLine) {
    case .unfinished: return false
    case .tooLong: try endHeader((base + at)..<(base + at), .init(), opens: true, handle)
    case .end(let end):
      var isField = bytes.has("From ", at: at) || bytes.has(">From ", at: at) || Self.hasOddName(bytes, at)
      if !isField, end < bytes.count {
        switch fieldName(bytes, end) {
        case .unfinished: return false
        case .field: isField = open[open.count - 1].fields < limits.fields
        default: break
        }
      }
      guard isField else {
        try endHeader((base + at)..<(base + at), .init(), opens: true, handle)
        return true
      }
      let range = (base + at)..<(base + end)
      let field = FieldRange(range: range, name: range.lowerBound..<range.lowerBound, body: range)
      try handle(.field(field), bytes.extracting(at..<end))
      open[open.count - 1].fields += 1
      fieldSearched = base + end
      at = end
    }
    return true
  }

  /// A colon behind a name that is empty or has bytes beyond ASCII.
  private static func hasOddName(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    let end = min(bytes.count, start + longestName)
    var at = start
    while at < end, bytes[at] > 32, bytes[at] != Byte.colon { at += 1 }
    return at < end && bytes[at] == Byte.colon
  }

  private mutating func readEnvelope(_ bytes: Span<UInt8>, _ at: inout Int, _ handle: Handler) throws -> Bool {
    let stop = min(bytes.count, at + Self.longestLine)
    let end: Int
    if let lineFeed = bytes.position(of: Byte.lineFeed, from: at, to: stop) {
      end = lineFeed + 1
    } else if bytes.count - at >= Self.longestLine {
      try endHeader((base + at)..<(base + at), .init(), opens: true, handle)
      return true
    } else if isFinal {
      end = bytes.count
    } else {
      return false
    }
    try handle(.envelope((base + at)..<(base + end)), bytes.extracting(at..<end))
    open[open.count - 1].headerStart = base + end
    fieldSearched = base + end
    at = end
    return true
  }

  /// The header ends here because a limit was reached; the rest of the part is not looked into.
  private mutating func giveUpHeader(_ kind: Damage.Kind, _ at: Int, _ handle: Handler) throws {
    let offset = base + at
    try handle(.damage(Damage(kind, at: offset)), .init())
    let content = Content(form: .opaque, mediaType: .bytes, encoding: .binary)
    try handle(.headerEnd(offset..<offset, content), .init())
    open[open.count - 1].section = .body
    open[open.count - 1].mediaType = .bytes
    isAtLineStart = true
  }

  /// Ends the header and decides what the body is. `opens` is false where there is none.
  mutating func endHeader(
    _ separator: Range<Int>, _ bytes: Span<UInt8>, opens: Bool, _ handle: Handler
  ) throws {
    let index = open.count - 1
    if separator.isEmpty { try handle(.damage(Damage(.missingHeaderEnd, at: separator.lowerBound)), .init()) }
    let (content, damage) = content(of: open[index], opens: opens)
    if let damage { try handle(.damage(Damage(damage, at: open[index].headerStart)), .init()) }
    open[index].mediaType = content.mediaType
    try handle(.headerEnd(separator, content), bytes)
    isAtLineStart = true
    switch content.form {
    case .leaf, .opaque:
      open[index].section = .body
    case .multipart:
      open[index].section = .preamble
      open[index].awaitsBoundary = true
      awaiting += 1
    case .message:
      open[index].section = .body
      if opens { try begin(.message, at: separator.upperBound, handle) }
    }
  }

  private func content(of part: OpenPart, opens: Bool) -> (Content, Damage.Kind?) {
    var content = Content(
      form: .leaf, mediaType: part.mediaType ?? part.defaultType, encoding: part.encoding ?? .sevenBit)
    var damage: Damage.Kind?
    if content.mediaType.isMultipart {
      if part.boundary == nil {
        damage = .noBoundaryNamed
      } else {
        content.form = .multipart
        if !content.encoding.isIdentity { damage = .encodedMultipart }
      }
    } else if content.mediaType.isMessage {
      if content.encoding.isIdentity { content.form = .message } else { damage = .encodedMessage }
    }
    if content.form == .multipart || content.form == .message {
      if open.count >= limits.depth {
        content.form = .opaque
        damage = .tooDeep
      } else if content.form == .message, parts >= limits.parts {
        content.form = .opaque
        damage = .tooManyParts
      }
    }
    return (content, damage)
  }
}
