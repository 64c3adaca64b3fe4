/// One complete response of a server, except message bodies, which stream beside it (``ResponseEvent``).
public enum Response: Sendable, Hashable {
  case continuation(text: [UInt8])
  case tagged(tag: String, Status)
  case status(Status)
  case capability(Capabilities)
  case enabled([String])
  case flags([Flag])
  case list(ListEntry)
  case lsub(ListEntry)
  case mailboxStatus(MailboxName, MailboxStatus)
  case namespace(Namespaces)
  case exists(UInt32)
  case recent(UInt32)
  case expunge(SequenceNumber)
  /// `VANISHED`; `earlier` for the answer to QRESYNC. RFC 7162 §3.2.10.
  case vanished(earlier: Bool, NumberSet)
  case fetch(FetchItem)
  case search([UInt32], modSequence: ModSequence?)
  case esearch(ExtendedSearch)
  case quota(root: [UInt8], [QuotaResource])
  case quotaRoot(MailboxName, roots: [[UInt8]])
  /// Field names are lower case; a nil value is NIL. RFC 2971.
  case id([String: String?])
  /// Anything else: its first word in upper case and the rest of its line, literals included.
  case other(name: String, text: [UInt8])
}

/// `OK`, `NO`, `BAD`, `PREAUTH`, `BYE` with their code and words.
public struct Status: Sendable, Hashable {
  public enum Condition: String, Sendable, Hashable {
    case ok = "OK", no = "NO", bad = "BAD", preauth = "PREAUTH", bye = "BYE"
  }
  public var condition: Condition
  public var code: ResponseCode?
  /// As the server wrote it; not always UTF-8.
  public var text: [UInt8]
  public init(_ condition: Condition, code: ResponseCode? = nil, text: [UInt8] = []) {
    self.condition = condition
    self.code = code
    self.text = text
  }
  public var isOK: Bool { condition == .ok || condition == .preauth }
  public var words: String { String(decoding: text, as: UTF8.self) }
}

/// What stands in brackets behind a status (`resp-text-code`).
public enum ResponseCode: Sendable, Hashable {
  case alert
  case capability(Capabilities)
  case permanentFlags([Flag])
  case readOnly
  case readWrite
  case tryCreate
  case uidNext(UInt32)
  case uidValidity(UIDValidity)
  case unseen(SequenceNumber)
  /// RFC 4315 §3; the set's order is the order of the appended messages.
  case appendUID(UIDValidity, [ClosedRange<UInt32>])
  case copyUID(UIDValidity, source: NumberSet, destination: NumberSet)
  case uidNotSticky
  case highestModSequence(ModSequence)
  case noModSequence
  /// CONDSTORE's list of messages that had changed meanwhile.
  case modified(NumberSet)
  case closed
  /// RFC 8474.
  case mailboxID([UInt8])
  /// A code without a value, in upper case: `TOOBIG`, `OVERQUOTA`, `AUTHENTICATIONFAILED`, `THROTTLED` … RFC 5530.
  case word(String)
  /// A code with a value this grammar has no case for: name in upper case, rest as it came.
  case other(name: String, text: [UInt8])
}

public struct ListEntry: Sendable, Hashable {
  /// As on the wire, backslash included; compare without case: `\Noselect`, `\Sent`, `\Subscribed`.
  public var attributes: [String]
  /// Nil for a flat namespace.
  public var delimiter: UInt8?
  public var name: MailboxName
  /// `OLDNAME` of LIST-EXTENDED, when sent.
  public var oldName: MailboxName?
  /// `CHILDINFO` of LIST-EXTENDED: why a folder that was not asked for is listed, usually `SUBSCRIBED`. RFC 5258 §3.5.
  public var childInfo: [String] = []
  public init(attributes: [String], delimiter: UInt8?, name: MailboxName, oldName: MailboxName? = nil) {
    self.attributes = attributes
    self.delimiter = delimiter
    self.name = name
    self.oldName = oldName
  }
  public func has(_ attribute: String) -> Bool {
    let wanted = attribute.lowercased()
    return attributes.contains { $0.lowercased() == wanted }
  }
}

/// The answer to STATUS; a field that was not sent is nil.
public struct MailboxStatus: Sendable, Hashable {
  public var messages: UInt32?
  public var recent: UInt32?
  public var uidNext: UInt32?
  public var uidValidity: UIDValidity?
  public var unseen: UInt32?
  public var deleted: UInt32?
  /// Total bytes of all messages. RFC 8438.
  public var size: UInt64?
  public var highestModSequence: ModSequence?
  /// RFC 7889; nil also for NIL.
  public var appendLimit: UInt64?
  public var mailboxID: [UInt8]?
  public init() {}
}

/// RFC 2342.
public struct Namespaces: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    public var prefix: [UInt8]
    public var delimiter: UInt8?
    public init(prefix: [UInt8], delimiter: UInt8?) {
      self.prefix = prefix
      self.delimiter = delimiter
    }
  }
  public var personal: [Entry]
  public var otherUsers: [Entry]
  public var shared: [Entry]
  public init(personal: [Entry] = [], otherUsers: [Entry] = [], shared: [Entry] = []) {
    self.personal = personal
    self.otherUsers = otherUsers
    self.shared = shared
  }
}

/// RFC 9208; usage and limit in the resource's own unit (`STORAGE`: 1,024 bytes).
public struct QuotaResource: Sendable, Hashable {
  public var name: String
  public var usage: UInt64
  public var limit: UInt64
  public init(name: String, usage: UInt64, limit: UInt64) {
    self.name = name
    self.usage = usage
    self.limit = limit
  }
}

/// RFC 4731.
public struct ExtendedSearch: Sendable, Hashable {
  public var tag: String?
  public var isUID = false
  public var min: UInt32?
  public var max: UInt32?
  public var all: NumberSet?
  public var count: UInt32?
  public var modSequence: ModSequence?
  public init() {}
}

/// Data of one message (`msg-att`). A field that was not sent is nil.
public struct FetchItem: Sendable, Hashable {
  public var sequence: SequenceNumber
  public var uid: UID?
  public var flags: [Flag]?
  public var internalDate: InternalDate?
  /// `RFC822.SIZE`, bytes.
  public var size: UInt64?
  public var modSequence: ModSequence?
  /// Sections that were collected rather than streamed; a nil value is NIL.
  public var sections: [Section: [UInt8]?] = [:]
  /// RFC 8474 `EMAILID`.
  public var emailID: [UInt8]?
  /// Gmail's `X-GM-MSGID` and `X-GM-LABELS`.
  public var gmailMessageID: UInt64?
  public var gmailLabels: [[UInt8]]?
  /// ENVELOPE, BODYSTRUCTURE and unknown attributes as they came: name in upper case, bytes of the value.
  public var raw: [String: [UInt8]] = [:]
  public init(sequence: SequenceNumber) { self.sequence = sequence }
}

/// What stands between the brackets of `BODY[…]`: ``whole`` is the empty text. The response parser writes it in upper case,
/// field names bare and parted by one space, however the server spells them, so ``headerFields(_:)`` finds its answer.
/// `RFC822`, `RFC822.HEADER` and `RFC822.TEXT` answer as `""`, `HEADER` and `TEXT`; `BINARY[…]` as `BODY[…]`.
public struct Section: Hashable, Sendable, CustomStringConvertible {
  public var text: String
  public init(_ text: String) { self.text = text }
  public static let whole = Section("")
  public static let header = Section("HEADER")
  public static let text = Section("TEXT")
  /// `HEADER.FIELDS (DATE FROM)`.
  public static func headerFields(_ names: [String]) -> Section {
    Section("HEADER.FIELDS (\(names.map { $0.uppercased() }.joined(separator: " ")))")
  }
  public var description: String { text }
}

/// What the response parser hands out, in wire order.
public enum ResponseEvent: Sendable, Hashable {
  case response(Response)
  /// A section of a message begins whose bytes are streamed. `item` holds what the server sent before it: most send the
  /// UID first, some only afterwards. `size` is the literal's length.
  case bodyBegin(FetchItem, Section, size: Int)
  /// Where in the chunk just consumed the bytes lie.
  case bodyBytes(Range<Int>)
  /// The section is whole. `.response(.fetch)` follows with all of the message's attributes, those before the body too.
  ///
  /// Only literals stream. A section that a server sends as a quoted string comes in ``FetchItem/sections`` of that
  /// response; one that is NIL or `""` as begin and end without bytes. NIL, "there is no such thing", is
  /// told apart by a nil in the item's `sections`, at the beginning already.
  case bodyEnd
}
