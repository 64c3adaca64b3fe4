public import Core
internal import Glibc
public import IMAP
internal import Synchronization

/// The folders of one mailbox on disk. Safe to use from several sessions and tasks at once.
public final class MailboxStore: Sendable {
  public static let delimiter: UInt8 = 0x2F

  private struct State {
    var table: FolderTable
    /// Folders opened so far; opening reads a folder's log.
    var open: [UInt32: Folder] = [:]
  }

  private let path: String
  private let durability: Durability
  private let now: @Sendable () -> Int64
  private let state: Mutex<State>

  /// Opens the mailbox in folder `path`, made when absent; it has an INBOX from the start.
  init(path: String, _ durability: Durability, now: @escaping @Sendable () -> Int64) throws(Fault) {
    (self.path, self.durability, self.now) = (path, durability, now)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw DataFile.fault("cannot be made", path) }
    state = Mutex(State(table: try FolderTable.load(path: path + "/folders") ?? FolderTable()))
    if !exists(.inbox) { try create(.inbox) }
  }

  // MARK: Folders

  /// `INBOX` in any case is one name. RFC 9051 §5.1.
  static func canonical(_ name: MailboxName) -> [UInt8] {
    let inbox = MailboxName.inbox.bytes
    if name.isInbox { return inbox }
    let starts =
      name.bytes.count > 6 && name.bytes[5] == delimiter && MailboxName(bytes: Array(name.bytes[..<5])).isInbox
    return starts ? inbox + name.bytes[5...] : name.bytes
  }

  public func exists(_ name: MailboxName) -> Bool {
    let name = Self.canonical(name)
    return state.withLock { $0.table.row(named: name) != nil }
  }

  var table: FolderTable { state.withLock { $0.table } }

  /// Names of all folders in order of creation.
  public var folderNames: [MailboxName] { table.rows.map { MailboxName(bytes: $0.name) } }

  /// Throws `STORE-NO-FOLDER` when there is none.
  public func folder(_ name: MailboxName) throws(Fault) -> Folder {
    let name = Self.canonical(name)
    return try state.withLock { (state) throws(Fault) in
      guard let row = state.table.row(named: name) else { throw Self.noFolder }
      return try self.open(row, &state)
    }
  }

  private func open(_ row: FolderTable.Row, _ state: inout State) throws(Fault) -> Folder {
    if let folder = state.open[row.id] { return folder }
    if state.open.count >= Self.mostOpen { Self.closeUnused(&state) }
    let folder = try Folder.open(
      path: place(row.id), id: row.id, validity: UIDValidity(row.validity), durability)
    state.open[row.id] = folder
    return folder
  }

  /// Each open folder holds two descriptors, of which a process has a thousand or so.
  static let mostOpen = 64
  var openCount: Int { state.withLock { $0.open.count } }

  /// Lets go of the folders nobody else holds. What they know can be read again; only who has seen what as `\Recent` is
  /// forgotten.
  private static func closeUnused(_ state: inout State) {
    for id in Array(state.open.keys) {
      guard var folder = state.open.removeValue(forKey: id) else { continue }
      if !isKnownUniquelyReferenced(&folder) { state.open[id] = folder }
    }
  }

  private func place(_ id: UInt32) -> String { path + "/f\(id)" }

  private static let full = Fault(
    .storeLimit, "The mailbox has no room for another folder or subscription.", recovery: .skipFolder)

  private static let noFolder = Fault(.storeNoFolder, "There is no such folder.", recovery: .skipFolder)

  /// Changes the table on disk and then in memory.
  private func change(_ state: inout State, _ body: (inout FolderTable) -> Void) throws(Fault) {
    var table = state.table
    body(&table)
    try table.save(in: path, durability)
    state.table = table
  }

  /// Throws `STORE-FOLDER-EXISTS` when the name is taken and `STORE-NAME-REFUSED` when no folder can have it.
  @discardableResult
  public func create(_ name: MailboxName, specialUse: [String] = []) throws(Fault) -> Folder {
    var name = Self.canonical(name)
    // A trailing delimiter says that folders will follow below. RFC 9051 §6.3.4.
    if name.last == Self.delimiter { name.removeLast() }
    guard Self.isName(name) else { throw Self.nameRefused }
    return try state.withLock { (state) throws(Fault) in
      guard state.table.row(named: name) == nil else {
        throw Fault(.storeFolderExists, "The folder exists.", recovery: .skipFolder)
      }
      guard !state.table.isFull else { throw Self.full }
      if state.open.count >= Self.mostOpen { Self.closeUnused(&state) }
      let folder = try self.make(&state)
      try self.change(&state) {
        $0.rows.append(.init(id: folder.id, validity: folder.validity.rawValue, uses: specialUse, name: name))
        $0.nextID = folder.id + 1
        $0.lastValidity = folder.validity.rawValue
      }
      state.open[folder.id] = folder
      return folder
    }
  }

  private static let longestName = 1_024
  /// LIST tells of every level above a folder.
  private static let mostLevels = 32
  private static let nameRefused = Fault(.storeNameRefused, "No folder can have this name.", recovery: .skipFolder)

  private static func isName(_ name: [UInt8]) -> Bool {
    guard !name.isEmpty, name.count <= longestName, !name.contains(0) else { return false }
    let levels = name.split(separator: delimiter, omittingEmptySubsequences: false)
    return levels.count <= mostLevels && !levels.contains { $0.isEmpty }
  }

  /// A folder's files; they count only once the table names them.
  private func make(_ state: inout State) throws(Fault) -> Folder {
    let id = state.table.nextID
    let validity = max(UInt32(clamping: now()), state.table.lastValidity + 1)
    return try Folder.create(path: place(id), id: id, validity: UIDValidity(validity), durability)
  }

  /// INBOX cannot be deleted. Folders below stay. RFC 9051 §6.3.5.
  public func delete(_ name: MailboxName) throws(Fault) {
    let name = Self.canonical(name)
    guard name != MailboxName.inbox.bytes else {
      throw Fault(.storeNameRefused, "INBOX stays.", recovery: .skipFolder)
    }
    try state.withLock { (state) throws(Fault) in
      guard let row = state.table.row(named: name) else { throw Self.noFolder }
      try self.change(&state) { $0.rows.removeAll { $0.id == row.id } }
      state.open.removeValue(forKey: row.id)?.markDeleted()
      for file in ["/log", "/data"] { unlink(self.place(row.id) + file) }
      rmdir(self.place(row.id))
    }
  }

  /// Folders below move along and everything keeps its UIDs. Renaming INBOX moves its messages and leaves an empty INBOX
  /// behind. RFC 9051 §6.3.6.
  public func rename(_ old: MailboxName, to new: MailboxName) throws(Fault) {
    let old = Self.canonical(old)
    let new = Self.canonical(new)
    guard Self.isName(new), !new.starts(with: old + [Self.delimiter]) else { throw Self.nameRefused }
    try state.withLock { (state) throws(Fault) in
      let below = old + [Self.delimiter]
      let isInbox = old == MailboxName.inbox.bytes
      guard state.table.rows.contains(where: { $0.name == old || $0.name.starts(with: below) }) else {
        throw Self.noFolder
      }
      guard state.table.row(named: new) == nil else {
        throw Fault(.storeFolderExists, "The folder exists.", recovery: .skipFolder)
      }
      let moved = state.table.rows.filter { !isInbox && $0.name.starts(with: below) }
      guard moved.allSatisfy({ Self.isName(new + $0.name[old.count...]) }) else { throw Self.nameRefused }
      let fresh = isInbox ? try self.make(&state) : nil
      try self.change(&state) { table in
        var rows = table.rows
        for index in rows.indices {
          if rows[index].name == old {
            rows[index].name = new
          } else if !isInbox, rows[index].name.starts(with: below) {
            rows[index].name = new + rows[index].name[old.count...]
          }
        }
        if let fresh { rows.append(.init(id: fresh.id, validity: fresh.validity.rawValue, name: old)) }
        table.rows = rows
        if let fresh {
          table.nextID = fresh.id + 1
          table.lastValidity = fresh.validity.rawValue
        }
      }
      if let fresh { state.open[fresh.id] = fresh }
    }
  }

  public func subscribe(_ name: MailboxName, _ isSubscribed: Bool = true) throws(Fault) {
    let name = Self.canonical(name)
    try state.withLock { (state) throws(Fault) in
      guard state.table.subscribed.contains(name) != isSubscribed else { return }
      if isSubscribed {
        guard Self.isName(name) else { throw Self.nameRefused }
        guard !state.table.isFull else { throw Self.full }
      }
      try self.change(&state) {
        if isSubscribed { $0.subscribed.insert(name) } else { $0.subscribed.remove(name) }
      }
    }
  }

  // MARK: Messages

  /// Stores `messages` in one step, making the folder when it is absent. Returns their UIDs; nil when there were none.
  @discardableResult
  public func append(folder name: MailboxName, messages: [NewMessage]) throws(Fault) -> ClosedRange<UInt32>? {
    if !exists(name) { try create(name) }
    var batch = AppendBatch(to: try folder(name))
    do throws(Fault) {
      for message in messages {
        let date = message.date ?? InternalDate(seconds: now())
        try batch.begin(
          size: UInt64(message.bytes.count), flags: message.flags, date: date, emailID: message.emailID)
        try batch.write(message.bytes.span)
        batch.end()
      }
      return try batch.commit()
    } catch {
      batch.abandon()
      throw error
    }
  }

  /// Stores one message in several folders, where it stays one: its EMAILID is the same in all of them.
  public func append(_ message: NewMessage, in names: [MailboxName]) throws(Fault) {
    var message = message
    for name in names {
      guard let uids = try append(folder: name, messages: [message]) else { return }
      guard message.emailID == nil else { continue }
      message.emailID = try folder(name).look { state in
        state.index(of: uids.lowerBound).map { state.messages[$0].emailID }
      }
    }
  }

  /// Length of all messages and their number. Opens every folder.
  func usage() throws(Fault) -> (bytes: UInt64, messages: UInt64) {
    var total: (bytes: UInt64, messages: UInt64) = (0, 0)
    for row in table.rows {
      let folder = try folder(MailboxName(bytes: row.name))
      let (bytes, count) = folder.look { ($0.bytes, UInt64($0.messages.count)) }
      total = (total.bytes + bytes, total.messages + count)
    }
    return total
  }

  func seconds() -> Int64 { now() }
}
