import Core
import Testing

@testable import PST

@Suite struct HeapTests {
  private let node = NodeID(.message, index: 1)

  private func heap(_ nodes: NodesInMemory, _ blocks: [[UInt8]]) throws -> Heap {
    try Heap(nodes, data: nodes.data(of: blocks), damages: DamageList(file: "a.pst", node: node))
  }

  @Test(arguments: [PSTFormat.ansi, .unicode, .unicode4K])
  func givesPiecesOfAnyBlock(format: PSTFormat) throws {
    let nodes = NodesInMemory(format)
    var writer = HeapWriter(format, room: 100)
    // Enough for the headers of blocks 8 and 136, which have a bitmap.
    let pieces = (0..<400).map { number in [UInt8](repeating: UInt8(number & 0xFF), count: number % 97) }
    let ids = pieces.map { writer.add($0) }
    let blocks = writer.blocks(root: ids[3], client: 0xBC)
    #expect(blocks.count > 140)
    let heap = try heap(nodes, blocks)
    #expect(heap.client == 0xBC && heap.root == ids[3])
    for (id, piece) in zip(ids, pieces) { #expect(try heap.item(id).bytes == piece) }
    for (id, piece) in zip(ids, pieces).reversed() { #expect(try heap.item(id).bytes == piece) }
    #expect(heap.damages.isEmpty)
  }

  @Test func readsABlockOnceWhilePiecesComeInOrder() throws {
    let nodes = NodesInMemory()
    var writer = HeapWriter(room: 100)
    let ids = (0..<1000).map { writer.add([UInt8($0 & 0xFF), 1, 2, 3]) }
    let blocks = writer.blocks(root: 0x20, client: 0xBC)
    let heap = try heap(nodes, blocks)
    for id in ids { _ = try heap.item(id) }
    #expect(nodes.reads == blocks.count)
  }

  @Test(arguments: [0, 0x21, 0x20 | 1 << 16, 0x40, 0xFFFF_FFE0, 0xFFE0] as [UInt32])
  func knowsWhatIsNoPiece(id: UInt32) throws {
    var writer = HeapWriter()
    _ = writer.add([1, 2, 3])
    let heap = try heap(NodesInMemory(), writer.blocks(root: 0x20, client: 0xBC))
    do {
      _ = try heap.item(id)
      Issue.record("a piece that is not there")
    } catch {
      #expect(error.code == "PST-HEAP" && error.recovery == .skipItem && error.place == "a.pst, node 0x24")
    }
  }

  @Test func cutAndChangedHeapsGiveTheSamePiecesOrFaults() throws {
    var writer = HeapWriter(room: 60)
    let ids = (0..<12).map { writer.add([UInt8](repeating: UInt8($0), count: 20)) }
    let blocks = writer.blocks(root: 0x20, client: 0xBC)
    for block in blocks.indices {
      for cut in 0..<blocks[block].count {
        var changed = blocks
        changed[block] = Array(blocks[block][..<cut])
        if let heap = try? heap(NodesInMemory(), changed) {
          for id in ids { if let item = try? heap.item(id) { #expect(item.count == 20) } }
        } else {
          #expect(block == 0 && cut < 12)
        }
        for bit in 0..<8 {
          changed = blocks
          changed[block][cut] ^= 1 << UInt8(bit)
          guard let heap = try? heap(NodesInMemory(), changed) else { continue }
          for id in ids { if let item = try? heap.item(id) { #expect(item.count <= blocks[block].count) } }
        }
      }
    }
  }
}

@Suite struct BTreeOnHeapTests {
  private func heap(_ writer: HeapWriter, _ root: UInt32) throws -> Heap {
    let nodes = NodesInMemory()
    let data = nodes.data(of: writer.blocks(root: root, client: 0xBC))
    return try Heap(nodes, data: data, damages: DamageList(file: "", node: .messageStore))
  }

  /// Records, in a page, levels of pages, bytes of key and value.
  @Test(arguments: [(0, 5, 2, 6), (1, 5, 4, 4), (5, 5, 8, 1), (6, 5, 2, 6), (200, 5, 16, 20), (500, 3, 4, 2)])
  func givesRecordsInOrder(count: Int, perPage: Int, key: Int, value: Int) throws {
    var writer = HeapWriter(room: 300)
    let records = (0..<count).map { number in
      let bytes = little(UInt16(number)) + [UInt8](repeating: 7, count: 40)
      return Array(bytes.prefix(key)) + [UInt8](repeating: UInt8(number & 0xFF), count: value)
    }
    let root = writer.tree(records, key: key, value: value, perPage: perPage)
    let heap = try heap(writer, root)
    let tree = try BTreeOnHeap(heap, at: root)
    var found: [[UInt8]] = []
    let isWhole = tree.forEach { page, at in
      found.append(page.part(at, key + value)?.bytes ?? [])
      return true
    }
    #expect(isWhole && found == records && tree.keySize == key && tree.valueSize == value)
    var some = 0
    tree.forEach { _, _ in
      some += 1
      return some < 3
    }
    #expect(some == min(3, count))
  }

  @Test func goesOnBehindAPageThatIsGone() throws {
    var writer = HeapWriter()
    let pages = (0..<3).map { number in writer.add((0..<4).flatMap { little(UInt32(number * 4 + $0)) + [1, 2, 3, 4] }) }
    let index = writer.add(
      little(UInt32(0)) + little(pages[0]) + little(UInt32(4)) + little(UInt32(0xFFE0)) + little(UInt32(8))
        + little(pages[2]))
    let root = writer.add([0xB5, 4, 4, 1] + little(index))
    let heap = try heap(writer, root)
    var found: [UInt32] = []
    let isWhole = try BTreeOnHeap(heap, at: root).forEach { page, at in
      found.append(page.uint32(at))
      return true
    }
    #expect(!isWhole && found == [0, 1, 2, 3, 8, 9, 10, 11])
    #expect(heap.damages.faults.map(\.code) == ["PST-HEAP"])
  }

  @Test func doesNotGoInCircles() throws {
    var writer = HeapWriter()
    // A page that is its own child, sixteen levels deep and thirty wide.
    let page = writer.add((0..<30).flatMap { little(UInt32($0)) + little(UInt32(0x20)) })
    #expect(page == 0x20)
    let root = writer.add([0xB5, 4, 4, 16] + little(page))
    let heap = try heap(writer, root)
    var count = 0
    let isWhole = try BTreeOnHeap(heap, at: root).forEach { _, _ in
      count += 1
      return true
    }
    #expect(!isWhole && count < 1000)
  }

  @Test(arguments: [[0xB4, 4, 4, 0], [0xB5, 0, 4, 0], [0xB5, 4, 4, 17], [0xB5]] as [[UInt8]])
  func refusesAnotherHeader(_ header: [UInt8]) throws {
    var writer = HeapWriter()
    let root = writer.add(header + (header.count > 1 ? [0, 0, 0, 0] : []))
    let heap = try heap(writer, root)
    #expect(throws: Fault.self) { try BTreeOnHeap(heap, at: root) }
  }
}
