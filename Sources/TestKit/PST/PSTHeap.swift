/// A heap on a node: allocations over one or more blocks. [MS-PST] §2.3.1
struct PSTHeap {
  /// The longest allocation; what is longer becomes a node. [MS-PST] §2.3.3.3
  static let limit = 3580

  /// bClientSig. [MS-PST] §2.3.1.2
  enum Client: UInt8 {
    case table = 0x7C
    case tree = 0xB5
    case properties = 0xBC
  }

  private struct Block {
    var bytes: [UInt8]
    var starts: [Int] = []
  }

  private let layout: PSTLayout
  private var blocks: [Block]

  init(_ layout: PSTLayout) {
    self.layout = layout
    blocks = [Block(bytes: [UInt8](repeating: 0, count: Self.head(0)))]
  }

  /// HNHDR, HNPAGEHDR; the 8th block and each 128th after it carry an HNBITMAPHDR. [MS-PST] §2.3.1.2 to §2.3.1.4
  private static func head(_ block: Int) -> Int {
    if block == 0 { return 12 }
    return block >= 8 && (block - 8) % 128 == 0 ? 66 : 2
  }

  /// Bytes that block `place` has left beside its page map with one more allocation.
  private func room(_ place: Int) -> Int {
    layout.blockLimit - blocks[place].bytes.count - 1 - 4 - 2 * (blocks[place].starts.count + 2)
  }

  /// Returns the HID; the first is 0x20. [MS-PST] §2.3.1.1
  mutating func allocate(_ bytes: [UInt8]) -> UInt32 {
    precondition(!bytes.isEmpty && bytes.count <= Self.limit, "an allocation has 1 to \(Self.limit) bytes")
    var last = blocks.count - 1
    let most = 1 << layout.heapIndexBits - 1
    if room(last) < bytes.count || blocks[last].starts.count >= most - 1 {
      last += 1
      blocks.append(Block(bytes: [UInt8](repeating: 0, count: Self.head(last))))
      precondition(last < 1 << (27 - layout.heapIndexBits), "a heap of too many blocks")
    }
    blocks[last].starts.append(blocks[last].bytes.count)
    blocks[last].bytes += bytes
    return UInt32(last) << UInt32(5 + layout.heapIndexBits) | UInt32(blocks[last].starts.count) << 5
  }

  /// Overwrites an allocation of the first block with bytes of the same number.
  mutating func replace(_ item: UInt32, with bytes: [UInt8]) {
    let start = blocks[0].starts[Int(item >> 5) - 1]
    blocks[0].bytes.replaceSubrange(start..<start + bytes.count, with: bytes)
  }

  /// The blocks as they stand in the file.
  func finished(_ client: Client, root: UInt32) -> [[UInt8]] {
    let levels = blocks.indices.map { level(room($0)) }
    return blocks.indices.map { place in
      var bytes = blocks[place].bytes
      let end = bytes.count
      if bytes.count % 2 == 1 { bytes.append(0) }
      bytes.set(UInt16(bytes.count), at: 0)
      // HNPAGEMAP. [MS-PST] §2.3.1.5
      bytes.put16(blocks[place].starts.count)
      bytes.put16(0)
      for start in blocks[place].starts { bytes.put16(start) }
      bytes.put16(end)
      if place == 0 {
        bytes[2] = 0xEC
        bytes[3] = client.rawValue
        bytes.set(root, at: 4)
        fill(&bytes, at: 8, levels.prefix(8))
      } else if Self.head(place) == 66 {
        fill(&bytes, at: 2, levels[place..<min(place + 128, levels.count)])
      }
      return bytes
    }
  }

  /// Four bits for each block, the first in the lower half.
  private func fill(_ bytes: inout [UInt8], at place: Int, _ levels: ArraySlice<UInt8>) {
    for (step, level) in levels.enumerated() { bytes[place + step / 2] |= level << UInt8(step % 2 * 4) }
  }

  /// How full a block is. [MS-PST] §2.3.1.2, rgbFillLevel
  private func level(_ free: Int) -> UInt8 {
    let bounds = [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8]
    return UInt8(bounds.firstIndex { free >= $0 } ?? 15)
  }
}

/// A BTree on a heap. [MS-PST] §2.3.2
struct PSTHeapTree {
  let keyWidth: Int
  let valueWidth: Int
  /// The BTHHEADER's place, taken first so that it becomes HID 0x20.
  let header: UInt32

  init(_ heap: inout PSTHeap, keyWidth: Int, valueWidth: Int) {
    (self.keyWidth, self.valueWidth) = (keyWidth, valueWidth)
    header = heap.allocate([UInt8](repeating: 0, count: 8))
  }

  /// - Parameter records: in order of their keys, one after another.
  func finish(_ heap: inout PSTHeap, _ records: [UInt8]) {
    var levels: UInt8 = 0
    var root: UInt32 = 0
    if !records.isEmpty {
      var below = lay(&heap, records, width: keyWidth + valueWidth)
      while below.count > 1 {
        levels += 1
        var index: [UInt8] = []
        for (key, item) in below {
          index += key
          index.put(item)
        }
        below = lay(&heap, index, width: keyWidth + 4)
      }
      root = below[0].item
    }
    var bytes: [UInt8] = [0xB5, UInt8(keyWidth), UInt8(valueWidth), levels]
    bytes.put(root)
    heap.replace(header, with: bytes)
  }

  private func lay(_ heap: inout PSTHeap, _ records: [UInt8], width: Int) -> [(key: [UInt8], item: UInt32)] {
    let step = PSTHeap.limit / width * width
    return stride(from: 0, to: records.count, by: step).map { start in
      let part = Array(records[start..<min(start + step, records.count)])
      return (Array(part[..<keyWidth]), heap.allocate(part))
    }
  }
}
