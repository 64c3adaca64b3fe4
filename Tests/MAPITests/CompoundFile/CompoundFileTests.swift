import Core
import MIME
import TestKit
import Testing

@testable import MAPI

@Suite struct CompoundFileTests {
  private static let sizes = [0, 1, 63, 64, 65, 4095, 4096, 4097, 70_000]

  private static func nodes() -> [CompoundNode] {
    let streams = sizes.map { CompoundNode.stream("Stream \($0)", SampleMessage.data($0)) }
    return streams + [
      .storage("Empty", []),
      .storage(
        "Inner", classID: .meeting, [.storage("Deeper", [.stream("Leaf", [1, 2, 3])])] + streams),
    ]
  }

  private static func bytes(_ nodes: [CompoundNode], sectorSize: Int = 512) throws -> [UInt8] {
    let file = try CompoundFileWriter.file(nodes, sectorSize: sectorSize)
    return try file.bytes(at: 0, file.count)
  }

  typealias Content = (streams: [(path: String, bytes: [UInt8], told: Int)], damages: [Fault])

  /// Path and content of all streams, and what was broken.
  private static func content(_ file: CompoundFile) throws -> Content {
    var out: Content = ([], file.damages)
    var rest = [(file.root, "")]
    while let (storage, path) = rest.popLast() {
      for entry in file.children(of: storage) {
        let here = path + "/" + entry.name
        guard entry.kind == .stream else {
          rest.append((entry, here))
          continue
        }
        let stream = file.open(entry) { out.damages.append($0) }
        out.streams.append((here, try stream.bytes(at: 0, stream.count), entry.size))
      }
    }
    return out
  }

  private static func content(_ bytes: [UInt8]) throws -> Content {
    try content(try CompoundFile(MailboxBytes(bytes), place: "f.msg"))
  }

  @Test(arguments: [512, 4096]) func whatWasWrittenIsRead(_ sectorSize: Int) throws {
    let bytes = try Self.bytes(Self.nodes(), sectorSize: sectorSize)
    #expect(bytes.count % sectorSize == 0)
    let file = try CompoundFile(MailboxBytes(bytes), place: "x")
    let read = try Self.content(file)
    #expect(read.damages.isEmpty)
    #expect(read.streams.count == 2 * Self.sizes.count + 1)
    for stream in read.streams where stream.path.contains("Stream") {
      let size = try #require(Int(stream.path.split(separator: " ").last ?? ""))
      #expect(stream.bytes == SampleMessage.data(size), "\(stream.path)")
    }
    let inner = try #require(file.child("INNER", of: file.root))
    #expect(inner.classID == .meeting && inner.kind == .storage)
    #expect(file.child("nothing", of: file.root) == nil)
    #expect(file.children(of: file.root).count == Self.sizes.count + 2)
  }

  @Test(arguments: [4095, 70_000]) func aStreamIsReadFromAnyPlace(_ size: Int) throws {
    let file = try CompoundFile(MailboxBytes(try Self.bytes(Self.nodes())), place: "x")
    let stream = file.open(try #require(file.child("Stream \(size)", of: file.root))) {
      Issue.record($0)
    }
    let whole = SampleMessage.data(size)
    for start in stride(from: 0, to: size + 700, by: 613) {
      let piece = try stream.bytes(at: start, 1100)
      #expect(piece == Array(whole.dropFirst(start).prefix(1100)))
    }
  }

  /// More than 109 sectors of the table: the list of them goes on in sectors of its own.
  @Test func aLargeFileHasItsTableListedInSectors() throws {
    let large = PatternSource(count: 20 << 20)
    let file = try CompoundFile(
      try CompoundFileWriter.file([.stream("large", large), .stream("small", [7])]), place: "x")
    #expect(file.damages.isEmpty)
    let stream = file.open(try #require(file.child("large", of: file.root))) { Issue.record($0) }
    #expect(stream.count == large.count)
    for place in [0, 7 << 20, 19 << 20, large.count - 5] {
      #expect(try stream.bytes(at: place, 9) == large.bytes(at: place, 9))
    }
  }

  @Test func anExportedStorageIsAFileOfItsOwn() throws {
    let file = try CompoundFile(MailboxBytes(try Self.bytes(Self.nodes())), place: "x")
    let inner = try #require(file.child("Inner", of: file.root))
    let exported = try CompoundFile(
      try file.export(inner, place: "x") { Issue.record($0) }, place: "y")
    #expect(exported.root.classID == .meeting)
    let read = try Self.content(exported)
    #expect(read.damages.isEmpty && read.streams.count == Self.sizes.count + 1)
    #expect(read.streams.allSatisfy { $0.bytes.count == $0.told })
  }

  // MARK: Damage

  private static var small: [CompoundNode] {
    [
      .stream("a", SampleMessage.data(100)), .stream("b", SampleMessage.data(5000)),
      .storage(
        "s", [.stream("c", SampleMessage.data(700)), .stream("d", SampleMessage.data(4500))]),
    ]
  }

  @Test func ofACutFileTheBeginningsOfStreamsAreLeft() throws {
    let bytes = try Self.bytes(Self.small)
    let whole = try Self.content(bytes).streams
    var opened = 0
    for end in stride(from: 0, to: bytes.count, by: 3) {
      guard let read = try? Self.content(Array(bytes[..<end])) else { continue }
      opened += 1
      #expect(
        !read.damages.isEmpty || read.streams.allSatisfy { $0.bytes.count == $0.told },
        "cut at \(end)")
      for stream in read.streams {
        let original = try #require(whole.first { $0.path == stream.path })
        #expect(original.bytes.starts(with: stream.bytes), "cut at \(end)")
      }
    }
    #expect(opened > 3000)
  }

  /// No byte of a hostile file makes more of it than a few times its size.
  @Test(arguments: [0x01, 0x80, 0xFF]) func aFlippedByteIsSurvived(_ flip: Int) throws {
    let bytes = try Self.bytes(Self.small)
    // Header, table, directory and the table of small streams; the rest is content.
    for place in 0..<2560 {
      var other = bytes
      other[place] ^= UInt8(flip)
      guard let read = try? Self.content(other) else { continue }
      #expect(read.streams.reduce(0) { $0 + $1.bytes.count } < 6 * bytes.count, "byte \(place)")
    }
  }

  private static func set(_ value: UInt32, at place: Int, _ bytes: inout [UInt8]) {
    for step in 0..<4 { bytes[place + step] = UInt8(truncatingIfNeeded: value >> UInt32(8 * step)) }
  }
  private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
  /// Where the entry of a name of one letter stands.
  private static func record(_ name: String, _ bytes: [UInt8]) throws -> Int {
    let start = (number(bytes, 0x30) + 1) * 512
    let wanted = UTF16Text.bytes(name) + [0, 0]
    return try #require(
      stride(from: start, to: bytes.count - 128, by: 128).first {
        Array(bytes[$0..<($0 + 4)]) == wanted
      })
  }

  @Test(
    arguments: [
      ("loop", nil), ("outside", 1_000_000), ("unused", 0xFFFF_FFFF), ("short", 0xFFFF_FFFE),
    ] as [(String, UInt32?)])
  func aBrokenChainGivesWhatItHas(_ kind: String, _ target: UInt32?) throws {
    var bytes = try Self.bytes(Self.small)
    let start = Self.number(bytes, try Self.record("b", bytes) + 0x74)
    // The table stands behind the header: what follows the third sector of the stream.
    Self.set(target ?? UInt32(start + 1), at: 512 + 4 * (start + 2), &bytes)
    let read = try Self.content(bytes)
    let stream = try #require(read.streams.first { $0.path == "/b" })
    #expect(stream.bytes == Array(SampleMessage.data(5000).prefix(3 * 512)))
    #expect(read.damages.count == 1 && read.damages.first?.code == "CFB-DAMAGED")
    #expect(read.damages.first?.place.hasPrefix("f.msg, entry") ?? false)
    // All others are whole.
    #expect(read.streams.filter { $0.bytes.count < $0.told }.count == 1)
  }

  @Test func twoStreamsInTheSameSectorsAreTold() throws {
    var bytes = try Self.bytes(Self.small)
    let other = Self.number(bytes, try Self.record("d", bytes) + 0x74)
    Self.set(UInt32(other), at: try Self.record("b", bytes) + 0x74, &bytes)
    #expect(try !Self.content(bytes).damages.isEmpty)
  }

  @Test func aDirectoryInACircleEnds() throws {
    for (from, field) in [("a", 0x44), ("a", 0x48), ("s", 0x4C), ("c", 0x44), ("d", 0x48)] {
      var bytes = try Self.bytes(Self.small)
      Self.set(0, at: try Self.record(from, bytes) + field, &bytes)
      let read = try Self.content(bytes)
      #expect(!read.damages.isEmpty && read.streams.count <= 4)
    }
  }

  @Test func aListOfTheTableInACircleEnds() throws {
    let large = PatternSource(count: 8 << 20)
    let source = try CompoundFileWriter.file([.stream("large", large)])
    var bytes = try source.bytes(at: 0, source.count)
    #expect(Self.number(bytes, 0x48) == 1)
    // The last number of the list leads to itself.
    Self.set(0, at: 1020, &bytes)
    let file = try CompoundFile(MailboxBytes(bytes), place: "x")
    let stream = file.open(try #require(file.child("large", of: file.root))) { _ in }
    #expect(try stream.bytes(at: 5 << 20, 9) == large.bytes(at: 5 << 20, 9))
  }

  @Test func smallStreamsBeyondTheirSpaceAreTold() throws {
    var bytes = try Self.bytes(Self.small)
    Self.set(64, at: (Self.number(bytes, 0x30) + 1) * 512 + 0x78, &bytes)
    let read = try Self.content(bytes)
    #expect(
      read.streams.first { $0.path == "/a" }?.bytes == Array(SampleMessage.data(100).prefix(64)))
    #expect(read.streams.first { $0.path == "/s/c" }?.bytes == [])
    #expect(read.damages.count == 2)
  }

  @Test(arguments: [
    [], Array("From x".utf8), CompoundHeader.signature, [UInt8](repeating: 0, count: 600),
  ])
  func anotherFileIsRefused(_ bytes: [UInt8]) {
    let fault = #expect(throws: Fault.self) { try CompoundFile(MailboxBytes(bytes), place: "x") }
    #expect(fault?.code == "CFB-FORMAT")
  }
}

/// Bytes that tell their place, made when they are read.
struct PatternSource: MailboxSource {
  var count: Int
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let size = max(0, min(buffer.count, count - offset))
    for place in 0..<size {
      buffer[place] = UInt8(truncatingIfNeeded: (offset + place) >> 9 &+ (offset + place))
    }
    return size
  }
}
