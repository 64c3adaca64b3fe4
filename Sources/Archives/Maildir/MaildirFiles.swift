internal import Core
internal import MIME

#if canImport(Glibc)
  import Glibc
#endif

/// Where the files of a Maildir lie: on disk, or packed.
protocol MaildirFiles: Sendable {
  /// Names of folders directly in `folder`; links only where they stay inside the root.
  func folders(in folder: [UInt8]) throws(Fault) -> [[UInt8]]
  /// Adds the names of all files directly in `folder`; none where the folder is not there.
  func list(_ folder: [UInt8], into names: inout MaildirNames, isNew: Bool) throws(Fault)
  /// Nil when nothing is there.
  func facts(_ path: [UInt8]) throws(Fault) -> MaildirFacts?
  /// A message's file. Throws `ITEM-GONE` when it is not there.
  func open(_ path: [UInt8]) throws(Fault) -> any MailboxSource
  /// A small file as a whole; nil when it is not there.
  func text(_ path: [UInt8]) throws(Fault) -> [UInt8]?
  /// False where nothing changes while we look.
  var isLive: Bool { get }
}

struct MaildirFacts: Sendable, Hashable {
  /// A file of its own, no link, pipe or folder.
  var isPlain: Bool
  var size: Int64
  /// Nanoseconds since 1970.
  var written: Int64
  var serial: UInt64
}

/// Names of a folder's messages without an allocation for each.
struct MaildirNames {
  struct Entry {
    var start: UInt32
    var length: UInt16
    var uniqueLength: UInt16
    var isNew: Bool
    /// From the name; 0 where it tells none.
    var seconds: UInt64
    /// Which file it is, whatever its name.
    var serial: UInt64
  }
  private(set) var arena: [UInt8] = []
  private(set) var entries: [Entry] = []

  /// Names beyond what a file system can hold, or beyond four gigabytes of them, are passed over.
  mutating func add(_ name: UnsafeRawBufferPointer, isNew: Bool, serial: UInt64) {
    // A leading dot hides what is no message. Names of the programs' own files begin so.
    guard let first = name.first, first != 0x2E, name.count <= Int(UInt16.max),
      arena.count < Int(UInt32.max) - (1 << 16)
    else { return }
    let unique = MaildirName.parts(name).uniqueEnd
    entries.append(
      Entry(
        start: UInt32(arena.count), length: UInt16(name.count), uniqueLength: UInt16(unique), isNew: isNew,
        seconds: MaildirName.seconds(name) ?? 0, serial: serial))
    arena.append(contentsOf: name)
  }

  /// In order of arrival as the names tell it; files of one unique part stand together.
  mutating func sort() {
    arena.withUnsafeBytes { arena in
      entries.sort { a, b in
        if a.seconds != b.seconds { return a.seconds < b.seconds }
        let (ua, ub) = (Self.unique(a, arena), Self.unique(b, arena))
        let order = Self.compare(ua, ub)
        if order != 0 { return order < 0 }
        return Self.compare(Self.name(a, arena), Self.name(b, arena)) < 0
      }
    }
  }

  private static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    guard let first = a.baseAddress, let second = b.baseAddress else { return a.count - b.count }
    let order = memcmp(first, second, min(a.count, b.count))
    return order != 0 ? Int(order) : a.count - b.count
  }
  private static func unique(_ entry: Entry, _ arena: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: arena[Int(entry.start)..<Int(entry.start) + Int(entry.uniqueLength)])
  }
  private static func name(_ entry: Entry, _ arena: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: arena[Int(entry.start)..<Int(entry.start) + Int(entry.length)])
  }

  func name(_ index: Int) -> [UInt8] {
    let entry = entries[index]
    return Array(arena[Int(entry.start)..<Int(entry.start) + Int(entry.length)])
  }

  func key(_ index: Int, serial: UInt64? = nil) -> MessageKey {
    arena.withUnsafeBytes { arena in
      let unique = Self.unique(entries[index], arena)
      return if let serial { MaildirKey.of(unique, serial: serial) } else { MaildirKey.of(unique) }
    }
  }

  /// Both have the same unique part.
  func isSame(_ a: Int, _ b: Int) -> Bool {
    arena.withUnsafeBytes { arena in
      Self.compare(Self.unique(entries[a], arena), Self.unique(entries[b], arena)) == 0
    }
  }
}
