internal import Core
internal import IMAP

/// LIST and LSUB. RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154.
extension Session {
  mutating func list(_ request: ListRequest) throws(Refusal) -> Status {
    let store = try signedIn().store
    if !request.selection.isEmpty || !request.returns.isEmpty || request.patterns.count != 1 {
      try needs("LIST-EXTENDED")
    }
    if !request.status.isEmpty { try needs("LIST-STATUS") }
    if request.patterns == [[]] {
      let root = ListEntry(attributes: ["\\Noselect"], delimiter: MailboxStore.delimiter, name: MailboxName(bytes: []))
      send(.list(root))
      return .done
    }
    let patterns = try request.patterns.map { (pattern) throws(Refusal) in
      try MailboxPattern(request.reference.bytes + pattern)
    }
    let selection = Set(request.selection)
    if selection.contains("RECURSIVEMATCH"), !selection.contains("SUBSCRIBED") {
      throw Refusal(.bad, "RECURSIVEMATCH needs another selection.")
    }
    let tree = FolderTree(store.table)
    let showsUse = can("SPECIAL-USE") || personality.showsUseOnList
    for node in tree.nodes {
      let name = shown(MailboxName(bytes: node.name))
      guard patterns.contains(where: { $0.matches(name.bytes) }),
        var entry = tree.entry(node, selection, returns: Set(request.returns), showsUse: showsUse)
      else { continue }
      entry.name = name
      send(.list(entry))
      if !request.status.isEmpty, node.row != nil, let status = try? status(of: entry.name, request.status) {
        send(.mailboxStatus(entry.name, status))
      }
    }
    return .done
  }

  mutating func lsub(_ reference: MailboxName, _ pattern: [UInt8]) throws(Refusal) -> Status {
    let table = try signedIn().store.table
    let pattern = try MailboxPattern(reference.bytes + pattern)
    for bytes in table.subscribed.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let name = shown(MailboxName(bytes: bytes))
      guard pattern.matches(name.bytes) else { continue }
      let attributes = table.row(named: bytes) == nil ? ["\\Noselect"] : []
      send(.lsub(ListEntry(attributes: attributes, delimiter: MailboxStore.delimiter, name: name)))
    }
    return .done
  }
}

/// A mailbox's folders and what lies above them without being one.
struct FolderTree {
  struct Node {
    var name: [UInt8]
    /// Nil for a name that only has folders below it, or only a subscription.
    var row: FolderTable.Row?
    var hasChildren = false
    var isSubscribed = false
    var hasSubscribedBelow = false
  }

  /// Ordered by name, INBOX first.
  let nodes: [Node]

  init(_ table: FolderTable) {
    var nodes: [[UInt8]: Node] = [:]
    for row in table.rows { nodes[row.name] = Node(name: row.name, row: row) }
    for name in table.subscribed { nodes[name, default: Node(name: name)].isSubscribed = true }
    for node in nodes.values {
      for parent in Self.parents(of: node.name) {
        nodes[parent, default: Node(name: parent)].hasChildren =
          nodes[parent]?.hasChildren ?? false || node.row != nil
        if node.isSubscribed { nodes[parent]?.hasSubscribedBelow = true }
      }
    }
    let inbox = MailboxName.inbox.bytes
    self.nodes = nodes.values.sorted {
      $0.name == inbox || ($1.name != inbox && $0.name.lexicographicallyPrecedes($1.name))
    }
  }

  private static func parents(of name: [UInt8]) -> [[UInt8]] {
    name.indices.filter { name[$0] == MailboxStore.delimiter }.map { Array(name[..<$0]) }
  }

  /// What LIST says of `node`; nil when the selection leaves it out.
  func entry(_ node: Node, _ selection: Set<String>, returns: Set<String>, showsUse: Bool) -> ListEntry? {
    var attributes: [String] = []
    let recursive = selection.contains("RECURSIVEMATCH") && node.hasSubscribedBelow
    if selection.contains("SUBSCRIBED") {
      guard node.isSubscribed || recursive else { return nil }
    } else {
      guard node.row != nil || node.hasChildren else { return nil }
    }
    if selection.contains("SPECIAL-USE"), node.row?.uses.isEmpty ?? true { return nil }
    if node.row == nil { attributes += node.hasChildren ? ["\\NonExistent", "\\Noselect"] : ["\\NonExistent"] }
    attributes.append(node.hasChildren ? "\\HasChildren" : "\\HasNoChildren")
    if node.isSubscribed, selection.contains("SUBSCRIBED") || returns.contains("SUBSCRIBED") {
      attributes.append("\\Subscribed")
    }
    if showsUse { attributes += node.row?.uses ?? [] }
    return ListEntry(
      attributes: attributes, delimiter: MailboxStore.delimiter, name: MailboxName(bytes: node.name))
  }
}

/// `*` stands for anything, `%` for anything within a level. RFC 9051 §6.3.9.
struct MailboxPattern {
  private let bytes: [UInt8]
  private static let longest = 1_024

  init(_ pattern: [UInt8]) throws(Refusal) {
    guard pattern.count <= Self.longest else { throw Refusal(.no, code: .word("LIMIT"), "The pattern is too long.") }
    bytes = MailboxStore.canonical(MailboxName(bytes: pattern))
  }

  /// All positions are followed at once, so no pattern costs more than its length times the name's.
  func matches(_ name: [UInt8]) -> Bool {
    var active = [Bool](repeating: false, count: bytes.count + 1)
    active[0] = true
    Self.close(&active, bytes)
    for byte in name {
      var next = [Bool](repeating: false, count: bytes.count + 1)
      for (index, wanted) in bytes.enumerated() where active[index] {
        switch wanted {
        case 0x2A: next[index] = true
        case 0x25: if byte != MailboxStore.delimiter { next[index] = true }
        default: if byte == wanted { next[index + 1] = true }
        }
      }
      active = next
      Self.close(&active, bytes)
    }
    return active[bytes.count]
  }

  /// A wildcard may stand for nothing.
  private static func close(_ active: inout [Bool], _ bytes: [UInt8]) {
    for (index, byte) in bytes.enumerated() where active[index] && (byte == 0x2A || byte == 0x25) {
      active[index + 1] = true
    }
  }
}
