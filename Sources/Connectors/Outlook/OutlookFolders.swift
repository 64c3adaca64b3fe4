public import Core
public import PST

/// A folder of an Outlook file as a person sees it.
public struct OutlookFolderPlace: Sendable, Hashable {
  public var entry: FolderEntry
  /// Names from the top of what Outlook shows; empty for the folder above all.
  public var path: [String]
  /// It, or a folder above it, was deleted: no table lists it.
  public var isDeleted: Bool
  /// The folder above is gone.
  public var isOrphan: Bool
}

extension OutlookStore {
  /// All folders that hold items of their own, in the order of the tree. Search folders are none of them.
  public func places() -> [OutlookFolderPlace] {
    let entries = folders
    let top = mailRoot
    // Where tables are broken, what they do not list was not deleted.
    let isDamaged = !damages.isEmpty
    var places: [OutlookFolderPlace] = []
    places.reserveCapacity(entries.count)
    for entry in entries {
      let parent = entry.parent.map { places[$0] }
      let isHead = entry.id == .rootFolder || entry.id == top
      let name = entry.name.isEmpty ? "Folder \(entry.id.index)" : entry.name
      places.append(
        OutlookFolderPlace(
          entry: entry, path: isHead ? [] : (parent?.path ?? []) + [name],
          isDeleted: (parent?.isDeleted ?? false) || !isDamaged && entry.standing == .unlisted,
          isOrphan: (parent?.isOrphan ?? false) || entry.standing == .orphan))
    }
    return places.filter { $0.entry.kind == .normal }
  }
}
