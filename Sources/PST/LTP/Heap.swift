import Core

/// Small pieces of bytes in the blocks of a node (HN). Blocks are read when one of their pieces is asked for. [MS-PST] §2.3.1
final class Heap {
  let nodes: any NodeStore
  let data: NodeData
  let damages: DamageList
  /// hidUserRoot: the piece that what is built on the heap begins with.
  let root: UInt32
  /// bClientSig: what is built on it; 0x7C for a table, 0xBC for properties.
  let client: UInt8

  private let first: [UInt8]
  private let indexBits: Int
  /// The blocks behind the first that were read last; a block always has the same place.
  private var kept: [(number: Int, bytes: [UInt8])] = []
  private static let keptBlocks = 16

  init(_ nodes: any NodeStore, data block: BlockID, damages: DamageList) throws(Fault) {
    self.nodes = nodes
    self.damages = damages
    indexBits = nodes.format.heapIndexBits
    data = try nodes.data(block) { damages.note($0) }
    guard let start = data.blocks.first else { throw damages.fault(.pstHeap, "The node has no data.") }
    first = try nodes.read(start) { damages.note($0) }
    // HNHDR. [MS-PST] §2.3.1.2
    let header = ByteView(first)
    guard header.count >= 12, header.uint8(2) == 0xEC else {
      throw damages.fault(.pstHeap, "The node's data does not begin as a heap does.")
    }
    client = header.uint8(3)
    root = header.uint32(4)
  }

  /// The piece `id` (a HID). [MS-PST] §2.3.1.1
  func item(_ id: UInt32) throws(Fault) -> ByteView {
    let number = Int(id >> (5 + UInt32(indexBits)))
    let index = Int(id >> 5) & (1 << indexBits - 1)
    guard id & 0x1F == 0, index > 0, number < data.blocks.count else { throw missing(id) }
    let view = ByteView(try block(number))
    // ibHnpm stands first in each of the three headers; HNPAGEMAP: cAlloc, cFree, rgibAlloc. [MS-PST] §2.3.1.5
    let map = Int(view.uint16(0))
    let place = map + 4 + 2 * (index - 1)
    guard index <= Int(view.uint16(map)), place + 4 <= view.count,
      let item = ByteView(view.block, from: Int(view.uint16(place)), to: Int(view.uint16(place + 2)))
    else { throw missing(id) }
    return item
  }

  private func missing(_ id: UInt32) -> Fault {
    damages.fault(.pstHeap, "Piece 0x\(String(id, radix: 16, uppercase: true)) is not in its heap.")
  }

  private func block(_ number: Int) throws(Fault) -> [UInt8] {
    if number == 0 { return first }
    if kept.isEmpty {
      kept = Array(repeating: (number: 0, bytes: []), count: min(Self.keptBlocks, data.blocks.count))
    }
    let place = number % kept.count
    if kept[place].number == number { return kept[place].bytes }
    let damages = damages
    let bytes = try nodes.read(data.blocks[number]) { damages.note($0) }
    kept[place] = (number, bytes)
    return bytes
  }
}
