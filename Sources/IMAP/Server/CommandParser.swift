/// The server's half of the grammar: bytes of a client in, events out. RFC 9051 §9, RFC 3501 §9.
///
/// Feed it whatever the network delivered; it resumes where it stopped, reads every byte once and holds no more than
/// ``Limits`` allow. Bodies of APPEND are never held: their bytes are named by range in the chunk just consumed.
///
///     var offset = 0
///     while let event = parser.next(in: chunk.span, from: &offset) { … }
public struct CommandParser: Sendable {
  /// What one command may cost before it is refused.
  public struct Limits: Sendable, Hashable {
    /// Text of a command without its literals, bytes. RFC 7162 §4 asks for 8,192 or more.
    public var text = 65_536
    /// Most bytes of all literals of one command together, messages of APPEND apart.
    public var literals = 1 << 20
    /// How deep SEARCH keys may nest.
    public var depth = 32
    public init() {}
  }

  public enum Event: Sendable, Hashable {
    case command(tag: String, Command)
    case appendBegin(tag: String, MailboxName)
    /// Comes before the message's bytes; ``CommandParser/refuseLiteral()`` may be called now.
    case appendMessage(AppendHead)
    /// Where in the chunk just consumed the message's bytes lie.
    case appendBytes(Range<Int>)
    case appendMessageEnd
    case appendEnd(tag: String)
    /// The client waits for `+` before it sends a literal. RFC 9051 §4.3.
    case needContinuation
    /// Not a command. What belonged to it has been skipped; the next byte begins another command. An APPEND that had
    /// begun is over. The tag is `*` when none could be read.
    case rejected(tag: String, CommandFault)
    /// The line asked for by ``CommandParser/expectLine()``, without its end.
    case line([UInt8])
  }

  private enum State: Sendable {
    case text
    case literal(left: Int)
    case message(left: Int)
    case line
    case skippedText
    case skippedLiteral(left: Int)
  }

  /// May be changed between commands: small before sign-in, larger after.
  public var limits: Limits
  private var state = State.text
  /// The command so far, literals included, or the last bytes of a skipped line.
  private var held: [UInt8] = []
  /// Where the text after the last literal begins in `held`.
  private var segment = 0
  private var literalBytes = 0
  private var textBytes = 0
  private var append: AppendReader?
  private var fault: (tag: String, CommandFault)?
  /// Events found at once, handed out one by one; never more than three.
  private var queue: [Event] = []
  private var announced = Announcement(size: 0, isSynchronizing: false, start: 0)

  public init(limits: Limits = Limits()) { self.limits = limits }

  /// The next line is not a command: a SASL answer or IDLE's `DONE`.
  public mutating func expectLine() { state = .line }

  /// Declines the literal announced by the last ``Event/appendMessage(_:)``. True when the client waits and the command
  /// is therefore over; false when it sends the bytes anyway and events continue up to ``Event/appendEnd(tag:)``.
  public mutating func refuseLiteral() -> Bool {
    guard announced.isSynchronizing, case .message = state else { return false }
    queue.removeAll(keepingCapacity: true)
    reset()
    return true
  }

  /// The next event in `chunk` from `offset`, which is moved behind what was read. Nil when the chunk is used up.
  public mutating func next(in chunk: Span<UInt8>, from offset: inout Int) -> Event? {
    while true {
      if !queue.isEmpty { return queue.removeFirst() }
      switch state {
      case .text: guard readText(chunk, &offset) else { return nil }
      case .literal(let left): guard readLiteral(chunk, &offset, left) else { return nil }
      case .message(let left):
        return readMessage(chunk, &offset, left)
      case .line:
        if let line = readLine(chunk, &offset) { return line }
        if case .line = state { return nil }
      case .skippedText: guard skipText(chunk, &offset) else { return nil }
      case .skippedLiteral(let left):
        let count = min(left, chunk.count - offset)
        offset += count
        guard count == left else {
          state = .skippedLiteral(left: left - count)
          return nil
        }
        held.removeAll(keepingCapacity: true)
        state = .skippedText
      }
    }
  }

  // MARK: Pieces

  /// Takes text up to a line feed; false when more is needed.
  private mutating func readText(_ chunk: Span<UInt8>, _ offset: inout Int) -> Bool {
    guard offset < chunk.count else { return false }
    let end = Self.lineFeed(in: chunk, from: offset)
    let stop = end ?? chunk.count
    guard textBytes + stop - offset <= limits.text else {
      overflow(chunk, &offset, limits.text - textBytes)
      return true
    }
    textBytes += stop - offset
    Self.copy(chunk, offset..<stop, to: &held)
    offset = stop
    guard end != nil else { return false }
    offset += 1
    if held.count > segment, held.last == 0x0D { held.removeLast() }
    do throws(CommandFault) { try lineEnded() } catch { reject(error, lineEnded: true) }
    return true
  }

  /// A line of text is whole: the command ends here or a literal follows.
  private mutating func lineEnded() throws(CommandFault) {
    guard let literal = try Announcement(endOf: held, from: segment) else { return try commandEnded() }
    announced = literal
    if let event = try appendHead(literal) {
      queue.append(contentsOf: event)
      if literal.isSynchronizing { queue.append(.needContinuation) }
      begin(message: literal.size)
      return
    }
    // Compared before it is added: a size near the highest number would overflow.
    guard literal.size <= limits.literals - literalBytes else {
      throw CommandFault("the literal is too large", offset: literal.start)
    }
    literalBytes += literal.size
    held += [0x0D, 0x0A]
    held.reserveCapacity(held.count + literal.size)
    state = .literal(left: literal.size)
    if literal.isSynchronizing { queue.append(.needContinuation) }
  }

  private mutating func begin(message size: Int) {
    held.removeAll(keepingCapacity: true)
    (segment, textBytes, literalBytes) = (0, 0, 0)
    state = .message(left: size)
  }

  /// The events before a message of APPEND; nil when the literal is an ordinary argument.
  private mutating func appendHead(_ literal: Announcement) throws(CommandFault) -> [Event]? {
    if var reader = append {
      let head = try reader.further(held, literal)
      append = reader
      return [.appendMessage(head)]
    }
    guard let (reader, first) = try AppendReader.begin(held, literal) else { return nil }
    append = reader
    return [.appendBegin(tag: reader.tag, reader.mailbox), .appendMessage(first)]
  }

  private mutating func commandEnded() throws(CommandFault) {
    if let append {
      try append.end(held)
      queue.append(.appendEnd(tag: append.tag))
    } else {
      var reader = CommandReader(held, depth: limits.depth)
      let (tag, command) = try reader.command()
      queue.append(.command(tag: tag, command))
    }
    reset()
  }

  private mutating func readLiteral(_ chunk: Span<UInt8>, _ offset: inout Int, _ left: Int) -> Bool {
    let count = min(left, chunk.count - offset)
    Self.copy(chunk, offset..<offset + count, to: &held)
    offset += count
    guard count == left else {
      state = .literal(left: left - count)
      return false
    }
    segment = held.count
    state = .text
    return true
  }

  private mutating func readMessage(_ chunk: Span<UInt8>, _ offset: inout Int, _ left: Int) -> Event? {
    guard left > 0 else {
      state = .text
      return .appendMessageEnd
    }
    let count = min(left, chunk.count - offset)
    guard count > 0 else { return nil }
    state = .message(left: left - count)
    defer { offset += count }
    return .appendBytes(offset..<offset + count)
  }

  private mutating func readLine(_ chunk: Span<UInt8>, _ offset: inout Int) -> Event? {
    let end = Self.lineFeed(in: chunk, from: offset)
    let stop = end ?? chunk.count
    guard held.count + stop - offset <= limits.text else {
      overflow(chunk, &offset, limits.text - held.count, tag: "*")
      return nil
    }
    Self.copy(chunk, offset..<stop, to: &held)
    offset = stop
    guard end != nil else { return nil }
    offset += 1
    if held.last == 0x0D { held.removeLast() }
    let line = held
    reset()
    return .line(line)
  }

  // MARK: Refusing

  /// The line is longer than allowed; what is still allowed is looked at, wherever the network cut it.
  private mutating func overflow(_ chunk: Span<UInt8>, _ offset: inout Int, _ room: Int, tag: String? = nil) {
    Self.copy(chunk, offset..<offset + max(0, room), to: &held)
    offset += max(0, room)
    reject(CommandFault("the line is too long", offset: held.count), lineEnded: false, tag: tag)
  }

  private mutating func reject(_ fault: CommandFault, lineEnded: Bool, tag known: String? = nil) {
    var reader = CommandReader(held, depth: 0)
    let tag = known ?? append?.tag ?? (try? reader.tag()) ?? "*"
    self.fault = (tag, fault)
    append = nil
    if lineEnded {
      skippedLineEnded(from: segment)
    } else {
      held = Array(held[segment...].suffix(Announcement.longest))
      state = .skippedText
    }
  }

  /// Skips to the line's end. Only the last bytes are kept: they tell whether a literal follows that is coming anyway.
  private mutating func skipText(_ chunk: Span<UInt8>, _ offset: inout Int) -> Bool {
    guard offset < chunk.count else { return false }
    let end = Self.lineFeed(in: chunk, from: offset)
    let stop = end ?? chunk.count
    let kept = Announcement.longest
    Self.copy(chunk, max(offset, stop - kept)..<stop, to: &held)
    if held.count > kept { held.removeFirst(held.count - kept) }
    offset = stop
    guard end != nil else { return false }
    offset += 1
    if held.last == 0x0D { held.removeLast() }
    skippedLineEnded(from: 0)
    return true
  }

  private mutating func skippedLineEnded(from start: Int) {
    // A literal whose size cannot be read was refused as such already, see `isFatal`.
    if let literal = try? Announcement(endOf: held, from: start), !literal.isSynchronizing {
      state = .skippedLiteral(left: literal.size)
      return
    }
    if let fault { queue.append(.rejected(tag: fault.tag, fault.1)) }
    reset()
  }

  private mutating func reset() {
    held.removeAll(keepingCapacity: held.capacity <= 65_536)
    (segment, textBytes, literalBytes) = (0, 0, 0)
    append = nil
    fault = nil
    state = .text
  }

  private static func lineFeed(in chunk: Span<UInt8>, from offset: Int) -> Int? {
    for index in offset..<chunk.count where chunk[index] == 0x0A { return index }
    return nil
  }

  private static func copy(_ chunk: Span<UInt8>, _ range: Range<Int>, to out: inout [UInt8]) {
    chunk.extracting(range).withUnsafeBufferPointer { out.append(contentsOf: $0) }
  }
}
