/// Untagged data about mailboxes and the account. RFC 9051 §7.3.
extension ResponseCursor {
  mutating func mailbox() throws(ParseFault) -> MailboxName { MailboxName(bytes: try astring()) }

  /// LIST, LSUB and XLIST behind their name. RFC 9051 §7.3.1, RFC 5258 §3, RFC 6154 §2.
  mutating func listEntry() throws(ParseFault) -> ListEntry {
    let attributes = next == ASCII.open ? try strings().map { String(decoding: $0, as: UTF8.self) } : []
    skipSpaces()
    let delimiter = try delimiter()
    try space()
    var entry = ListEntry(attributes: attributes, delimiter: delimiter, name: try listName())
    skipSpaces()
    if next == ASCII.open { try extendedData(into: &entry) }
    try end()
    return entry
  }

  /// One character in quotes, or NIL. `"\"` is a backslash that the server did not escape: nothing else can stand there.
  private mutating func delimiter() throws(ParseFault) -> UInt8? {
    if at + 3 < bytes.count, bytes[at] == ASCII.quote, bytes[at + 1] == ASCII.backslash,
      bytes[at + 2] == ASCII.quote, bytes[at + 3] == ASCII.space
    {
      at += 3
      return ASCII.backslash
    }
    return try nstring()?.first
  }

  /// The name as astring, or bare to the end of the line when spaces follow that begin no extended data: a server that
  /// does not quote `Sent Items` means all of it.
  private mutating func listName() throws(ParseFault) -> MailboxName {
    if let string = try stringIfAny() { return MailboxName(bytes: string) }
    let start = at
    var end = at
    while at < bytes.count {
      // Extended data is the only thing that may follow, and it ends the line.
      if bytes[at] == ASCII.open, at > start, bytes[at - 1] == ASCII.space, bytes[bytes.count - 1] == ASCII.close {
        break
      }
      if bytes[at] != ASCII.space { end = at + 1 }
      at += 1
    }
    guard end > start else { throw fault(.expectedString, at: start) }
    return MailboxName(bytes: copy(start..<end))
  }

  /// `("CHILDINFO" ("SUBSCRIBED") "OLDNAME" ("old"))`; unknown tags are stepped over. RFC 5258 §3.5, RFC 9051 §6.3.9.7.
  private mutating func extendedData(into entry: inout ListEntry) throws(ParseFault) {
    try open()
    while next != ASCII.close {
      let tag = try astring()
      try space()
      if ASCII.equal(tag, "CHILDINFO"), next == ASCII.open {
        entry.childInfo = try strings().map { String(decoding: $0, as: UTF8.self) }
      } else if ASCII.equal(tag, "OLDNAME"), next == ASCII.open {
        entry.oldName = try strings().first.map(MailboxName.init(bytes:))
      } else {
        _ = try skipValue()
      }
      skipSpaces()
    }
    try close()
  }

  /// RFC 9051 §7.3.3, with the items of RFC 7162, RFC 7889, RFC 8438 and RFC 8474.
  mutating func mailboxStatus() throws(ParseFault) -> Response {
    let name = try mailbox()
    skipSpaces()
    try open()
    var status = MailboxStatus()
    while next != ASCII.close {
      let item = try word()
      try space()
      try statusItem(item, into: &status)
      skipSpaces()
    }
    at += 1
    try end()
    return .mailboxStatus(name, status)
  }

  private mutating func statusItem(_ item: Range<Int>, into status: inout MailboxStatus) throws(ParseFault) {
    if bytes.matches("MESSAGES", in: item) {
      status.messages = try number()
    } else if bytes.matches("RECENT", in: item) {
      status.recent = try number()
    } else if bytes.matches("UIDNEXT", in: item) {
      status.uidNext = try number()
    } else if bytes.matches("UIDVALIDITY", in: item) {
      status.uidValidity = UIDValidity(try number())
    } else if bytes.matches("UNSEEN", in: item) {
      status.unseen = try number()
    } else if bytes.matches("DELETED", in: item) {
      status.deleted = try number()
    } else if bytes.matches("SIZE", in: item) {
      status.size = try number64()
    } else if bytes.matches("HIGHESTMODSEQ", in: item) {
      status.highestModSequence = try number64()
    } else if bytes.matches("APPENDLIMIT", in: item), ASCII.isDigit(next) {
      status.appendLimit = try number64()
    } else if bytes.matches("MAILBOXID", in: item) {
      status.mailboxID = try strings().first
    } else {
      _ = try skipValue()
    }
  }

  /// RFC 2342 §5.
  mutating func namespaces() throws(ParseFault) -> Namespaces {
    let personal = try namespaceEntries()
    try space()
    let otherUsers = try namespaceEntries()
    try space()
    let shared = try namespaceEntries()
    try end()
    return Namespaces(personal: personal, otherUsers: otherUsers, shared: shared)
  }

  private mutating func namespaceEntries() throws(ParseFault) -> [Namespaces.Entry] {
    guard next == ASCII.open else {
      guard bytes.matches("NIL", in: try word()) else { throw fault(.expectedOpen) }
      return []
    }
    try open()
    var out: [Namespaces.Entry] = []
    while next != ASCII.close {
      guard out.count < limits.flags else { throw fault(.tooMany) }
      try open()
      let prefix = try astring()
      try space()
      out.append(Namespaces.Entry(prefix: prefix, delimiter: try nstring()?.first))
      // Extensions of the namespace, each a name and a list.
      skipSpaces()
      while next != ASCII.close {
        _ = try skipValue()
        skipSpaces()
      }
      at += 1
      skipSpaces()
    }
    at += 1
    return out
  }

  /// RFC 9208 §4.2.1, RFC 2087 §5.1. A missing root counts as the empty one.
  mutating func quota() throws(ParseFault) -> Response {
    let root = next == ASCII.open ? [] : try astring()
    skipSpaces()
    try open()
    var resources: [QuotaResource] = []
    while next != ASCII.close {
      guard resources.count < limits.flags else { throw fault(.tooMany) }
      let name = upper(try word())
      try space()
      let usage = try number64()
      try space()
      resources.append(QuotaResource(name: name, usage: usage, limit: try number64()))
      skipSpaces()
    }
    at += 1
    try end()
    return .quota(root: root, resources)
  }

  /// RFC 9208 §4.2.2.
  mutating func quotaRoot() throws(ParseFault) -> Response {
    let name = try mailbox()
    var roots: [[UInt8]] = []
    skipSpaces()
    while !isAtEnd {
      guard roots.count < limits.flags else { throw fault(.tooMany) }
      roots.append(try astring())
      skipSpaces()
    }
    return .quotaRoot(name, roots: roots)
  }

  /// RFC 2971 §3.2.
  mutating func identification() throws(ParseFault) -> [String: String?] {
    guard next == ASCII.open else {
      guard bytes.matches("NIL", in: try word()) else { throw fault(.expectedOpen) }
      try end()
      return [:]
    }
    try open()
    var fields: [String: String?] = [:]
    while next != ASCII.close {
      guard fields.count < limits.flags else { throw fault(.tooMany) }
      let name = String(decoding: try astring(), as: UTF8.self).lowercased()
      try space()
      let value = try nstring().map { String(decoding: $0, as: UTF8.self) }
      fields.updateValue(value, forKey: name)
      skipSpaces()
    }
    at += 1
    try end()
    return fields
  }
}
