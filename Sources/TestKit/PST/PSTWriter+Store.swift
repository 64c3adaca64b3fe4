public import Core
import MAPI

extension PSTWriter {
  /// Writes folders, store, names, templates, trees and header. Nothing can be added then.
  /// - Parameter whole: see ``PSTNodeWriter/finish(whole:)``.
  @discardableResult
  public func finish(whole: Bool? = nil) throws(Fault) -> PSTNodeWriter.Summary {
    // A parent comes before its children, whose rows must still be there.
    for folder in folders { try write(folder) }
    try writeStore()
    try writeTemplates()
    return try nodes.finish(whole: whole ?? (nodes.layout != .unicode4K))
  }

  /// EntryID of a node in this store. [MS-PST] §2.4.3.2
  public func entryID(_ node: UInt32) -> [UInt8] { [0, 0, 0, 0] + recordKey + [UInt8](little: node) }

  /// A folder: a property context and three tables. [MS-PST] §2.4.4
  private func write(_ folder: FolderState) throws(Fault) {
    let properties = row(folder).filter { $0.tag.id != PSTColumns.hiddenCount } + folder.properties
    let written = try nodes.propertyContext(properties)
    nodes.node(folder.id, data: written.data, subnodes: written.subnodes, parent: folder.parent)
    let base = folder.id & ~31
    var hierarchy: PSTTable?
    if !folder.children.isEmpty {
      var table = PSTTable(nodes.layout, columns: PSTColumns.hierarchy)
      for child in folder.children { try table.add(child.id, row(child), nodes) }
      hierarchy = table
    }
    try writeTable(base | 0x0D, hierarchy)
    try writeTable(base | 0x0E, folder.contents)
    try writeTable(base | 0x0F, folder.associated)
    folder.contents = nil
    folder.associated = nil
  }

  /// What a folder's own context and its parent's hierarchy table say of it; the class stands in both.
  private func row(_ folder: FolderState) -> [PSTProperty] {
    var properties: [PSTProperty] = [
      .text(PropertyID.displayName, folder.name),
      .number(PropertyID.contentCount, Int32(folder.contents?.count ?? 0)),
      .number(PropertyID.contentUnreadCount, Int32(folder.unread)),
      .flag(PropertyID.subfolders, !folder.children.isEmpty),
      .number(PSTColumns.hiddenCount, Int32(folder.associated?.count ?? 0)),
    ]
    if let name = folder.containerClass { properties.append(.text(PropertyID.containerClass, name)) }
    return properties
  }

  private func writeTable(_ id: UInt32, _ table: PSTTable?) throws(Fault) {
    guard let table else {
      nodes.node(id, data: try emptyTable(UInt8(id & 31)))
      return
    }
    let written = try table.finish(nodes)
    nodes.node(id, data: written.data, subnodes: written.subnodes)
  }

  /// The block of a table without rows, which templates and folders share; made when it is first needed.
  func emptyTable(_ type: UInt8) throws(Fault) -> UInt64 {
    if let known = empty[type] { return known }
    let columns =
      switch type {
      case 0x0D: PSTColumns.hierarchy
      case 0x0E: PSTColumns.contents
      case 0x0F: PSTColumns.associated
      case 0x10: PSTColumns.searchContents
      case 0x11: PSTColumns.attachments
      default: PSTColumns.recipients
      }
    let before = nodes.space.writesFree
    nodes.space.writesFree = false
    defer { nodes.space.writesFree = before }
    let made = try PSTTable(nodes.layout, columns: columns).finish(nodes).data
    empty[type] = made
    return made
  }

  /// The message store and the map of names. [MS-PST] §2.4.3, §2.4.7
  private func writeStore() throws(Fault) {
    let properties: [PSTProperty] = [
      .binary(PropertyID.recordKey, recordKey), .text(PropertyID.displayName, name), .number(0x0E38, 0),
      .number(0x35DF, 0x89), .binary(0x35E0, entryID(Folder.top.id)), .binary(0x35E3, entryID(Folder.deletedItems.id)),
      .binary(0x35E7, entryID(Folder.searchRoot.id)), .number(0x67FF, Int32(bitPattern: password)),
    ]
    let store = try nodes.propertyContext(properties)
    nodes.node(0x21, data: store.data, subnodes: store.subnodes)
    let map = try nodes.propertyContext(names.map)
    nodes.node(0x61, data: map.data, subnodes: map.subnodes)
  }

  /// What every file has beside its folders. [MS-PST] §2.7.1
  private func writeTemplates() throws(Fault) {
    for type: UInt8 in [0x0D, 0x0E, 0x0F, 0x10, 0x11, 0x12] {
      // 0x60D, 0x60E, 0x60F, 0x610; 0x671; 0x692
      let index: UInt32 = type == 0x11 ? 0x33 : type == 0x12 ? 0x34 : 0x30
      nodes.node(index << 5 | UInt32(type), data: try emptyTable(type))
    }
    // Queues of searches with nothing in them, and the list of search folders at work. [MS-PST] §2.4.8.4
    nodes.node(0x1E1, data: 0)
    nodes.node(0x201, data: try nodes.data([0x23, 0x22, 0, 0]))
    let before = nodes.highest[3]
    try searchNodes(
      0x2223, name: "SPAM Search Folder 2", parent: Folder.root.id,
      table: PSTTable(nodes.layout, columns: PSTColumns.searchContents))
    nodes.highest[3] = before
  }
}
