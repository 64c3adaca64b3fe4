import Core
import PST

/// A node database that tests write by hand.
final class NodesInMemory: NodeStore {
  let format: PSTFormat
  private(set) var nodes: [NodeEntry] = []
  /// The blocks of each node's data.
  var blocks: [BlockID: [[UInt8]]] = [:]
  private var trees: [BlockID: [NodeEntry]] = [:]
  private var next: UInt64 = 4
  /// Blocks that are damaged, by node data and number: they come out all the same.
  var damaged: Set<[UInt64]> = []
  /// Blocks that are gone, by node data and number.
  var gone: Set<[UInt64]> = []
  /// Blocks that were read.
  private(set) var reads = 0

  init(_ format: PSTFormat = .unicode) { self.format = format }

  private func number() -> BlockID {
    next += 4
    return BlockID(rawValue: next)
  }

  func data(of blocks: [[UInt8]]) -> BlockID {
    let id = number()
    self.blocks[id] = blocks
    return id
  }

  func tree(of entries: [NodeEntry]) -> BlockID {
    if entries.isEmpty { return .none }
    let id = number()
    trees[id] = entries
    return id
  }

  /// A tree that is its own subnode's.
  func circle(_ entry: (BlockID) -> NodeEntry) -> BlockID {
    let id = number()
    trees[id] = [entry(id)]
    return id
  }

  func add(to tree: BlockID, _ entry: NodeEntry) { trees[tree, default: []].append(entry) }

  func add(_ entry: NodeEntry) { nodes.append(entry) }
  func remove(_ id: NodeID) { nodes.removeAll { $0.id == id } }

  func node(_ id: NodeID) throws(Fault) -> NodeEntry? { nodes.first { $0.id == id } }

  func nodes(from first: NodeID, _ visit: (NodeEntry) throws(Fault) -> Bool) throws(Fault) {
    for entry in nodes.sorted(by: { $0.id < $1.id }) where entry.id >= first {
      guard try visit(entry) else { return }
    }
  }

  func subnode(_ id: NodeID, of tree: BlockID) throws(Fault) -> NodeEntry? { trees[tree]?.first { $0.id == id } }

  func subnodes(of tree: BlockID, damaged: (Fault) -> Void) throws(Fault) -> [NodeEntry] {
    guard let entries = trees[tree] else { throw Fault("TEST-TREE", "no such tree", recovery: .skipItem) }
    return entries.sorted { $0.id < $1.id }
  }

  func data(_ id: BlockID, damaged: (Fault) -> Void) throws(Fault) -> NodeData {
    guard let parts = blocks[id] else { throw Fault("TEST-DATA", "no such data", recovery: .skipItem) }
    var offset = 0
    return NodeData(
      blocks: parts.enumerated().map { number, bytes in
        defer { offset += bytes.count }
        let place = BlockID(rawValue: id.rawValue << 32 | UInt64(number))
        let isGone = gone.contains([id.rawValue, UInt64(number)])
        let entry = BlockEntry(id: place, offset: 0, size: bytes.count, inflatedSize: bytes.count, references: 2)
        return NodeData.Block(id: place, entry: isGone ? nil : entry, size: bytes.count, offset: offset)
      })
  }

  func read(_ block: NodeData.Block, damaged: (Fault) -> Void) throws(Fault) -> [UInt8] {
    reads += 1
    let key = [block.id.rawValue >> 32, block.id.rawValue & 0xFFFF_FFFF]
    let bytes = blocks[BlockID(rawValue: key[0])]?[Int(key[1])] ?? []
    if block.entry == nil {
      damaged(Fault("TEST-GONE", "a block is gone", place: "block \(key[1])", recovery: .skipItem))
      return [UInt8](repeating: 0, count: block.size)
    }
    if self.damaged.contains(key) {
      damaged(Fault("TEST-DAMAGED", "a block is damaged", place: "block \(key[1])", recovery: .skipItem))
    }
    return bytes
  }
}
