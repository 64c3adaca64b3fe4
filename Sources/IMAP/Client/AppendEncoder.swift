/// The frame around messages that stream to a server: APPEND, with several messages MULTIAPPEND. RFC 9051 §6.3.12,
/// RFC 3502.
///
/// For each message: send ``head(_:)``, then exactly ``AppendHead/size`` bytes. After the last: ``end``. MULTIAPPEND is
/// all or nothing: one message that the server refuses, such as one of zero bytes at Dovecot, takes the others with it.
public struct AppendEncoder: Sendable {
  /// Closes the command.
  public static let end: [UInt8] = [0x0D, 0x0A]

  private let tag: String
  private let mailbox: MailboxName
  private let literals: LiteralStyle
  private let binary: Bool
  private var isOpen = false

  /// - Parameter binary: messages as literal8 (RFC 3516 §4.4), which may hold NUL; only where `BINARY` is announced.
  public init(tag: String, mailbox: MailboxName, literals: LiteralStyle, binary: Bool = false) {
    self.tag = tag
    self.mailbox = mailbox
    self.literals = literals
    self.binary = binary
  }

  /// What goes before the next message's bytes, `tag APPEND mailbox` included before the first. Ends with
  /// ``EncodedCommand/Part/awaitContinuation`` when the server has to agree first.
  public mutating func head(_ head: AppendHead) throws(EncodeFault) -> EncodedCommand {
    var writer = CommandWriter(literals: literals)
    if !isOpen {
      try writer.atom(tag, "tag")
      writer.raw(" APPEND ")
      try writer.astring(mailbox.bytes, "mailbox")
    }
    writer.space()
    if !head.flags.isEmpty {
      try writer.flags(head.flags)
      writer.space()
    }
    if let date = head.date {
      try writer.date(date)
      writer.space()
    }
    writer.literal(size: head.size, binary: binary)
    isOpen = true
    return writer.finish()
  }
}
