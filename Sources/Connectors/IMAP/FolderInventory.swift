internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration

/// A folder as LIST and STATUS show it.
struct FoundFolder: Sendable {
  var entry: ListEntry
  var status: MailboxStatus?
  var isSubscribed: Bool
  var fault: Fault.Code?

  var isSelectable: Bool { !entry.has("\\Noselect") && !entry.has("\\NonExistent") }
}

/// Asks a server for its folders: in one command where LIST-STATUS (RFC 5819) is offered, else in one flight of commands.
struct FolderInventory {
  let connection: IMAPConnection

  /// STATUS commands on the line at once.
  private static let flight = 64

  /// Folders of the user's own namespace, parents before children, and how their names are written.
  func folders() async throws -> (naming: FolderNaming, found: [FoundFolder]) {
    let isExtended = capabilities.has("LIST-STATUS") || capabilities.has("LIST-EXTENDED")
    var found = isExtended ? try await extended() : try await plain()
    let delimiter = found.lazy.compactMap(\.entry.delimiter).first
    let naming = FolderNaming(
      namespaces: connection.facts.namespaces, delimiter: delimiter,
      isUTF8: connection.facts.enabled.contains("UTF8=ACCEPT"))
    found.removeAll { naming.isForeign($0.entry.name) }
    try await addStatus(to: &found)
    let sorted = found.map { (path: naming.path(of: $0.entry.name), folder: $0) }.sorted {
      Self.precedes($0.path, $1.path)
    }
    return (naming, sorted.map(\.folder))
  }

  private var capabilities: Capabilities { connection.capabilities }

  private static func precedes(_ a: [String], _ b: [String]) -> Bool {
    let (aInbox, bInbox) = (a.first == "INBOX", b.first == "INBOX")
    return aInbox != bInbox ? aInbox : a.lexicographicallyPrecedes(b)
  }

  private var statusItems: [StatusItem] {
    var items: [StatusItem] = [.messages, .uidNext, .uidValidity]
    if capabilities.has("CONDSTORE") || capabilities.has("QRESYNC") { items.append(.highestModSequence) }
    if capabilities.has("STATUS=SIZE") { items.append(.size) }
    return items
  }

  private func extended() async throws -> [FoundFolder] {
    var request = ListRequest()
    request.returns = ["SUBSCRIBED"]
    if capabilities.has("SPECIAL-USE") { request.returns.append("SPECIAL-USE") }
    if capabilities.has("LIST-STATUS") { request.status = statusItems }
    let answer = try await connection.require(.list(request))
    var status: [MailboxName: MailboxStatus] = [:]
    for case .mailboxStatus(let name, let value) in answer.responses { status[Self.key(name)] = value }
    return Self.entries(answer).map {
      FoundFolder(entry: $0, status: status[Self.key($0.name)], isSubscribed: $0.has("\\Subscribed"))
    }
  }

  private func plain() async throws -> [FoundFolder] {
    let list = await connection.submit(listCommand)
    let lsub = await connection.submit(.lsub(reference: MailboxName(bytes: []), pattern: [0x2A]))
    let listed = try await list.value()
    guard listed.status.isOK else { throw connection.refusal(listed.status, of: "LIST") }
    let subscribedTo = try await lsub.value()
    var subscribed: Set<MailboxName> = []
    for case .lsub(let entry) in subscribedTo.responses where !entry.has("\\Noselect") {
      subscribed.insert(Self.key(entry.name))
    }
    return Self.entries(listed).map {
      FoundFolder(entry: $0, status: nil, isSubscribed: subscribed.contains(Self.key($0.name)))
    }
  }

  /// XLIST, Google's forerunner of SPECIAL-USE, is still all that some servers have.
  private var listCommand: Command {
    capabilities.has("XLIST") && !capabilities.has("SPECIAL-USE")
      ? .other(name: "XLIST", arguments: Array("\"\" \"*\"".utf8)) : .list(ListRequest())
  }

  private static func entries(_ answer: Completed) -> [ListEntry] {
    var seen: Set<MailboxName> = []
    var entries: [ListEntry] = []
    for case .list(let entry) in answer.responses where !entry.name.bytes.isEmpty {
      if seen.insert(key(entry.name)).inserted { entries.append(entry) }
    }
    return entries
  }

  /// `INBOX` is one folder however it is spelled.
  static func key(_ name: MailboxName) -> MailboxName { name.isInbox ? .inbox : name }

  /// A folder that refuses is noted and does not stop the others.
  private func addStatus(to found: inout [FoundFolder]) async throws {
    let open = found.indices.filter { found[$0].isSelectable && found[$0].status?.uidValidity == nil }
    for start in stride(from: 0, to: open.count, by: Self.flight) {
      let part = open[start..<min(start + Self.flight, open.count)]
      var pending: [PendingCommand] = []
      for index in part { pending.append(await connection.submit(.status(found[index].entry.name, statusItems))) }
      var told: [MailboxName: MailboxStatus] = [:]
      for (index, command) in zip(part, pending) {
        let answer = try await command.value()
        if answer.status.isOK {
          // By name: an answer may come while another command is being worked on.
          for case .mailboxStatus(let name, let status) in answer.responses { told[Self.key(name)] = status }
        } else {
          let fault = connection.refusal(answer.status, of: "STATUS")
          if case .retry = fault.recovery { throw fault }
          found[index].fault = fault.code
        }
      }
      for index in part { found[index].status = told[Self.key(found[index].entry.name)] }
    }
  }
}
