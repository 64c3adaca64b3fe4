public import Core

/// How messages lie in files.
public enum ArchiveForm: String, Sendable, Hashable, CaseIterable {
  /// A file for each message, flags in its name; Maildir++ for folders.
  case maildir
  /// A file for each folder.
  case mbox
  /// A file for each message with a name for people; Apple Mail's `.emlx` as well.
  case eml
  /// Outlook's data file, PST or OST; read, never written. What reads it lies above this module.
  case pst

  /// Mail can be written so.
  public var isWritable: Bool { self != .pst }
}

/// One mailbox in files, to read from. Nothing it does changes a file. Safe for use by several tasks at a time.
public protocol MessageStore: Sendable {
  var form: ArchiveForm { get }
  /// All folders, parents before children.
  func folders() throws(Fault) -> [StoredFolder]
  /// Something that changes when anything in the folder may have changed (names, sizes, times of files), got without
  /// reading messages; nil where there is no such thing, and while a file or folder was written so short a time ago
  /// (``StampRule/settling``) that a further change could leave its time as it is.
  func stamp(of folder: StoredFolder) throws(Fault) -> UInt64?
  /// Tells every message of the folder, in the order of arrival as far as the form knows one. A message that cannot be
  /// read is told too, with its fault. Stops with what `each` throws.
  func scan(_ folder: StoredFolder, _ each: (ScannedMessage) throws -> Void) throws
  /// A message to read, or a fault of class `skipItem` when it is gone. `place` may be out of date (a flag changed the
  /// file's name): the store looks for it again by what does not change.
  func open(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> any StoredMessage
}

/// When the time of a file tells that it was not written since.
public enum StampRule {
  /// File systems count time in steps: a few milliseconds on ext4, two seconds on FAT. Nanoseconds.
  public static let settling: Int64 = 2_100_000_000
}

/// One mailbox in files, to write to. What is there already is never overwritten.
public protocol WritableMessageStore: MessageStore {
  /// The folder on disk that holds it all, for telling how much room there is.
  var root: String { get }
  /// Stands between the levels of a folder's path where no folder's own name can hold it.
  var separator: Character? { get }
  /// Names that differ only in case are one folder.
  var foldsCase: Bool { get }
  /// What of flags and keywords can be kept in the folder; nil for any.
  func keptFlags(in folder: StoredFolder) throws(Fault) -> [String]?
  /// Notes that the user wants to see the folder.
  func subscribe(_ folder: StoredFolder) throws(Fault)
  /// Makes a folder, with those above it; one that exists is no fault.
  func create(_ path: [String]) throws(Fault) -> StoredFolder
  /// Begins to add messages. One writer for a folder at a time.
  func writer(for folder: StoredFolder) throws(Fault) -> any MessageWriter
  /// Gives a message other flags. Tells where it stands now.
  func setFlags(_ flags: [String], of place: MessagePlace, in folder: StoredFolder) throws(Fault) -> MessagePlace
  /// False where a single message cannot be taken out.
  var canRemove: Bool { get }
  func remove(_ place: MessagePlace, in folder: StoredFolder) throws(Fault)
  /// Makes changes of flags and removals durable.
  func flush(_ folder: StoredFolder) throws(Fault)
}

extension WritableMessageStore {
  public var separator: Character? { nil }
  public var foldsCase: Bool { false }
  public func keptFlags(in folder: StoredFolder) throws(Fault) -> [String]? { nil }
  public func subscribe(_ folder: StoredFolder) throws(Fault) {}
  public func flush(_ folder: StoredFolder) throws(Fault) {}
}

public struct StoredFolder: Sendable {
  /// `["Klanten", "Bäckerei Müller"]`; the inbox is `["INBOX"]`.
  public var path: [String]
  /// Where it lies under the root, as the file system spells it.
  public var place: [UInt8]
  /// False for one that only holds other folders.
  public var holdsMessages = true
  /// The user wants to see it; so it is where the form does not say.
  public var isSubscribed = true
  /// Why it cannot be read.
  public var fault: Fault?
  public init(path: [String], place: [UInt8]) {
    self.path = path
    self.place = place
  }
}

/// Where a message stands in its folder: a file and a stretch of it.
public struct MessagePlace: Sendable, Hashable {
  /// Name under the folder. Where the folder is one file: by what the store sees that the message is still there.
  public var name: [UInt8]
  public var offset: Int64
  /// Bytes in the file, with what the form puts around a message; -1 for the whole file.
  public var length: Int64
  public init(name: [UInt8] = [], offset: Int64 = 0, length: Int64 = -1) {
    self.name = name
    self.offset = offset
    self.length = length
  }
}

/// By what a message is known again in its folder, whatever happens to its neighbours, its flags and its offset.
/// Never equal for two messages that stand in one folder at one time.
public struct MessageKey: Sendable, Hashable {
  public var high: UInt64
  public var low: UInt64
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

public struct ScannedMessage: Sendable {
  public var key: MessageKey
  public var place: MessagePlace
  /// Bytes as handed out, lines ended by CRLF; nearly so where telling exactly would need reading it.
  public var size: Int64
  public var date: ZonedTime
  /// Spelled as IMAP has them (`\Seen`, `$Forwarded`, keywords).
  public var flags: [String]
  public var fault: Fault?
  public init(key: MessageKey, place: MessagePlace, size: Int64, date: ZonedTime, flags: [String]) {
    self.key = key
    self.place = place
    self.size = size
    self.date = date
    self.flags = flags
  }
}

/// A message's bytes as they go over the wire: lines end with CRLF, and what the form added (quoting, a first line,
/// fields for flags) is gone. Used by one task at a time.
public protocol StoredMessage: AnyObject {
  /// Exactly how many bytes ``read(into:)`` hands out in all.
  var size: Int { get }
  /// Fills the beginning of `buffer`; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int
}

/// What goes with a message that is written.
public struct NewMessage: Sendable, Hashable {
  public var flags: [String]
  /// When it arrived; nil for now.
  public var date: ZonedTime?
  public init(flags: [String], date: ZonedTime?) {
    self.flags = flags
    self.date = date
  }
}

/// Adds messages to one folder in batches: `begin`, `write`…, `end` for each message, then ``commit()``.
///
/// A message comes back from the store byte for byte as it was written, bare CR and LF, NUL and `From ` lines included.
/// Whatever dies before ``commit()`` returns: a later store shows each message of the batch whole or not at all.
public protocol MessageWriter: AnyObject {
  func begin(_ message: NewMessage) throws(Fault)
  func write(_ bytes: UnsafeRawBufferPointer) throws(Fault)
  func end() throws(Fault)
  /// Makes the batch durable (one flush for all of it) and visible. In order of writing.
  func commit() throws(Fault) -> [ScannedMessage]
  /// Takes back what was written since the last ``commit()``, a message in the middle included.
  func discard()
}
