import Core
import MAPI
public import PST

/// A folder of an Outlook file as a person sees it.
public struct OutlookFolderPlace: Sendable, Hashable {
  public var entry: FolderEntry
  /// Names from the top of what Outlook shows; empty for the folder above all.
  public var path: [String]
  /// Below the top of what Outlook shows; everything, where nothing tells where that is.
  public var isVisible: Bool
  /// It, or a folder above it, was deleted: no table lists it.
  public var isDeleted: Bool
  /// The folder above is gone.
  public var isOrphan: Bool
}

extension OutlookFolderPlace {
  /// Mail is kept in it, by its class.
  var holdsMail: Bool {
    let name = entry.containerClass?.lowercased() ?? ""
    return name.isEmpty || name == "ipf.note" || name.hasPrefix("ipf.note.") || name == "ipf.imap"
  }
}

extension OutlookStore {
  /// All folders that hold items of their own, in the order of the tree. Search folders are none of them.
  public func places() -> [OutlookFolderPlace] {
    let entries = folders
    let top = mailRoot
    var places: [OutlookFolderPlace] = []
    places.reserveCapacity(entries.count)
    for entry in entries {
      let parent = entry.parent.map { places[$0] }
      let isHead = entry.id == .rootFolder || entry.id == top
      let name = entry.name.isEmpty ? "Folder \(entry.id.index)" : entry.name
      places.append(
        OutlookFolderPlace(
          entry: entry, path: isHead ? [] : (parent?.path ?? []) + [name],
          isVisible: (parent?.isVisible ?? false) || entry.id == (top ?? .rootFolder),
          isDeleted: (parent?.isDeleted ?? false) || entry.isDeleted,
          isOrphan: (parent?.isOrphan ?? false) || entry.standing == .orphan))
    }
    return places.filter { $0.entry.kind == .normal }
  }
}

extension OutlookStore {
  /// PidTagRecordKey, which no two files share; empty where it is lost. [MS-PST] §2.4.3.1
  var recordKey: [UInt8] {
    do throws(Fault) { return try properties?.binary(PropertyID.recordKey) ?? [] } catch { return [] }
  }
}
