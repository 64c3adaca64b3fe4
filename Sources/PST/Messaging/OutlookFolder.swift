public import Core
import MAPI

/// A folder with its properties and its items. [MS-PST] §2.4.4
public final class OutlookFolder: OutlookObject {
  /// Where the folder's own properties are lost it has those that `row`, out of the table of the folder above, tells.
  init(_ store: OutlookStore, _ id: NodeID, row: TableRow?) {
    let damages = DamageList(file: store.name, node: id)
    var source = row.map { Source.row($0) } ?? .nothing
    do throws(Fault) {
      guard let entry = try store.nodes.node(id) else {
        throw damages.fault(.pstNode, "The node of a folder is not in the file any more.")
      }
      let heap = try Heap(store.nodes, data: entry.data, damages: damages)
      let subnodes = ObjectSubnodes(store.nodes, tree: entry.subnodes, damages: damages)
      source = .properties(try PropertyContext(heap, subnodes: subnodes))
    } catch { damages.note(error) }
    super.init(store, id, source, damages)
  }

  public var isSearchFolder: Bool { id.type == .searchFolder }

  func entry(parent: Int?, level: Int, _ standing: FolderEntry.Standing, isDeleted: Bool) -> FolderEntry {
    FolderEntry(
      id: id, kind: isSearchFolder ? .search : .normal, standing: standing, isDeleted: isDeleted,
      parent: parent, level: level,
      name: short(PropertyID.displayName) ?? "", containerClass: short(PropertyID.containerClass),
      contentCount: noted { () throws(Fault) in try integer(PropertyID.contentCount) },
      unreadCount: noted { () throws(Fault) in try integer(PropertyID.contentUnreadCount) })
  }

  /// Text of a folder; the tree keeps it of all folders, so what is too long for a name is cut.
  private func short(_ id: UInt16) -> String? {
    guard let text = noted({ () throws(Fault) in try text(id, codePage: store.codePage) }) else { return nil }
    return text.utf8.count <= 1024 ? text : String(text.prefix(255))
  }

  private func noted<Value>(_ read: () throws(Fault) -> Value?) -> Value? {
    do { return try read() } catch {
      damageList.note(error)
      return nil
    }
  }

  /// The rows of one of the folder's tables; a table that is damaged gives what can be read of it, and is noted.
  func forEachRow(of type: NodeType, _ visit: (TableRow) -> Bool) {
    do throws(Fault) {
      try rows(of: type) { row throws(Fault) in visit(row) }
    } catch { damageList.note(error) }
  }

  private func rows(of type: NodeType, _ visit: (TableRow) throws(Fault) -> Bool) throws(Fault) {
    guard let table = table(type) else { return }
    try table.forEachRow(visit)
  }

  private func table(_ type: NodeType) -> TableContext? {
    do throws(Fault) {
      guard let entry = try store.nodes.node(id.sibling(type)) else {
        damageList.note(.pstTable, "A folder has lost one of its tables.")
        return nil
      }
      return try TableContext(store.nodes, entry, damages: damageList)
    } catch {
      damageList.note(error)
      return nil
    }
  }

  /// The items of the folder in the order of its table; then those that lie in the folder and are not listed.
  ///
  /// Every item of a file comes out of exactly one folder, or is one of ``OutlookStore/orphans(_:)``. The links of a
  /// search folder are no items.
  /// - Parameter visit: Says whether to go on; what it throws ends the listing.
  public func forEachItem(
    _ kind: OutlookItem.Kind = .message, _ visit: (OutlookItem) throws(Fault) -> Bool
  ) throws(Fault) {
    let index = store.index
    let places = index.places(in: id)
    var seen = [Bool](repeating: false, count: places.count)
    var goesOn = true
    var strangers: Set<NodeID> = []
    // Damage of the table itself; what is noted of single rows is not counted.
    var damage = damageList.noted
    if !isSearchFolder {
      try rows(of: kind.table) { row throws(Fault) in
        let item = NodeID(rawValue: row.id)
        if let place = index.place(of: item, in: id), item.type == kind.nodeType {
          if seen[place - places.lowerBound] { return true }
          seen[place - places.lowerBound] = true
        } else {
          let before = damageList.noted
          defer { damage += damageList.noted - before }
          guard isAdopted(item, row, kind), strangers.insert(item).inserted else { return true }
        }
        goesOn = try visit(
          OutlookItem(id: item, kind: kind, folder: id, isListed: true, isDeleted: false, row: row, store: store))
        return goesOn
      }
    }
    let isDeleted = damageList.noted == damage
    for place in places where goesOn && !seen[place - places.lowerBound] {
      let item = index.id(at: place)
      guard item.type == kind.nodeType else { continue }
      goesOn = try visit(
        OutlookItem(id: item, kind: kind, folder: id, isListed: false, isDeleted: isDeleted, row: nil, store: store))
    }
  }

  /// Whether an item that lies elsewhere by its own word comes out here: its folder is gone, or the node itself is.
  private func isAdopted(_ item: NodeID, _ row: TableRow, _ kind: OutlookItem.Kind) -> Bool {
    guard item.type == kind.nodeType else {
      if row.isIndexed { damageList.note(.pstTable, "A table of contents lists what is no item.") }
      return false
    }
    guard let entry = try? store.nodes.node(item) else {
      if row.isIndexed { damageList.note(.pstNode, "An item that is listed is not in the file any more.") }
      return row.isIndexed && store.adopts(item, id)
    }
    if store.isFolder(entry.parent) {
      damageList.note(.pstTable, "A table lists an item of another folder.")
      return false
    }
    return store.adopts(item, id)
  }

  /// What a search folder found: nodes of items in other folders. [MS-PST] §2.4.8.6.2
  public func forEachLink(_ visit: (NodeID) -> Bool) {
    guard isSearchFolder else { return }
    forEachRow(of: .searchContentsTable) { visit(NodeID(rawValue: $0.id)) }
  }
}
