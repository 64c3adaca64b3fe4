internal import Core
internal import IMAP

/// Messages on their way into one folder: bodies go to disk as they come, a commit makes all of them appear at once.
/// RFC 3502 §6 wants all or nothing.
struct AppendBatch {
  private static let bufferSize = 1 << 18
  static let mostMessages = 100_000

  let folder: Folder
  private(set) var messages: [PendingMessage] = []
  /// Length of everything taken so far.
  private(set) var bytes: UInt64 = 0
  private var buffer: [UInt8] = []
  /// Where the buffer's first byte belongs.
  private var bufferStart: UInt64 = 0
  private var open: PendingMessage?
  private var written: UInt64 = 0

  init(to folder: Folder) { self.folder = folder }

  mutating func begin(size: UInt64, flags: [Flag], date: InternalDate, emailID: UInt64? = nil) throws(Fault) {
    guard messages.count < Self.mostMessages else {
      throw Fault(.storeLimit, "The command holds too many messages.", recovery: .skipItem)
    }
    let offset = try folder.reserve(size)
    if bufferStart + UInt64(buffer.count) != offset {
      try flush()
      bufferStart = offset
    }
    open = PendingMessage(offset: offset, size: size, checksum: 0, flags: flags, date: date, emailID: emailID)
    written = 0
    bytes += size
  }

  /// The next bytes of the message begun; all of them together must be as many as announced.
  mutating func write(_ chunk: Span<UInt8>) throws(Fault) {
    guard var message = open else { return }
    written += UInt64(chunk.count)
    chunk.withUnsafeBufferPointer {
      message.checksum = Checksum.crc32($0, from: message.checksum)
      buffer.append(contentsOf: $0)
    }
    open = message
    if buffer.count >= Self.bufferSize { try flush() }
  }

  mutating func end() {
    guard let message = open, written == message.size else { return }
    messages.append(message)
    open = nil
  }

  private mutating func flush() throws(Fault) {
    guard !buffer.isEmpty else { return }
    try folder.data.write(buffer, at: bufferStart)
    bufferStart += UInt64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Makes the messages part of the folder and returns their UIDs, which follow one another.
  mutating func commit() throws(Fault) -> ClosedRange<UInt32>? {
    try flush()
    return try folder.commit(messages)
  }

  /// Gives back what room can be given back. Nothing of the batch will ever be seen.
  mutating func abandon() {
    buffer = []
    if let open { folder.release(open.offset..<open.offset + open.size) }
    for message in messages.reversed() { folder.release(message.offset..<message.offset + message.size) }
    messages = []
    open = nil
  }
}
