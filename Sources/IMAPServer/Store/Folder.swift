internal import Core
internal import Glibc
public import IMAP
internal import Synchronization

/// One folder on disk: `log` tells what is in it, `data` holds the bodies. Several sessions may use it at once.
///
/// A change is written to the log before it is seen by anybody, in one write. Opening reads the log alone.
public final class Folder: Sendable {
  public let id: UInt32
  public let validity: UIDValidity
  private let state: Mutex<FolderState>
  private let log: DataFile
  let data: DataFile
  private let durability: Durability

  /// Creates an empty folder at `path`, over whatever a died creation left there.
  static func create(path: String, id: UInt32, validity: UIDValidity, _ durability: Durability) throws(Fault) -> Folder
  {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw DataFile.fault("cannot be made", path) }
    let log = try DataFile(path: path + "/log", empty: true)
    let data = try DataFile(path: path + "/data", empty: true)
    try log.write(LogRecord.fileMark, at: 0)
    if durability == .machine {
      try log.sync()
      try DataFile.syncFolder(path)
    }
    return try Folder(log: log, data: data, id: id, validity: validity, durability)
  }

  static func open(path: String, id: UInt32, validity: UIDValidity, _ durability: Durability) throws(Fault) -> Folder {
    let folder = try Folder(
      log: DataFile(path: path + "/log"), data: DataFile(path: path + "/data"), id: id, validity: validity, durability)
    guard folder.isWordy else { return folder }
    try folder.condense(into: path + "/log.new")
    guard rename(path + "/log.new", path + "/log") == 0 else { throw DataFile.fault("cannot be renamed", path) }
    if durability == .machine { try DataFile.syncFolder(path) }
    return try Folder(
      log: DataFile(path: path + "/log"), data: folder.data, id: id, validity: validity, durability)
  }

  private init(
    log: DataFile, data: DataFile, id: UInt32, validity: UIDValidity, _ durability: Durability
  ) throws(Fault) {
    (self.log, self.data, self.id, self.validity, self.durability) = (log, data, id, validity, durability)
    var bytes: [UInt8] = []
    let size = try log.size()
    try log.read(Int(size), at: 0, appendingTo: &bytes)
    var state = FolderState()
    var end = UInt64(try LogRecord.replay(bytes, path: log.path) { state.apply($0) })
    if end == 0 {
      try log.write(LogRecord.fileMark, at: 0)
      end = UInt64(LogRecord.fileMark.count)
    }
    if end < size { try log.truncate(to: end) }
    let dataSize = try data.size()
    guard dataSize >= state.dataEnd else { throw LogRecord.damaged(data.path, at: Int(dataSize)) }
    if dataSize > state.dataEnd { try data.truncate(to: state.dataEnd) }
    state.logEnd = end
    state.recentFrom = state.nextUID
    self.state = Mutex(state)
  }

  /// Most of the log speaks of what has changed since.
  private var isWordy: Bool {
    state.withLock { $0.records > 1_024 && $0.records > 2 * ($0.messages.count / 64 + $0.expunged.count) }
  }

  private func condense(into path: String) throws(Fault) {
    let file = try DataFile(path: path, empty: true)
    var bytes = LogRecord.fileMark
    for record in state.withLock({ $0.condensed }) { bytes += record.frame }
    try file.write(bytes, at: 0)
    if durability == .machine { try file.sync() }
  }

  // MARK: Changing

  /// Writes `records` in one go and then applies them.
  private func commit(_ records: [LogRecord], _ state: inout FolderState) throws(Fault) {
    guard !state.isDeleted else { throw Self.gone }
    var frames: [UInt8] = []
    for record in records { frames += record.frame }
    do throws(Fault) {
      try log.write(frames, at: state.logEnd)
      if durability == .machine { try log.sync() }
    } catch {
      // Half a frame may have arrived: the next one must not be read behind it.
      try? log.truncate(to: state.logEnd)
      throw error
    }
    state.logEnd += UInt64(frames.count)
    for record in records { state.apply(record) }
  }

  private static let gone = Fault(.storeNoFolder, "The folder has been deleted.", recovery: .skipFolder)

  /// Runs `body` under the folder's lock and tells the watchers when something changed.
  private func change<Result: Sendable>(
    _ body: (inout FolderState) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let (result, watchers) = try state.withLock { (state) throws(Fault) in
      let before = state.highest
      let result = try body(&state)
      return (result, state.highest == before ? [] : Array(state.watchers.values))
    }
    for watcher in watchers { watcher() }
    return result
  }

  /// A file cannot be longer, and an offset must fit `off_t`.
  private static let mostData = UInt64(Int64.max)

  /// Makes room for a body and says where. Room that is not committed is lost until the folder is opened again.
  func reserve(_ size: UInt64) throws(Fault) -> UInt64 {
    try state.withLock { (state) throws(Fault) in
      guard size <= Self.mostData - state.dataEnd else {
        throw Fault(.storeLimit, "The folder has no room for a message of this size.", recovery: .skipItem)
      }
      defer { state.dataEnd += size }
      return state.dataEnd
    }
  }

  /// Gives room back when nothing was reserved behind it.
  func release(_ range: Range<UInt64>) {
    state.withLock { if $0.dataEnd == range.upperBound { $0.dataEnd = range.lowerBound } }
  }

  /// Commits bodies already written: all of them or none. UIDs are given here, so they ascend in commit order.
  func commit(_ pending: [PendingMessage]) throws(Fault) -> ClosedRange<UInt32>? {
    guard !pending.isEmpty else { return nil }
    if durability == .machine { try data.sync() }
    return try change { (state) throws(Fault) in
      var records: [LogRecord] = []
      let modSequence = state.highest + 1
      guard state.nextUID <= UInt32.max - UInt32(pending.count) else {
        throw Fault(.storeLimit, "The folder has no UIDs left.", recovery: .skipFolder)
      }
      let first = state.nextUID
      var known: [[Flag]: FlagBits] = [:]
      var messages: [StoredMessage] = []
      messages.reserveCapacity(pending.count)
      for (index, new) in pending.enumerated() {
        let uid = first + UInt32(index)
        let flags: FlagBits
        if let seen = known[new.flags] {
          flags = seen
        } else {
          flags = try self.bits(new.flags, &records, state)
          known[new.flags] = flags
        }
        messages.append(
          StoredMessage(
            uid: UID(uid), modSequence: modSequence, flags: flags, date: new.date,
            emailID: new.emailID ?? UInt64(self.id) << 32 | UInt64(uid), size: new.size, offset: new.offset,
            checksum: new.checksum))
      }
      records.append(.appended(messages))
      try self.commit(records, &state)
      return first...first + UInt32(pending.count - 1)
    }
  }

  /// The bits of `flags` once `records` are applied; new keywords are added to `records`.
  private func bits(
    _ flags: [Flag], _ records: inout [LogRecord], _ state: FolderState
  ) throws(Fault) -> FlagBits {
    var draft = state
    for record in records { draft.apply(record) }
    guard let (bits, new) = draft.bits(of: flags) else {
      throw Fault(.storeLimit, "The folder has no room for another keyword.", recovery: .skipItem)
    }
    for name in new { records.append(.keyword(name)) }
    return bits
  }

  /// Changes flags of the messages named by `uids`, ascending; those changed since `unchangedSince` are left alone and
  /// returned as modified. RFC 7162 §3.1.3.
  func store(
    _ uids: [UInt32], _ request: StoreRequest
  ) throws(Fault) -> FlagOutcome {
    try change { (state) throws(Fault) in
      var records: [LogRecord] = []
      let bits = try self.bits(request.flags, &records, state)
      var outcome = FlagOutcome(before: state.highest, after: state.highest)
      var changes: [(uid: UInt32, flags: FlagBits)] = []
      for uid in uids {
        guard let index = state.index(of: uid) else {
          outcome.missing += 1
          continue
        }
        let message = state.messages[index]
        if let limit = request.unchangedSince, message.modSequence > limit {
          outcome.modified.insert(uid)
          continue
        }
        let flags =
          switch request.mode {
          case .replace: bits
          case .add: message.flags.union(bits)
          case .remove: message.flags.subtracting(bits)
          }
        outcome.touched.append(uid)
        if flags != message.flags { changes.append((uid, flags)) }
      }
      if !changes.isEmpty {
        records.append(.flagged(modSequence: state.highest + 1, changes))
      }
      if !records.isEmpty { try self.commit(records, &state) }
      outcome.after = state.highest
      return outcome
    }
  }

  /// Removes the messages that carry `\Deleted`, or of those only the ones in `uids`; `forced` ignores the flag.
  @discardableResult
  func expunge(_ uids: NumberSet?, forced: Bool = false) throws(Fault) -> [UInt32] {
    try change { (state) throws(Fault) in
      let going = state.messages.filter {
        (forced || $0.flags.contains(.deleted)) && (uids?.contains($0.uid.rawValue) ?? true)
      }.map(\.uid.rawValue)
      if !going.isEmpty {
        try self.commit([.expunged(modSequence: state.highest + 1, going)], &state)
      }
      return going
    }
  }

  func markDeleted() {
    let watchers = state.withLock {
      $0.isDeleted = true
      return Array($0.watchers.values)
    }
    for watcher in watchers { watcher() }
  }

  // MARK: Looking

  /// Runs `body` on the state under the lock; keep it short.
  func look<Result: Sendable>(_ body: (borrowing FolderState) -> Result) -> Result { state.withLock { body($0) } }

  /// Takes the messages nobody has seen as recent. RFC 3501 §2.3.2.
  func claimRecent() -> UInt32 {
    state.withLock { state in
      defer { state.recentFrom = state.nextUID }
      return state.recentFrom
    }
  }

  /// `watcher` is called, on any thread and outside the lock, after every change.
  func watch(_ watcher: @escaping @Sendable () -> Void) -> Int {
    state.withLock {
      $0.nextWatcher += 1
      $0.watchers[$0.nextWatcher] = watcher
      return $0.nextWatcher
    }
  }

  func unwatch(_ number: Int) { state.withLock { $0.watchers[number] = nil } }

  /// Appends `range` of the message's bytes to `out`.
  func read(_ message: StoredMessage, _ range: Range<UInt64>, appendingTo out: inout [UInt8]) throws(Fault) {
    let end = min(range.upperBound, message.size)
    guard range.lowerBound < end else { return }
    try data.read(Int(end - range.lowerBound), at: message.offset + range.lowerBound, appendingTo: &out)
  }
}

/// What survives what.
public enum Durability: Sendable, Hashable {
  /// What was answered survives the death of the process. Nothing is flushed to the disk.
  case process
  /// What was answered survives the death of the machine too: one or two `fdatasync` per change.
  case machine
}

struct FlagOutcome: Sendable {
  var before: ModSequence
  var after: ModSequence
  /// Messages the request applies to, changed or already so.
  var touched: [UInt32] = []
  var modified = NumberSet()
  var missing = 0
}

/// A body written but not committed.
struct PendingMessage: Sendable {
  var offset: UInt64
  var size: UInt64
  var checksum: UInt32
  var flags: [Flag]
  var date: InternalDate
  /// Of the message this is a copy of.
  var emailID: UInt64?
}
