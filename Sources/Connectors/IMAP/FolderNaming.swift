internal import Core
internal import IMAP
internal import Migration

/// How one server writes the paths of its folders: delimiter, the prefix of the user's own namespace (RFC 2342), and the
/// encoding of names.
struct FolderNaming: Sendable, Hashable {
  var prefix: [UInt8] = []
  /// Nil where folders cannot hold folders.
  var delimiter: UInt8?
  /// Names are UTF-8 (`UTF8=ACCEPT`), otherwise modified UTF-7.
  var isUTF8 = false
  /// Prefixes of what belongs to others, left out of a mailbox's folders.
  var foreignPrefixes: [[UInt8]] = []

  init(namespaces: Namespaces?, delimiter: UInt8?, isUTF8: Bool) {
    let own = namespaces?.personal.first
    prefix = own?.prefix ?? []
    self.delimiter = own.map(\.delimiter) ?? delimiter
    self.isUTF8 = isUTF8
    let foreign = (namespaces?.otherUsers ?? []) + (namespaces?.shared ?? [])
    foreignPrefixes = foreign.map(\.prefix).filter { !$0.isEmpty && !prefix.starts(with: $0) }
  }

  func isForeign(_ name: MailboxName) -> Bool {
    foreignPrefixes.contains { prefix in
      if name.bytes.starts(with: prefix) { return true }
      // The bare root of another namespace, as some servers list it (`shared` of `shared/`).
      guard let delimiter, prefix.last == delimiter else { return false }
      return name.bytes.elementsEqual(prefix.dropLast())
    }
  }

  /// The path without prefix. A part that is no text in the server's encoding is shown with its bytes escaped.
  func path(of name: MailboxName) -> [String] {
    if name.isInbox { return ["INBOX"] }
    var rest = name.bytes[...]
    if !prefix.isEmpty, rest.count > prefix.count, Self.startsWithPrefix(rest, prefix) {
      rest = rest.dropFirst(prefix.count)
    }
    let parts = delimiter.map { rest.split(separator: $0, omittingEmptySubsequences: true) } ?? [rest]
    var path = parts.map { MailboxName(bytes: Array($0)).text(utf8: isUTF8) ?? Self.escaped($0) }
    if let first = parts.first, path.count > 1, MailboxName(bytes: Array(first)).isInbox { path[0] = "INBOX" }
    return path
  }

  /// `INBOX.` counts in any case: servers spell it as they like.
  private static func startsWithPrefix(_ name: ArraySlice<UInt8>, _ prefix: [UInt8]) -> Bool {
    if name.starts(with: prefix) { return true }
    guard prefix.count == 6, MailboxName(bytes: Array(prefix.dropLast())).isInbox else { return false }
    return MailboxName(bytes: Array(name.prefix(5))).isInbox && name[name.startIndex + 5] == prefix[5]
  }

  /// The wire name of a path to be made or found. Throws ``Fault`` when the server could not hold it.
  func name(of path: [String]) throws(Fault) -> MailboxName {
    guard let first = path.first, path.allSatisfy({ !$0.isEmpty }) else {
      throw Self.unusable("an empty folder name", path)
    }
    if path.count == 1, first.uppercased() == "INBOX" { return .inbox }
    if path.count > 1, delimiter == nil { throw Self.unusable("this server's folders cannot hold folders", path) }
    var bytes = prefix
    for (index, part) in path.enumerated() {
      let encoded = MailboxName(part, utf8: isUTF8).bytes
      if let delimiter {
        if index > 0 { bytes.append(delimiter) }
        guard !encoded.contains(delimiter) else {
          throw Self.unusable("the name holds the server's separator", path)
        }
      }
      bytes += encoded
    }
    guard !bytes.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
      throw Self.unusable("the name holds a line break or NUL", path)
    }
    return MailboxName(bytes: bytes)
  }

  private static func unusable(_ what: String, _ path: [String]) -> Fault {
    Fault(
      .folderName, what, place: path.joined(separator: "/"), recovery: .skipFolder,
      advice: "Give the folder another name in the project's folder map.")
  }

  private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { byte in
      (0x20..<0x7F).contains(byte) && byte != 0x5C
        ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// What a special-use or XLIST attribute says. RFC 6154 §2.
  static func role(of entry: ListEntry) -> FolderRole? {
    if entry.name.isInbox { return .inbox }
    for attribute in entry.attributes {
      switch attribute.lowercased() {
      case "\\sent": return .sent
      case "\\drafts": return .drafts
      case "\\trash": return .trash
      case "\\junk", "\\spam": return .junk
      case "\\archive": return .archive
      case "\\all", "\\allmail": return .all
      case "\\flagged", "\\starred": return .flagged
      case "\\inbox": return .inbox
      default: continue
      }
    }
    return nil
  }
}
