import Core
import Migration
import NIOCore
import Synchronization

/// What both kinds of session share.
protocol MemoryAccess {
  var mail: MemoryMail { get }
}

extension MemoryAccess {
  func wire(_ path: [String]) -> [UInt8] { Array(path.joined(separator: "/").utf8) }
  func find(_ path: [String]) throws -> MemoryMail.Folder {
    guard let folder = mail.folder(path) else { throw Fault("FOLDER-GONE", "no such folder", recovery: .skipFolder) }
    return folder
  }

  func listed(_ message: MemoryMail.Message) -> ListedItem {
    ListedItem(id: ItemID(message.id), size: Int64(message.bytes.count), date: message.date, flags: message.flags)
  }

  func prints(_ items: [ItemID], _ path: [String]) throws -> [Fingerprint] {
    try mail.operate()
    let wanted = Set(items.map(\.rawValue))
    return try find(path).messages.filter { wanted.contains($0.id) }.map { message in
      let header = String(decoding: message.bytes, as: UTF8.self).split(separator: "\r\n\r\n").first ?? ""
      func field(_ name: String) -> String {
        header.split(separator: "\r\n").first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
          ?? ""
      }
      return Fingerprint(
        id: ItemID(message.id), size: Int64(message.bytes.count), date: message.date, messageID: field("Message-ID"),
        dateField: field("Date"), from: field("From"), subject: field("Subject"))
    }
  }

}

struct MemorySource: SourceSession, MemoryAccess {
  let mail: MemoryMail
  var traits: SourceTraits { SourceTraits(provider: mail.provider) }

  private func sourceFolder(_ folder: MemoryMail.Folder) -> SourceFolder {
    var out = SourceFolder(wireName: wire(folder.path), path: folder.path)
    (out.validity, out.nextID, out.count) = (folder.validity, folder.nextID, folder.messages.count)
    return out
  }
  func folders() async throws -> [SourceFolder] {
    try mail.operate()
    return mail.state.withLock { $0.folders }.map(sourceFolder)
  }
  func list(
    _ folder: SourceFolder, since checkpoint: Checkpoint?, page: ([ListedItem]) async throws -> Void
  ) async throws -> Listing {
    try mail.operate()
    let now = try find(folder.path)
    for start in stride(from: 0, to: now.messages.count, by: 7) {
      try await page(now.messages[start..<min(start + 7, now.messages.count)].map(listed))
      try mail.operate()
    }
    return Listing(
      checkpoint: Checkpoint(validity: now.validity, nextID: now.nextID, modSequence: nil, count: now.messages.count),
      isComplete: true)
  }

  func fingerprints(_ items: [ItemID], in folder: SourceFolder) async throws -> [Fingerprint] {
    try prints(items, folder.path)
  }
  func open(_ items: [ItemID], in folder: SourceFolder) async throws -> any ItemStream {
    try mail.operate()
    return MemoryStream(mail: mail, path: folder.path, items: items)
  }
  func close() async {}
}

struct MemoryTarget: TargetSession, MemoryAccess {
  let mail: MemoryMail
  var traits: TargetTraits {
    var traits = TargetTraits(provider: mail.provider)
    traits.hasBatchAppend = mail.hasBatchAppend
    traits.canPipeline = true
    traits.returnsIDs = mail.returnsIDs
    traits.canRemove = true
    return traits
  }

  private func targetFolder(_ folder: MemoryMail.Folder) -> TargetFolder {
    var out = TargetFolder(wireName: wire(folder.path), path: folder.path)
    (out.validity, out.nextID, out.count) = (folder.validity, folder.nextID, folder.messages.count)
    return out
  }
  func folders() async throws -> [TargetFolder] {
    try mail.operate()
    return mail.state.withLock { $0.folders }.map(targetFolder)
  }

  func list(_ folder: TargetFolder, from first: ItemID, page: ([ListedItem]) async throws -> Void) async throws {
    try mail.operate()
    try await page(try find(folder.path).messages.filter { $0.id >= first.rawValue }.map(listed))
  }

  func fingerprints(_ items: [ItemID], in folder: TargetFolder) async throws -> [Fingerprint] {
    try prints(items, folder.path)
  }
  func open(_ items: [ItemID], in folder: TargetFolder) async throws -> any ItemStream {
    try mail.operate()
    return MemoryStream(mail: mail, path: folder.path, items: items)
  }

  func quota() async throws -> TargetQuota? { nil }

  func create(_ folders: [NewFolder]) async throws -> [FolderOutcome] {
    try folders.map { new in
      try mail.operate()
      mail.state.withLock { state in
        if !state.folders.contains(where: { $0.path == new.path }) {
          state.folders.append(MemoryMail.Folder(path: new.path))
        }
      }
      return FolderOutcome(path: new.path, result: .success(targetFolder(try find(new.path))))
    }
  }

  func select(_ folder: TargetFolder) async throws -> TargetFolder {
    try mail.operate()
    return targetFolder(try find(folder.path))
  }

  func append(_ batch: [OutgoingItem], stream: any ItemStream, in folder: TargetFolder) async throws -> any StoreTicket
  {
    try mail.operate()
    var bodies: [ItemID: [UInt8]] = [:]
    var missing: [ItemID: Fault] = [:]
    var current: [UInt8] = []
    while let events = try await stream.next() {
      for event in events {
        switch event {
        case .begin: current = []
        case .bytes(let bytes): current += Array(bytes.readableBytesView)
        case .end(let id): bodies[id] = current
        case .missing(let id, let fault): missing[id] = fault
        }
      }
    }
    let messages = batch.map { item in
      (
        item,
        bodies[item.id].map {
          MemoryMail.Message(id: 0, bytes: $0, flags: item.flags, date: item.date ?? MemoryMail.arrival)
        }
      )
    }
    // The moment the server has the bytes: from here on they may land although nobody hears of it.
    do { try mail.operate() } catch {
      if mail.state.withLock({ $0.ghosts }) { mail.haunt(messages.compactMap(\.1), folder.path) }
      throw error
    }
    let outcomes = store(messages, missing, folder.path)
    return MemoryTicket(mail: mail, results: outcomes)
  }

  private func store(
    _ messages: [(OutgoingItem, MemoryMail.Message?)], _ missing: [ItemID: Fault], _ path: [String]
  ) -> [StoreOutcome] {
    let refuse = mail.state.withLock { $0.refuse }
    let blamed = messages.compactMap { $0.1.flatMap(refuse) }.first
    return messages.map { item, message in
      guard let message else {
        return StoreOutcome(
          id: item.id, result: .missing(missing[item.id] ?? Fault("ITEM-GONE", "gone", recovery: .skipItem)), size: 0)
      }
      if mail.hasBatchAppend, let blamed {
        return StoreOutcome(
          id: item.id, result: messages.count == 1 ? .refused(blamed) : .batchRefused(blamed), size: message.bytes.count
        )
      }
      if let fault = refuse(message) {
        return StoreOutcome(id: item.id, result: .refused(fault), size: message.bytes.count)
      }
      let id = mail.deliver(path, message.bytes, flags: message.flags.names, seconds: message.date.seconds)
      return StoreOutcome(
        id: item.id, result: .stored(mail.returnsIDs ? ItemID(id) : nil), size: message.bytes.count)
    }
  }

  func update(_ changes: [FlagChange], in folder: TargetFolder) async throws {
    try mail.operate()
    let refused = mail.state.withLock { $0.refusedFlags }
    if changes.contains(where: { $0.add.names.contains(where: refused.contains) }) {
      throw Fault("IMAP-BAD", "Command Argument Error. 11", recovery: .skipItem)
    }
    for change in changes {
      let ids = Set(change.ids.map(\.rawValue))
      mail.change(folder.path) { folder in
        for place in folder.messages.indices where ids.contains(folder.messages[place].id) {
          folder.messages[place].flags = folder.messages[place].flags.union(change.add).subtracting(change.remove)
        }
      }
    }
    // The answer may be lost, too.
    try mail.operate()
  }

  func remove(_ items: [ItemID], in folder: TargetFolder) async throws {
    try mail.operate()
    let ids = Set(items.map(\.rawValue))
    mail.change(folder.path) { folder in folder.messages.removeAll { ids.contains($0.id) } }
  }

  func close() async {}
}

struct MemoryTicket: StoreTicket {
  let mail: MemoryMail
  let results: [StoreOutcome]
  func outcomes() async throws -> [StoreOutcome] {
    try mail.operate()
    return results
  }
}

actor MemoryStream: ItemStream {
  private let mail: MemoryMail
  private let path: [String]
  private var items: ArraySlice<ItemID>

  init(mail: MemoryMail, path: [String], items: [ItemID]) {
    self.mail = mail
    self.path = path
    self.items = items[...]
  }

  func next() async throws -> [ItemEvent]? {
    guard let id = items.popFirst() else { return nil }
    try mail.operate()
    guard let message = mail.folder(path)?.messages.first(where: { $0.id == id.rawValue }) else {
      return [.missing(id, Fault("ITEM-GONE", "gone", recovery: .skipItem))]
    }
    let middle = message.bytes.count / 2
    return [
      .begin(id, size: message.bytes.count), .bytes(ByteBuffer(bytes: message.bytes[..<middle])),
      .bytes(ByteBuffer(bytes: message.bytes[middle...])), .end(id),
    ]
  }
}
