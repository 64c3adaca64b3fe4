import Core
import TestKit
import Testing

@Suite struct PSTDamageTests {
  private func good(_ layout: PSTLayout) throws -> [UInt8] {
    let folder = try TemporaryFolder("pst")
    _ = try SmallStore.write(folder("a"), layout, .permute, mails: 150, whole: false)
    return try #require(Files.read(folder("a")))
  }

  /// Each node is whole, or whole but without a number, or has lost something that the damage reached.
  @Test(arguments: PSTLayout.allCases) func everyDamageSaysWhatItHits(_ layout: PSTLayout) throws {
    let good = try good(layout)
    let atlas = try #require(PSTAtlas(good))
    for damage in PSTDamage.allCases {
      let hit = try #require(damage.applied(to: good), "\(damage)")
      let nodes = hit.intact + hit.unnamed + hit.losses.map(\.node)
      #expect(nodes.sorted() == atlas.nodes.map(\.id), "\(damage)")
      #expect(hit.bytes != good, "\(damage)")
      #expect(damage.applied(to: good)?.bytes == hit.bytes, "\(damage)")
      expect(damage, hit, atlas, good)
    }
  }

  private func expect(_ damage: PSTDamage, _ hit: PSTDamaged, _ atlas: PSTAtlas, _ good: [UInt8]) {
    let messages = atlas.nodes.filter { $0.type == 4 }.map(\.id)
    switch damage {
    case .headerChecksum, .magicZero, .mapsInvalid, .firstMapZero, .nodeRootZero, .blockRootZero, .blockPageZero,
      .nodeRootBit, .blockRootBit, .tail:
      #expect(hit.losses.isEmpty && hit.unnamed.isEmpty, "\(damage)")
    case .nodePageZero:
      #expect(hit.losses.isEmpty && !hit.unnamed.isEmpty && !hit.intact.isEmpty)
    case .messageByte, .messageZero:
      #expect(hit.losses.map(\.node) == [messages[messages.count / 2]], "\(damage)")
      #expect(hit.losses.allSatisfy { $0.losesHeap && $0.parts.count == 1 }, "\(damage)")
    case .contentsTableZero:
      #expect(hit.losses.map { $0.node & 31 } == [0x0E])
      #expect(hit.losses.allSatisfy { $0.losesHeap })
    case .sectorZero:
      let sector = good.count / 2 / 4096 * 4096
      #expect(!hit.losses.isEmpty)
      for part in hit.losses.flatMap(\.parts) {
        #expect(part.block.offset < sector + 4096 && part.block.offset + part.block.span > sector)
      }
    case .cutTo25, .cutTo50, .cutTo90:
      // The trees stand at the end: no node has its entry any more.
      #expect(hit.intact.isEmpty, "\(damage)")
      #expect(damage == .cutTo90 || !hit.losses.isEmpty, "\(damage)")
      for part in hit.losses.flatMap(\.parts) { #expect(part.block.offset + part.block.span > hit.bytes.count) }
    }
  }

  /// The second reader agrees with the shared checker about files that Outlook wrote.
  @Test func theAtlasKnowsEveryNodeOfSamples() async throws {
    guard let root = SharedSuites.root, Files.exists(root + "/samples/pst") else {
      Skips.record("theAtlasKnowsEveryNodeOfSamples: no PST samples (POSTDUIF_SHARED, or ../shared beside the package)")
      return
    }
    for name in [
      "p2j_ansi_97.pst", "p2j_high_2003.pst", "p2j_noenc_2003.pst", "groupdocs_sample.ost", "synthetic_4k.ost",
    ] {
      let path = "\(root)/samples/pst/\(name)"
      let atlas = try #require(PSTAtlas(try SharedSuites.bytes(path)), "\(name)")
      guard let check = try await NodeCheck.run(path) else { return }
      #expect(check["nbt_nodes"] == "\(atlas.nodes.count)", "\(name)")
      #expect(check["bbt_blocks"] == "\(atlas.blocks.count)", "\(name)")
      #expect(check["pages"] == "\(atlas.nodePages.count + atlas.blockPages.count)", "\(name)")
      #expect(atlas.nodes.allSatisfy { $0.missing == 0 }, "\(name)")
    }
  }

  @Test func whatIsNoFileHasNoDamage() {
    #expect(PSTDamage.magicZero.applied(to: [])?.bytes == nil)
    #expect(PSTDamage.tail.applied(to: [UInt8](repeating: 0x21, count: 0x5000))?.bytes == nil)
  }
}
