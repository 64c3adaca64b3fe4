import Core

/// The trees of a damaged file, rebuilt in memory: sorted arrays, 32 bytes for each node and block.
final class RebuiltIndex: Sendable {
  /// nil where the file's own tree is whole.
  let nodes: [NodeEntry]?
  let blocks: [FoundBlock]?
  let repairs: [Fault]

  init(of file: PSTFile, because reason: Fault) throws(Fault) {
    let database = NodeDatabase(file, mending: true)
    let nodeTree = try TreeSurvey(database, .nodes)
    let blockTree = try TreeSurvey(database, .blocks)
    var repairs: [Fault] = [reason]
    for damage in [nodeTree.damage, blockTree.damage].compactMap({ $0 }) where damage.description != reason.description
    {
      repairs.append(damage)
    }
    guard !nodeTree.isWhole || !blockTree.isWhole else {
      (nodes, blocks, self.repairs) = (nil, nil, repairs)
      return
    }
    let scan = try FileScan(database.window, file.layout, blockTree.isWhole ? .pages : [.pages, .blocks])
    let blocks = blockTree.isWhole ? nil : try Self.blocks(blockTree, scan, database)
    if let blocks {
      let lost = blocks.count { $0.flags.isDisjoint(with: [.whole]) }
      repairs.append(
        NDBFault.rebuilt(
          "the block tree was rebuilt: \(blocks.count) blocks, \(lost) of them not found whole; "
            + "\(blockTree.pages) pages of the tree could be reached", file.name))
    }
    if nodeTree.isWhole {
      nodes = nil
    } else {
      let found = try Self.nodes(nodeTree, scan, database, blocks)
      nodes = found.nodes
      repairs.append(
        NDBFault.rebuilt(
          "the node tree was rebuilt: \(found.nodes.count) nodes; \(nodeTree.pages) pages of the tree could be reached, "
            + "\(found.dropped) nodes of older pages have no data any more", file.name))
    }
    (self.blocks, self.repairs) = (blocks, repairs)
  }

  private static func nodes(
    _ survey: TreeSurvey, _ scan: FileScan, _ database: NodeDatabase, _ blocks: [FoundBlock]?
  ) throws(Fault) -> (nodes: [NodeEntry], dropped: Int) {
    let generations = try Generations(
      reached: survey.leaves, found: scan.pages.filter { $0.tree == .nodes }, database, .nodes)
    var found: [(node: NodeEntry, isLive: Bool)] = []
    try generations.entries(database, .nodes) { page, index, isLive in found.append((page.node(index), isLive)) }
    found.sort { $0.node.id < $1.node.id }
    var (result, dropped): ([NodeEntry], Int) = ([], 0)
    result.reserveCapacity(found.count)
    for (node, isLive) in found where result.last?.id != node.id {
      // A node whose block no tree lists any more was deleted before.
      if !isLive, node.data.key != .none {
        let isThere =
          if let blocks { find(node.data.key.rawValue, in: blocks) != nil } else {
            try database.block(node.data) != nil
          }
        guard isThere else {
          dropped += 1
          continue
        }
      }
      result.append(node)
    }
    return (result, dropped)
  }

  private static func blocks(
    _ survey: TreeSurvey, _ scan: FileScan, _ database: NodeDatabase
  ) throws(Fault) -> [FoundBlock] {
    let generations = try Generations(
      reached: survey.leaves, found: scan.pages.filter { $0.tree == .blocks }, database, .blocks)
    var all = scan.blocks
    try generations.entries(database, .blocks) { page, index, isLive in
      all.append(FoundBlock(page.block(index), isLive ? [.live, .listed] : .listed))
    }
    all.sort { ($0.key, $0.offset, $0.flags.rawValue) < ($1.key, $1.offset, $1.flags.rawValue) }
    var result: [FoundBlock] = []
    var place = 0
    while place < all.count {
      let key = all[place].key
      var best = all[place]
      var candidate = best
      while place < all.count, all[place].key == key {
        candidate = merge(candidate, all[place])
        if worth(candidate) > worth(best) || best.offset == candidate.offset && best.size == candidate.size {
          best = candidate
        }
        place += 1
      }
      result.append(best)
    }
    return result
  }

  /// The same place told twice is one find with what both say.
  private static func merge(_ held: FoundBlock, _ next: FoundBlock) -> FoundBlock {
    guard held.offset == next.offset, held.size == next.size else { return next }
    var merged = held.flags.contains(.listed) ? held : next
    merged.flags = held.flags.union(next.flags)
    merged.references = max(held.references, next.references)
    return merged
  }

  /// A block is written once under its number: wherever it lies whole, it is the one. Listed by a page comes second.
  private static func worth(_ block: FoundBlock) -> Int {
    (block.flags.contains(.whole) ? 8 : 0) + (block.flags.contains(.live) ? 4 : 0)
      + (block.flags.contains(.listed) ? 2 : 0) + (block.flags.contains(.damaged) ? 1 : 0)
  }

  // MARK: looking up

  static func find(_ key: UInt64, in nodes: [NodeEntry]) -> NodeEntry? {
    let place = first(from: key, in: nodes)
    return place < nodes.count && UInt64(nodes[place].id.rawValue) == key ? nodes[place] : nil
  }

  static func find(_ key: UInt64, in blocks: [FoundBlock]) -> FoundBlock? { find(key, in: blocks[...]) }

  /// `blocks` begins at 0.
  static func find(_ key: UInt64, in blocks: ArraySlice<FoundBlock>) -> FoundBlock? {
    let place = first(from: key, in: blocks)
    return place < blocks.count && blocks[place].key == key ? blocks[place] : nil
  }

  static func first(from key: UInt64, in nodes: [NodeEntry]) -> Int {
    partition(nodes.count) { UInt64(nodes[$0].id.rawValue) < key }
  }

  /// `blocks` begins at 0.
  static func first(from key: UInt64, in blocks: ArraySlice<FoundBlock>) -> Int {
    partition(blocks.count) { blocks[$0].key < key }
  }

  /// How many come before the first of which `isBefore` is false.
  private static func partition(_ count: Int, _ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
