/// What a client asks, without tag. One enumeration serves the client's encoder and the server's parser. APPEND, whose
/// messages stream, is apart: ``AppendHead``.
public enum Command: Sendable, Hashable {
  case capability, noop, logout, startTLS, namespace, idle, check, close, unselect, compressDeflate
  /// Field and value, nil for NIL. RFC 2971.
  case id([IDField])
  case login(user: [UInt8], password: [UInt8])
  /// The initial response is already base64, or `=` for an empty one (SASL-IR, RFC 4959).
  case authenticate(mechanism: String, initialResponse: String?)
  case enable([String])
  case select(MailboxName, readOnly: Bool, SelectOptions)
  case create(MailboxName, specialUse: [String])
  case delete(MailboxName)
  case rename(MailboxName, MailboxName)
  case subscribe(MailboxName)
  case unsubscribe(MailboxName)
  case list(ListRequest)
  case lsub(reference: MailboxName, pattern: [UInt8])
  case status(MailboxName, [StatusItem])
  case getQuota(root: [UInt8])
  case getQuotaRoot(MailboxName)
  case expunge(uids: NumberSet?)
  case search(uid: Bool, charset: String?, returns: [String]?, SearchKey)
  case fetch(MessageSet, uid: Bool, [FetchRequest], FetchModifiers)
  case store(MessageSet, uid: Bool, StoreRequest)
  case copy(MessageSet, uid: Bool, MailboxName)
  case move(MessageSet, uid: Bool, MailboxName)
  /// Proprietary or not known here: first word in upper case, the rest as written. Sent as it stands.
  case other(name: String, arguments: [UInt8])
}

public struct IDField: Sendable, Hashable {
  public var name: String
  public var value: String?
  public init(_ name: String, _ value: String?) {
    self.name = name
    self.value = value
  }
}

/// Numbers a command speaks of; `*` is the last message of the folder.
public enum MessageSet: Sendable, Hashable {
  case set(NumberSet)
  /// `n:*`
  case from(UInt32)
  /// Any mixture as it was written, for the server's side: ends are nil for `*`.
  case mixed([(UInt32?, UInt32?)])
  public static func == (a: MessageSet, b: MessageSet) -> Bool { a.wire == b.wire }
  public func hash(into hasher: inout Hasher) { hasher.combine(wire) }
  public var wire: String {
    switch self {
    case .set(let set): set.description
    case .from(let first): "\(first):*"
    case .mixed(let parts):
      parts.map { low, high in
        let l = low.map(String.init) ?? "*"
        let h = high.map(String.init) ?? "*"
        return l == h ? l : "\(l):\(h)"
      }.joined(separator: ",")
    }
  }
}

public struct SelectOptions: Sendable, Hashable {
  public var condstore = false
  public var qresync: QuickResync?
  public init() {}
}

/// RFC 7162 §3.2.5.
public struct QuickResync: Sendable, Hashable {
  public var uidValidity: UIDValidity
  public var modSequence: ModSequence
  public var knownUIDs: NumberSet?
  public init(uidValidity: UIDValidity, modSequence: ModSequence, knownUIDs: NumberSet? = nil) {
    self.uidValidity = uidValidity
    self.modSequence = modSequence
    self.knownUIDs = knownUIDs
  }
}

/// RFC 5258, RFC 5819, RFC 6154.
public struct ListRequest: Sendable, Hashable {
  /// `SUBSCRIBED`, `REMOTE`, `RECURSIVEMATCH`, `SPECIAL-USE`.
  public var selection: [String] = []
  public var reference = MailboxName(bytes: [])
  public var patterns: [[UInt8]] = [[0x2A]]
  /// `CHILDREN`, `SUBSCRIBED`, `SPECIAL-USE`.
  public var returns: [String] = []
  public var status: [StatusItem] = []
  public init() {}
}

public enum StatusItem: String, Sendable, Hashable, CaseIterable {
  case messages = "MESSAGES", recent = "RECENT", uidNext = "UIDNEXT", uidValidity = "UIDVALIDITY", unseen = "UNSEEN"
  case deleted = "DELETED", size = "SIZE", highestModSequence = "HIGHESTMODSEQ", appendLimit = "APPENDLIMIT"
  case mailboxID = "MAILBOXID"
}

public enum FetchRequest: Sendable, Hashable {
  case uid, flags, internalDate, size, envelope, body, bodyStructure, modSequence, emailID, gmailMessageID, gmailLabels
  /// `BODY[section]<offset.length>`; `peek` leaves `\Seen` alone.
  case section(Section, peek: Bool, partial: Range<UInt32>?)
  /// `RFC822`, `RFC822.HEADER`, `RFC822.TEXT`: answered under these names.
  case rfc822(String)
}

public struct FetchModifiers: Sendable, Hashable {
  public var changedSince: ModSequence?
  public var vanished = false
  public init(changedSince: ModSequence? = nil, vanished: Bool = false) {
    self.changedSince = changedSince
    self.vanished = vanished
  }
}

public struct StoreRequest: Sendable, Hashable {
  public enum Mode: String, Sendable, Hashable { case replace = "FLAGS", add = "+FLAGS", remove = "-FLAGS" }
  public var mode: Mode
  public var silent: Bool
  public var flags: [Flag]
  public var unchangedSince: ModSequence?
  public init(_ mode: Mode, _ flags: [Flag], silent: Bool = true, unchangedSince: ModSequence? = nil) {
    self.mode = mode
    self.flags = flags
    self.silent = silent
    self.unchangedSince = unchangedSince
  }
}

public indirect enum SearchKey: Sendable, Hashable {
  case all
  case and([SearchKey])
  case or(SearchKey, SearchKey)
  case not(SearchKey)
  case sequence(MessageSet)
  case uid(MessageSet)
  /// `ANSWERED`, `DELETED`, `DRAFT`, `FLAGGED`, `SEEN` as their flags; keywords likewise.
  case flag(Flag, isSet: Bool)
  case new, old, recent
  case header(field: String, text: [UInt8])
  case body([UInt8])
  case text([UInt8])
  case larger(UInt64)
  case smaller(UInt64)
  /// Days since 1970-01-01. `sent` looks at the Date field, otherwise INTERNALDATE counts.
  case before(day: Int, sent: Bool)
  case on(day: Int, sent: Bool)
  case since(day: Int, sent: Bool)
  case modSequence(ModSequence)
}

/// One message of an APPEND command; several make a MULTIAPPEND (RFC 3502).
public struct AppendHead: Sendable, Hashable {
  public var flags: [Flag]
  public var date: InternalDate?
  /// Length of the message, bytes.
  public var size: Int
  public init(flags: [Flag], date: InternalDate?, size: Int) {
    self.flags = flags
    self.date = date
    self.size = size
  }
}

extension Command {
  /// The first words as the standard spells them, `UID FETCH` included.
  public var name: String {
    switch self {
    case .capability: "CAPABILITY"
    case .noop: "NOOP"
    case .logout: "LOGOUT"
    case .startTLS: "STARTTLS"
    case .namespace: "NAMESPACE"
    case .idle: "IDLE"
    case .check: "CHECK"
    case .close: "CLOSE"
    case .unselect: "UNSELECT"
    case .compressDeflate: "COMPRESS DEFLATE"
    case .id: "ID"
    case .login: "LOGIN"
    case .authenticate: "AUTHENTICATE"
    case .enable: "ENABLE"
    case .select(_, let readOnly, _): readOnly ? "EXAMINE" : "SELECT"
    case .create: "CREATE"
    case .delete: "DELETE"
    case .rename: "RENAME"
    case .subscribe: "SUBSCRIBE"
    case .unsubscribe: "UNSUBSCRIBE"
    case .list: "LIST"
    case .lsub: "LSUB"
    case .status: "STATUS"
    case .getQuota: "GETQUOTA"
    case .getQuotaRoot: "GETQUOTAROOT"
    case .expunge(let uids): uids == nil ? "EXPUNGE" : "UID EXPUNGE"
    case .search(let uid, _, _, _): uid ? "UID SEARCH" : "SEARCH"
    case .fetch(_, let uid, _, _): uid ? "UID FETCH" : "FETCH"
    case .store(_, let uid, _): uid ? "UID STORE" : "STORE"
    case .copy(_, let uid, _): uid ? "UID COPY" : "COPY"
    case .move(_, let uid, _): uid ? "UID MOVE" : "MOVE"
    case .other(let name, _): name
    }
  }
}
