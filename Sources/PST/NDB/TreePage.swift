/// A page of the node tree or of the block tree, checked. [MS-PST] §2.2.2.7.7.1
final class TreePage {
  let layout: Layout
  let tree: Layout.Tree
  let offset: UInt64
  let id: UInt64
  /// cLevel; 0 for a leaf.
  let level: Int
  let count: Int
  /// One byte of it was put right by its checksum.
  let isMended: Bool
  private let stride: Int
  private let bytes: [UInt8]

  /// What PAGETRAILER says. [MS-PST] §2.2.2.7.1
  struct Trailer {
    var type: UInt8
    var typeRepeat: UInt8
    var signature: UInt16
    var checksum: UInt32
    var id: UInt64

    /// `bytes` is a whole page.
    init(_ bytes: RawSpan, _ layout: Layout) {
      let start = layout.pageTrailer
      (type, typeRepeat) = (bytes.u8(start), bytes.u8(start + 1))
      signature = bytes.u16(start + 2)
      if layout.isANSI {
        (id, checksum) = (UInt64(bytes.u32(start + 4)), bytes.u32(start + 8))
      } else {
        (checksum, id) = (bytes.u32(start + 4), bytes.u64(start + 8))
      }
    }
  }

  /// Why a page cannot be taken.
  enum Flaw: String, Error {
    case cut = "it lies beyond the end of the file"
    case type = "it is of another kind"
    case checksum = "its checksum does not match"
    case identity = "its number or signature is another"
    case counts = "its counts cannot be"
    case order = "its keys are out of order"
    case level = "it stands on another level"
  }

  /// - Parameters:
  ///   - id: nil takes any number, as long as the signature fits it.
  ///   - mending: a page with one wrong byte is taken as it was.
  init(
    _ bytes: [UInt8], at offset: UInt64, id: UInt64?, _ tree: Layout.Tree, _ layout: Layout, mending: Bool = false
  ) throws(Flaw) {
    guard bytes.count == layout.pageSize else { throw .cut }
    var bytes = bytes
    let trailer = Trailer(bytes.span.bytes, layout)
    guard trailer.type == tree.rawValue, trailer.typeRepeat == tree.rawValue else { throw .type }
    let isIdentified =
      trailer.signature == Layout.signature(offset: offset, id: trailer.id) && trailer.id == id ?? trailer.id
    let isIntact = trailer.checksum == Checksum.of(bytes, 0..<layout.pageTrailer)
    if !isIntact {
      guard mending, isIdentified, let mended = PageMending.mend(bytes, layout) else { throw .checksum }
      bytes = mended
    }
    guard isIdentified else { throw .identity }
    isMended = !isIntact
    let span = bytes.span.bytes
    let (count, most, stride, level) = Self.counts(span, layout)
    // 8 levels of the emptiest pages hold more than a file can.
    guard level <= 8, count <= most, stride >= (level > 0 ? layout.childEntrySize : layout.entrySize(tree)),
      count * stride <= layout.treeRoom
    else { throw .counts }
    (self.layout, self.tree, self.offset, self.id) = (layout, tree, offset, trailer.id)
    (self.level, self.count, self.stride, self.bytes) = (level, count, stride, bytes)
    for index in 0..<max(count - 1, 0) where key(index) >= key(index + 1) { throw .order }
  }

  private static func counts(_ span: RawSpan, _ layout: Layout) -> (count: Int, most: Int, stride: Int, level: Int) {
    let start = layout.treeRoom
    if layout.is4K {
      return (Int(span.u16(start)), Int(span.u16(start + 2)), Int(span.u8(start + 4)), Int(span.u8(start + 5)))
    }
    return (Int(span.u8(start)), Int(span.u8(start + 1)), Int(span.u8(start + 2)), Int(span.u8(start + 3)))
  }

  /// Of nodes only the low 32 bits count; the lowest bit of a block's number means nothing. `index` is below `count`.
  func key(_ index: Int) -> UInt64 {
    let raw = number(index * stride)
    return tree == .nodes ? raw & 0xFFFF_FFFF : raw & ~1
  }

  /// The last entry whose key is not above `key`; nil when all are.
  func search(_ key: UInt64) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self.key(middle) <= key { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// BTENTRY. [MS-PST] §2.2.2.7.7.2
  func child(_ index: Int) -> PageReference {
    let (start, size) = (index * stride, layout.idSize)
    return PageReference(id: number(start + size), offset: number(start + 2 * size))
  }

  /// NBTENTRY. [MS-PST] §2.2.2.7.7.4
  func node(_ index: Int) -> NodeEntry {
    let (start, size) = (index * stride, layout.idSize)
    return NodeEntry(
      id: NodeID(rawValue: UInt32(truncatingIfNeeded: number(start))),
      data: BlockID(rawValue: number(start + size)), subnodes: BlockID(rawValue: number(start + 2 * size)),
      // Unicode files have a padding behind it, which is no part of it.
      parent: NodeID(rawValue: UInt32(truncatingIfNeeded: number(start + 3 * size))))
  }

  /// BBTENTRY; with 4K pages the size after inflating stands between size and count. [MS-PST] §2.2.2.7.7.3
  func block(_ index: Int) -> BlockEntry {
    let (start, size) = (index * stride, layout.idSize)
    let after = start + 2 * size
    let stored = short(after)
    return BlockEntry(
      id: BlockID(rawValue: number(start)), offset: number(start + size), size: stored,
      inflatedSize: layout.is4K ? short(after + 2) : stored, references: short(after + (layout.is4K ? 4 : 2)))
  }

  private func number(_ offset: Int) -> UInt64 {
    let bytes = bytes
    let span = bytes.span.bytes
    return span.number(offset, size: layout.idSize)
  }

  private func short(_ offset: Int) -> Int {
    let bytes = bytes
    let span = bytes.span.bytes
    return Int(span.u16(offset))
  }
}
