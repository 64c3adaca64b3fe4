/// The text of an APPEND around its messages. RFC 9051 §6.3.12, RFC 3502 §6 (several messages), RFC 6855 §4 (`UTF8`).
struct AppendReader: Sendable {
  let tag: String
  let mailbox: MailboxName
  /// The message stands in `UTF8 (…)` and a parenthesis follows it.
  private var isWrapped = false

  /// The command's head when `held` is an APPEND whose message is announced by `literal`; nil when it is another
  /// command, or when the literal is the mailbox name.
  static func begin(
    _ held: [UInt8], _ literal: Announcement
  ) throws(CommandFault) -> (AppendReader, AppendHead)? {
    var reader = CommandReader(held, depth: 0)
    guard let tag = try? reader.tag(), (try? reader.space()) != nil, reader.word(is: "APPEND") else { return nil }
    try reader.space()
    guard reader.at < literal.start else { return nil }
    var append = AppendReader(tag: tag, mailbox: try reader.mailbox())
    let head = try append.head(&reader, literal)
    return (append, head)
  }

  /// A further message: `held` begins behind the previous one.
  mutating func further(_ held: [UInt8], _ literal: Announcement) throws(CommandFault) -> AppendHead {
    var reader = CommandReader(held, depth: 0)
    try unwrap(&reader)
    return try head(&reader, literal)
  }

  /// `held` is the rest of the line behind the last message.
  func end(_ held: [UInt8]) throws(CommandFault) {
    var reader = CommandReader(held, depth: 0)
    try unwrap(&reader)
    try reader.end()
  }

  private func unwrap(_ reader: inout CommandReader) throws(CommandFault) {
    if isWrapped { try reader.expect(0x29) }
  }

  private mutating func head(
    _ reader: inout CommandReader, _ literal: Announcement
  ) throws(CommandFault) -> AppendHead {
    var head = AppendHead(flags: [], date: nil, size: literal.size)
    try reader.space()
    if reader.peek == 0x28 {
      head.flags = try reader.flagList()
      try reader.space()
    }
    if reader.peek == 0x22 {
      head.date = try reader.dateTime()
      try reader.space()
    }
    isWrapped = false
    if reader.at < literal.start, reader.word(is: "UTF8") {
      try reader.space()
      try reader.expect(0x28)
      isWrapped = true
    }
    guard reader.at == literal.start else { throw reader.fault("a message literal was expected") }
    return head
  }

  private init(tag: String, mailbox: MailboxName) {
    self.tag = tag
    self.mailbox = mailbox
  }
}
