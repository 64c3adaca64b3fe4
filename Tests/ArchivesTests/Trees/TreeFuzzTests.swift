import Core
import MIME
import Testing

@testable import Archives

/// Small packed files, damaged in a repeatable way. `script/fuzz --smoke` runs this; `script/fuzz ArchiveTreeFuzz` looks
/// further with libFuzzer.
@Suite struct TreeFuzzTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
  }

  private static let tokens: [[UInt8]] = [
    [0x50, 0x4B, 1, 2], [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6], [0x50, 0x4B, 6, 6], [0xFF, 0xFF, 0xFF, 0xFF],
    [0, 0, 0, 0],
    [0x80], Array("../".utf8), Array("00000000000\0".utf8), Array("ustar\0".utf8), Array("25 path=a/b\n".utf8),
    [0x1F, 0x8B, 8, 0],
  ]

  private static let seeds: [[UInt8]] = {
    var zip = ZipBuilder([
      .init("a/1", "one"), .init("a/ü", String(repeating: "line\r\n", count: 40)).with { $0.hasDescriptor = true },
      .init("b", "two").with { $0.isLarge = true },
    ])
    var seeds = [zip.bytes()]
    zip.isLarge = true
    seeds.append(zip.bytes())
    var tar = TarBuilder()
    tar.add("././@LongLink", String(repeating: "n/", count: 60) + "\0", type: "L")
    tar.add("a", "one")
    tar.records([("path", "päx/b"), ("size", "3")])
    tar.add("b", "two")
    tar.add("c", type: "1", link: "päx/b")
    tar.end()
    return seeds + [tar.bytes, Pack.gzip(tar.bytes)]
  }()

  private static func damage(_ input: inout [UInt8], _ random: inout Random) {
    let at = Int.random(in: 0...input.count, using: &random)
    let end = min(input.count, at + Int.random(in: 0...20, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0: input.removeSubrange(at..<end)
    case 1: input.insert(contentsOf: input[at..<end], at: Int.random(in: 0...input.count, using: &random))
    case 2:
      let token = tokens.randomElement(using: &random) ?? []
      let room = at..<min(input.count, at + token.count)
      input.replaceSubrange(room, with: token.prefix(room.count))
    case 3: input.removeSubrange(end...)
    default: if at < input.count { input[at] = UInt8.random(in: 0...255, using: &random) }
    }
  }

  @Test(arguments: [UInt64(1), 2, 3]) func damagedFiles(seed: UInt64) {
    var random = Random(state: seed)
    var opened = 0
    for round in 0..<1_500 {
      var input = Self.seeds.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&input, &random) }
      let bytes = MailboxBytes(input)
      let trees: [(any FileTree)?] = [
        try? ZipTree(bytes, name: "x"), try? TarTree(bytes, name: "x"), try? TarTree(gzip: bytes, name: "x"),
      ]
      for case let tree? in trees {
        opened += 1
        #expect(Self.isSound(tree, [], depth: 0), "seed \(seed), round \(round)")
      }
    }
    #expect(opened > 500)
  }

  /// Names are sorted, lead nowhere else and can be opened; files have the size that was listed, or end in a fault.
  private static func isSound(_ tree: any FileTree, _ folder: [UInt8], depth: Int) -> Bool {
    guard depth < 100, let entries = try? tree.entries(folder) else { return depth >= 100 }
    guard entries.indices.dropFirst().allSatisfy({ !entries[$0].name.lexicographicallyPrecedes(entries[$0 - 1].name) })
    else { return false }
    return entries.allSatisfy { entry in
      let path = EmlReader.path(folder, entry.name)
      guard CName.parts(of: path)?.count == depth + 1 else { return false }
      if entry.isFolder { return isSound(tree, path, depth: depth + 1) }
      do {
        return Int64(try bytes(of: try tree.open(path), 5_000).count) == entry.size
      } catch {
        return (error as? Fault)?.recovery == .skipItem
      }
    }
  }
}
