/// Where everything stands in a good file: a reader of the two trees that shares nothing with the one under test, so that it
/// can tell what a damage hits. [MS-PST] §2.2
public struct PSTAtlas: Sendable {
  public struct Block: Sendable, Hashable {
    public var number: UInt64
    public var offset: Int
    /// Bytes in the file without padding and trailer.
    public var size: Int
    public var inflated: Int
    /// With padding and trailer.
    public var span: Int
  }

  public struct Page: Sendable, Hashable {
    public var offset: Int
    public var level: Int
  }

  /// A block that belongs to a node.
  public struct Part: Sendable, Hashable {
    /// The nodes below the node that lead to it; empty for the node's own data.
    public var path: [UInt32]
    /// Data, and not a list of other blocks or of nodes.
    public var isData: Bool
    public var block: Block
  }

  public struct Node: Sendable, Hashable {
    public var id: UInt32
    public var parent: UInt32
    /// Where the leaf page of the node tree stands that has its entry.
    public var leaf: Int
    public var parts: [Part]
    /// Blocks that no entry of the block tree knows.
    public var missing: Int
    public var type: UInt8 { UInt8(id & 31) }
    /// Its own data.
    public var data: [Part] { parts.filter { $0.isData && $0.path.isEmpty } }
  }

  public let layout: PSTLayout
  public private(set) var nodes: [Node] = []
  public private(set) var blocks: [UInt64: Block] = [:]
  /// Of the node tree and of the block tree, the root first.
  public private(set) var nodePages: [Page] = []
  public private(set) var blockPages: [Page] = []
  private let bytes: [UInt8]

  /// nil for what is no such file.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count >= 0x4600, bytes.starts(with: "!BDN".utf8) else { return nil }
    self.bytes = bytes
    switch UInt16(bytes[10]) | UInt16(bytes[11]) << 8 {
    case 14, 15: layout = .ansi
    case 36...: layout = .unicode4K
    case 21...35: layout = .unicode
    default: return nil
    }
    let roots = layout.isWide ? [224, 240] : [188, 196]
    var pages: [Page] = []
    walk(number(at: roots[1]), &pages) { atlas, entry, _ in
      let size = atlas.word(entry + 2 * atlas.layout.number)
      let inflated = atlas.layout == .unicode4K ? atlas.word(entry + 18) : size
      let block = Block(
        number: UInt64(atlas.number(at: entry)), offset: atlas.number(at: entry + atlas.layout.number), size: size,
        inflated: inflated, span: atlas.layout.span(size))
      atlas.blocks[block.number & ~1] = block
    }
    blockPages = pages
    pages = []
    walk(number(at: roots[0]), &pages) { atlas, entry, leaf in
      let width = atlas.layout.number
      var node = Node(
        id: UInt32(truncatingIfNeeded: atlas.number(at: entry)),
        parent: UInt32(truncatingIfNeeded: atlas.number(at: entry + 3 * width) & 0xFFFF_FFFF), leaf: leaf, parts: [],
        missing: 0)
      atlas.data(atlas.number(at: entry + width), [], &node)
      atlas.below(atlas.number(at: entry + 2 * width), [], &node)
      atlas.nodes.append(node)
    }
    nodePages = pages
  }

  // MARK: Numbers

  private func word(_ place: Int) -> Int {
    place >= 0 && place + 2 <= bytes.count ? Int(bytes[place]) | Int(bytes[place + 1]) << 8 : 0
  }

  private func number(at place: Int) -> Int { Self.number(bytes, place, layout.number) }

  private static func number(_ bytes: [UInt8], _ place: Int, _ width: Int) -> Int {
    guard place >= 0, place + width <= bytes.count else { return 0 }
    return (0..<width).reduce(0) { $0 | Int(bytes[place + $1] & ($1 == 7 ? 0x7F : 0xFF)) << (8 * $1) }
  }

  // MARK: Pages

  /// Every page below one, and every entry of its leaves. [MS-PST] §2.2.2.7.7
  private mutating func walk(
    _ offset: Int, _ pages: inout [Page], depth: Int = 0, _ entry: (inout PSTAtlas, Int, Int) -> Void
  ) {
    guard depth < 10, offset > 0, offset + layout.page <= bytes.count else { return }
    let end = offset + layout.pageEntries
    let isLarge = layout == .unicode4K
    let count = isLarge ? word(end) : Int(bytes[end])
    let width = Int(bytes[end + (isLarge ? 4 : 2)])
    let level = Int(bytes[end + (isLarge ? 5 : 3)])
    pages.append(Page(offset: offset, level: level))
    for place in 0..<count where (place + 1) * width <= layout.pageEntries {
      let at = offset + place * width
      if level == 0 {
        entry(&self, at, offset)
      } else {
        walk(number(at: at + 2 * layout.number), &pages, depth: depth + 1, entry)
      }
    }
  }

  /// Places of the pages right below a root.
  public func children(of root: Page) -> [Int] {
    guard root.level > 0 else { return [] }
    let end = root.offset + layout.pageEntries
    let count = layout == .unicode4K ? word(end) : Int(bytes[end])
    return (0..<count).map { number(at: root.offset + $0 * 3 * layout.number + 2 * layout.number) }
  }

  // MARK: Blocks

  /// A block's bytes when it is a list; lists are not encoded.
  private func list(_ block: Block) -> [UInt8] {
    guard block.offset >= 0, block.offset + block.size <= bytes.count else { return [] }
    let stored = Array(bytes[block.offset..<block.offset + block.size])
    return block.size == block.inflated ? stored : inflate(stored, to: block.inflated)
  }

  /// Adds a node's data. [MS-PST] §2.2.2.8.3.2
  private func data(_ number: Int, _ path: [UInt32], _ node: inout Node, depth: Int = 0) {
    guard number != 0, depth < 4 else { return }
    guard let block = blocks[UInt64(number) & ~1] else {
      node.missing += 1
      return
    }
    let isList = number & 2 != 0
    node.parts.append(Part(path: path, isData: !isList, block: block))
    guard isList else { return }
    let list = list(block)
    guard list.count >= 8 else { return }
    for place in 0..<Self.number(list, 2, 2) {
      data(Self.number(list, 8 + place * layout.number, layout.number), path, &node, depth: depth + 1)
    }
  }

  /// Adds the nodes below. [MS-PST] §2.2.2.8.3.3
  private func below(_ number: Int, _ path: [UInt32], _ node: inout Node, depth: Int = 0) {
    guard number != 0, depth < 64 else { return }
    guard let block = blocks[UInt64(number) & ~1] else {
      node.missing += 1
      return
    }
    node.parts.append(Part(path: path, isData: false, block: block))
    let list = list(block)
    guard list.count >= 4 else { return }
    let (width, head) = (layout.number, layout.isWide ? 8 : 4)
    for place in 0..<Self.number(list, 2, 2) {
      if list[1] > 0 {
        below(Self.number(list, head + place * 2 * width + width, width), path, &node, depth: depth + 1)
        continue
      }
      let at = head + place * 3 * width
      let path = path + [UInt32(truncatingIfNeeded: Self.number(list, at, width))]
      data(Self.number(list, at + width, width), path, &node)
      below(Self.number(list, at + 2 * width, width), path, &node, depth: depth + 1)
    }
  }
}
