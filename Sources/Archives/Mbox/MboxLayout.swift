import Core
import MIME

/// Finds the mbox files of a tree: one file; Thunderbird's `Inbox` and `Inbox.sbd/Sub`; Apple Mail's `Inbox.mbox/mbox`;
/// folders of files as mutt, Pine and Dovecot have them.
struct MboxLayout {
  private let tree: any FileTree
  private let looksInside: Bool
  private var folders: [StoredFolder] = []
  /// Where each path stands in ``folders``.
  private var places: [[String]: Int] = [:]

  /// Folders in folders; a tree that goes deeper is taken for a loop.
  private static let deepest = 64
  /// Bytes from the beginning of a file in which its first message must start.
  static let sniffed = 64 << 10

  /// All folders of the tree, parents before children.
  ///
  /// - Parameter looksInside: Whether each file's beginning is read to see that it is an mbox file.
  static func folders(of tree: any FileTree, looksInside: Bool) throws(Fault) -> [StoredFolder] {
    var layout = MboxLayout(tree, looksInside: looksInside)
    if tree is SingleFileTree {
      for entry in try tree.entries([]) {
        let stem = MboxName.text(entry.name)
        let path = ["mbox", "inbox", "mail"].contains(stem.lowercased()) ? "INBOX" : stem
        layout.add([path], file: entry, place: entry.name)
      }
    } else {
      try layout.walk([], path: [], depth: 0)
    }
    return layout.folders
  }

  private init(_ tree: any FileTree, looksInside: Bool) { (self.tree, self.looksInside) = (tree, looksInside) }

  private mutating func walk(_ place: [UInt8], path: [String], depth: Int) throws(Fault) {
    guard depth < Self.deepest else { return }
    let entries = try tree.entries(place)
    for entry in entries where !entry.isFolder && !MboxName.isIgnored(entry.name) {
      add(path + [name(MboxName.text(entry.name), in: path)], file: entry, place: Self.join(place, entry.name))
    }
    for entry in entries where entry.isFolder && entry.name.first != UInt8(ascii: ".") {
      try enter(entry, Self.join(place, entry.name), path: path, depth: depth)
    }
  }

  private mutating func enter(
    _ entry: FileEntry, _ place: [UInt8], path: [String], depth: Int
  ) throws(Fault) {
    if let bare = MboxName.without(".mbox", entry.name) {
      let path = path + [name(MboxName.decoded(bare), in: path)]
      let file = try tree.entries(place).first { !$0.isFolder && $0.name == Array("mbox".utf8) }
      if let file { return add(path, file: file, place: Self.join(place, file.name)) }
      return try descend(place, path: path, depth: depth)
    }
    let bare = MboxName.without(".sbd", entry.name) ?? entry.name
    try descend(place, path: path + [name(MboxName.decoded(bare), in: path)], depth: depth)
  }

  /// Goes through a folder that holds others. One that holds none is left out.
  private mutating func descend(_ place: [UInt8], path: [String], depth: Int) throws(Fault) {
    let isNew = places[path] == nil
    if isNew {
      var folder = StoredFolder(path: path, place: place)
      folder.holdsMessages = false
      append(folder)
    }
    let before = folders.count
    do {
      try walk(place, path: path, depth: depth + 1)
    } catch {
      // One folder that cannot be listed does not hide the others.
      if let index = places[path], !folders[index].holdsMessages { folders[index].fault = error }
      return
    }
    if isNew, folders.count == before, let index = places[path], !folders[index].holdsMessages {
      folders.removeLast()
      places[path] = nil
    }
  }

  private mutating func append(_ folder: StoredFolder) {
    places[folder.path] = folders.count
    folders.append(folder)
  }

  private mutating func add(_ path: [String], file: FileEntry, place: [UInt8]) {
    var folder = StoredFolder(path: path, place: place)
    if looksInside { folder.fault = fault(of: file, place) }
    guard let index = places[path] else { return append(folder) }
    if !folders[index].holdsMessages {
      folders[index] = folder
      return
    }
    // Shown under the file's own name, so that its mail is missed by nobody.
    folder.path[path.count - 1] = String(decoding: file.name, as: UTF8.self)
    if places[folder.path] != nil { folder.path[path.count - 1] += " (\(folders.count))" }
    folder.fault = MboxFault.twins(place, path)
    append(folder)
  }

  /// `INBOX` is the one folder whose name has no case (RFC 3501 §5.1).
  private func name(_ text: String, in path: [String]) -> String {
    path.isEmpty && text.lowercased() == "inbox" ? "INBOX" : text
  }

  static func join(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
    folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name
  }

  /// Why a file cannot be read as mbox; nil when it can, or holds nothing yet.
  private func fault(of file: FileEntry, _ place: [UInt8]) -> Fault? {
    do {
      return try Self.begins(tree.open(place)) ? nil : MboxFault.format(place)
    } catch {
      var fault = MboxFault.unread(place, error)
      fault.recovery = .skipFolder
      return fault
    }
  }

  /// Whether a message starts near the beginning of a file, or nothing but empty lines stands there.
  static func begins(_ source: any MailboxSource) throws -> Bool {
    let start = try source.bytes(at: 0, min(source.count, sniffed))
    return begins(start.span)
  }

  private static func begins(_ bytes: Span<UInt8>) -> Bool {
    var at = bytes.has([0xEF, 0xBB, 0xBF], at: 0) ? 3 : 0
    var isEmpty = true
    while at < bytes.count {
      if FromLine.stands(at: at, in: bytes) { return true }
      let end = bytes.position(of: Byte.lineFeed, from: at, to: bytes.count) ?? bytes.count
      for index in at..<end where bytes[index] > 32 { isEmpty = false }
      at = end + 1
    }
    return isEmpty
  }
}
