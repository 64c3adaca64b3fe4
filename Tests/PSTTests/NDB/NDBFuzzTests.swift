import Core
import MIME
import PSTMaker
import Testing

@testable import PST

/// Damaged files, in a repeatable way: nothing traps, nothing goes on for ever. `script/fuzz NDBFuzz` looks further.
@Suite struct NDBFuzzTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
  }

  /// Reads all there is. Returns how many nodes; 0 for what is no data file.
  @discardableResult
  static func readAll(_ bytes: [UInt8]) throws(Fault) -> Int {
    guard let file = try open(bytes) else { return 0 }
    let database = NodeDatabase(file)
    let nodes = try database.allNodes()
    for node in nodes {
      for block in try database.data(node.data, damaged: { _ in }).blocks {
        let count = try database.read(block, damaged: { _ in }).count
        #expect(count == block.size)
      }
      for child in try database.subnodes(of: node.subnodes, damaged: { _ in }) {
        _ = try database.data(child.data, damaged: { _ in })
      }
    }
    for orphan in try database.orphans() { _ = try database.data(orphan.data, damaged: { _ in }) }
    _ = try NDBCheck(database)
    return nodes.count
  }

  private static func open(_ bytes: [UInt8]) throws(Fault) -> PSTFile? {
    do throws(Fault) {
      return try PSTFile(MailboxBytes(bytes), name: "damaged")
    } catch {
      guard ["PST-NOT-PST", "PST-ENCODING"].contains(error.code.rawValue) else { throw error }
      return nil
    }
  }

  @Test func cutAtEvery64Bytes() throws {
    for (layout, encoding) in [(PSTLayout.unicode, PSTEncoding.permute), (.ansi, .cyclic)] {
      let made = try MadeFile(layout, encoding, sizes: [10, 500, 9_000])
      for end in stride(from: 0, to: made.bytes.count, by: 64) { try Self.readAll(Array(made.bytes[..<end])) }
      #expect(try Self.readAll(made.bytes) == 4)
    }
    let made = try MadeFile(.unicode4K, .none, sizes: [10, 500, 9_000])
    for end in stride(from: 0x22000, to: made.bytes.count, by: 512) { try Self.readAll(Array(made.bytes[..<end])) }
  }

  @Test(arguments: [UInt64(1), 2, 3]) func changedBytes(seed: UInt64) throws {
    var random = Random(state: seed)
    for (layout, encoding) in MadeFile.kinds {
      let made = try MadeFile(layout, encoding, sizes: [10, 500, 9_000, 100, 100], generations: 1)
      let first = layout == .unicode4K ? 0x22000 : 0x4400
      for _ in 0..<20 {
        var bytes = made.bytes
        for _ in 0..<Int.random(in: 1...30, using: &random) {
          let header = Int.random(in: 0..<4, using: &random) == 0
          let at =
            header ? Int.random(in: 0..<564, using: &random) : Int.random(in: first..<bytes.count, using: &random)
          bytes[at] = UInt8.random(in: 0...255, using: &random)
        }
        // Half of them prove themselves: what is wrong in them is believed.
        if Bool.random(using: &random) { Self.seal(&bytes, layout) }
        try Self.readAll(bytes)
      }
    }
  }

  /// Makes the checksums of the header and of all pages right again.
  private static func seal(_ bytes: inout [UInt8], _ kind: PSTLayout) {
    let layout = Layout(format: kind == .ansi ? .ansi : kind == .unicode ? .unicode : .unicode4K)
    func put(_ value: UInt32, _ at: Int) {
      for index in 0..<4 { bytes[at + index] = UInt8(truncatingIfNeeded: value >> UInt32(index * 8)) }
    }
    put(Checksum.of(bytes, 8..<479), 4)
    if !layout.isANSI { put(Checksum.of(bytes, 8..<524), 524) }
    for start in stride(from: layout.firstMap, to: bytes.count - layout.pageSize + 1, by: layout.pageSize) {
      let trailer = start + layout.pageTrailer
      guard bytes[trailer] == bytes[trailer + 1], bytes[trailer] & 0xF8 == 0x80 else { continue }
      put(
        Checksum.of(bytes, start..<trailer), trailer + (layout.isANSI ? 8 : 4))
    }
  }

  /// Trees that lead in circles, name themselves or lie.
  @Test func hostileTrees() throws {
    for (layout, encoding) in MadeFile.kinds where layout != .unicode4K {
      let made = try MadeFile(layout, encoding, sizes: [Int](repeating: 30, count: 200))
      let good = NodeDatabase(try PSTFile(MailboxBytes(made.bytes), name: "made"))
      let header = try #require(good.file.header)
      let word = good.layout.idSize
      for root in [header.nodes, header.blocks] {
        for place in 0..<4 {
          var bytes = made.bytes
          // The child's place becomes that of the first child, so that keys come twice.
          let entry = Int(root.offset) + place * 3 * word
          for index in 0..<2 * word { bytes[entry + word + index] = bytes[Int(root.offset) + word + index] }
          Self.seal(&bytes, layout)
          let count = try Self.readAll(bytes)
          #expect(count == 201, "\(layout), place \(place), \(root == header.nodes)")
        }
      }
    }
  }
}
