import Core
import MIME
import Testing

@testable import PST

/// Real files: every node and block is where it should be, and whole.
@Suite struct NodeDatabaseTests {
  /// What a whole pass over a file meets.
  struct Pass: Equatable {
    var nodes = 0
    var blocks = 0
    var subnodes: [String: Int] = [:]
    var faults: [String] = []
    /// Of all data, in order.
    var sum: UInt32 = 0
    var heaps = 0
    var messages: Set<UInt32> = []
    /// Items that are copies of each other share their subnodes; they are counted once.
    private var trees: Set<BlockID> = []

    init(_ database: NodeDatabase) throws {
      var entries: [NodeEntry] = []
      try database.nodes(from: NodeID(rawValue: 0)) { (entry) throws(Fault) in
        entries.append(entry)
        return true
      }
      nodes = entries.count
      try database.blocks { (_) throws(Fault) in
        blocks += 1
        return true
      }
      for entry in entries {
        if entry.id.type == .message { messages.insert(entry.id.rawValue) }
        try read(entry, database, depth: 0)
      }
    }

    private mutating func read(_ entry: NodeEntry, _ database: NodeDatabase, depth: Int) throws {
      var told: [Fault] = []
      let data = try database.data(entry.data) { told.append($0) }
      for (index, block) in data.blocks.enumerated() {
        let bytes = try database.read(block) { told.append($0) }
        #expect(bytes.count == block.size)
        if index == 0, bytes.count > 3, bytes[2] == 0xEC { heaps += 1 }
        sum = sum &* 31 &+ Checksum.of(bytes, 0..<bytes.count)
      }
      #expect(depth < 12)
      let isNew = trees.insert(entry.subnodes).inserted
      for child in try database.subnodes(of: entry.subnodes, damaged: { told.append($0) }) {
        let held = try database.subnode(child.id, of: entry.subnodes)
        #expect(held == child)
        if isNew { subnodes[Self.name(child.id.type), default: 0] += 1 }
        try read(child, database, depth: depth + 1)
      }
      faults += told.map(\.description)
    }

    private static func name(_ type: NodeType) -> String {
      let names: [NodeType: String] = [
        .internal: "INTERNAL", .message: "NORMAL_MESSAGE", .attachment: "ATTACHMENT",
        .associatedMessage: "ASSOC_MESSAGE",
        .attachmentTable: "ATTACHMENT_TABLE", .recipientTable: "RECIPIENT_TABLE", .tableOrHeap: "LTP",
      ]
      return names[type] ?? String(type.rawValue)
    }
  }

  @Test func samplesAreWhole() throws {
    for sample in try Sample.all() where sample.name != "aspose_broken_header.pst" {
      let file = try PSTFile(MailboxBytes(sample.bytes), name: sample.name)
      #expect(file.faults.isEmpty, "\(sample.name): \(file.faults)")
      let pass = try Pass(NodeDatabase(file))
      #expect(pass.faults.isEmpty, "\(sample.name): \(pass.faults)")
      #expect(file.repairs.isEmpty)
      #expect(pass.heaps > pass.nodes / 2, "\(sample.name): decoded data are heaps")
      guard let check = sample.check else { continue }
      #expect(pass.nodes == check.nodes, "\(sample.name)")
      #expect(pass.blocks == check.blocks, "\(sample.name)")
      #expect(file.encoding.rawValue == check.encoding)
      #expect(pass.subnodes == check.subnodeTypes, "\(sample.name)")
    }
  }

  @Test func oneWithPagesOf4096Bytes() throws {
    for sample in try Sample.all(["synthetic_4k.ost"]) {
      let file = try PSTFile(MailboxBytes(sample.bytes), name: sample.name)
      #expect(file.format == .unicode4K)
      #expect(file.kind == .ost)
      #expect(try Pass(NodeDatabase(file)).messages.count == 60)
    }
  }

  @Test func nodesFromTheMiddle() throws {
    for sample in try Sample.all(["aspose_contacts72.pst", "p2j_ansi_97.pst"]) {
      let database = NodeDatabase(try PSTFile(MailboxBytes(sample.bytes), name: sample.name))
      var all: [NodeEntry] = []
      try database.nodes(from: NodeID(rawValue: 0)) { (entry) throws(Fault) in
        all.append(entry)
        return true
      }
      for (index, entry) in all.enumerated() {
        #expect(try database.node(entry.id) == entry)
        #expect(
          try database.node(NodeID(rawValue: entry.id.rawValue + 1))
            == all.first { $0.id.rawValue == entry.id.rawValue + 1 })
        var rest: [NodeEntry] = []
        try database.nodes(from: NodeID(rawValue: entry.id.rawValue - 1)) { (entry) throws(Fault) in
          rest.append(entry)
          return rest.count < 3
        }
        let before = index > 0 && all[index - 1].id.rawValue == entry.id.rawValue - 1 ? index - 1 : index
        #expect(rest == Array(all[before...].prefix(3)))
      }
    }
  }
}
