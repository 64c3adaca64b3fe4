import Core
import Driver
import MAPI
import PST
import WrittenNodes

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("TableFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input: a folder's tables, all of them out of the same blocks: up to three of the heap,
/// the others of the row matrix. A trap is a find, and an item that comes twice or not at all.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let nodes = WrittenNodes(Array(UnsafeBufferPointer(start: start, count: count)))
  let matrix = NodeEntry(id: NodeID(.tableOrHeap, index: 0x20), data: nodes.data(3..<64))
  let tables: [NodeType] = [.hierarchyTable, .contentsTable, .associatedContentsTable]
  for folder in [NodeID.rootFolder, NodeID(.folder, index: 20)] {
    nodes.add(NodeEntry(id: folder, data: nodes.data(0..<1), parent: .rootFolder))
    for table in tables {
      nodes.add(NodeEntry(id: folder.sibling(table), data: nodes.data(0..<3), subnodes: nodes.tree([matrix])))
    }
  }
  let items = (1..<5).map { NodeID(.message, index: $0) } + [NodeID(.associatedMessage, index: 1)]
  let folders = [NodeID.rootFolder, NodeID(.folder, index: 20), NodeID(.folder, index: 99), NodeID(.folder, index: 98)]
  for (number, id) in items.enumerated() {
    nodes.add(NodeEntry(id: id, data: nodes.data(0..<1), parent: folders[number % folders.count]))
  }
  let store = OutlookStore(nodes, name: "")
  var found: [NodeID] = []
  try? store.forEachItem([.message, .associated]) { item throws(Fault) in
    found.append(item.id)
    if let summary = item.summary { readAll(summary) }
    return true
  }
  precondition(Set(found).count == found.count, "an item came twice")
  precondition(Set(items).isSubset(of: found), "an item is missing")
  precondition(found.count <= items.count + count, "more items than bytes")
  precondition(store.damages.count <= 256, "damage without limit")
  return 0
}
