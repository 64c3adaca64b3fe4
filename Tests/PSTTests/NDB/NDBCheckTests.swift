import Core
import MIME
import Testing

@testable import PST

@Suite struct NDBCheckTests {
  /// What Outlook leaves behind is noted, nothing else is found.
  @Test func samples() throws {
    for sample in try Sample.all() where sample.name != "aspose_broken_header.pst" {
      let check = try NDBCheck(NodeDatabase(try PSTFile(MailboxBytes(sample.bytes), name: sample.name)))
      #expect(check.findings.allSatisfy { $0.level == .note }, "\(sample.name): \(check.findings)")
      #expect(check.damagedBlocks == 0 && check.overlaps == 0 && check.unmappedBytes == 0 && check.missingBlocks == 0)
      #expect(check.maps > 0 && check.damagedMaps == 0, "\(sample.name)")
      guard let facts = sample.check else { continue }
      #expect(check.nodes == facts.nodes && check.blocks == facts.blocks, "\(sample.name)")
      #expect(check.unreferencedBlocks == facts.unreferenced, "\(sample.name)")
      #expect(check.wrongReferences == facts.wrongReferences, "\(sample.name)")
      #expect(check.maps == facts.map.pages && check.freeBytes == facts.map.freeBytes, "\(sample.name)")
    }
  }

  @Test(arguments: [
    ("first map", Finding.Level.warning, "PST-MAP"), ("map state", .note, "PST-UNFINISHED"),
    ("header checksum", .problem, "PST-HEADER"), ("message block byte", .problem, "PST-BLOCK-CRC"),
    ("message block zero", .problem, "PST-BLOCK-TRAILER"), ("node root zero", .problem, "PST-PAGE"),
    ("block root bit", .problem, "PST-PAGE"), ("cut at 90 %", .problem, "PST-CUT"),
  ])
  func damages(name: String, level: Finding.Level, code: String) throws {
    for sample in try Sample.all(["tika_testPST.pst", "p2j_ansi_2000.pst"]) {
      guard let damage = try Damage.all(of: sample.bytes).first(where: { $0.name == name }) else { continue }
      let check = try NDBCheck(NodeDatabase(try PSTFile(MailboxBytes(damage.bytes), name: sample.name)))
      let found = check.findings.filter { $0.code.rawValue == code }
      #expect(!found.isEmpty, "\(sample.name), \(name): \(check.findings)")
      #expect(found.allSatisfy { $0.level == level })
    }
  }
}
