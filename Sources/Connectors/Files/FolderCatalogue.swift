internal import Archives
internal import Core
internal import Migration
internal import Synchronization

/// One folder in files with the numbers of its messages. All sessions share it; whoever looks at the folder first looks for
/// all. Its methods wait for the disk.
final class FolderCatalogue: Sendable {
  let folder: StoredFolder
  let store: any MessageStore
  private let path: String
  private let steps: DiskSteps
  private let state = Mutex(State())

  private struct State {
    /// Nil before its first use, and after a failure: then what stands in the file counts.
    var index: ItemIndex?
    var looked: ContinuousClock.Instant?
  }

  /// - Parameter path: of its index.
  init(_ folder: StoredFolder, of store: any MessageStore, path: String, steps: DiskSteps) {
    self.steps = steps
    self.folder = folder
    self.store = store
    self.path = path
  }

  var place: String { folder.path.joined(separator: "/") }

  /// How a folder stands.
  struct Standing: Sendable {
    var validity: UInt32
    var nextID: UInt32
    var modSequence: UInt64
    var count: Int
  }

  private func locked<Value: Sendable>(_ body: (ItemIndex, inout State) throws(Fault) -> Value) throws(Fault) -> Value {
    try state.withLock { (state) throws(Fault) in
      let index = if let known = state.index { known } else { try ItemIndex(path, steps: steps) }
      state.index = index
      do throws(Fault) {
        return try body(index, &state)
      } catch {
        // Half a set of changes may be in memory; what is in the file is whole.
        state.index = nil
        state.looked = nil
        throw error
      }
    }
  }

  /// Looks through the folder when it may have changed, unless that was done after `moment`.
  func refresh(unlessSince moment: ContinuousClock.Instant?) throws(Fault) -> Standing {
    try locked { (index, state) throws(Fault) in
      if let moment, let looked = state.looked, looked >= moment { return Self.standing(index) }
      let began = ContinuousClock().now
      try scan(index)
      state.looked = began
      return Self.standing(index)
    }
  }

  private static func standing(_ index: ItemIndex) -> Standing {
    Standing(
      validity: index.validity, nextID: index.nextID, modSequence: index.modSequence, count: index.count)
  }

  private func scan(_ index: ItemIndex) throws(Fault) {
    let stamp = try store.stamp(of: folder)
    if let stamp, stamp == index.stamp { return }
    var scan = FolderScan(index)
    do {
      try scan.load()
      try store.scan(folder) { message in try scan.see(message) }
      try scan.finish(stamp: stamp)
    } catch {
      throw Fault.of(error, place: place)
    }
  }

  // MARK: listing

  /// Up to `limit` messages with numbers from `first` on.
  func page(from first: UInt32, limit: Int) throws(Fault) -> [ListedItem] {
    try locked { (index, _) throws(Fault) in
      var reader = index.reader
      var items: [ListedItem] = []
      var row = index.firstRow(from: first)
      while row < index.ids.count, items.count < limit {
        if let item = try index.item(row: row, by: &reader) { items.append(Self.listed(item)) }
        row += 1
      }
      return items
    }
  }

  /// Those of `ids` that are there.
  func items(_ ids: some Sequence<UInt32>) throws(Fault) -> [IndexedItem] {
    try locked { (index, _) throws(Fault) in
      var reader = index.reader
      var items: [IndexedItem] = []
      for id in ids { if let item = try index.item(id, by: &reader) { items.append(item) } }
      return items
    }
  }

  static func listed(_ item: IndexedItem) -> ListedItem {
    ListedItem(
      id: ItemID(item.id), size: item.message.size, date: item.message.date, flags: FlagSet(item.message.flags))
  }

  /// What came, changed and went after `checkpoint`; nil when only a whole listing can tell.
  func changes(since checkpoint: Checkpoint) throws(Fault) -> (changed: [UInt32], gone: [UInt32])? {
    try locked { (index, _) throws(Fault) in
      guard checkpoint.validity == index.validity, let old = checkpoint.modSequence else { return nil }
      if old == index.modSequence { return ([], []) }
      let (changed, gone) = try index.changes(since: old)
      // What came and went between the two listings was never known.
      return (changed, gone.filter { $0 < checkpoint.nextID })
    }
  }

  /// Somebody was told what the index does not know: it is an older copy, brought back from somewhere, and its next
  /// numbers were given to other messages already. True when it was begun anew for that.
  func renew(ifBehind checkpoint: Checkpoint) throws(Fault) -> Bool {
    try locked { (index, state) throws(Fault) in
      guard checkpoint.validity == index.validity else { return false }
      let isKnown = try index.hasTold(checkpoint.modSequence ?? index.modSequence)
      if isKnown, checkpoint.nextID <= index.nextID { return false }
      let fresh = try ItemIndex.renew(path, steps: steps)
      try scan(fresh)
      state.index = fresh
      return true
    }
  }

  // MARK: changing

  /// Numbers for messages that were just written, durable when this returns.
  func add(_ messages: [ScannedMessage]) throws(Fault) -> [UInt32] {
    try locked { (index, _) throws(Fault) in
      index.beginChanges()
      var ids: [UInt32] = []
      for message in messages { ids.append(try index.add(message)) }
      try index.commit()
      return ids
    }
  }

  /// Gives messages other flags, each by what `flags` makes of those it has. One that is gone is passed over.
  func setFlags(
    _ ids: [UInt32], in store: any WritableMessageStore, _ flags: @Sendable (FlagSet) -> FlagSet
  ) throws(Fault) {
    try locked { (index, _) throws(Fault) in
      index.beginChanges()
      var reader = index.reader
      for id in ids {
        guard var item = try index.item(id, by: &reader) else { continue }
        let wanted = flags(FlagSet(item.message.flags)).names
        guard wanted != FlagSet(item.message.flags).names else { continue }
        do throws(Fault) {
          item.message.place = try store.setFlags(wanted, of: item.message.place, in: folder)
        } catch {
          guard error.code == .itemGone else { throw error }
          continue
        }
        item.message.flags = wanted
        item.modSequence = index.modSequence
        try index.change(item)
      }
      try store.flush(folder)
      try index.commit()
    }
  }

  func remove(_ ids: [UInt32], in store: any WritableMessageStore) throws(Fault) {
    try locked { (index, _) throws(Fault) in
      index.beginChanges()
      var reader = index.reader
      for id in ids {
        guard let item = try index.item(id, by: &reader) else { continue }
        do throws(Fault) {
          try store.remove(item.message.place, in: folder)
        } catch {
          guard error.code == .itemGone else { throw error }
        }
        try index.remove(id: id)
      }
      try store.flush(folder)
      try index.commit()
    }
  }
}
