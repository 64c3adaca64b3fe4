import MAPI

@testable import PST

/// Writes small stores, item by item.
struct StoreWriter {
  let nodes: NodesInMemory
  private static let columns = [
    PropertyTag(0x001A, .string), PropertyTag(0x0037, .string), PropertyTag(0x0E08, .integer32),
  ]
  private static let folderColumns = [PropertyTag(0x3001, .string), PropertyTag(0x3602, .integer32)]

  init(_ format: PSTFormat = .unicode) { nodes = NodesInMemory(format) }

  var store: OutlookStore { OutlookStore(nodes, name: "a.pst") }

  static func folder(_ index: UInt32) -> NodeID { NodeID(.folder, index: index) }
  static func message(_ index: UInt32) -> NodeID { NodeID(.message, index: index) }

  func row(_ id: NodeID, _ text: String, _ column: UInt16) -> (UInt32, [UInt16: Written]) {
    (id.rawValue, [column: .text(text)])
  }

  /// A folder with its tables: which folders and items they list.
  func folder(
    _ id: NodeID, in parent: NodeID, name: String, lists folders: [NodeID] = [], _ items: [NodeID] = [],
    associated: [NodeID] = []
  ) {
    let own = nodes.properties([(0x3001, .string, .text(name)), (0x3602, .integer32, .place(UInt32(items.count)))])
    nodes.add(nodes.entry(id, own, parent: parent))
    let below = folders.map { row($0, "row of \($0.rawValue)", 0x3001) }
    nodes.add(nodes.entry(id.sibling(.hierarchyTable), nodes.table(Self.folderColumns, below)))
    let rows = items.map { row($0, "row of \($0.rawValue)", 0x0037) }
    nodes.add(nodes.entry(id.sibling(.contentsTable), nodes.table(Self.columns, rows, .apart(perBlock: 3))))
    let views = associated.map { row($0, "row of \($0.rawValue)", 0x0037) }
    nodes.add(nodes.entry(id.sibling(.associatedContentsTable), nodes.table(Self.columns, views)))
  }

  func item(_ id: NodeID, in folder: NodeID, subject: String = "s", _ subnodes: [NodeEntry] = []) {
    let own = nodes.properties(
      [(0x001A, .string, .text("IPM.Note")), (0x0037, .string, .text(subject))], subnodes: subnodes)
    nodes.add(nodes.entry(id, own, parent: folder))
  }

  func recipients(_ names: [String]) -> NodeEntry {
    let rows = names.enumerated().map { number, name in
      (UInt32(number), [0x3001: Written.text(name), 0x0C15: .place(1)] as [UInt16: Written])
    }
    let columns = [PropertyTag(0x3001, .string), PropertyTag(0x0C15, .integer32)]
    return nodes.entry(.recipientTable, nodes.table(columns, rows))
  }

  func attachmentTable(_ ids: [NodeID]) -> NodeEntry {
    let rows = ids.map { ($0.rawValue, [0x3704: Written.text("row.bin")] as [UInt16: Written]) }
    return nodes.entry(.attachmentTable, nodes.table([PropertyTag(0x3704, .string)], rows))
  }

  func attachment(_ index: UInt32, _ values: [(UInt16, PropertyType, Written)], _ subnodes: [NodeEntry] = [])
    -> NodeEntry
  {
    nodes.entry(NodeID(.attachment, index: index), nodes.properties(values, subnodes: subnodes))
  }
}
