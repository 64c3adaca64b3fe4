/// One whole response; FETCH apart, whose bodies may stream.
extension ResponseCursor {
  /// What a line can be before it is read whole: it decides whether `{5}` at its end is a literal and how long it may be.
  enum Kind {
    /// Words for people, which may end in anything.
    case text
    /// The same with a code that grows with the mailbox: COPYUID, MODIFIED, CAPABILITY, PERMANENTFLAGS.
    case longText
    case fetch
    /// Data that grows with the mailbox.
    case listing
    case data
  }

  /// Looks at the first words only.
  mutating func kind() -> Kind {
    guard skip(ASCII.star), next == ASCII.space else {
      guard next != ASCII.plus, (try? word()) != nil else { return .text }
      skipSpaces()
      return condition() == nil ? .text : textKind()
    }
    skipSpaces()
    if condition() != nil { return textKind() }
    if ASCII.isDigit(next) {
      while ASCII.isDigit(next) { at += 1 }
      skipSpaces()
      guard let word = try? word() else { return .data }
      return bytes.matches("FETCH", in: word) ? .fetch : .data
    }
    guard let word = try? word() else { return .data }
    let listings: [StaticString] = [
      "LIST", "LSUB", "XLIST", "SEARCH", "ESEARCH", "SORT", "THREAD", "FLAGS", "VANISHED", "CAPABILITY",
    ]
    return listings.contains { bytes.matches($0, in: word) } ? .listing : .data
  }

  private mutating func textKind() -> Kind {
    skipSpaces()
    guard skip(ASCII.openBracket), let name = try? word() else { return .text }
    let long: [StaticString] = ["COPYUID", "MODIFIED", "CAPABILITY", "PERMANENTFLAGS"]
    return long.contains { bytes.matches($0, in: name) } ? .longText : .text
  }

  /// Where the attributes of a FETCH begin, its number and opening parenthesis read; nil for any other response, with the
  /// cursor where it was.
  @inline(__always) mutating func fetchHead() throws(ParseFault) -> FetchItem? {
    let start = at
    guard skip(ASCII.star), skip(ASCII.space), ASCII.isDigit(next) else {
      at = start
      return nil
    }
    let number = try number()
    skipSpaces()
    let word = try word()
    guard bytes.matches("FETCH", in: word) else {
      at = start
      return nil
    }
    skipSpaces()
    try open()
    return FetchItem(sequence: SequenceNumber(number))
  }

  /// Everything but FETCH.
  mutating func response() throws(ParseFault) -> Response {
    switch next {
    case ASCII.star: return try untagged()
    case ASCII.plus:
      at += 1
      _ = skip(ASCII.space)
      defer { at = bytes.count }
      return .continuation(text: copy(at..<bytes.count))
    default:
      let tag = try word()
      try space()
      guard let condition = condition() else { throw fault(.unknownCondition) }
      return .tagged(tag: text(tag), try status(condition))
    }
  }

  private mutating func untagged() throws(ParseFault) -> Response {
    at += 1
    try space()
    if let condition = condition() { return .status(try status(condition)) }
    if ASCII.isDigit(next) { return try numbered() }
    let name = try word()
    skipSpaces()
    if let known = try listing(name) { return known }
    if let known = try account(name) { return known }
    defer { at = bytes.count }
    return .other(name: upper(name), text: copy(at..<bytes.count))
  }

  /// `* 23 EXISTS`.
  private mutating func numbered() throws(ParseFault) -> Response {
    let start = at
    let value = try number()
    let digits = start..<at
    try space()
    let rest = at
    let word = try word()
    if bytes.matches("EXISTS", in: word) {
      try end()
      return .exists(value)
    }
    if bytes.matches("RECENT", in: word) {
      try end()
      return .recent(value)
    }
    if bytes.matches("EXPUNGE", in: word) {
      try end()
      return .expunge(SequenceNumber(value))
    }
    at = bytes.count
    return .other(name: text(digits), text: copy(rest..<bytes.count))
  }

  private mutating func listing(_ name: Range<Int>) throws(ParseFault) -> Response? {
    if bytes.matches("LIST", in: name) || bytes.matches("XLIST", in: name) { return .list(try listEntry()) }
    if bytes.matches("LSUB", in: name) { return .lsub(try listEntry()) }
    if bytes.matches("SEARCH", in: name) { return try search() }
    if bytes.matches("ESEARCH", in: name) { return .esearch(try extendedSearch()) }
    if bytes.matches("VANISHED", in: name) { return try vanished() }
    if bytes.matches("STATUS", in: name) { return try mailboxStatus() }
    if bytes.matches("FLAGS", in: name) {
      let flags = try flags()
      try end()
      return .flags(flags)
    }
    return nil
  }

  private mutating func account(_ name: Range<Int>) throws(ParseFault) -> Response? {
    if bytes.matches("CAPABILITY", in: name) { return .capability(Capabilities(try words())) }
    if bytes.matches("ENABLED", in: name) { return .enabled(try words()) }
    if bytes.matches("NAMESPACE", in: name) { return .namespace(try namespaces()) }
    if bytes.matches("QUOTA", in: name) { return try quota() }
    if bytes.matches("QUOTAROOT", in: name) { return try quotaRoot() }
    if bytes.matches("ID", in: name) { return .id(try identification()) }
    return nil
  }
}
