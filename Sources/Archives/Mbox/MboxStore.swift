public import Core
import MIME
import Synchronization

/// A mailbox in mbox files: one file, or a tree of them as Thunderbird, Apple Mail, mutt, Pine or Dovecot keeps them, or
/// Google's export.
///
/// Each message is handed out once. Google's labels become flags; they make no folders.
public final class MboxStore: MessageStore {
  public var form: ArchiveForm { .mbox }
  let tree: any FileTree
  /// The tree's folder on disk; nil for one that is only read.
  let writableRoot: String?
  let disk: any MboxDisk
  /// How long to wait for another program's lock.
  let patience: Duration
  let pool = SourcePool()
  let locks = MboxLocks()

  private struct State {
    /// What the last scans found, by the folder's place.
    var seen: [[UInt8]: MboxSeen] = [:]
    /// The dialect with the stamp of the file for which it was found.
    var dialects: [[UInt8]: (stamp: UInt64, dialect: MailboxDialect)] = [:]
  }
  private let state = Mutex(State())

  /// - Parameters:
  ///   - tree: What to read.
  ///   - root: The folder on disk that `tree` shows, to write to; nil for reading only. It must exist.
  public convenience init(tree: any FileTree, writingTo root: String? = nil) {
    self.init(tree: tree, writingTo: root, disk: SystemDisk())
  }

  package init(
    tree: any FileTree, writingTo root: String?, disk: any MboxDisk, patience: Duration = .seconds(30)
  ) {
    (self.tree, writableRoot, self.disk, self.patience) = (tree, root, disk, patience)
  }

  public func folders() throws(Fault) -> [StoredFolder] { try MboxLayout.folders(of: tree, looksInside: true) }

  /// Size, time and number of the file, and of the one that tells of a batch on its way.
  public func stamp(of folder: StoredFolder) throws(Fault) -> UInt64? {
    let entries = try files(of: folder)
    let settled = (Self.now() - 1) * 1_000_000_000 - StampRule.settling
    return entries.contains { $0.written > settled } ? nil : Self.stamp(entries)
  }

  /// A folder's file and what stands beside it; none when it is gone.
  private func files(of folder: StoredFolder) throws(Fault) -> [FileEntry] {
    guard folder.holdsMessages else { return [] }
    let (parent, name) = Self.split(folder.place)
    let names = [name, MboxIntent.fileName(for: name)]
    let entries = try tree.entries(parent).filter { names.contains($0.name) }
    return entries.contains { $0.name == name } ? entries : []
  }

  private static func stamp(_ entries: [FileEntry]) -> UInt64? {
    guard !entries.isEmpty else { return nil }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for entry in entries {
      for value in [UInt64(bitPattern: entry.size), UInt64(bitPattern: entry.written), entry.serial] {
        hash = (hash ^ value) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
      }
    }
    return hash
  }

  /// What stands out in the folders as the last scan of each found them, for a report.
  public var findings: [Finding] {
    state.withLock { $0.seen }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .flatMap { $0.value.findings(MboxFault.place($0.key)) }
  }

  func note(_ seen: MboxSeen, _ place: [UInt8]) { state.withLock { $0.seen[place] = seen } }

  static func split(_ place: [UInt8]) -> (parent: [UInt8], name: [UInt8]) {
    guard let slash = place.lastIndex(of: UInt8(ascii: "/")) else { return ([], place) }
    return (Array(place[..<slash]), Array(place[(slash + 1)...]))
  }

  /// The dialect of a folder's file, found from its first messages and remembered as long as the file stays as it is.
  func dialect(_ folder: StoredFolder, _ source: any MailboxSource) throws -> MailboxDialect {
    let stamp = Self.stamp(try files(of: folder)) ?? 0
    if let known = state.withLock({ $0.dialects[folder.place] }), known.stamp == stamp { return known.dialect }
    let dialect = try MailboxDialect.detected(in: source, ownField: MboxBlock.field)
    state.withLock { $0.dialects[folder.place] = (stamp, dialect) }
    return dialect
  }

  /// The intent that stands beside a file; nil where none does.
  func intent(beside place: [UInt8]) throws -> MboxIntent? {
    let (parent, name) = Self.split(place)
    let side = MboxIntent.fileName(for: name)
    guard try tree.entries(parent).contains(where: { $0.name == side && !$0.isFolder && $0.size > 0 }) else {
      return nil
    }
    let file = try tree.open(MboxLayout.join(parent, side))
    return MboxIntent(try file.bytes(at: 0, min(file.count, 2 * MboxIntent.slotSize)))
  }
}

/// What a scan came across beside the messages it told.
struct MboxSeen: Sendable {
  var messages = 0
  /// Bytes before the first message.
  var junk = 0
  var expunged = 0
  var folderData = 0
  var unfinished = 0
  /// Messages with Google's labels.
  var labelled = 0
  /// Lines whose quoting cannot be undone.
  var quoted = 0

  func findings(_ place: String) -> [Finding] {
    var findings: [Finding] = []
    func add(_ count: Int, _ level: Finding.Level, _ code: Fault.Code, _ message: String) {
      if count > 0 { findings.append(Finding(level, code, place: place, message)) }
    }
    add(junk, .warning, "MBOX-JUNK", "\(ByteCount.text(Int64(junk))) before the first message are passed over")
    add(expunged, .note, "MBOX-EXPUNGED", "\(expunged) messages that their user deleted are left out")
    add(folderData, .note, "MBOX-INTERNAL", "a mail program's own entry is left out")
    add(unfinished, .note, "MBOX-UNFINISHED", "\(unfinished) unfinished messages of an interrupted run are left out")
    add(labelled, .note, "MBOX-LABELS", "\(labelled) messages have Google's labels, which make no folders here")
    add(quoted, .note, "MBOX-QUOTED", "\(quoted) lines begin with >From, which may have been From")
    return findings
  }
}
