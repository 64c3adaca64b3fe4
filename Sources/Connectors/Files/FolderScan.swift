internal import Archives
internal import Core

/// Holds what a folder shows against what its index knows: the same key keeps its number, new ones get the next, and what
/// is not seen has gone.
struct FolderScan {
  private let index: ItemIndex
  private var table: KeyTable
  /// By row of the index at the beginning; keys of new messages stand in the table behind those of known ones.
  private var rows: [UInt32] = []
  private var digests: [UInt64] = []
  private var isSeen: [Bool] = []
  private var hasChanged = false

  init(_ index: ItemIndex) {
    self.index = index
    table = KeyTable(capacity: index.count)
  }

  /// Reads the keys of what is known.
  mutating func load() throws(Fault) {
    var reader = index.reader
    rows.reserveCapacity(index.count)
    for row in index.ids.indices {
      guard let item = try index.item(row: row, by: &reader) else { continue }
      // Two rows of one key cannot be; the second would count as gone and come again with a new number.
      guard table.insert(item.message.key).isNew else { continue }
      rows.append(UInt32(row))
      digests.append(Self.digest(item.message))
    }
    isSeen = Array(repeating: false, count: rows.count)
  }

  mutating func see(_ message: ScannedMessage) throws(Fault) {
    let (place, isNew) = table.insert(message.key)
    if isNew {
      begin()
      try index.add(message)
      return
    }
    // Told twice, or new in this very scan.
    guard place < rows.count, !isSeen[place] else { return }
    isSeen[place] = true
    if Self.digest(message) != digests[place] { try change(row: Int(rows[place]), to: message) }
  }

  /// A message that only moved in its file is no news to anyone who asks what changed.
  private mutating func change(row: Int, to message: ScannedMessage) throws(Fault) {
    var reader = index.reader
    guard let old = try index.item(row: row, by: &reader) else { return }
    var item = IndexedItem(id: old.id, modSequence: old.modSequence, message: message)
    if old.message.flags != message.flags || old.message.size != message.size || old.message.date != message.date {
      begin()
      item.modSequence = index.modSequence
    }
    try index.change(item)
  }

  private mutating func begin() {
    if !hasChanged { index.beginChanges() }
    hasChanged = true
  }

  /// - Parameter stamp: taken before the folder was looked through.
  mutating func finish(stamp: UInt64?) throws(Fault) {
    for (place, row) in rows.enumerated() where !isSeen[place] {
      begin()
      try index.remove(row: Int(row))
    }
    try index.set(stamp: stamp)
    try index.commit()
  }

  /// FNV-1a over all that an entry holds but its number.
  private static func digest(_ message: ScannedMessage) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ value: UInt64) { hash = (hash ^ value) &* 0x0000_0100_0000_01B3 }
    mix(UInt64(bitPattern: message.size))
    mix(UInt64(bitPattern: message.date.seconds))
    mix(UInt64(bitPattern: message.place.offset))
    mix(UInt64(bitPattern: message.place.length))
    for byte in message.place.name { mix(UInt64(byte)) }
    for flag in message.flags {
      mix(0x100)
      for byte in flag.utf8 { mix(UInt64(byte)) }
    }
    return hash
  }
}
