public import Core
import Glibc
import MIME

/// What a writer must know of its folder: which names are taken, how often each message is there.
struct EmlInventory: Sendable {
  private(set) var counts: [EmlDigest: Int]
  /// Hashes of names without case. Two names of one hash only cost the second a number it did not need.
  private var names: Set<UInt64>
  /// The last number that was given to a name.
  private var numbers: [UInt64: Int] = [:]

  init(_ survey: EmlSurvey) {
    counts = survey.counts
    names = Set(survey.messages.map { Self.hash($0.place.name) })
  }

  private static func hash(_ name: [UInt8]) -> UInt64 {
    EmlDigest(of: Array(String(decoding: name, as: UTF8.self).lowercased().utf8)).high
  }

  /// A name that no other file has, in capital letters or small ones.
  mutating func take(_ stem: String, isThere: ([UInt8]) -> Bool) -> [UInt8] {
    let base = Self.hash(Array(stem.utf8))
    var number = numbers[base, default: 0] + 1
    while true {
      let name = Array(EmlNames.file(stem, number: number).utf8)
      if names.insert(Self.hash(name)).inserted, !isThere(name) {
        numbers[base] = number
        return name
      }
      number += 1
    }
  }

  mutating func add(_ digest: EmlDigest) -> MessageKey {
    let number = counts[digest, default: 0]
    counts[digest] = number + 1
    return digest.key(number)
  }
}

/// Adds messages to a folder of files.
public final class EmlWriter: MessageWriter {
  private static let bufferBytes = 256 << 10

  private struct Pending {
    var temporary: [UInt8]
    var stem: String
    var row: EmlSheet.Row
    var name: [UInt8] = []
    var isNamed = false
  }

  private struct Current {
    var file: OpenFile
    var temporary: [UInt8]
    var message: NewMessage
    var gauge = EmlGauge()
    var buffer: [UInt8] = []
    var start: [UInt8] = []
  }

  private let disk: EmlDisk
  private var inventory: EmlInventory
  private let keep: (EmlInventory) -> Void
  private var current: Current?
  private var pending: [Pending] = []

  init(_ disk: EmlDisk, _ inventory: EmlInventory, keep: @escaping (EmlInventory) -> Void) {
    (self.disk, self.inventory, self.keep) = (disk, inventory, keep)
  }

  private static let prefix = Array(".postduif-".utf8)
  private static let ending = Array(".tmp".utf8)

  static func temporaryName() -> [UInt8] {
    prefix + Array("\(getpid())-\(UInt64.random(in: 0 ... .max))".utf8) + ending
  }

  static func isTemporary(_ name: [UInt8]) -> Bool { name.starts(with: prefix) && name.suffix(4).elementsEqual(ending) }

  public func begin(_ message: NewMessage) throws(Fault) {
    guard current == nil else { throw outOfOrder("a message begins within another") }
    let temporary = Self.temporaryName()
    current = Current(file: try disk.create(temporary), temporary: temporary, message: message)
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    guard current != nil else { throw outOfOrder("bytes come without a message") }
    current?.gauge.take(bytes)
    if let have = current?.start.count, have < 1_024 { current?.start += bytes.prefix(1_024 - have) }
    if bytes.count >= Self.bufferBytes {
      try flush()
      if let file = current?.file { try disk.write(bytes, to: file) }
    } else {
      current?.buffer += bytes
      if current?.buffer.count ?? 0 >= Self.bufferBytes { try flush() }
    }
  }

  private func flush() throws(Fault) {
    guard let file = current?.file, let bytes = current?.buffer, !bytes.isEmpty else { return }
    try disk.write(bytes, to: file)
    current?.buffer.removeAll(keepingCapacity: true)
  }

  public func end() throws(Fault) {
    try flush()
    guard let done = current else { throw outOfOrder("a message ends that did not begin") }
    guard done.gauge.count > 0 else { throw outOfOrder("a message without a byte") }
    let date = done.message.date ?? ZonedTime(seconds: Int64(time(nil)))
    try disk.seal(done.file, date: date)
    let row = EmlSheet.Row(
      date: date, flags: done.message.flags,
      isAsIs: done.gauge.hasBareLineFeeds || EmlGauge.senderLine(done.start) > 0, size: Int64(done.gauge.count),
      digest: done.gauge.digest())
    let stem = EmlNames.stem(date: date, subject: EmlFile.subject(done.gauge.header))
    pending.append(Pending(temporary: done.temporary, stem: stem, row: row))
    current = nil
  }

  public func commit() throws(Fault) -> [ScannedMessage] {
    guard current == nil else { throw outOfOrder("a batch ends within a message") }
    guard !pending.isEmpty else { return [] }
    var rows: [UInt8] = []
    for index in pending.indices {
      pending[index].name = inventory.take(pending[index].stem) { disk.exists($0) }
      rows += EmlSheet.line(pending[index].name, pending[index].row)
    }
    try disk.add(rows: rows)
    for index in pending.indices {
      try disk.name(pending[index].temporary, pending[index].name)
      pending[index].isNamed = true
    }
    try disk.syncFolder()
    let messages = pending.map { done in
      // A row without a digest is none of a message that was written.
      let key = done.row.digest.map { inventory.add($0) } ?? MessageKey(high: 0, low: 0)
      return ScannedMessage(
        key: key, place: MessagePlace(name: done.name), size: done.row.size,
        date: done.row.date ?? ZonedTime(seconds: 0),
        flags: done.row.flags)
    }
    pending = []
    try EmlDisk.step(.done)
    keep(inventory)
    return messages
  }

  public func discard() {
    if let current { try? disk.remove(current.temporary) }
    current = nil
    for message in pending { try? disk.remove(message.isNamed ? message.name : message.temporary) }
    pending = []
  }

  private func outOfOrder(_ what: String) -> Fault {
    Fault("FILE-WRITE", what, place: disk.place, recovery: .skipItem)
  }
}
