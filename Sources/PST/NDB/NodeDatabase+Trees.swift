public import Core

extension NodeDatabase {
  public func data(_ id: BlockID, damaged: (Fault) -> Void) throws(Fault) -> NodeData {
    guard id.key != .none else { return NodeData(blocks: []) }
    guard let entry = try block(id) else {
      damaged(NDBFault.blockMissing(id, "is not in the file", file.name))
      return NodeData(blocks: [NodeData.Block(id: id, entry: nil, size: 0, offset: 0)])
    }
    guard entry.id.isInternal else {
      return NodeData(blocks: [NodeData.Block(id: id, entry: entry, size: entry.inflatedSize, offset: 0)])
    }
    var list = DataTree(most: window.size / layout.blockAlignment + 1)
    let total = try collect(entry, into: &list, level: nil, damaged: damaged)
    if list.isCut { damaged(NDBFault.blockTree(id, "it lists more blocks than the file has", file.name)) }
    return list.data(total: total, largest: layout.largestBlock, fileSize: window.size)
  }

  /// Adds the blocks an XBLOCK or XXBLOCK names; returns its lcbTotal. [MS-PST] §2.2.2.8.3.2
  private func collect(
    _ entry: BlockEntry, into list: inout DataTree, level: UInt8?, damaged: (Fault) -> Void
  ) throws(Fault) -> Int {
    let bytes = try content(entry, damaged: damaged)
    let span = bytes.span.bytes
    guard bytes.count >= 8, span.u8(0) == 1, 1...2 ~= span.u8(1), level == nil || level == span.u8(1) else {
      damaged(NDBFault.blockTree(entry.id, "it is no XBLOCK", file.name))
      list.add(entry.id, .hole)
      return 0
    }
    let (own, count, total) = (span.u8(1), Int(span.u16(2)), Int(span.u32(4)))
    let fitting = min(count, (bytes.count - 8) / layout.idSize)
    if fitting < count { damaged(NDBFault.blockTree(entry.id, "it ends before its last entry", file.name)) }
    for index in 0..<fitting {
      let id = BlockID(rawValue: span.number(8 + index * layout.idSize, size: layout.idSize))
      let child = try block(id)
      if own == 2, let child, child.id.isInternal {
        _ = try collect(child, into: &list, level: 1, damaged: damaged)
      } else if let child, own == 1, !child.id.isInternal {
        list.add(id, .block(child))
      } else {
        if own == 2 { damaged(NDBFault.blockMissing(id, "is not in the file", file.name)) }
        list.add(id, .hole)
      }
      if list.isCut { break }
    }
    return total
  }

  public func subnode(_ id: NodeID, of tree: BlockID) throws(Fault) -> NodeEntry? {
    let entries = try subnodes(of: tree) { _ in }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].id == id ? entries[low] : nil
  }

  public func subnodes(of tree: BlockID, damaged: (Fault) -> Void) throws(Fault) -> [NodeEntry] {
    guard tree.key != .none else { return [] }
    if let held = trees.first(where: { $0.root == tree }) {
      held.faults.forEach(damaged)
      return held.entries
    }
    var list = SubnodeList()
    try collect(tree, into: &list, level: nil)
    let entries = list.sorted()
    if trees.count == 4 { trees.removeFirst() }
    // Damage is told to each who asks.
    trees.append((tree, entries, list.faults))
    list.faults.forEach(damaged)
    return entries
  }

  /// Adds what an SLBLOCK or SIBLOCK lists. [MS-PST] §2.2.2.8.3.3
  private func collect(
    _ id: BlockID, into list: inout SubnodeList, level: UInt8?
  ) throws(Fault) {
    guard let entry = try block(id) else {
      return list.faults.append(NDBFault.blockMissing(id, "is not in the file", file.name))
    }
    let bytes = try content(entry) { list.faults.append($0) }
    let (span, word) = (bytes.span.bytes, layout.idSize)
    // The header has a padding of four bytes but for ANSI files.
    let start = layout.isANSI ? 4 : 8
    guard bytes.count >= start, span.u8(0) == 2, span.u8(1) <= 1, level == nil || level == span.u8(1) else {
      return list.faults.append(NDBFault.blockTree(id, "it is no SLBLOCK", file.name))
    }
    let (own, count) = (span.u8(1), Int(span.u16(2)))
    let stride = (own == 0 ? 3 : 2) * word
    let fitting = min(count, (bytes.count - start) / stride)
    if fitting < count {
      list.faults.append(NDBFault.blockTree(id, "it ends before its last entry", file.name))
    }
    for index in 0..<fitting {
      let at = start + index * stride
      let first = BlockID(rawValue: span.number(at + word, size: word))
      if own == 1 {
        // Each block counts once, so that no list is longer than what the file holds.
        if list.enter(first) { try collect(first, into: &list, level: 0) }
      } else {
        list.entries.append(
          NodeEntry(
            id: NodeID(rawValue: span.u32(at)), data: first,
            subnodes: BlockID(rawValue: span.number(at + 2 * word, size: word))))
      }
    }
  }
}

/// The blocks of a node's data while they are collected.
private struct DataTree {
  enum Part {
    case block(BlockEntry)
    /// A block, or a list of blocks, that is not there.
    case hole
  }
  private var parts: [(id: BlockID, part: Part)] = []
  private let most: Int
  private(set) var isCut = false

  init(most: Int) { self.most = most }

  mutating func add(_ id: BlockID, _ part: Part) {
    if parts.count < most { parts.append((id, part)) } else { isCut = true }
  }

  /// Gives each hole its size: blocks are full but for the last, and all together have `total` bytes. A list of blocks that
  /// is not there can stand for no more than the file has.
  func data(total: Int, largest: Int, fileSize: Int) -> NodeData {
    var (known, holes) = (0, 0)
    for (_, part) in parts {
      if case .block(let entry) = part { known += entry.inflatedSize } else { holes += 1 }
    }
    var rest = max(0, min(total - known, max(fileSize, holes * largest)))
    var result = NodeData(blocks: [])
    var offset = 0
    func add(_ id: BlockID, _ entry: BlockEntry?, _ size: Int) {
      result.blocks.append(NodeData.Block(id: id, entry: entry, size: size, offset: offset))
      offset += size
    }
    result.blocks.reserveCapacity(parts.count)
    for (id, part) in parts {
      switch part {
      case .block(let entry): add(id, entry, entry.inflatedSize)
      case .hole:
        holes -= 1
        // The last hole takes what is left, in pieces that are no larger than blocks.
        var size = holes == 0 ? rest : min(rest, largest)
        rest -= size
        repeat {
          add(id, nil, min(size, largest))
          size -= min(size, largest)
        } while size > 0
      }
    }
    return result
  }
}

/// The entries of a subnode tree while they are collected.
private struct SubnodeList {
  var entries: [NodeEntry] = []
  var faults: [Fault] = []
  private var entered: Set<UInt64> = []

  mutating func enter(_ id: BlockID) -> Bool { entered.insert(id.key.rawValue).inserted }

  /// In order of ids; of two with the same id the first.
  func sorted() -> [NodeEntry] {
    var isOrdered = true
    for index in entries.indices.dropLast() where entries[index].id >= entries[index + 1].id { isOrdered = false }
    if isOrdered { return entries }
    var result: [NodeEntry] = []
    let order = entries.enumerated().sorted { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }
    for (_, entry) in order where result.last?.id != entry.id { result.append(entry) }
    return result
  }
}
