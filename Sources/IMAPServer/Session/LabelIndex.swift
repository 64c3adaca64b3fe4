internal import Core
internal import IMAP

/// Where each message of a mailbox stands, as a service tells whose folders are labels (Gmail's X-GM-LABELS).
struct LabelIndex {
  private var labels: [UInt64: [[UInt8]]] = [:]

  /// The label of the selected folder is not told, nor are those of folders whose mail stands there alone.
  init(_ store: MailboxStore, selected: MailboxName) throws(Fault) {
    for row in store.table.rows where row.name != MailboxStore.canonical(selected) {
      guard !row.uses.contains(where: Self.unlabelled.contains) else { continue }
      let label = row.name == MailboxName.inbox.bytes ? Array("\\Inbox".utf8) : Self.label(row)
      let folder = try store.folder(MailboxName(bytes: row.name))
      for id in folder.look({ $0.messages.map(\.emailID) }) { labels[id, default: []].append(label) }
    }
  }

  private static let unlabelled: Set<String> = ["\\All", "\\Trash", "\\Junk"]
  private static let system = [
    "\\Sent": "\\Sent", "\\Drafts": "\\Draft", "\\Flagged": "\\Starred", "\\Important": "\\Important",
  ]

  private static func label(_ row: FolderTable.Row) -> [UInt8] {
    row.uses.lazy.compactMap { system[$0] }.first.map { Array($0.utf8) } ?? row.name
  }

  /// The value of X-GM-LABELS.
  func text(of emailID: UInt64) -> [UInt8] {
    var encoder = ResponseEncoder()
    encoder.append("(")
    for (place, label) in (labels[emailID] ?? []).enumerated() {
      if place > 0 { encoder.append(" ") }
      encoder.string(label)
    }
    encoder.append(")")
    return encoder.bytes
  }
}
