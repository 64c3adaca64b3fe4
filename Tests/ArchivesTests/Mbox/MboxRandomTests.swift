import Archives
import Core
import MIME
import TestKit
import Testing

/// Messages and files thrown together from what matters in the form. A failure names its seed.
@Suite struct MboxRandomTests {
  private static let words = [
    "\r\n", "\r\n", "\r\n", "\n", "\r", "From ", ">", ">From ", "From", "x", "A: b\r\n", " ", "\0", "Status: RO\r\n",
    "X-Mozilla-Status: 0009\r\n", "Content-Length: 3\r\n", "From a@b Mon Jun  3 12:50:27 1996\r\n", "\r\n\r\n",
    "X-Postduif: 1 + 0000000000000001 00000001 +0000 ----- - ----------------\n", "X-Keywords: a\n",
  ].map { Array($0.utf8) }

  private struct Random {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    mutating func bytes(_ most: Int) -> [UInt8] {
      (0..<next(most)).flatMap { _ in MboxRandomTests.words[next(MboxRandomTests.words.count)] }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func messagesComeBack(seed: UInt64) throws {
    var random = Random(state: seed)
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let folder = try store.create(["x"])
    let writer = try store.writer(for: folder)
    var expected: [[UInt8]] = []
    for _ in 0..<700 {
      let message = random.bytes(16)
      var cuts: [Int] = []
      while cuts.count < 3, !message.isEmpty { cuts.append(random.next(message.count)) }
      try Mbox.write(writer, message, cuts: cuts.sorted())
      expected.append(message)
    }
    let told = try writer.commit()
    let all = try Mbox.all(store, folder)
    try #require(all.count == expected.count, "seed \(seed)")
    for (index, (message, bytes)) in all.enumerated() {
      #expect(bytes == expected[index], "seed \(seed), message \(index): \(expected[index])")
      #expect(message.key == told[index].key && message.place == told[index].place, "seed \(seed), message \(index)")
    }
  }

  /// Any bytes are a file: what is told can be opened, with the size that was told.
  @Test(arguments: [4, 5, 6] as [UInt64]) func anyFileIsRead(seed: UInt64) throws {
    var random = Random(state: seed)
    for round in 0..<600 {
      let bytes = Self.words[16] + random.bytes(60)
      let tree = MemoryTree(bytes: ["x": round % 2 == 0 ? bytes : bytes.filter { $0 != 13 }])
      let store = MboxStore(tree: tree)
      let folder = try Mbox.folder(store, "x")
      for message in try Mbox.scan(store, folder) {
        let count = try Mbox.read(store, message.place, folder).count
        #expect(count == Int(message.size), "seed \(seed), round \(round): \(bytes)")
      }
    }
  }
}
