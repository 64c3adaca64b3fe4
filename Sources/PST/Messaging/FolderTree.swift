import Core
import MAPI

/// A folder's place in the tree.
public struct FolderEntry: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case normal
    /// Its contents are links to items of other folders.
    case search
  }
  public enum Standing: Sendable, Hashable {
    /// The table of the folder above lists it.
    case listed
    /// It says which folder it lies in, and that folder's table does not list it: deleted, or the table is damaged.
    case unlisted
    /// The folder above is not in the file any more.
    case orphan
  }

  public var id: NodeID
  public var kind: Kind
  public var standing: Standing
  /// Not listed by a table that is whole, or below such a folder.
  public var isDeleted: Bool
  /// Where the folder above stands in the list; nil for the root and for orphans.
  public var parent: Int?
  /// 0 for the root and for orphans.
  public var level: Int
  /// PidTagDisplayName; empty for the root.
  public var name: String
  /// PidTagContainerClass
  public var containerClass: String?
  /// PidTagContentCount, as the folder says; what it holds is counted by its items.
  public var contentCount: Int?
  /// PidTagContentUnreadCount
  public var unreadCount: Int?
}

/// Finds all folders of a file, each once. [MS-PST] §2.4.4
struct FolderTree {
  private let store: OutlookStore
  private(set) var entries: [FolderEntry] = []
  private(set) var places: [NodeID: Int] = [:]
  /// Folders that wait, the next last; with the row that told of it.
  private var waiting: [Waiting] = []

  private struct Waiting {
    var id: NodeID
    var parent: Int?
    var standing: FolderEntry.Standing
    var isDeleted = false
    var row: TableRow?
  }

  init(_ store: OutlookStore) {
    self.store = store
    let index = store.index
    walk(from: .rootFolder, .listed)
    // Those whose folder above is gone come before those that lie below them; a circle has no such one.
    let lost = index.places.filter { Self.isFolder(index.id(at: $0)) && places[index.id(at: $0)] == nil }
    let ids = Set(lost.map { index.id(at: $0) })
    for place in lost where !ids.contains(index.parent(at: place)) { walk(from: index.id(at: place), .orphan) }
    for place in lost { walk(from: index.id(at: place), .orphan) }
  }

  static func isFolder(_ id: NodeID) -> Bool { id.type == .folder || id.type == .searchFolder }

  private mutating func walk(from first: NodeID, _ standing: FolderEntry.Standing) {
    waiting = [Waiting(id: first, standing: standing)]
    while let next = waiting.popLast() {
      guard places[next.id] == nil else { continue }
      let folder = OutlookFolder(store, next.id, row: next.row)
      let place = entries.count
      places[next.id] = place
      let level = next.parent.map { entries[$0].level + 1 } ?? 0
      let isDeleted = next.isDeleted || next.parent.map { entries[$0].isDeleted } ?? false
      entries.append(folder.entry(parent: next.parent, level: level, next.standing, isDeleted: isDeleted))
      let below = children(of: folder, at: place)
      waiting.append(contentsOf: below.reversed())
      folder.damages.forEach { store.damageList.note($0) }
    }
  }

  private func children(of folder: OutlookFolder, at place: Int) -> [Waiting] {
    var found: [Waiting] = []
    var listed: Set<NodeID> = []
    let index = store.index
    var damage = folder.damageList.noted
    if folder.id.type == .folder {
      folder.forEachRow(of: .hierarchyTable) { row in
        let id = NodeID(rawValue: row.id)
        // Of a row that no index vouches for, the folder's own word says whether it still lies here.
        guard Self.isFolder(id), row.isIndexed || index.place(of: id, in: folder.id) != nil,
          listed.insert(id).inserted
        else { return true }
        if !store.has(id) {
          folder.damageList.note(.pstFolders, "A folder below it has lost its node.")
          damage += 1
        }
        found.append(Waiting(id: id, parent: place, standing: .listed, row: row))
        return true
      }
    }
    let isDeleted = folder.damageList.noted == damage
    for at in index.places(in: folder.id) {
      let id = index.id(at: at)
      if Self.isFolder(id), id != folder.id, !listed.contains(id) {
        found.append(Waiting(id: id, parent: place, standing: .unlisted, isDeleted: isDeleted))
      }
    }
    return found
  }
}
