import Core
import MIME

/// Adds messages to the end of an mbox file.
///
/// A batch goes like this: lock the file; cut off what an interrupted batch left; name the batch in the journal and flush
/// it; write, flush the file; name the next batch in the journal and flush it, which makes this one count.
final class MboxWriter: MessageWriter {
  private let store: MboxStore
  private let place: [UInt8]
  private let path: String
  private var journal: MboxJournal
  private var file: MboxHandle?
  private var lock: MboxLock?
  /// Nothing of an earlier batch can be in the file.
  private var isClean = false
  /// A batch that was to be taken back and could not be.
  private var unfinished: MboxIntent?

  // The batch.
  private var batch = UInt64.random(in: 1...UInt64.max)
  private var start = 0
  /// Bytes that are not in the file yet, and where they belong.
  private var buffer: [UInt8] = []
  private var written = 0
  private var messages: [ScannedMessage] = []
  private var number: UInt32 = 0

  // The message.
  private var current: Current?

  private struct Current {
    var message: NewMessage
    /// The beginning, until the header shows who sent it.
    var head: [UInt8] = []
    var hasBegun = false
    var block: MboxBlock
    var offset = 0
    var blockOffset = 0
    var encoder = MboxEncoder()
    var digest = MboxDigest()
    var lineFeeds = 0
    /// Bytes that came.
    var size: Int64 = 0
    var date: ZonedTime
  }

  private static let bufferSize = 1 << 20
  private static let longestHead = 64 << 10

  init(_ store: MboxStore, place: [UInt8], path: String) {
    (self.store, self.place, self.path) = (store, place, path)
    journal = MboxJournal(beside: path, disk: store.disk)
  }

  deinit {
    discard()
    // What is left over does no harm: it names a batch of which there is no message.
    if isClean, unfinished == nil, file != nil { try? journal.remove() }
  }

  // MARK: Messages

  func begin(_ message: NewMessage) throws(Fault) {
    if lock == nil { try openBatch() }
    number += 1
    var block = MboxBlock(batch: batch, number: number)
    block.flags = MboxFlags(message.flags)
    block.widen()
    let date = message.date ?? ZonedTime(seconds: MboxStore.now())
    block.zoneMinutes = date.zoneMinutes
    current = Current(message: message, block: block, date: date)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    guard current != nil else { return }
    current?.size += Int64(bytes.count)
    var at = 0
    while at < bytes.count {
      let end = min(bytes.count, at + Self.bufferSize / 4)
      try take(UnsafeRawBufferPointer(rebasing: bytes[at..<end]))
      at = end
    }
  }

  private func take(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    guard current?.hasBegun == false else { return try encode(bytes) }
    current?.head.append(contentsOf: bytes)
    guard let head = current?.head, head.count >= Self.longestHead || Self.holdsHeader(head) else { return }
    try beginMessage()
  }

  private static func holdsHeader(_ head: [UInt8]) -> Bool {
    let bytes = head.span
    var at = 0
    while let lineFeed = bytes.position(of: Byte.lineFeed, from: at, to: bytes.count) {
      if bytes.has("\n", at: lineFeed + 1) || bytes.has("\r\n", at: lineFeed + 1) { return true }
      at = lineFeed + 1
    }
    return false
  }

  /// Writes what stands before the message, and its beginning.
  private func beginMessage() throws(Fault) {
    guard let message = current, !message.hasBegun, let block = message.block.bytes else { return }
    let sender = SenderLine.sender(of: message.head.span)
    current?.offset = written + buffer.count
    buffer += SenderLine.bytes(sender: sender, date: message.date)
    current?.blockOffset = written + buffer.count
    buffer += block
    current?.hasBegun = true
    let head = message.head
    current?.head = []
    try head.span.withUnsafeBytes { (bytes) throws(Fault) in try encode(bytes) }
  }

  private func encode(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    let from = buffer.count
    current?.encoder.take(Span(_unsafeBytes: bytes), into: &buffer)
    current?.digest.take(buffer.span.extracting(from..<buffer.count))
    if buffer.count >= Self.bufferSize { try pour() }
  }

  func end() throws(Fault) {
    guard current != nil else { return }
    try beginMessage()
    let from = buffer.count
    guard var message = current else { return }
    message.block.isOpenEnded = message.encoder.finish(into: &buffer)
    message.block.verbatimFrom = message.encoder.verbatimFrom
    message.digest.take(buffer.span.extracting(from..<buffer.count))
    let end = written + buffer.count
    buffer.append(Byte.lineFeed)
    if message.block.isOpenEnded || message.block.verbatimFrom != nil { try patch(message) }
    let result = message.digest.finish(mends: false)
    let place = MessagePlace(
      name: result.head, offset: Int64(message.offset), length: Int64(end - message.offset))
    messages.append(
      ScannedMessage(
        key: result.key.mixed(with: message.block), place: place, size: message.size, date: message.date,
        flags: message.block.flags.names))
    current = nil
  }

  /// Writes the block again, now that all of the message is known. It is the batch's own and not yet flushed.
  private func patch(_ message: Current) throws(Fault) {
    guard let block = message.block.bytes else { return }
    if message.blockOffset >= written {
      let start = message.blockOffset - written
      buffer.replaceSubrange(start..<(start + block.count), with: block)
    } else if let file {
      // The rest of it may still wait; in the file it must be whole.
      try pour()
      try store.disk.write(block, at: message.blockOffset, to: file)
    }
  }

  // MARK: Batches

  private func openBatch() throws(Fault) {
    let file = try locked()
    do throws(Fault) {
      if !isClean {
        if let intent = try journal.recovered() { try MboxRecovery.run(file, intent, disk: store.disk) }
        isClean = true
      }
      if let unfinished { try MboxRecovery.run(file, unfinished, disk: store.disk) }
      unfinished = nil
      start = try file.size()
      written = start
      buffer += try separation(file)
    } catch {
      lock = nil
      throw error
    }
  }

  /// The file, locked. Another may have taken its name, even while we waited for the lock.
  private func locked() throws(Fault) -> MboxHandle {
    while true {
      if let file {
        lock = try store.locks.lock(file, disk: store.disk, patience: store.patience)
        if file.isCurrent { return file }
        lock = nil
      }
      file = try store.disk.open(path, creates: true)
      isClean = false
    }
  }

  /// What is missing between the file's last byte and a new message.
  private func separation(_ file: MboxHandle) throws(Fault) -> [UInt8] {
    guard start > 0 else { return [] }
    let end = try file.read(at: max(0, start - 3), min(3, start))
    let feed = Byte.lineFeed
    if end.last != feed { return [feed, feed] }
    if end == [feed] || end.suffix(2) == [feed, feed] || end == [feed, Byte.carriageReturn, feed] { return [] }
    return [feed]
  }

  /// Writes what waits.
  private func pour() throws(Fault) {
    guard let file, !buffer.isEmpty else { return }
    try journal.announce(length: start, batch: batch)
    try store.disk.write(buffer, at: written, to: file)
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  func commit() throws(Fault) -> [ScannedMessage] {
    guard let file, lock != nil, current == nil else { return [] }
    if !messages.isEmpty {
      try pour()
      try store.disk.flush(file)
      let next = UInt64.random(in: 1...UInt64.max)
      try journal.announce(length: written, batch: next)
      batch = next
    }
    let done = messages
    forget()
    return done
  }

  func discard() {
    if let file, lock != nil {
      do throws(Fault) {
        // A write that failed may have written some.
        if try file.size() > start { try store.disk.truncate(file, to: start) }
      } catch {
        // The next batch begins with that.
        unfinished = MboxIntent(generation: 0, length: start, batch: batch)
      }
    }
    forget()
  }

  private func forget() {
    buffer.removeAll(keepingCapacity: true)
    messages = []
    current = nil
    number = 0
    written = 0
    start = 0
    lock = nil
  }
}
