/// One hop of a message: the value of a Received field (RFC 5321 §4.4, and what servers make of it).
public struct ReceivedField: Hashable, Sendable {
  /// What stands behind `from`: mostly the name the client gave in HELO, in qmail's fields the name its address has.
  public var from: String?
  /// The client's address as the server saw it, without brackets, port and zone.
  public var fromAddress: String?
  /// The name that the client's address has in the DNS, as far as the server says so.
  public var reverseName: String?
  /// The name of HELO, EHLO or LHLO where it is marked as such.
  public var helo: String?
  /// RFC 1413 user, or the account that signed in.
  public var user: String?
  public var by: String?
  public var byAddress: String?
  public var via: String?
  /// The words behind `with`: `ESMTPS`, `Microsoft SMTP Server`, `mapi`.
  public var with: String?
  public var id: String?
  /// Behind `for`, without angle brackets.
  public var recipient: String?
  /// The envelope's sender, which some servers add.
  public var envelopeSender: String?
  public var tls: TLSDescription?
  /// All comments, decoded, in their order.
  public var comments: [String]
  /// Nil when no date stands there.
  public var date: MailDate?
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    var parser = ReceivedParser([UInt8](field))
    self = parser.value()
  }

  init(comments: [String]) {
    self.comments = comments
    flaws = []
  }
}
