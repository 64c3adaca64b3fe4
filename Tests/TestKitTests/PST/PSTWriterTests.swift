import Core
import TestKit
import Testing

@Suite struct PSTWriterTests {
  static let kinds: [(PSTLayout, PSTEncoding)] = [
    (.unicode, .none), (.unicode, .permute), (.unicode, .cyclic), (.ansi, .none), (.ansi, .permute), (.ansi, .cyclic),
  ]

  /// [MS-PST] §2.2, as a checker that is not ours reads it.
  @Test(arguments: kinds) func theNodeDatabaseIsSound(_ layout: PSTLayout, _ encoding: PSTEncoding) async throws {
    let folder = try TemporaryFolder("pst")
    let written = try SmallStore.write(folder("a.pst"), layout, encoding)
    guard let check = try await NodeCheck.run(folder("a.pst")) else { return }
    #expect(check["faults"] == "{}")
    #expect(check["examples"] == "[]")
    #expect(check["clean"] == "true")
    #expect(check["eof_ok"] == "true")
    #expect(check["fAMapValid"] == "2")
    #expect(check["crypt"] == "\(encoding.rawValue)")
    #expect(check["missing_blocks"] == "0")
    #expect(check["unreferenced_blocks"] == "0")
    #expect(check["refcount_differs"] == "0")
    #expect(check["orphan_nodes"] == "0")
    #expect(check["overlaps"] == "0")
    #expect(check["nbt_nodes"] == "\(written.summary.nodes)")
    #expect(check["bbt_blocks"] == "\(written.summary.blocks)")
    #expect(check["size"] == "\(written.summary.size)")
    let map = check["amap"]
    #expect(map.contains("\"bad\": 0"))
    #expect(map.contains("\"unallocated_live_slots\": 0"))
    let free = map.split(separator: "\"free_bytes\": ").last?.prefix { $0.isNumber }
    #expect(map.hasSuffix("\"free_in_header\": \(free ?? "none")}"))
  }
}
