/// A folder's name as it travels: modified UTF-7 on IMAP4rev1, UTF-8 once `UTF8=ACCEPT` or IMAP4rev2 is enabled. The bytes
/// are kept, so a name that is not valid in either is still addressed exactly as the server spelled it.
/// RFC 3501 §5.1.3, RFC 9051 §5.1.
public struct MailboxName: Hashable, Sendable {
  public var bytes: [UInt8]
  public init(bytes: [UInt8]) { self.bytes = bytes }
  public init(wire text: String) { bytes = Array(text.utf8) }

  /// `INBOX` in any case is the one inbox. RFC 9051 §5.1.
  public var isInbox: Bool {
    bytes.count == 5 && zip(bytes, "inbox".utf8).allSatisfy { $0 | 0x20 == $1 }
  }
  public static let inbox = MailboxName(wire: "INBOX")
}
