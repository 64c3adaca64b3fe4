public import Core
public import MAPI

/// An item of a folder, before it is opened.
public struct OutlookItem {
  public enum Kind: Sendable, Hashable, CaseIterable {
    case message
    /// The folder's own: views, rules, settings (FAI).
    case associated

    var nodeType: NodeType { self == .message ? .message : .associatedMessage }
    var table: NodeType { self == .message ? .contentsTable : .associatedContentsTable }
  }

  public let id: NodeID
  public let kind: Kind
  /// nil for an orphan.
  public let folder: NodeID?
  /// false for one that no table lists: deleted, or the table is damaged, or an orphan.
  public let isListed: Bool
  /// Not listed by a table that is whole: deleted, and its room not yet used again.
  public let isDeleted: Bool
  let row: TableRow?
  let store: OutlookStore

  /// What the folder's table tells about it, such as subject and size, without opening the item; nil without a row.
  public var summary: (any PropertyBag)? {
    guard let row, row.cells != nil else { return nil }
    return OutlookObject(store, id, .row(row), row.table.damages)
  }

  /// - Throws: a fault of class `skipItem` when the item's properties cannot be read at all.
  public func open() throws(Fault) -> OutlookMessage { try store.message(id) }
}
