import Core
import MIME
import Testing

@testable import PST

/// A damaged file gives every message whose bytes are still there.
@Suite struct RecoveryTests {
  private static func messages(_ database: NodeDatabase) throws -> [NodeID: ItemBytes] {
    var entries: [NodeEntry] = []
    try database.nodes(from: NodeID(rawValue: 0)) { (entry) throws(Fault) in
      if entry.id.type == .message { entries.append(entry) }
      return true
    }
    var messages: [NodeID: ItemBytes] = [:]
    for entry in entries {
      messages[entry.id] = try ItemBytes(data: entry.data, subnodes: entry.subnodes, database)
    }
    return messages
  }

  @Test func samples() throws {
    let names = [
      "tika_testPST.pst", "aspose_contacts72.pst", "flags_jane.pst", "p2j_2007.pst", "p2j_high_2003.pst",
      "p2j_noenc_2003.pst",
      "p2j_ansi_97.pst", "p2j_ansi_2000.pst", "synthetic_4k.ost", "libyal_outlook.pst", "aspose_outlook.pst",
    ]
    for sample in try Sample.all(names) {
      let good = try Self.messages(NodeDatabase(try PSTFile(MailboxBytes(sample.bytes), name: sample.name)))
      for damage in try Damage.all(of: sample.bytes) {
        try Self.check(damage, good, sample.name)
      }
    }
  }

  private static func check(_ damage: Damage, _ good: [NodeID: ItemBytes], _ name: String) throws {
    let file = try PSTFile(MailboxBytes(damage.bytes), name: name)
    let database = NodeDatabase(file)
    let got = try messages(database)
    var left = Set(got.values.map(\.sum))
    if got.count < good.count {
      for orphan in try database.orphans() {
        left.insert(try ItemBytes(data: orphan.data, subnodes: orphan.subnodes, database).sum)
      }
    }
    var (lost, silent): ([NodeID], [NodeID]) = ([], [])
    for (id, item) in good {
      let harmed = item.isHarmed(by: damage.harmed)
      if !harmed, !left.contains(item.sum) { lost.append(id) }
      if harmed, let found = got[id], found.faults.isEmpty, found.sum != item.sum { silent.append(id) }
    }
    #expect(lost.isEmpty, "\(name), \(damage.name): \(lost.count) of \(good.count) lost; \(file.repairs)")
    #expect(silent.isEmpty, "\(name), \(damage.name): damage that was not told")
    let extra = got.keys.filter { good[$0] == nil }
    #expect(extra.isEmpty, "\(name), \(damage.name): \(extra.count) more than there were")
  }
}

/// A file another program left behind: the header's checksums are gone, the block tree's root is not there.
@Suite struct BrokenHeaderTests {
  @Test func blocksAreFoundByTheirTrailers() throws {
    for sample in try Sample.all(["aspose_broken_header.pst"]) {
      let file = try PSTFile(MailboxBytes(sample.bytes), name: sample.name)
      #expect(file.faults.map(\.code).contains("PST-HEADER"))
      let database = NodeDatabase(file)
      let nodes = try database.allNodes()
      #expect(nodes.count == sample.check?.nodes)
      var (whole, missing) = (0, 0)
      for node in nodes where node.data.key != .none {
        var told: [Fault] = []
        let bytes = try database.bytes(node.data) { told.append($0) }
        if told.isEmpty, bytes.count > 2, bytes[2] == 0xEC { whole += 1 } else { missing += 1 }
      }
      #expect(whole == 31 && missing == 1)
      #expect(file.repairs.map(\.code).contains("PST-REBUILT"))
    }
  }
}
