public import Core
import Crypto
import Glibc
import MIME
import Synchronization

/// Folders in which each message is a file: `.eml` of any program, Apple Mail's `.emlx`, Windows Live Mail's folders.
///
/// A message is known again by its bytes, not by its file: renaming or touching a file changes nothing, and of two files
/// with the same bytes both count. Folders written here (``EmlStore``) have these digests in their side file; of others
/// each file is read when a folder is listed that changed.
public final class EmlReader: MessageStore {
  public let form = ArchiveForm.eml
  let tree: any FileTree
  /// The side file that was read last, told by its place and its size: only lines are added to it.
  private let sheets = Mutex<(place: [UInt8], size: Int, sheet: EmlSheet)?>(nil)

  public init(_ tree: any FileTree) { self.tree = tree }

  public func folders() throws(Fault) -> [StoredFolder] {
    var folders = EmlFolders(tree)
    return try folders.run()
  }

  public func stamp(of folder: StoredFolder) throws(Fault) -> UInt64? {
    var hash = SHA256()
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let clock = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    // A time far ahead is a message's own date, or a clock that was wrong.
    let unsettled = (clock - StampRule.settling)...(clock + 86_400_000_000_000)
    for file in try files(of: folder, withSheet: true) {
      guard !unsettled.contains(file.written) else { return nil }
      hash.update(data: file.name)
      let numbers = [
        UInt64(file.name.count), UInt64(bitPattern: file.size), UInt64(bitPattern: file.written), file.serial,
      ]
      numbers.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return EmlDigest(hash.finalize()).high
  }

  public func scan(_ folder: StoredFolder, _ each: (ScannedMessage) throws -> Void) throws {
    for message in try survey(folder).messages { try each(message) }
  }

  public func open(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> any StoredMessage {
    let path = Self.path(folder.place, place.name)
    let label = TreeFault.text(path)
    guard let kind = EmlKind(place.name) else { throw TreeFault.missing(label, .skipItem) }
    let sheet = try sheet(of: folder)
    let file = try EmlFile(try tree.open(path), kind, place: label)
    let row = sheet?.rows[place.name]
    let isKnown = row?.digest != nil || sheet == nil
    return try EmlMessage(file, isAsIs: isKnown ? row?.isAsIs ?? false : nil) { digest in
      sheet?.rows.values.contains { $0.isAsIs && $0.digest == digest } ?? false
    }
  }

  static func path(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
    folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name
  }

  /// Nil for a folder without one.
  func sheet(of folder: StoredFolder) throws(Fault) -> EmlSheet? {
    let path = Self.path(folder.place, EmlSheet.fileName)
    guard let source = try? tree.open(path), source.count <= EmlSheet.mostBytes else { return nil }
    let known = sheets.withLock { $0.flatMap { $0.place == path && $0.size == source.count ? $0.sheet : nil } }
    if let known { return known }
    let bytes: [UInt8]
    do { bytes = try source.bytes(at: 0, source.count) } catch {
      throw TreeFault.of(error, TreeFault.text(path), .skipFolder)
    }
    let sheet = EmlSheet(bytes)
    sheets.withLock { $0 = (path, source.count, sheet) }
    return sheet
  }

  /// The side file was written anew: its size tells no longer whether it changed.
  func forgetSheets() { sheets.withLock { $0 = nil } }
}

extension EmlReader {
  /// All files of a folder that may be messages, names relative to it.
  func files(of folder: StoredFolder, withSheet: Bool = false) throws(Fault) -> [FileEntry] {
    let entries = try tree.entries(folder.place)
    let name = folder.place.split(separator: UInt8(ascii: "/")).last
    let isBox = name.map { EmlKind.boxName($0) != nil } ?? EmlFolders.isBox(entries, [], tree)
    var files: [FileEntry] = []
    try collect(entries, folder.place, [], isBox ? EmlFolders.mostInnerFolders : 0, withSheet, into: &files)
    return files
  }

  private func collect(
    _ entries: [FileEntry], _ place: [UInt8], _ name: [UInt8], _ depth: Int, _ withSheet: Bool,
    into files: inout [FileEntry]
  ) throws(Fault) {
    for var entry in entries {
      let own = entry.name
      entry.name = Self.path(name, own)
      if entry.isFolder {
        guard depth > 0, EmlKind.boxName(own) == nil, !EmlKind.isPassedOver(own),
          !own.elementsEqual("Attachments".utf8)
        else { continue }
        let below = try tree.entries(Self.path(place, own))
        try collect(below, Self.path(place, own), entry.name, depth - 1, withSheet, into: &files)
      } else if EmlKind(own) != nil || withSheet && own == EmlSheet.fileName {
        files.append(entry)
      }
    }
  }
}
