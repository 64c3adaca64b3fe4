internal import Core
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Adds messages to one folder: each is written whole into `tmp`; ``commit()`` has them flushed together, then puts one
/// after the other where programs look. A message of CRLF lines lies there with LF, as servers keep it; one in which a CR
/// or LF stands alone lies there as it is, and its name says so.
final class MaildirWriter: MessageWriter {
  private let store: MaildirStore
  private let folder: StoredFolder
  private let tmp: OpenFile
  private let cur: OpenFile
  private let new: OpenFile
  private var flags: MaildirFlags
  private var savedFlags: MaildirFlags
  private var current: MaildirFile?
  /// Written and not yet visible.
  private var waiting: [MaildirFile] = []
  /// Files held open until the flush; beyond these some are flushed at once.
  private static let mostOpen = 64

  init(_ store: MaildirStore, _ folder: StoredFolder) throws(Fault) {
    self.store = store
    self.folder = folder
    func part(_ name: [UInt8]) throws(Fault) -> OpenFile {
      let path = MaildirReader.join(folder.place, name)
      guard let part = try store.disk.directory(path) else {
        throw Fault(
          "FOLDER-GONE", "the folder is no longer there", place: folder.path.joined(separator: "/"),
          recovery: .skipFolder)
      }
      return part
    }
    (tmp, cur, new) = (try part(MaildirReader.tmp), try part(MaildirReader.cur), try part(MaildirReader.new))
    flags = try store.reader.flags(of: folder)
    savedFlags = flags
  }

  deinit { discard() }

  private var place: String { folder.path.joined(separator: "/") }

  func begin(_ message: NewMessage) throws(Fault) {
    current?.remove()
    current = try MaildirFile(MaildirUnique.next(), message, in: tmp, store.owner, store.steps, place)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) { try current?.write(bytes) }

  func end() throws(Fault) {
    guard let file = current else { return }
    try file.finish()
    current = nil
    waiting.append(file)
    let open = waiting.suffix(Self.mostOpen)
    if waiting.count % Self.mostOpen == 0 { for file in open { try file.sync() } }
  }

  func commit() throws(Fault) -> [ScannedMessage] {
    current?.remove()
    current = nil
    guard !waiting.isEmpty else { return [] }
    for file in waiting { try file.sync() }
    // What letters mean stands on disk before a name uses them.
    var letters: [[UInt8]] = []
    for file in waiting { letters.append(flags.letters(for: file.message.flags)) }
    if flags != savedFlags {
      flags = try store.saveFlags(in: folder) { saved in
        letters = waiting.map { saved.letters(for: $0.message.flags) }
      }
      savedFlags = flags
    }
    var out: [ScannedMessage] = []
    var isNewTouched = false
    for (file, letters) in zip(waiting, letters) {
      // Without flags it is for `new`: there programs look for mail that nobody saw.
      let isNew = letters.isEmpty
      isNewTouched = isNewTouched || isNew
      let name = isNew ? file.base : file.base + [store.infoSign, 0x32, 0x2C] + letters
      try file.move(to: isNew ? new : cur, name)
      out.append(
        ScannedMessage(
          key: name.withUnsafeBytes {
            MaildirKey.of(UnsafeRawBufferPointer(rebasing: $0[..<MaildirName.parts($0).uniqueEnd]))
          },
          place: MessagePlace(name: (isNew ? MaildirReader.new : MaildirReader.cur) + [0x2F] + name),
          size: Int64(file.wireSize), date: ZonedTime(seconds: file.seconds), flags: flags.flags(of: letters)))
    }
    waiting = []
    try Self.flush(cur, place)
    if isNewTouched { try Self.flush(new, place) }
    return out
  }

  func discard() {
    current?.remove()
    current = nil
    for file in waiting { file.remove() }
    waiting = []
  }

  static func flush(_ folder: OpenFile, _ place: String) throws(Fault) {
    guard fsync(folder.descriptor) == 0 else { throw MaildirFault.write("the folder cannot be written", place) }
  }
}

/// Names no other file ever had: time, process, a counter, and this machine's name.
enum MaildirUnique {
  private static let counter = Counter()

  static func next() -> [UInt8] {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let name =
      "\(time.tv_sec).M\(pad(Int(time.tv_nsec / 1_000), 6))P\(getpid())Q\(pad(counter.next(), 6))R\(counter.salt).\(host)"
    return Array(name.utf8)
  }

  /// `/` and `:` would mean something else in a file name, and a comma ends the unique part.
  private static let host: String = {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let name = buffer.prefix { $0 != 0 }.prefix(64).map { UInt8(bitPattern: $0) }
    return String(
      decoding: name.map { byte in
        byte > 0x20 && byte < 0x7F && byte != 0x2F && byte != 0x3A && byte != 0x2C && byte != 0x3B ? byte : 0x5F
      }, as: UTF8.self)
  }()
}

private final class Counter: Sendable {
  private let value = Mutex(0)
  /// Process numbers come round, in containers at once.
  let salt = String(UInt32.random(in: 0...UInt32.max), radix: 16)
  func next() -> Int {
    value.withLock {
      $0 += 1
      return $0
    }
  }
}
