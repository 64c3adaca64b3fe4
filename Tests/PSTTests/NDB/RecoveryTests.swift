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
