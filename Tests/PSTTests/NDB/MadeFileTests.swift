import Core
import MIME
import PSTMaker
import Testing

@testable import PST

/// Files of our own making: each layout and encoding, data of every shape.
@Suite struct MadeFileTests {
  private static let sizes = [0, 1, 511, 512, 8_175, 8_176, 8_177, 8_180, 8_181, 20_000, 65_512, 65_513, 200_000]

  @Test func everyLayoutAndEncoding() throws {
    for (layout, encoding) in MadeFile.kinds {
      let made = try MadeFile(layout, encoding, sizes: Self.sizes)
      let file = try PSTFile(MailboxBytes(made.bytes), name: "made")
      #expect(file.faults.isEmpty)
      #expect(file.encoding.rawValue == encoding.rawValue)
      let database = NodeDatabase(file)
      var told: [Fault] = []
      for (id, data) in made.nodes {
        let node = try #require(try database.node(NodeID(rawValue: id)))
        #expect(
          try database.bytes(node.data, damaged: { told.append($0) }) == data, "\(layout) \(encoding) \(data.count)")
        #expect(try database.data(node.data, damaged: { told.append($0) }).count == data.count)
      }
      let parent = try #require(try database.node(NodeID(rawValue: MadeFile.parent)))
      #expect(try database.subnodes(of: parent.subnodes, damaged: { told.append($0) }).count == made.subnodes.count)
      for (id, data) in made.subnodes {
        let node = try #require(try database.subnode(NodeID(rawValue: id), of: parent.subnodes))
        #expect(try database.bytes(node.data, damaged: { told.append($0) }) == data)
      }
      #expect(try database.subnode(NodeID(rawValue: 5), of: parent.subnodes) == nil)
      #expect(told.isEmpty && file.repairs.isEmpty)
    }
  }

  /// XXBLOCK, and subnodes over several blocks (SIBLOCK).
  @Test func listsOfLists() throws {
    let size = 1_021 * 8_176 + 5_000
    let made = try MadeFile(.unicode, .permute, sizes: [size])
    let database = NodeDatabase(try PSTFile(MailboxBytes(made.bytes), name: "made"))
    let node = try #require(try database.node(NodeID(rawValue: 0x24)))
    let data = try database.data(node.data) { Issue.record("\($0)") }
    #expect(data.blocks.count == 1_022 && data.count == size)
    #expect(try database.bytes(node.data) == made.nodes[0x24])
  }

  /// What a list names and is not there stands as zeros in its place.
  @Test func aHoleInData() throws {
    for (layout, encoding) in MadeFile.kinds {
      let size = 200_000
      let made = try MadeFile(layout, encoding, sizes: [size])
      let good = NodeDatabase(try PSTFile(MailboxBytes(made.bytes), name: "made"))
      let node = try #require(try good.node(NodeID(rawValue: 0x24)))
      let blocks = try good.data(node.data) { Issue.record("\($0)") }.blocks
      let header = try #require(good.file.header)
      for place in [0, 1, blocks.count - 1] {
        // The block tree's root goes too, so that the blocks that are there are found by their trailers alone.
        var bytes = made.bytes
        let entry = try #require(blocks[place].entry)
        let gone = Int(entry.offset)..<Int(entry.offset) + good.layout.span(entry.size)
        let root = Int(header.blocks.offset)..<Int(header.blocks.offset) + good.layout.pageSize
        for index in Array(gone) + Array(root) { bytes[index] = 0 }
        try Self.zeroLeaves(&bytes, good)
        let database = NodeDatabase(try PSTFile(MailboxBytes(bytes), name: "made"))
        var told: [Fault] = []
        let got = try database.bytes(node.data) { told.append($0) }
        var expected = try #require(made.nodes[0x24])
        for index in blocks[place].offset..<blocks[place].offset + blocks[place].size { expected[index] = 0 }
        #expect(got == expected, "\(layout), block \(place)")
        #expect(told.map(\.code) == ["PST-BLOCK-MISSING"], "\(layout): \(told)")
      }
    }
  }

  private static func zeroLeaves(_ bytes: inout [UInt8], _ good: NodeDatabase) throws {
    for offset in try TreeSurvey(good, .blocks).offsets {
      for index in Int(offset)..<Int(offset) + good.layout.pageSize { bytes[index] = 0 }
    }
  }

  /// Trees of earlier states lie in the file; the newest pages are believed.
  @Test func olderGenerations() throws {
    for (layout, encoding) in MadeFile.kinds {
      let made = try MadeFile(layout, encoding, sizes: [Int](repeating: 100, count: 300), generations: 6)
      let good = try PSTFile(MailboxBytes(made.bytes), name: "made")
      let header = try #require(good.header)
      let expected = try NodeDatabase(good).allNodes()
      for root in [header.nodes, header.blocks] {
        var bytes = made.bytes
        for index in Int(root.offset)..<Int(root.offset) + good.layout.pageSize { bytes[index] = 0 }
        let database = NodeDatabase(try PSTFile(MailboxBytes(bytes), name: "made"))
        #expect(try database.allNodes() == expected || layout == .unicode4K, "\(layout)")
        for node in try database.allNodes() {
          #expect(try database.bytes(node.data) { Issue.record("\($0)") } == made.nodes[node.id.rawValue])
        }
      }
    }
  }
}
