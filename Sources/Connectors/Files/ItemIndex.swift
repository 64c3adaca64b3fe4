internal import Archives
internal import Core

#if canImport(Glibc)
  import Glibc
#endif

/// The numbers of one folder's messages, kept in one file: a log of entries to which every change is added and made durable
/// before anybody hears of a number. Memory holds twelve bytes a message; what else is known of it stays in the file.
///
/// A number once given means one message for ever. An entry cut off at the end was never told to anyone and is dropped; any
/// other damage costs the folder its validity, and the engine recognises its mail by looks. Used by one thread at a time.
final class ItemIndex {
  private(set) var validity: UInt32
  private(set) var nextID: UInt32 = 1
  private(set) var modSequence: UInt64 = 1
  /// The folder's stamp when it was last looked through.
  private(set) var stamp: UInt64?
  /// Messages that are there.
  private(set) var count = 0
  /// By ascending id.
  private(set) var ids: [UInt32] = []
  /// Where the entry of each lies; 0 for one that went.
  private var offsets: [UInt64] = []
  /// Entries that say nothing any more.
  private var stale = 0
  private let path: String
  private let steps: DiskSteps
  private var file: IndexFile
  /// Entries not written yet, which begin at `file.end`.
  private var waiting: [UInt8] = []
  /// The file says where ``modSequence`` stands.
  private var isMarked = true
  private static let flushSize = 256 << 10
  private static let magic = Array("PDIX\u{1}\r\n\u{0}".utf8)
  private static let headSize = 12

  /// Opens the index at `path`, or begins a new one where there is none that can be read.
  init(_ path: String, steps: DiskSteps = .unwatched) throws(Fault) {
    self.path = path
    self.steps = steps
    if let file = try IndexFile(existing: path, steps), let validity = Self.validity(of: file) {
      self.validity = validity
      self.file = file
      if try load() { return }
    }
    validity = UInt32.random(in: 1...UInt32.max)
    (nextID, modSequence, stamp, count, ids, offsets, stale) = (1, 1, nil, 0, [], [], 0)
    file = try IndexFile(new: path, steps)
    try file.append(Self.head(validity))
    try file.publish()
  }

  /// Begins `path` anew: numbers told before mean nothing any more.
  static func renew(_ path: String, steps: DiskSteps) throws(Fault) -> ItemIndex {
    try IndexFile.remove(path)
    return try ItemIndex(path, steps: steps)
  }

  private static func head(_ validity: UInt32) -> [UInt8] {
    magic + withUnsafeBytes(of: validity.littleEndian) { Array($0) }
  }

  private static func validity(of file: IndexFile) -> UInt32? {
    guard let head = try? file.read(at: 0, headSize), head.count == headSize, head.starts(with: magic) else {
      return nil
    }
    let validity = head.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self)) }
    return validity == 0 ? nil : validity
  }

  /// Reads the whole file; false when it is damaged.
  private func load() throws(Fault) -> Bool {
    var walk = IndexWalk(file, from: UInt64(Self.headSize))
    while let (record, offset) = try walk.next() {
      switch record {
      case .item(let item):
        modSequence = max(modSequence, item.modSequence)
        guard place(item.id, at: offset) else { return false }
      case .gone(let id, let sequence):
        modSequence = max(modSequence, sequence)
        guard let row = row(of: id) else {
          nextID = max(nextID, id + 1)
          continue
        }
        if offsets[row] != 0 { count -= 1 }
        offsets[row] = 0
        stale += 1
      case .stamp(let stamp):
        self.stamp = stamp
        stale += 1
      case .counters(let next, let sequence): (nextID, modSequence) = (max(nextID, next), max(modSequence, sequence))
      }
    }
    guard !walk.isDamaged else { return false }
    // What comes next begins where the last whole entry ended.
    if walk.place < file.end { try file.cut(to: walk.place) }
    return true
  }

  /// False for a number that cannot be the next.
  private func place(_ id: UInt32, at offset: UInt64) -> Bool {
    guard id > 0, id < .max else { return false }
    if let row = row(of: id) {
      if offsets[row] == 0 { count += 1 }
      stale += 1
      offsets[row] = offset
      return true
    }
    guard ids.last.map({ $0 < id }) ?? true else { return false }
    ids.append(id)
    offsets.append(offset)
    count += 1
    nextID = max(nextID, id + 1)
    return true
  }

  private func row(of id: UInt32) -> Int? {
    let row = firstRow(from: id)
    return row < ids.count && ids[row] == id ? row : nil
  }

  /// The first row with `id` or a higher one.
  func firstRow(from id: UInt32) -> Int {
    var (low, high) = (0, ids.count)
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: asking

  /// What is known of one message; nil when it is not there.
  func item(_ id: UInt32, by reader: inout IndexWalk) throws(Fault) -> IndexedItem? {
    guard let row = row(of: id), offsets[row] != 0 else { return nil }
    return try item(row: row, by: &reader)
  }

  /// What is known of the message in a row; nil when it went.
  func item(row: Int, by reader: inout IndexWalk) throws(Fault) -> IndexedItem? {
    guard offsets[row] != 0 else { return nil }
    try flush()
    reader.move(to: offsets[row])
    guard let (record, _) = try reader.next(), case .item(let item) = record, item.id == ids[row] else {
      throw Fault.state("the index of a folder changed under our hands", path, code: EIO)
    }
    return item
  }

  var reader: IndexWalk { IndexWalk(file, from: UInt64(Self.headSize)) }

  /// Numbers, ascending, of what came or changed after `sequence`, and of what went.
  func changes(since sequence: UInt64) throws(Fault) -> (changed: [UInt32], gone: [UInt32]) {
    try flush()
    var changed: [UInt32] = []
    var gone: [UInt32] = []
    var walk = reader
    while let (record, offset) = try walk.next() {
      switch record {
      case .item(let item):
        if item.modSequence > sequence, let row = row(of: item.id), offsets[row] == offset { changed.append(item.id) }
      case .gone(let id, let when): if when > sequence { gone.append(id) }
      case .stamp, .counters: continue
      }
    }
    changed.sort()
    gone.sort()
    return (changed, gone)
  }

  /// False when this index never stood at `sequence`: it is a copy from before, brought back from somewhere.
  func hasTold(_ sequence: UInt64) throws(Fault) -> Bool {
    if sequence == modSequence { return true }
    try flush()
    var walk = reader
    while let (record, _) = try walk.next() {
      if case .counters(_, sequence) = record { return true }
    }
    return false
  }

  // MARK: changing

  /// Begins a set of changes that a listing tells together. The steps are random, so that two copies of an index that went
  /// different ways never tell the same: see ``hasTold(_:)``.
  func beginChanges() {
    modSequence += UInt64.random(in: 1...1 << 31)
    isMarked = false
  }

  /// Gives a message the next number.
  @discardableResult
  func add(_ message: ScannedMessage) throws(Fault) -> UInt32 {
    let id = nextID
    guard id < .max - 1 else {
      throw Fault(
        .fileRead, "the folder has had more messages than there are numbers", place: path, recovery: .skipFolder)
    }
    ids.append(id)
    offsets.append(try put(.item(IndexedItem(id: id, modSequence: modSequence, message: message))))
    nextID = id + 1
    count += 1
    return id
  }

  /// Replaces what is known of a message that is there.
  func change(_ item: IndexedItem) throws(Fault) {
    guard let row = row(of: item.id), offsets[row] != 0 else { return }
    offsets[row] = try put(.item(item))
    stale += 1
  }

  func remove(row: Int) throws(Fault) {
    guard offsets[row] != 0 else { return }
    _ = try put(.gone(id: ids[row], modSequence: modSequence))
    offsets[row] = 0
    count -= 1
    stale += 1
  }

  func remove(id: UInt32) throws(Fault) {
    if let row = row(of: id) { try remove(row: row) }
  }

  func set(stamp: UInt64?) throws(Fault) {
    guard stamp != self.stamp else { return }
    _ = try put(.stamp(stamp))
    self.stamp = stamp
    stale += 1
  }

  private func put(_ record: IndexRecord) throws(Fault) -> UInt64 {
    if waiting.count >= Self.flushSize { try flush() }
    let offset = file.end + UInt64(waiting.count)
    record.append(to: &waiting)
    return offset
  }

  private func flush() throws(Fault) {
    guard !waiting.isEmpty else { return }
    try file.append(waiting)
    waiting.removeAll(keepingCapacity: waiting.count <= Self.flushSize * 2)
  }

  /// Makes all changes durable. Only then may anybody hear of a number.
  func commit() throws(Fault) {
    if !isMarked { _ = try put(.counters(nextID: nextID, modSequence: modSequence)) }
    isMarked = true
    try flush()
    try file.sync()
    if stale > count + 10_000 { try rewrite() }
  }

  /// Writes the file anew without what says nothing any more; the old one is replaced as a whole. What went is kept: how
  /// far back a listing asks is not known here.
  private func rewrite() throws(Fault) {
    let fresh = try IndexFile(new: path, steps)
    try fresh.append(Self.head(validity))
    var buffer: [UInt8] = []
    var moved = [UInt64](repeating: 0, count: ids.count)
    var gone = 0
    IndexRecord.counters(nextID: nextID, modSequence: modSequence).append(to: &buffer)
    var walk = reader
    while let (record, offset) = try walk.next() {
      switch record {
      case .item(let item):
        guard let row = row(of: item.id), offsets[row] == offset else { continue }
      case .gone(let id, _):
        guard row(of: id).map({ offsets[$0] == 0 }) ?? true else { continue }
        gone += 1
      case .counters: break
      case .stamp: continue
      }
      if case .item(let item) = record, let row = row(of: item.id) { moved[row] = fresh.end + UInt64(buffer.count) }
      record.append(to: &buffer)
      if buffer.count >= Self.flushSize {
        try fresh.append(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    IndexRecord.stamp(stamp).append(to: &buffer)
    try fresh.append(buffer)
    try fresh.publish()
    file = fresh
    // Entries of what went do not count: they would be there again after the next rewriting.
    stale = -gone
    let there = ids.indices.filter { moved[$0] != 0 }
    (ids, offsets) = (there.map { ids[$0] }, there.map { moved[$0] })
  }
}
