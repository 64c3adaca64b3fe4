public import Core

/// What looks like an item and belongs to no node: its node was deleted, or the page that held the node is gone.
public struct Orphan: Sendable, Hashable {
  /// Its properties.
  public var data: BlockID
  /// Its subnodes, where one tree without an owner fits and no other does as well; none where that cannot be told.
  public var subnodes: BlockID
  /// Trees without an owner that fit as well as each other, the nearest first: the layer above may know which it is.
  public var candidates: [BlockID]
  /// The file still lists its block; false for what lies in free space, as deleted items do.
  public var isListed: Bool
  /// Nodes that had it, as the block's count of uses tells: copies share their blocks. At least 1.
  public var copies: Int
}

extension NodeDatabase {
  /// Items among the blocks no node uses. Reads the whole file once, and keeps 32 bytes for each block while it does.
  public func orphans() throws(Fault) -> [Orphan] {
    try findStray()
    let uses = try ReferenceCount(self, extra: stray)
    let unused = uses.unused()
    var inner: Set<UInt64> = []
    var trees: [OrphanMatch.Tree] = []
    for block in unused where block.entry.id.isInternal {
      for id in try ReferenceCount.named(block.entry, self) where id.key.rawValue != block.key {
        inner.insert(id.key.rawValue)
      }
    }
    var items: [OrphanMatch.Item] = []
    for block in unused where !inner.contains(block.key) {
      if let tree = try subnodeTree(block) {
        trees.append(tree)
      } else if let wanted = try PropertyPeek(block.entry.id, self)?.wanted {
        items.append(OrphanMatch.Item(block: block, wanted: wanted))
      }
    }
    // Copies of an item share their subnodes: a tree may have lost one owner and have others.
    for block in uses.underused() where block.entry.id.isInternal {
      if let tree = try subnodeTree(block) { trees.append(tree) }
    }
    var match = OrphanMatch(items, trees)
    return match.orphans()
  }

  private func subnodeTree(_ block: FoundBlock) throws(Fault) -> OrphanMatch.Tree? {
    guard block.entry.id.isInternal, try content(block.entry, damaged: { _ in }).first == 2 else { return nil }
    let values = try subnodes(of: block.entry.id) { _ in }.map(\.id).filter { $0.type == .tableOrHeap }
    return OrphanMatch.Tree(block: block, values: values)
  }
}

/// Which subnode tree without an owner belongs to which properties without a node.
private struct OrphanMatch {
  struct Item {
    let block: FoundBlock
    /// Subnodes the properties name, in order.
    let wanted: [NodeID]
    var tree: Int?
  }
  struct Tree {
    let block: FoundBlock
    /// Nodes that hold values too large for the heap, in order.
    let values: [NodeID]
    var isTaken = false
  }

  /// What was written together has numbers this near each other; they go up by 4.
  private static let near: UInt64 = 64
  /// More trees than this are not all compared.
  private static let many = 64
  private var items: [Item]
  private var trees: [Tree]
  /// Trees by their values: only those are looked at that can fit.
  private var byValue: [NodeID: [Int]] = [:]
  private var all: [Int]

  init(_ items: [Item], _ trees: [Tree]) {
    let trees = trees.sorted { $0.block.id < $1.block.id }
    (self.items, self.trees, all) = (items, trees, Array(trees.indices))
    for (index, tree) in trees.enumerated() { for value in tree.values { byValue[value, default: []].append(index) } }
  }

  mutating func orphans() -> [Orphan] {
    // One that is settled leaves fewer to choose from for the others. Few rounds settle what can be.
    for _ in 0..<4 {
      var isSettled = true
      for index in items.indices where items[index].tree == nil {
        let fitting = fitting(items[index])
        guard fitting.count == 1, !items[index].wanted.isEmpty || trees.count == 1 else { continue }
        (items[index].tree, trees[fitting[0]].isTaken, isSettled) = (fitting[0], true, false)
      }
      if isSettled { break }
    }
    takeNeighbours()
    return items.map { item in
      var orphan = Orphan(
        data: item.block.entry.id, subnodes: .none, candidates: [], isListed: Self.isListed(item.block),
        copies: max(1, Int(item.block.references) - 1))
      if let tree = item.tree {
        orphan.subnodes = trees[tree].block.entry.id
      } else {
        let near = fitting(item).sorted {
          Self.distance(trees[$0].block, item.block) < Self.distance(trees[$1].block, item.block)
        }
        orphan.candidates = near.prefix(16).map { trees[$0].block.entry.id }
      }
      return orphan
    }
  }

  /// Trees that hold what the properties name: those that hold nothing else before others. What the file still lists goes
  /// with what it lists.
  private func fitting(_ item: Item) -> [Int] {
    let isListed = Self.isListed(item.block)
    let fitting = pool(item).filter { index in
      !trees[index].isTaken && Self.isListed(trees[index].block) == isListed
        && item.wanted.allSatisfy(trees[index].values.contains)
    }
    let same = fitting.filter { trees[$0].values == item.wanted }
    return same.isEmpty ? fitting : same
  }

  /// Trees worth a look, in order: where there are many, those written together with the item, so that a file that lost all
  /// its nodes takes no longer than its size says.
  private func pool(_ item: Item) -> ArraySlice<Int> {
    let list = item.wanted.first.map { byValue[$0] ?? [] } ?? all
    guard list.count > Self.many else { return list[...] }
    let low = item.block.id > Self.near ? item.block.id - Self.near : 0
    var (first, end) = (0, list.count)
    while first < end {
      let middle = (first + end) / 2
      if trees[list[middle]].block.id < low { first = middle + 1 } else { end = middle }
    }
    return list[first...].prefix { trees[$0].block.id <= item.block.id &+ Self.near }
  }

  /// Properties and tree of which each is the other's nearest, written together.
  private mutating func takeNeighbours() {
    var nearest: [(item: Int, tree: Int, distance: UInt64)] = []
    var closest = [UInt64](repeating: .max, count: trees.count)
    for index in items.indices where items[index].tree == nil {
      for tree in fitting(items[index]) {
        let distance = Self.distance(trees[tree].block, items[index].block)
        guard distance <= Self.near else { continue }
        nearest.append((index, tree, distance))
        closest[tree] = min(closest[tree], distance)
      }
    }
    nearest.sort { $0.distance < $1.distance }
    for (item, tree, distance) in nearest
    where items[item].tree == nil && !trees[tree].isTaken && distance == closest[tree] {
      (items[item].tree, trees[tree].isTaken) = (tree, true)
    }
  }

  private static func isListed(_ block: FoundBlock) -> Bool { !block.flags.isDisjoint(with: [.live, .listed]) }

  private static func distance(_ a: FoundBlock, _ b: FoundBlock) -> UInt64 { a.id > b.id ? a.id - b.id : b.id - a.id }
}

/// A first look at a property context, without the layers above: which subnodes hold its large values.
/// [MS-PST] §2.3.1, §2.3.2, §2.3.3
private struct PropertyPeek {
  /// In order of their numbers.
  var wanted: [NodeID] = []

  private let blocks: [[UInt8]]
  private let indexBits: Int

  /// nil where the data are no property context.
  init?(_ id: BlockID, _ database: NodeDatabase) throws(Fault) {
    let data = try database.data(id) { _ in }
    guard let first = data.blocks.first else { return nil }
    let start = try database.read(first) { _ in }
    guard start.count >= 12, start[2] == 0xEC, start[3] == 0xBC else { return nil }
    var blocks = [start]
    // No heap has more blocks: a HID has 16 bits for them at most, and properties need few.
    for block in data.blocks.dropFirst().prefix(1_023) { blocks.append(try database.read(block) { _ in }) }
    (self.blocks, indexBits) = (blocks, database.format.heapIndexBits)
    let root = start.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) }
    guard let header = item(root), header.count >= 8, header[header.startIndex] == 0xB5,
      header[header.startIndex + 1] == 2, header[header.startIndex + 2] == 6
    else { return nil }
    collect(Self.number(header, 4), level: header[header.startIndex + 3])
    wanted = Set(wanted).sorted()
  }

  private mutating func collect(_ hid: UInt32, level: UInt8) {
    guard level <= 3, let records = item(hid) else { return }
    let size = level == 0 ? 8 : 6
    for index in 0..<(records.count / size) {
      let value = Self.number(records, index * size + size - 4)
      guard level == 0 else {
        collect(value, level: level - 1)
        continue
      }
      let type = UInt16(truncatingIfNeeded: Self.number(records, index * size) >> 16)
      let isVariable = type & 0x1000 != 0 || [0x0D, 0x1E, 0x1F, 0x48, 0xFB, 0xFD, 0xFE, 0x102].contains(type)
      if isVariable, value & 0x1F != 0 { wanted.append(NodeID(rawValue: value)) }
    }
  }

  /// An allocation of the heap; nil where there is none. [MS-PST] §2.3.1.5
  private func item(_ hid: UInt32) -> ArraySlice<UInt8>? {
    let index = Int(hid >> 5) & (1 << indexBits - 1)
    let place = Int(hid >> (5 + UInt32(indexBits)))
    guard hid & 0x1F == 0, index > 0, place < blocks.count, blocks[place].count >= 2 else { return nil }
    let block = blocks[place]
    let map = Int(block[0]) | Int(block[1]) << 8
    let entry = map + 4 + (index - 1) * 2
    guard entry + 4 <= block.count, index <= Int(block[map]) | Int(block[map + 1]) << 8 else { return nil }
    let (from, to) = (
      Int(block[entry]) | Int(block[entry + 1]) << 8, Int(block[entry + 2]) | Int(block[entry + 3]) << 8
    )
    return from <= to && to <= block.count ? block[from..<to] : nil
  }

  /// Four bytes; `offset` counts from the slice's start.
  private static func number(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
    let at = bytes.startIndex + offset
    return bytes[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
