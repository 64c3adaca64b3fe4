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
    check.expectSound(written.summary)
    #expect(check["crypt"] == "\(encoding.rawValue)")
    #expect(check["unreferenced_blocks"] == "0")
  }

  /// The checker knows header and trees of these files only; ``PSTReadersTests`` has the rest read.
  @Test func theTreesOfLargePagesAreSound() async throws {
    let folder = try TemporaryFolder("pst")
    let written = try SmallStore.write(folder("a.ost"), .unicode4K, .none, mails: 150)
    guard let check = try await NodeCheck.run(folder("a.ost")) else { return }
    #expect(check["faults"] == "{}")
    #expect(check["clean"] == "true")
    #expect(check["wVer"] == "36")
    #expect(check["nbt_nodes"] == "\(written.summary.nodes)")
    #expect(check["bbt_blocks"] == "\(written.summary.blocks)")
  }

  /// 40 MB reach the first FMap after 128 AMaps, and XXBLOCKs. [MS-PST] §2.2.2.7.5, §2.2.2.8.3.2.2
  @Test(arguments: [PSTLayout.unicode, .ansi]) func mapsAndListsOfALargeFile(_ layout: PSTLayout) async throws {
    let folder = try TemporaryFolder("pst")
    let writer = try PSTNodeWriter(folder("a.pst"), layout: layout, encoding: .none)
    let data = try writer.data([UInt8](repeating: 0x61, count: 40_000_000))
    // Two nodes with one data tree: its top has two references.
    writer.node(0x0041, data: data)
    writer.node(0x0061, data: data)
    let summary = try writer.finish()
    let map = try #require(Files.read(folder("a.pst")))
    // After AMap and PMap of region 128.
    #expect(map[0x4400 + 128 * 253_952 + 1024 + (layout == .ansi ? 500 : 496)] == 0x82)
    guard let check = try await NodeCheck.run(folder("a.pst")) else { return }
    check.expectSound(summary)
  }

  /// What crashes and deletions leave: blocks without a node, nodes without a row, blocks in free space, older trees.
  @Test func remainsAreLeftWhereTheyBelong() async throws {
    let folder = try TemporaryFolder("pst")
    let writer = try PSTWriter(folder("a.pst"))
    let inbox = writer.folder("Inbox")
    try writer.add(SmallStore.mail(1), to: inbox)
    try writer.nodes.checkpoint()
    let unlisted = try writer.add(SmallStore.mail(2), to: inbox, .unlisted)
    let freed = try writer.add(SmallStore.mail(3), to: inbox, .freed)
    try writer.nodes.orphan([1, 2, 3])
    let summary = try writer.finish()
    let bytes = try #require(Files.read(folder("a.pst")))
    let nodes = try #require(PSTAtlas(bytes)).nodes.map(\.id)
    #expect(nodes.contains(unlisted))
    #expect(!nodes.contains(freed))
    guard let check = try await NodeCheck.run(folder("a.pst")) else { return }
    check.expectSound(summary)
    #expect(check["unreferenced_blocks"] == "1")
  }

  @Test func theSameSeedMakesTheSameBytes() throws {
    let folder = try TemporaryFolder("pst")
    for layout in PSTLayout.allCases {
      _ = try SmallStore.write(folder("a"), layout, .permute, mails: 5)
      _ = try SmallStore.write(folder("b"), layout, .permute, mails: 5)
      #expect(Files.read(folder("a")) == Files.read(folder("b")))
    }
  }
}

extension NodeCheck {
  /// All that this program calls a fault, and all that it counts.
  func expectSound(_ summary: PSTNodeWriter.Summary, sourceLocation: SourceLocation = #_sourceLocation) {
    let wanted = [
      "faults": "{}", "examples": "[]", "clean": "true", "eof_ok": "true", "fAMapValid": "2", "missing_blocks": "0",
      "refcount_differs": "0", "orphan_nodes": "0", "overlaps": "0", "nbt_nodes": "\(summary.nodes)",
      "bbt_blocks": "\(summary.blocks)", "size": "\(summary.size)",
    ]
    for (name, value) in wanted.sorted(by: { $0.key < $1.key }) {
      #expect(self[name] == value, "\(name)", sourceLocation: sourceLocation)
    }
    let map = self["amap"]
    #expect(map.contains("\"bad\": 0"), sourceLocation: sourceLocation)
    #expect(map.contains("\"unallocated_live_slots\": 0"), sourceLocation: sourceLocation)
    let free = map.split(separator: "\"free_bytes\": ").last?.prefix { $0.isNumber }
    #expect(map.hasSuffix("\"free_in_header\": \(free ?? "none")}"), sourceLocation: sourceLocation)
  }
}
