import Core
import MIME
import TestKit
import Testing

@testable import Archives

@Suite struct DeflatedFileTests {
  /// Text that packs to about half, so that there are many blocks.
  private static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(ascii: "a") + UInt8(truncatingIfNeeded: state >> 60)
    }
  }

  @Test(arguments: [1, 6, 9, 0]) func readingAnywhereThroughPointsIsReadingTheSame(level: Int32) throws {
    let bytes = Self.noise(1_500_000, seed: 11)
    for most in [1_000, 4] {
      let points = AccessPoints(spacing: 40_000, most: most)
      let file = DeflatedFile(gzip: MailboxBytes(Pack.gzip(bytes, level: level)), place: "x", points: points)
      #expect(try file.measure() == bytes.count)
      #expect(points.count > 1 && points.count <= most)
      let reader = file.reader()
      var place = 77_777
      for _ in 0..<300 {
        place = (place &* 7_919 + 104_729) % (bytes.count + 100)
        var piece = [UInt8](repeating: 0, count: 333)
        let count = try piece.withUnsafeMutableBytes { try reader.read(at: place, into: $0) }
        #expect(Array(piece[..<count]) == Array(bytes.dropFirst(place).prefix(333)))
      }
    }
  }

  /// Many short-lived readers, in order, backwards and three side by side: all read the same, and a reader that stands
  /// right there is taken up again.
  @Test func readersThatComeAndGoReadTheSame() throws {
    let bytes = Self.noise(600_000, seed: 12)
    let file = DeflatedFile(
      gzip: MailboxBytes(Pack.gzip(bytes)), place: "x", points: AccessPoints(spacing: 40_000))
    _ = try file.measure()
    let shelf = ReaderShelf(file)
    func expect(_ reader: BorrowedReader, at place: Int) throws {
      var piece = [UInt8](repeating: 0, count: 1_000)
      let count = try piece.withUnsafeMutableBytes { try reader.read(at: place, into: $0) }
      #expect(Array(piece[..<count]) == Array(bytes.dropFirst(place).prefix(1_000)))
    }
    let places = Array(stride(from: 0, to: bytes.count, by: 1_500))
    for place in places { try expect(shelf.reader(), at: place) }
    #expect(shelf.positions == [(places.last ?? 0) + 1_000])
    for place in places.reversed() { try expect(shelf.reader(), at: place) }
    let side = [shelf.reader(), shelf.reader(), shelf.reader(), shelf.reader(), shelf.reader(), shelf.reader()]
    for (turn, place) in places.enumerated() { try expect(side[turn % side.count], at: place) }
  }

  /// What was read is let go of: of a hundred thousand files in a zip, none is left in memory.
  @Test func whatWasReadIsLetGoOf() throws {
    let bytes = Self.noise(5_000, seed: 13)
    weak var file: DeflatedFile?
    for hasShelf in [false, true] {
      do {
        let open = DeflatedFile(gzip: MailboxBytes(Pack.gzip(bytes)), place: "x")
        file = open
        let reader: any MailboxSource = hasShelf ? ReaderShelf(open).reader() : open.reader()
        #expect(try reader.bytes(at: 0, bytes.count) == bytes)
      }
      #expect(file == nil)
    }
  }

  @Test func membersFollowEachOther() throws {
    let parts = [Self.noise(70_000, seed: 1), [], Self.noise(3, seed: 2), Self.noise(200_000, seed: 3)]
    // A header with all fields: extra, name, comment, checksum of the header (RFC 1952 §2.3.1).
    var full = Pack.gzip(parts[2])
    full[3] = 0x1E
    full.insert(contentsOf: [2, 0, 9, 9] + Array("name\0comment\0".utf8) + [1, 2], at: 10)
    let packed = Pack.gzip(parts[0]) + Pack.gzip(parts[1]) + full + Pack.gzip(parts[3])
    let whole = Array(parts.joined())
    for tail in [[], [UInt8](repeating: 0, count: 700)] {
      let file = DeflatedFile(gzip: MailboxBytes(packed + tail), place: "x", points: AccessPoints(spacing: 40_000))
      #expect(try file.measure() == whole.count)
      let reader = file.reader()
      for place in [150_000, 69_990, 0, 70_001, 270_000] {
        var piece = [UInt8](repeating: 0, count: 100)
        let count = try piece.withUnsafeMutableBytes { try reader.read(at: place, into: $0) }
        #expect(Array(piece[..<count]) == Array(whole.dropFirst(place).prefix(100)))
      }
    }
    let junk = DeflatedFile(gzip: MailboxBytes(packed + [1, 2, 3]), place: "x")
    #expect(throws: Fault.self) { try junk.measure() }
  }

  @Test func cutAtEveryPointIsAFaultWithAnOffset() throws {
    let bytes = Self.noise(3_000, seed: 5)
    let packed = Pack.gzip(bytes)
    for end in 0..<packed.count {
      let file = DeflatedFile(gzip: MailboxBytes(Array(packed[..<end])), place: "x")
      let fault = try #require(throws: Fault.self) { try file.measure() }
      #expect(fault.code == "TREE-DAMAGED" && fault.message.hasSuffix("at byte \(end)"))
    }
  }

  @Test func aWrongByteIsNeverPassedOn() throws {
    let bytes = Self.noise(3_000, seed: 6)
    let packed = Pack.gzip(bytes)
    // Behind the fields of time and system, which say nothing about the bytes.
    for place in 10..<packed.count {
      var wrong = packed
      wrong[place] ^= 0x10
      #expect(throws: Fault.self) { try DeflatedFile(gzip: MailboxBytes(wrong), place: "x").measure() }
    }
  }
}
