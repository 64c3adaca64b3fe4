import Glibc

/// What may happen to a file: one fault each, the same bytes for the same file.
public enum PSTDamage: String, Sendable, CaseIterable {
  /// dwCRCPartial is wrong.
  case headerChecksum
  case magicZero
  /// fAMapValid is 0; the header is right otherwise.
  case mapsInvalid
  case firstMapZero
  case nodeRootZero
  case blockRootZero
  /// One page right below the root.
  case nodePageZero
  case blockPageZero
  /// One bit of the place of the root's second child.
  case nodeRootBit
  case blockRootBit
  /// A byte in the middle message's first block.
  case messageByte
  /// The middle message's first block, with its trailer.
  case messageZero
  /// The first 64 bytes of the longest contents table.
  case contentsTableZero
  /// 4 kB in the middle of the file.
  case sectorZero
  case cutTo25
  case cutTo50
  case cutTo90
  /// 4 kB more at the end.
  case tail

  /// The file with this damage, and what that hit; nil where `bytes` is no such file or has no such place, as a tree of one
  /// page has no page below its root.
  public func applied(to bytes: [UInt8]) -> PSTDamaged? {
    guard let atlas = PSTAtlas(bytes), let damaged = damage(bytes, atlas) else { return nil }
    return PSTDamaged(self, damaged, from: bytes, atlas)
  }

  private func damage(_ bytes: [UInt8], _ atlas: PSTAtlas) -> [UInt8]? {
    switch self {
    case .headerChecksum, .magicZero, .mapsInvalid, .firstMapZero: return head(bytes, atlas.layout)
    case .nodeRootZero, .nodePageZero, .nodeRootBit: return tree(bytes, atlas, atlas.nodePages)
    case .blockRootZero, .blockPageZero, .blockRootBit: return tree(bytes, atlas, atlas.blockPages)
    case .messageByte, .messageZero, .contentsTableZero: return block(bytes, atlas)
    case .sectorZero: return zero(bytes, at: bytes.count / 2 / 4096 * 4096, 4096)
    case .cutTo25: return Array(bytes.prefix(bytes.count * 25 / 100))
    case .cutTo50: return Array(bytes.prefix(bytes.count * 50 / 100))
    case .cutTo90: return Array(bytes.prefix(bytes.count * 90 / 100))
    case .tail: return bytes + [UInt8](repeating: 0xCC, count: 4096)
    }
  }

  private func zero(_ bytes: [UInt8], at place: Int, _ count: Int) -> [UInt8] {
    var bytes = bytes
    for place in place..<min(place + count, bytes.count) { bytes[place] = 0 }
    return bytes
  }

  private func flip(_ bytes: [UInt8], at place: Int, _ mask: UInt8) -> [UInt8] {
    var bytes = bytes
    bytes[place] ^= mask
    return bytes
  }

  private func head(_ bytes: [UInt8], _ layout: PSTLayout) -> [UInt8] {
    switch self {
    case .headerChecksum: return flip(bytes, at: 4, 0x5A)
    case .magicZero: return zero(bytes, at: 0, 4)
    case .firstMapZero: return zero(bytes, at: layout.firstMap, layout.page)
    default:
      var bytes = zero(bytes, at: layout.isWide ? 248 : 200, 1)
      bytes.set(checksum(bytes[8..<479]), at: 4)
      if layout.isWide { bytes.set(checksum(bytes[8..<524]), at: 524) }
      return bytes
    }
  }

  private func tree(_ bytes: [UInt8], _ atlas: PSTAtlas, _ pages: [PSTAtlas.Page]) -> [UInt8]? {
    guard let root = pages.first else { return nil }
    switch self {
    case .nodeRootZero, .blockRootZero: return zero(bytes, at: root.offset, atlas.layout.page)
    case .nodeRootBit, .blockRootBit: return flip(bytes, at: root.offset + 5 * atlas.layout.number, 1)
    default:
      let children = atlas.children(of: root)
      guard !children.isEmpty else { return nil }
      return zero(bytes, at: children[children.count / 2], atlas.layout.page)
    }
  }

  private func block(_ bytes: [UInt8], _ atlas: PSTAtlas) -> [UInt8]? {
    if self == .contentsTableZero {
      let tables = atlas.nodes.filter { $0.type == 0x0E && !$0.data.isEmpty }
      let size = { (node: PSTAtlas.Node) in node.data.reduce(0) { $0 + $1.block.inflated } }
      guard let longest = tables.max(by: { size($0) < size($1) }) else { return nil }
      return zero(bytes, at: longest.data[0].block.offset, 64)
    }
    let messages = atlas.nodes.filter { $0.type == 0x04 && !$0.data.isEmpty }
    guard !messages.isEmpty else { return nil }
    let block = messages[messages.count / 2].data[0].block
    return self == .messageByte
      ? flip(bytes, at: block.offset + 20, 0xFF) : zero(bytes, at: block.offset, block.span)
  }
}

/// A damaged file and what of the good one is still in it.
public struct PSTDamaged: Sendable {
  /// What a node lost.
  public struct Loss: Sendable, Hashable {
    public var node: UInt32
    /// Blocks whose bytes are not what they were, by the nodes that lead to them.
    public var parts: [PSTAtlas.Part]
    /// The first block of its own data is among them, without which nothing can be read of it.
    public var losesHeap: Bool
  }

  public let damage: PSTDamage
  public let bytes: [UInt8]
  /// Nodes of which every byte is there, and the tree's leaf that names them: each must come out as it was.
  public private(set) var intact: [UInt32] = []
  /// Nodes of which every byte is there, and that no leaf of the node tree names any more: they must come out, by whatever
  /// number.
  public private(set) var unnamed: [UInt32] = []
  public private(set) var losses: [Loss] = []

  init(_ damage: PSTDamage, _ bytes: [UInt8], from good: [UInt8], _ atlas: PSTAtlas) {
    (self.damage, self.bytes) = (damage, bytes)
    // Lost is what differs: zeros over zeros hurt nobody.
    let isWhole = { (start: Int, count: Int) in
      start + count <= bytes.count
        && bytes.withUnsafeBytes { new in
          good.withUnsafeBytes { memcmp(new.baseAddress! + start, $0.baseAddress! + start, count) }
        } == 0
    }
    for node in atlas.nodes {
      let hit = node.parts.filter { part in
        let block = part.block
        let trailer = block.offset + block.span - atlas.layout.blockTrailer
        return !isWhole(block.offset, block.size) || !isWhole(trailer, atlas.layout.blockTrailer)
      }
      if !hit.isEmpty {
        let heap = node.data.first.map { hit.contains($0) } ?? false
        losses.append(Loss(node: node.id, parts: hit, losesHeap: heap))
      } else if isWhole(node.leaf, atlas.layout.page) {
        intact.append(node.id)
      } else {
        unnamed.append(node.id)
      }
    }
  }
}
