public import Core
internal import MIME
internal import Synchronization

/// A Maildir in a tree of files, a packed one for example. Read only.
public struct MaildirTreeStore: MessageStore {
  private let reader: MaildirReader
  public let form = ArchiveForm.maildir

  public init(_ tree: any FileTree) { reader = MaildirReader(files: MaildirTree(tree)) }

  public func folders() throws(Fault) -> [StoredFolder] { try reader.folders() }
  public func stamp(of folder: StoredFolder) throws(Fault) -> UInt64? { try reader.stamp(of: folder) }
  public func scan(_ folder: StoredFolder, _ each: (ScannedMessage) throws -> Void) throws {
    try reader.scan(folder, each)
  }
  public func open(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> any StoredMessage {
    try reader.open(place, in: folder)
  }
}

/// A tree that does not change while we look, asked for one folder at a time.
final class MaildirTree: MaildirFiles {
  private let tree: any FileTree
  let isLive = false
  /// The folder that was asked for last: its entries are needed one by one.
  private let last = Mutex<(folder: [UInt8], entries: [FileEntry])?>(nil)

  init(_ tree: any FileTree) { self.tree = tree }

  private func entries(_ folder: [UInt8]) throws(Fault) -> [FileEntry] {
    if let known = last.withLock({ $0?.folder == folder ? $0?.entries : nil }) { return known }
    let entries = try tree.entries(folder)
    last.withLock { $0 = (folder, entries) }
    return entries
  }

  private func entry(_ path: [UInt8]) throws(Fault) -> FileEntry? {
    let (folder, name) = MaildirDisk.split(path)
    let entries: [FileEntry]
    do throws(Fault) { entries = try self.entries(folder) } catch {
      guard error.recovery == .skipFolder || error.recovery == .skipItem else { throw error }
      return nil
    }
    // Sorted by the bytes of the name.
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].name.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].name == name ? entries[low] : nil
  }

  func folders(in folder: [UInt8]) throws(Fault) -> [[UInt8]] { try entries(folder).filter(\.isFolder).map(\.name) }

  func list(_ folder: [UInt8], into names: inout MaildirNames, isNew: Bool) throws(Fault) {
    guard try entry(folder)?.isFolder == true else { return }
    // A packed file may hold several of one name; each has its own number, by its place here.
    for (index, entry) in try entries(folder).enumerated() where !entry.isFolder {
      entry.name.withUnsafeBytes { names.add($0, isNew: isNew, serial: UInt64(index)) }
    }
  }

  func facts(_ path: [UInt8]) throws(Fault) -> MaildirFacts? {
    guard let entry = try entry(path) else { return nil }
    return MaildirFacts(isPlain: !entry.isFolder, size: entry.size, written: entry.written, serial: entry.serial)
  }

  func open(_ path: [UInt8]) throws(Fault) -> any MailboxSource { try tree.open(path) }

  func text(_ path: [UInt8]) throws(Fault) -> [UInt8]? {
    guard let entry = try entry(path), !entry.isFolder else { return nil }
    return try MaildirText.read(try tree.open(path), TreeFault.text(path))
  }
}
