internal import Core

/// The server's half of the grammar, outwards: ``Response`` values to bytes. RFC 9051 §7.
///
/// Everything is appended to one array, so that a server can write a whole batch of answers at once.
public struct ResponseEncoder: Sendable {
  public var bytes: [UInt8] = []
  /// The client has enabled UTF8=ACCEPT: quoted strings may hold UTF-8. RFC 6855 §3.
  public var allowsUTF8 = false

  /// Something stands in the parentheses of the FETCH answer already.
  var hasFields = false

  public init() {}

  /// One complete response with its line end.
  public mutating func encode(_ response: Response) {
    switch response {
    case .continuation(let text):
      append("+ ")
      line(text)
    case .tagged(let tag, let status):
      append(tag)
      append(" ")
      encode(status)
    case .status(let status):
      append("* ")
      encode(status)
    case .fetch(let item):
      beginFetch(item.sequence)
      fields(of: item)
      endFetch()
    default:
      append("* ")
      untagged(response)
      append("\r\n")
    }
  }

  private mutating func untagged(_ response: Response) {
    switch response {
    case .capability(let capabilities): encode(capabilities)
    case .enabled(let names):
      append("ENABLED")
      for name in names { append(" \(name)") }
    case .flags(let flags):
      append("FLAGS ")
      encode(flags)
    case .list(let entry): encode("LIST", entry)
    case .lsub(let entry): encode("LSUB", entry)
    case .mailboxStatus(let name, let status): encode(name, status)
    case .namespace(let namespaces): encode(namespaces)
    case .exists(let count): number(count, "EXISTS")
    case .recent(let count): number(count, "RECENT")
    case .expunge(let sequence): number(sequence.rawValue, "EXPUNGE")
    case .vanished(let earlier, let uids):
      append(earlier ? "VANISHED (EARLIER) " : "VANISHED ")
      append(uids.description)
    case .search(let numbers, let modSequence): encode(numbers, modSequence)
    case .esearch(let result): encode(result)
    case .quota(let root, let resources): encode(root, resources)
    case .quotaRoot(let name, let roots):
      append("QUOTAROOT ")
      string(name.bytes)
      for root in roots {
        append(" ")
        string(root)
      }
    case .id(let fields): encode(fields)
    case .other(let name, let text):
      append(name)
      if !text.isEmpty { append(" ") }
      bytes += text
    case .continuation, .tagged, .status, .fetch: break
    }
  }

  private mutating func number(_ value: UInt32, _ name: StaticString) {
    decimal(UInt64(value))
    append(" ")
    append(name)
  }

  // MARK: Status

  private mutating func encode(_ status: Status) {
    append(status.condition.rawValue)
    append(" ")
    if let code = status.code {
      append("[")
      encode(code)
      append("] ")
    }
    line(status.text.isEmpty ? Array("Done.".utf8) : status.text)
  }

  private mutating func encode(_ code: ResponseCode) {
    switch code {
    case .alert: append("ALERT")
    case .capability(let capabilities): encode(capabilities)
    case .permanentFlags(let flags):
      append("PERMANENTFLAGS ")
      encode(flags)
    case .readOnly: append("READ-ONLY")
    case .readWrite: append("READ-WRITE")
    case .tryCreate: append("TRYCREATE")
    case .uidNext(let uid): append("UIDNEXT \(uid)")
    case .uidValidity(let validity): append("UIDVALIDITY \(validity)")
    case .unseen(let sequence): append("UNSEEN \(sequence.rawValue)")
    case .appendUID(let validity, let uids): append("APPENDUID \(validity) \(Self.inOrder(uids))")
    case .copyUID(let validity, let source, let destination): append("COPYUID \(validity) \(source) \(destination)")
    case .uidNotSticky: append("UIDNOTSTICKY")
    case .highestModSequence(let value): append("HIGHESTMODSEQ \(value)")
    case .noModSequence: append("NOMODSEQ")
    case .modified(let set): append("MODIFIED \(set)")
    case .closed: append("CLOSED")
    case .mailboxID(let id):
      append("MAILBOXID (")
      bytes += id
      append(")")
    case .word(let word): append(word)
    case .other(let name, let text):
      append(name)
      append(" ")
      bytes += text
    }
  }

  private static func inOrder(_ ranges: [ClosedRange<UInt32>]) -> String {
    ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",")
  }

  // MARK: Folders

  private mutating func encode(_ capabilities: Capabilities) {
    append("CAPABILITY")
    // The protocol's own name comes first: RFC 3501 clients of old look for it there.
    let first = "IMAP4REV1"
    for name in capabilities.names.sorted(by: { $0 == first || ($1 != first && $0 < $1) }) {
      append(" ")
      append(Self.spelling[name] ?? name)
    }
  }

  private static let spelling = ["IMAP4REV1": "IMAP4rev1", "IMAP4REV2": "IMAP4rev2"]

  private mutating func encode(_ name: StaticString, _ entry: ListEntry) {
    append(name)
    append(" (")
    append(entry.attributes.joined(separator: " "))
    append(") ")
    delimiter(entry.delimiter)
    append(" ")
    string(entry.name.bytes)
    if let old = entry.oldName {
      append(" (\"OLDNAME\" (")
      string(old.bytes)
      append("))")
    }
  }

  private mutating func delimiter(_ byte: UInt8?) {
    if let byte { string([byte]) } else { append("NIL") }
  }

  private mutating func encode(_ name: MailboxName, _ status: MailboxStatus) {
    append("STATUS ")
    string(name.bytes)
    append(" (")
    var parts: [String] = []
    if let value = status.messages { parts.append("MESSAGES \(value)") }
    if let value = status.recent { parts.append("RECENT \(value)") }
    if let value = status.uidNext { parts.append("UIDNEXT \(value)") }
    if let value = status.uidValidity { parts.append("UIDVALIDITY \(value)") }
    if let value = status.unseen { parts.append("UNSEEN \(value)") }
    if let value = status.deleted { parts.append("DELETED \(value)") }
    if let value = status.size { parts.append("SIZE \(value)") }
    if let value = status.highestModSequence { parts.append("HIGHESTMODSEQ \(value)") }
    if let value = status.appendLimit { parts.append("APPENDLIMIT \(value)") }
    if let value = status.mailboxID { parts.append("MAILBOXID (\(String(decoding: value, as: UTF8.self)))") }
    append(parts.joined(separator: " "))
    append(")")
  }

  private mutating func encode(_ namespaces: Namespaces) {
    append("NAMESPACE")
    for entries in [namespaces.personal, namespaces.otherUsers, namespaces.shared] {
      append(entries.isEmpty ? " NIL" : " (")
      for entry in entries {
        append("(")
        string(entry.prefix)
        append(" ")
        delimiter(entry.delimiter)
        append(")")
      }
      if !entries.isEmpty { append(")") }
    }
  }

  private mutating func encode(_ root: [UInt8], _ resources: [QuotaResource]) {
    append("QUOTA ")
    string(root)
    append(" (")
    append(resources.map { "\($0.name) \($0.usage) \($0.limit)" }.joined(separator: " "))
    append(")")
  }

  private mutating func encode(_ fields: [String: String?]) {
    append(fields.isEmpty ? "ID NIL" : "ID (")
    for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
      if index > 0 { append(" ") }
      string(Array(field.key.utf8))
      append(" ")
      nstring(field.value.map { Array($0.utf8) })
    }
    if !fields.isEmpty { append(")") }
  }

  // MARK: Search

  private mutating func encode(_ numbers: [UInt32], _ modSequence: ModSequence?) {
    append("SEARCH")
    for number in numbers {
      append(" ")
      decimal(UInt64(number))
    }
    if let modSequence { append(" (MODSEQ \(modSequence))") }
  }

  private mutating func encode(_ result: ExtendedSearch) {
    append("ESEARCH")
    if let tag = result.tag {
      append(" (TAG ")
      string(Array(tag.utf8))
      append(")")
    }
    if result.isUID { append(" UID") }
    if let value = result.min { append(" MIN \(value)") }
    if let value = result.max { append(" MAX \(value)") }
    if let value = result.count { append(" COUNT \(value)") }
    if let set = result.all, !set.isEmpty { append(" ALL \(set)") }
    if let value = result.modSequence { append(" MODSEQ \(value)") }
  }
}
