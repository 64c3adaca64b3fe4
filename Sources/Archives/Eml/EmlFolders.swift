import Core
import MIME

/// Finds the folders of a tree that holds a file for each message.
///
/// Each folder on disk is a folder of mail; messages right under the root are the inbox's. Apple Mail's `X.mbox` and
/// `Y.imapmbox` are folders `X` and `Y`, and what lies between them and their messages (`Messages`, `Data/3/1`, the
/// identifier of an account) is not shown.
struct EmlFolders {
  /// Folders of Apple Mail's between one with a name and its messages.
  static let mostInnerFolders = 12

  private let tree: any FileTree
  private var found: [StoredFolder] = []

  init(_ tree: any FileTree) { self.tree = tree }

  /// All folders, parents before children.
  mutating func run() throws(Fault) -> [StoredFolder] {
    let entries = try tree.entries([])
    let isBox = Self.isBox(entries, [], tree)
    if isBox || entries.contains(where: { !$0.isFolder && EmlKind($0.name) != nil }) {
      found.append(StoredFolder(path: ["INBOX"], place: []))
    }
    visit(entries, [], path: [], isInBox: isBox, depth: 0)
    return unique()
  }

  /// Whether a root is itself one of Apple Mail's folders: its `.emlx` files lie below `Messages`, `Data`, folders of
  /// digits and of an identifier. Without such files these are names like any others.
  static func isBox(_ entries: [FileEntry], _ place: [UInt8], _ tree: any FileTree, depth: Int = 0) -> Bool {
    entries.contains { entry in
      guard entry.isFolder, isInner(entry.name), depth < mostInnerFolders else { return false }
      let inner = EmlReader.path(place, entry.name)
      guard let below = try? tree.entries(inner) else { return false }
      return below.contains { !$0.isFolder && [.emlx, .partial].contains(EmlKind($0.name)) }
        || isBox(below, inner, tree, depth: depth + 1)
    }
  }

  private static func isInner(_ name: [UInt8]) -> Bool {
    let text = String(decoding: name, as: UTF8.self)
    return text == "Messages" || text == "Data" || text.allSatisfy { ("0"..."9").contains($0) }
      || text.utf8.count == 36 && text.allSatisfy { $0.isHexDigit || $0 == "-" }
  }

  private mutating func visit(_ entries: [FileEntry], _ place: [UInt8], path: [String], isInBox: Bool, depth: Int) {
    for entry in entries where entry.isFolder && !EmlKind.isPassedOver(entry.name) {
      let inner = place.isEmpty ? entry.name : place + [UInt8(ascii: "/")] + entry.name
      let box = EmlKind.boxName(entry.name)
      guard !isInBox || box != nil else {
        // Between a folder of Apple Mail's and its messages; another folder may lie here, too.
        if depth < Self.mostInnerFolders, !entry.name.elementsEqual("Attachments".utf8),
          let below = try? tree.entries(inner)
        {
          visit(below, inner, path: path, isInBox: true, depth: depth + 1)
        }
        continue
      }
      add(box ?? entry.name, inner, path: path, isBox: box != nil)
    }
  }

  private mutating func add(_ name: [UInt8], _ place: [UInt8], path: [String], isBox: Bool) {
    var folder = StoredFolder(path: path + [String(decoding: name, as: UTF8.self)], place: place)
    let entries: [FileEntry]
    do throws(Fault) {
      entries = try tree.entries(place)
    } catch {
      folder.fault = error
      found.append(folder)
      return
    }
    if !isBox, let own = title(place, entries) { folder.path = path + [own] }
    folder.holdsMessages = isBox || entries.contains { !$0.isFolder && EmlKind($0.name) != nil } || hasSheet(entries)
    found.append(folder)
    visit(entries, place, path: folder.path, isInBox: isBox, depth: 0)
  }

  private func hasSheet(_ entries: [FileEntry]) -> Bool {
    entries.contains { !$0.isFolder && $0.name == EmlSheet.fileName }
  }

  /// How a folder that was written here is called, when its name on disk had to be another.
  private func title(_ place: [UInt8], _ entries: [FileEntry]) -> String? {
    guard hasSheet(entries), let source = try? tree.open(place + [UInt8(ascii: "/")] + EmlSheet.fileName) else {
      return nil
    }
    // It stands in the first lines.
    return (try? source.bytes(at: 0, 4_096)).flatMap { EmlSheet($0).folder }
  }

  /// Of several folders of one path, those that hold messages stay; a number tells them apart. Apple Mail has `X` for the
  /// folders below `X.mbox`.
  private func unique() -> [StoredFolder] {
    let holding = Set(found.filter(\.holdsMessages).map(\.path))
    var taken: Set<[String]> = []
    var kept: [StoredFolder] = []
    for folder in found where folder.holdsMessages || folder.fault != nil || !holding.contains(folder.path) {
      var folder = folder
      let path = folder.path
      var number = 2
      while !taken.insert(folder.path).inserted {
        guard folder.holdsMessages, let last = path.last else { break }
        folder.path = path.dropLast() + ["\(last) \(number)"]
        number += 1
      }
      kept.append(folder)
    }
    return kept.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }
}
