public import Core
import Glibc
import Synchronization

/// A folder on disk with a file for each message, to write to: `2024-01-31 1426 Subject.eml`, and beside them
/// `postduif.tsv` (``EmlSheet``) with the flags, the exact date and what is to be left as it is.
///
/// A message's bytes become durable under a name that no reader takes for a message; then its line in the side file does;
/// only then it gets its name. So whoever sees a message sees its flags, whatever died in between.
public final class EmlStore: WritableMessageStore {
  public let form = ArchiveForm.eml
  private let reader: EmlReader
  /// As it was given to ``init(_:)``.
  public let root: String
  private let top: OpenFile
  /// What is known of the folder that was written to last; good as long as nothing else wrote to the folder.
  private let kept = Mutex<(place: [UInt8], written: Int64, inventory: EmlInventory)?>(nil)

  /// Makes the folder when it is not there. Throws `FILE-WRITE`, `FILE-READ`.
  public init(_ path: String) throws(Fault) {
    if mkdir(path, 0o755) != 0, errno != EEXIST { throw EmlFault.write("the folder cannot be made", path) }
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TreeFault.system("the folder cannot be opened", path, .stopMailbox) }
    top = OpenFile(descriptor)
    root = path
    reader = EmlReader(FolderTree(top, name: path))
  }

  public func folders() throws(Fault) -> [StoredFolder] { try reader.folders() }
  public func stamp(of folder: StoredFolder) throws(Fault) -> UInt64? { try reader.stamp(of: folder) }
  public func scan(_ folder: StoredFolder, _ each: (ScannedMessage) throws -> Void) throws {
    try reader.scan(folder, each)
  }
  public func open(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> any StoredMessage {
    try reader.open(place, in: folder)
  }

  public func create(_ path: [String]) throws(Fault) -> StoredFolder {
    guard !path.isEmpty, !path.contains("") else {
      throw Fault("FILE-WRITE", "a folder needs a name", place: root, recovery: .skipFolder)
    }
    if path.count == 1, let inbox = try ownInbox(path[0]) { return inbox }
    var place: [UInt8] = []
    for part in path {
      let own = try spelling(part, in: place)
      let inner = EmlReader.path(place, own)
      try make(part, own, inner, in: place)
      place = inner
    }
    return StoredFolder(path: path, place: place)
  }

  /// Messages right under the root are the inbox, where another program put them there.
  private func ownInbox(_ part: String) throws(Fault) -> StoredFolder? {
    guard part == "INBOX" else { return nil }
    return try reader.folders().first { $0.path == ["INBOX"] }
  }

  /// The name on disk of a folder: that of the one there is, else one that differs from its siblings' even without case.
  private func spelling(_ part: String, in place: [UInt8]) throws(Fault) -> [UInt8] {
    let plain = Array(EmlNames.folder(part).utf8)
    let names = try reader.tree.entries(place).filter(\.isFolder).map(\.name)
    // Written by another program, in its own spelling.
    let asIs = Array(part.utf8)
    if names.contains(asIs), EmlKind.boxName(asIs) == nil { return asIs }
    if names.contains(plain) { return plain }
    let folded = String(decoding: plain, as: UTF8.self).lowercased()
    let isTaken = names.contains { String(decoding: $0, as: UTF8.self).lowercased() == folded }
    return isTaken ? Array(EmlNames.otherSpelling(part).utf8) : plain
  }

  private func make(_ part: String, _ own: [UInt8], _ inner: [UInt8], in place: [UInt8]) throws(Fault) {
    let parent = try disk(place)
    try EmlDisk.step(.makeFolder)
    if CName.with(own, { mkdirat(parent.folder.descriptor, $0, 0o755) }) == 0 {
      try parent.syncFolder()
    } else if errno != EEXIST {
      throw EmlFault.write("a folder cannot be made", label(inner))
    }
    let folder = try disk(inner)
    let stored = StoredFolder(path: [part], place: inner)
    // A folder whose maker died before this line, too.
    if try reader.sheet(of: stored)?.folder == nil, own != Array(part.utf8) || folder.names().count <= 2 {
      try folder.add(rows: EmlSheet.line(folder: part))
      try folder.syncFolder()
    }
  }

  public func writer(for folder: StoredFolder) throws(Fault) -> any MessageWriter {
    let disk = try disk(folder.place)
    let known = kept.withLock { kept -> EmlInventory? in
      guard let found = kept, found.place == folder.place, found.written == disk.folder.status?.written else {
        return nil
      }
      return found.inventory
    }
    let inventory: EmlInventory
    if let known {
      inventory = known
    } else {
      try sweep(disk)
      try shorten(folder, disk)
      inventory = EmlInventory(try reader.survey(folder))
    }
    return EmlWriter(disk, inventory) { [self] inventory in
      kept.withLock { $0 = (folder.place, disk.folder.status?.written ?? 0, inventory) }
    }
  }

  public func setFlags(
    _ flags: [String], of place: MessagePlace, in folder: StoredFolder
  ) throws(Fault) -> MessagePlace {
    let disk = try disk(folder.place)
    guard disk.exists(place.name) else { throw TreeFault.missing(label(folder.place), .skipItem) }
    try disk.add(rows: EmlSheet.line(place.name, flags: flags), isDurable: false)
    return place
  }

  public var canRemove: Bool { true }

  public func remove(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) {
    kept.withLock { $0 = nil }
    try disk(folder.place).remove(place.name)
  }

  public func flush(_ folder: StoredFolder) throws(Fault) {
    let disk = try disk(folder.place)
    try disk.syncRows()
    try disk.syncFolder()
  }

  private func label(_ place: [UInt8]) -> String { place.isEmpty ? root : "\(root)/\(TreeFault.text(place))" }

  private func disk(_ place: [UInt8]) throws(Fault) -> EmlDisk {
    var here = top
    for part in CName.parts(of: place) ?? [] {
      let descriptor = CName.with(part) { openat(here.descriptor, $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) }
      guard descriptor >= 0 else { throw TreeFault.system("the folder cannot be opened", label(place), .skipFolder) }
      here = OpenFile(descriptor)
    }
    return EmlDisk(folder: here, place: label(place))
  }

  /// Takes away what a writer that died left over. There is one writer for a folder at a time.
  private func sweep(_ disk: EmlDisk) throws(Fault) {
    for name in disk.names() where EmlWriter.isTemporary(name) { try disk.remove(name) }
  }

  /// Writes the side file anew when most of its lines do not count any more.
  private func shorten(_ folder: StoredFolder, _ disk: EmlDisk) throws(Fault) {
    guard let sheet = try reader.sheet(of: folder), sheet.lines > 1_000, sheet.lines > 3 * sheet.rows.count else {
      return
    }
    var bytes = Array(EmlSheet.title.utf8)
    if let own = sheet.folder { bytes += EmlSheet.line(folder: own) }
    for (name, row) in sheet.rows.sorted(by: { $0.value.order < $1.value.order }) {
      bytes += row.digest == nil ? EmlSheet.line(name, flags: row.flags) : EmlSheet.line(name, row)
    }
    let temporary = EmlWriter.temporaryName()
    let file = try disk.create(temporary)
    try disk.write(bytes, to: file)
    try disk.seal(file, date: nil)
    try EmlDisk.step(.rewrite)
    let renamed = CName.with(temporary) { from in
      CName.with(EmlSheet.fileName) { renameat(disk.folder.descriptor, from, disk.folder.descriptor, $0) }
    }
    guard renamed == 0 else { throw EmlFault.write("the side file cannot be replaced", disk.place) }
    try disk.syncFolder()
    reader.forgetSheets()
  }
}
