internal import Core
internal import IMAP

/// Folders: CREATE, DELETE, RENAME, SUBSCRIBE, STATUS, quota. RFC 9051 §6.3.
extension Session {
  mutating func create(_ name: MailboxName, _ uses: [String]) throws(Refusal) -> Status {
    let store = try signedIn().store
    let name = stored(name)
    try check(name, in: store)
    if !uses.isEmpty { try needs("CREATE-SPECIAL-USE") }
    for use in uses {
      guard SpecialUse.known.contains(where: { Flag($0) == Flag(use) }) else {
        throw Refusal(.no, code: .word("USEATTR"), "\(use) is not a use known here.")
      }
      guard !store.table.rows.contains(where: { $0.uses.contains { Flag($0) == Flag(use) } }) else {
        throw Refusal(.no, code: .word("USEATTR"), "Another folder is \(use) already.")
      }
    }
    let folder = try answering { () throws(Fault) in try store.create(name, specialUse: uses) }
    return Status(.ok, code: can("OBJECTID") ? .mailboxID(folder.objectID) : nil, "Created.")
  }

  /// The service's own rules about names.
  private func check(_ name: MailboxName, in store: MailboxStore) throws(Refusal) {
    let rules = personality.folderNames
    if let objection = rules.objection(to: name, delimiter: MailboxStore.delimiter) {
      throw Refusal(.no, code: .word("CANNOT"), objection)
    }
    if rules.foldsCase, store.exists(folded(name, in: store)) {
      throw Refusal(.no, code: .word("ALREADYEXISTS"), "The folder exists, maybe in other letters.")
    }
  }

  /// The existing name that differs only in case, where the service sees no difference.
  private func folded(_ name: MailboxName, in store: MailboxStore) -> MailboxName {
    guard personality.folderNames.foldsCase, !store.exists(name) else { return name }
    let lower = name.bytes.map(Self.lower)
    let row = store.table.rows.first { $0.name.map(Self.lower) == lower }
    return row.map { MailboxName(bytes: $0.name) } ?? name
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  mutating func delete(_ name: MailboxName) throws(Refusal) -> Status {
    let store = try signedIn().store
    let name = stored(name)
    try answering { () throws(Fault) in try store.delete(name) }
    return Status(.ok, "Deleted.")
  }

  mutating func rename(_ old: MailboxName, _ new: MailboxName) throws(Refusal) -> Status {
    let store = try signedIn().store
    let (old, new) = (stored(old), stored(new))
    try check(new, in: store)
    try answering { () throws(Fault) in try store.rename(old, to: new) }
    return Status(.ok, "Renamed.")
  }

  mutating func subscribe(_ name: MailboxName, _ isSubscribed: Bool) throws(Refusal) -> Status {
    let store = try signedIn().store
    let name = stored(name)
    try answering { () throws(Fault) in try store.subscribe(name, isSubscribed) }
    return .done
  }

  /// The folder of that name, unless the personality hides it.
  func openFolder(_ name: MailboxName, creates: Bool = false) throws(Refusal) -> Folder {
    let store = try signedIn().store
    let name = folded(stored(name), in: store)
    guard !personality.unselectable.contains(name) else {
      throw Refusal(.no, code: .word("CANNOT"), "The folder cannot be opened.")
    }
    return try answering(creates: creates) { () throws(Fault) in try store.folder(name) }
  }

  func status(of name: MailboxName, _ items: [StatusItem]) throws(Refusal) -> MailboxStatus {
    let folder = try openFolder(name)
    let wanted = Set(items)
    var status = folder.look { state in
      var status = MailboxStatus()
      if wanted.contains(.messages) { status.messages = UInt32(state.messages.count) }
      if wanted.contains(.recent) {
        status.recent = UInt32(state.messages.count - state.firstIndex(from: state.recentFrom))
      }
      if wanted.contains(.uidNext) { status.uidNext = state.nextUID }
      if wanted.contains(.unseen) { status.unseen = UInt32(state.messages.count { !$0.flags.contains(.seen) }) }
      if wanted.contains(.deleted) { status.deleted = UInt32(state.messages.count { $0.flags.contains(.deleted) }) }
      if wanted.contains(.size) { status.size = state.bytes }
      if wanted.contains(.highestModSequence) { status.highestModSequence = state.highest }
      return status
    }
    if wanted.contains(.uidValidity) { status.uidValidity = folder.validity }
    if wanted.contains(.mailboxID) { status.mailboxID = folder.objectID }
    if wanted.contains(.appendLimit) { status.appendLimit = personality.maxMessageBytes.map(UInt64.init) }
    return status
  }

  // MARK: Quota, RFC 9208

  mutating func quotaRoot(_ name: MailboxName) throws(Refusal) -> Status {
    _ = try openFolder(name)
    send(.quotaRoot(name, roots: [[]]))
    return try quota(root: [])
  }

  mutating func quota(root: [UInt8]) throws(Refusal) -> Status {
    guard root.isEmpty else { throw Refusal(.no, code: .word("NONEXISTENT"), "There is no such quota root.") }
    let store = try signedIn().store
    var resources: [QuotaResource] = []
    if let limit = personality.quotaBytes {
      let used = try answering { () throws(Fault) in try store.usage() }
      resources.append(QuotaResource(name: "STORAGE", usage: (used.bytes + 1_023) / 1_024, limit: limit / 1_024))
    }
    send(.quota(root: root, resources))
    return .done
  }

  func needs(_ capability: String) throws(Refusal) {
    guard can(capability) else { throw Refusal(.bad, "\(capability) is not known here.") }
  }
}

extension Folder {
  /// RFC 8474 §4.1.
  var objectID: [UInt8] { Array("F\(validity)-\(id)".utf8) }
}

enum SpecialUse {
  /// RFC 6154 §2, RFC 8457 §3.
  static let known = ["\\All", "\\Archive", "\\Drafts", "\\Flagged", "\\Junk", "\\Sent", "\\Trash", "\\Important"]
}
