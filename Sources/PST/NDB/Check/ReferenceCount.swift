import Core

/// How often each block of a file is used: by nodes, by lists of blocks, by subnodes.
struct ReferenceCount {
  /// All blocks, in order of their numbers.
  private(set) var blocks: [FoundBlock] = []
  private(set) var counts: [UInt32] = []
  /// Numbers that are used and not listed.
  private(set) var missing: [UInt64] = []
  private static let mostMissing = 1_000

  /// - Parameter extra: blocks that no tree lists, to be counted with the others.
  init(_ database: NodeDatabase, extra: [FoundBlock] = []) throws(Fault) {
    var blocks: [FoundBlock] = []
    try database.blocks { (entry) throws(Fault) in
      blocks.append(FoundBlock(entry, .listed))
      return true
    }
    let listed = blocks.count
    for block in extra where RebuiltIndex.find(block.key, in: blocks[..<listed]) == nil { blocks.append(block) }
    if blocks.count > listed { blocks.sort { ($0.key, $0.flags.rawValue) < ($1.key, $1.flags.rawValue) } }
    self.blocks = blocks
    counts = [UInt32](repeating: 0, count: blocks.count)
    var nodes: [(BlockID, BlockID)] = []
    try database.nodes(from: NodeID(rawValue: 0)) { (entry) throws(Fault) in
      nodes.append((entry.data, entry.subnodes))
      return true
    }
    for (data, subnodes) in nodes { try use(data, subnodes, database) }
  }

  /// Counts a node's blocks and all below them.
  mutating func use(_ data: BlockID, _ subnodes: BlockID, _ database: NodeDatabase) throws(Fault) {
    var open = [data, subnodes]
    while let id = open.popLast() {
      guard id.key != .none else { continue }
      let place = RebuiltIndex.first(from: id.key.rawValue, in: blocks[...])
      guard place < blocks.count, blocks[place].key == id.key.rawValue else {
        if missing.count < Self.mostMissing { missing.append(id.key.rawValue) }
        continue
      }
      counts[place] &+= 1
      // What a block names is used once, however often the block itself is: so every block is read once at most.
      guard counts[place] == 1, blocks[place].entry.id.isInternal else { continue }
      open += try Self.named(blocks[place].entry, database)
    }
  }

  /// The blocks an XBLOCK, XXBLOCK, SLBLOCK or SIBLOCK names. [MS-PST] §2.2.2.8.3
  static func named(_ entry: BlockEntry, _ database: NodeDatabase) throws(Fault) -> [BlockID] {
    let bytes = try database.content(entry) { _ in }
    let (span, word) = (bytes.span.bytes, database.layout.idSize)
    guard bytes.count >= 8 else { return [] }
    let (type, level, count) = (span.u8(0), span.u8(1), Int(span.u16(2)))
    var result: [BlockID] = []
    func add(_ start: Int, stride: Int, fields: Range<Int>) {
      for index in 0..<min(count, (bytes.count - start) / stride) {
        for field in fields {
          let at = start + index * stride + field * word
          result.append(BlockID(rawValue: bytes.span.bytes.number(at, size: word)))
        }
      }
    }
    switch (type, level) {
    case (1, 1...2): add(8, stride: word, fields: 0..<1)
    case (2, 0): add(database.layout.isANSI ? 4 : 8, stride: 3 * word, fields: 1..<3)
    case (2, 1): add(database.layout.isANSI ? 4 : 8, stride: 2 * word, fields: 1..<2)
    default: break
    }
    return result
  }

  /// Blocks nothing uses.
  func unused() -> [FoundBlock] { blocks.indices.filter { counts[$0] == 0 }.map { blocks[$0] } }

  /// Blocks that something uses, but fewer than the file counts. cRef is one more than the uses.
  func underused() -> [FoundBlock] {
    blocks.indices.filter { counts[$0] > 0 && Int(blocks[$0].references) - 1 > Int(counts[$0]) }.map { blocks[$0] }
  }

  func isUsed(_ id: BlockID) -> Bool {
    let place = RebuiltIndex.first(from: id.key.rawValue, in: blocks[...])
    return place < blocks.count && blocks[place].key == id.key.rawValue && counts[place] > 0
  }
}
