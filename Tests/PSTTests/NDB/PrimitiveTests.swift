import Core
import MIME
import Testing

@testable import PST

@Suite struct PrimitiveTests {
  @Test func tablesUndoEachOther() {
    #expect(Set(EncodingTables.encoding).count == 256 && Set(EncodingTables.middle).count == 256)
    for byte in 0..<256 {
      #expect(EncodingTables.decoding[Int(EncodingTables.encoding[byte])] == UInt8(byte))
      #expect(EncodingTables.middle[Int(EncodingTables.middle[byte])] == UInt8(byte))
    }
    // The first bytes of mpbbR. [MS-PST] §5.1
    #expect(Array(EncodingTables.encoding[..<8]) == [65, 54, 19, 98, 168, 33, 110, 187])
  }

  @Test(arguments: [UInt64(0), 4, 0x1_2345_6789, .max]) func cyclicIsItsOwnInverse(id: UInt64) {
    let plain = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    var bytes = plain
    for _ in 0..<2 {
      bytes.withUnsafeMutableBufferPointer { BlockEncoding.cyclic.decode($0, id: BlockID(rawValue: id)) }
    }
    #expect(bytes == plain)
  }

  @Test func checksumBeginsWithZero() {
    #expect(Checksum.of([0, 0, 0], 0..<3) == 0)
    #expect(Checksum.of([], 0..<0) == 0)
    let bytes = (0..<700).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var sum: UInt32 = 0
    for byte in bytes { sum = PageMending.table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
    #expect(Checksum.of(bytes, 0..<700) == sum)
  }

  @Test func signature() {
    // [MS-PST] §5.5: the halves of ib xor bid, xor each other.
    #expect(Layout.signature(offset: 0x1234_5678, id: 0) == 0x1234 ^ 0x5678)
    #expect(Layout.signature(offset: 0xFF_0000_4600, id: 0x4600) == 0)
  }

  /// Every byte of a page can be put right, every wrong byte at once cannot.
  @Test func mendsOneByte() throws {
    for sample in try Sample.all(["empty_unicode.pst", "sdk_ansi.pst", "synthetic_4k.ost"]) {
      let file = try PSTFile(MailboxBytes(sample.bytes), name: sample.name)
      let root = try #require(file.header).nodes
      let start = Int(root.offset)
      let page = Array(sample.bytes[start..<start + file.layout.pageSize])
      for index in stride(from: 0, to: file.layout.pageTrailer, by: 7) {
        var wrong = page
        wrong[index] ^= UInt8(truncatingIfNeeded: index | 1)
        #expect(PageMending.mend(wrong, file.layout) == page)
        wrong[(index + 200) % file.layout.pageTrailer] ^= 0x55
        #expect(PageMending.mend(wrong, file.layout) != page)
      }
      #expect(PageMending.mend(page, file.layout) == page)
    }
  }

  /// Painting by rank gives each key to the first that claims it.
  @Test func owners() {
    var owners = Owners(keys: [1, 5, 9, 12, 20])
    owners.paint(from: 5, to: 12, 1)
    owners.paint(from: 0, to: 13, 2)
    owners.paint(from: 0, to: .max, 3)
    #expect([1, 5, 9, 12, 20].map { owners.owner(of: $0) } == [2, 1, 1, 2, 3])
    #expect(owners.owner(of: 6) == nil)
  }

  @Test(arguments: [(0, 0), (0, 100_000), (0x21, 4), (0x80, 50_000), (0xFF, 563)])
  func noDataFile(byte: UInt8, count: Int) {
    let source = MailboxBytes([UInt8](repeating: byte, count: count))
    #expect { try PSTFile(source, name: "x") } throws: { ($0 as? Fault)?.code == "PST-NOT-PST" }
  }

  @Test func aFileThatIsNotThere() {
    #expect { try PSTFile(path: "/nowhere/x.pst") } throws: { error in
      (error as? Fault)?.code == "FILE-READ" && (error as? Fault)?.place == "x.pst"
    }
  }
}
