import Core

/// The file beside an mbox file in which the batch on its way is named.
struct MboxJournal {
  private let disk: any MboxDisk
  private let path: String
  private let parent: String
  private var file: MboxHandle?
  private var generation: UInt64 = 0
  /// What is durable; nil when that is not known.
  private(set) var intent: MboxIntent?

  init(beside path: String, disk: any MboxDisk) {
    self.disk = disk
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
    parent = String(path[..<slash])
    let name = Array(path[slash...].utf8.dropFirst())
    self.path = parent + "/" + String(decoding: MboxIntent.fileName(for: name), as: UTF8.self)
  }

  /// What an earlier run left.
  mutating func recovered() throws(Fault) -> MboxIntent? {
    let file = try opened()
    let found = MboxIntent(try file.read(at: 0, 2 * MboxIntent.slotSize))
    generation = max(generation, found?.generation ?? 0)
    return found
  }

  private mutating func opened() throws(Fault) -> MboxHandle {
    if let file { return file }
    let file = try disk.open(path, creates: true)
    self.file = file
    return file
  }

  /// Makes it known, for good, that the file has that length without the messages of `batch`.
  mutating func announce(length: Int, batch: UInt64) throws(Fault) {
    if let intent, intent.length == length, intent.batch == batch { return }
    let isNew = file == nil || generation == 0
    let file = try opened()
    intent = nil
    generation += 1
    let next = MboxIntent(generation: generation, length: length, batch: batch)
    try disk.write(next.bytes, at: next.offset, to: file)
    try disk.flush(file)
    if isNew { try disk.flushFolder(parent) }
    intent = next
  }

  /// Nothing is on its way.
  mutating func remove() throws(Fault) {
    file = nil
    intent = nil
    try disk.remove(path)
  }
}
