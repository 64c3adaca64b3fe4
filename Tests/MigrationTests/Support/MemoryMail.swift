import Core
import Migration
import NIOCore
import Synchronization

/// A mailbox in memory that plays source and target, counts operations, and can die at any of them.
final class MemoryMail: MailSource, MailTarget {
  struct Message: Hashable, Sendable {
    var id: UInt32
    var bytes: [UInt8]
    var flags: FlagSet
    var date: ZonedTime
  }
  struct Folder: Sendable {
    var path: [String]
    var validity: UInt32 = 1
    var nextID: UInt32 = 1
    var messages: [Message] = []
  }
  struct State: Sendable {
    var folders: [Folder] = []
    var operations = 0
    /// Operations left before everything fails; nil for never.
    var dieAfter: Int?
    /// What a dead mailbox throws.
    var death: Fault = Fault("NET-LOST", "gone", recovery: .reconnect)
    /// Once dead, the next connect works again (a network that comes back) or not (a killed process).
    var revives = false
    /// Appends that were under way at death land after all.
    var ghosts = false
    /// Not stored by a change of flags.
    var refusedFlags: Set<String> = []
    /// Operations after death until they do; nil for at once.
    var lateness: Int?
    /// An append was under way at death.
    var haunts = false
    /// Appends that have not landed yet: operations left, folder, messages.
    var late: [(left: Int, path: [String], messages: [Message])] = []
    var refuse: @Sendable (Message) -> Fault? = { _ in nil }
  }

  /// What a message that comes without a date is given.
  static let arrival = ZonedTime(seconds: 1_790_000_000, zoneMinutes: 0)

  let name: String
  let state = Mutex(State())
  let hasBatchAppend: Bool
  let returnsIDs: Bool
  let provider: Provider

  init(_ name: String, batch: Bool = true, ids: Bool = true, provider: Provider? = nil) {
    self.name = name
    hasBatchAppend = batch
    returnsIDs = ids
    var quick = provider ?? Provider(id: "generic", name: "memory")
    quick.settleMilliseconds = 2
    self.provider = quick
  }

  private func revive() throws {
    try state.withLock {
      guard $0.dieAfter == 0 else { return }
      guard $0.revives else { throw $0.death }
      $0.dieAfter = nil
    }
  }
  func connect() async throws -> any SourceSession {
    try revive()
    return MemorySource(mail: self)
  }
  func connect() async throws -> any TargetSession {
    try revive()
    return MemoryTarget(mail: self)
  }

  /// Counts one operation; throws when the time has come.
  func operate() throws {
    land { $0 - 1 }
    try state.withLock {
      $0.operations += 1
      if let left = $0.dieAfter {
        if left == 0 { throw $0.death }
        $0.dieAfter = left - 1
      }
    }
  }

  /// The bytes of a dead connection are stored now, or late.
  func haunt(_ messages: [Message], _ path: [String]) {
    state.withLock {
      $0.haunts = true
      $0.late.append((left: ($0.lateness ?? 0) + 1, path: path, messages: messages))
    }
    land { $0 - 1 }
  }

  /// Lets land what is due by `count`; `{ _ in 0 }` for all of it.
  func land(_ count: (Int) -> Int) {
    let due = state.withLock { state in
      for place in state.late.indices { state.late[place].left = count(state.late[place].left) }
      let due = state.late.filter { $0.left <= 0 }
      state.late.removeAll { $0.left <= 0 }
      return due
    }
    for append in due {
      for message in append.messages {
        deliver(append.path, message.bytes, flags: message.flags.names, seconds: message.date.seconds)
      }
    }
  }

  /// Puts a message there, as a mail server would.
  @discardableResult
  func deliver(_ path: [String], _ bytes: [UInt8], flags: [String] = [], seconds: Int64 = 1_600_000_000) -> UInt32 {
    state.withLock { state in
      if !state.folders.contains(where: { $0.path == path }) { state.folders.append(Folder(path: path)) }
      guard let place = state.folders.firstIndex(where: { $0.path == path }) else { return 0 }
      let id = state.folders[place].nextID
      state.folders[place].messages.append(
        Message(id: id, bytes: bytes, flags: FlagSet(flags), date: ZonedTime(seconds: seconds, zoneMinutes: 60)))
      state.folders[place].nextID += 1
      return id
    }
  }

  func change(_ path: [String], _ body: @Sendable (inout Folder) -> Void) {
    state.withLock { state in
      guard let place = state.folders.firstIndex(where: { $0.path == path }) else { return }
      body(&state.folders[place])
    }
  }
  func folder(_ path: [String]) -> Folder? { state.withLock { $0.folders.first { $0.path == path } } }

  /// Bytes of every folder in a comparable form: order does not matter, number of copies does.
  var contents: [[String]: [String]] {
    state.withLock { state in
      Dictionary(
        state.folders.filter { !$0.messages.isEmpty }.map { folder in
          (folder.path, folder.messages.map { String(decoding: $0.bytes, as: UTF8.self) }.sorted())
        }, uniquingKeysWith: { a, _ in a })
    }
  }
}
