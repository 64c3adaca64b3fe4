import Archives
import Core
import TestKit
import Testing

/// A process dies after any operation on a file: what counted before is there, byte for byte, and of a batch all or
/// nothing.
@Suite struct MboxDeathTests {
  private static let old = Mbox.bytes("From a@b Mon Jun  3 12:50:27 1996|A: foreign||x")
  private static let first = [Mbox.bytes("A: 1$$x$"), Mbox.bytes("A: 2$$|x")]
  /// Larger than what is held back, so that it reaches the file in parts.
  private static let second = [
    Mbox.bytes("A: 3$$" + String(repeating: "three$", count: 190_000)), Mbox.bytes("A: 4$$From x$"),
    Mbox.bytes("A: 5$$five|"),
  ]

  /// The wire form of what is in a folder.
  private func contents(_ disk: TemporaryFolder) throws -> [[UInt8]] {
    let store = try Mbox.disk(disk)
    return try Mbox.all(store, Mbox.folder(store, "x")).map(\.1)
  }

  private func write(_ messages: [[UInt8]], _ store: MboxStore) throws {
    let writer = try store.writer(for: try store.create(["x"]))
    for message in messages { try Mbox.write(writer, message) }
    _ = try writer.commit()
  }

  @Test(arguments: [false, true]) func afterEveryOperation(tears: Bool) throws {
    let before = [Mbox.bytes("A: foreign$$x$")]
    var isDone = false
    var outcomes: Set<Int> = []
    for operations in 0..<200 where !isDone {
      let disk = try TemporaryFolder()
      try Files.write(Self.old, to: disk("x"))
      let dying = DyingDisk(after: operations, tears: tears)
      do {
        let store = try Mbox.disk(disk, dying)
        do {
          try write(Self.first, store)
          try write(Self.second, store)
          isDone = dying.rest > 0
        } catch let fault as Fault { #expect(fault.code == "TEST-DEATH") }
      }
      let left = try contents(disk)
      let known = [before, before + Self.first, before + Self.first + Self.second]
      let state = try #require(known.firstIndex(of: left), "after \(operations) operations")
      outcomes.insert(state)
      #expect(try #require(Files.read(disk("x"))).starts(with: Self.old))
      // The next process goes on from there, and what it found stays.
      try write([Mbox.bytes("A: next$$")], try Mbox.disk(disk))
      #expect(try contents(disk) == left + [Mbox.bytes("A: next$$")], "after \(operations) operations")
      let names = try FolderTree(disk.path).entries([]).map { String(decoding: $0.name, as: UTF8.self) }
      #expect(names == ["x"], "nothing is left lying about")
    }
    #expect(isDone && outcomes == [0, 1, 2])
  }

  /// A disk that fails and works again, as a full one does: the same writer goes on with its next batch.
  @Test(arguments: [false, true]) func aFailureInBetween(revivesFirst: Bool) throws {
    for operations in 0..<16 {
      let disk = try TemporaryFolder()
      try Files.write(Self.old, to: disk("x"))
      let failing = DyingDisk(after: operations, tears: true)
      let store = try Mbox.disk(disk, failing)
      let writer = try store.writer(for: try Mbox.folder(store, "x"))
      var expected = [Mbox.bytes("A: foreign$$x$")]
      do {
        for message in Self.second { try Mbox.write(writer, message) }
        _ = try writer.commit()
        expected += Self.second
      } catch let fault as Fault { #expect(fault.code == "TEST-DEATH") }
      if revivesFirst { failing.revive() }
      writer.discard()
      failing.revive()
      try Mbox.write(writer, Mbox.bytes("A: next$$"))
      _ = try writer.commit()
      let left = try contents(disk)
      #expect(left == expected + [Mbox.bytes("A: next$$")], "after \(operations) operations")
    }
  }

  /// A process that dies while it tidies up after one that died.
  @Test func twice() throws {
    for operations in [6, 8, 9, 11] {
      for again in 0..<15 {
        let disk = try TemporaryFolder()
        try Files.write(Self.old, to: disk("x"))
        try? write(Self.second, try Mbox.disk(disk, DyingDisk(after: operations)))
        let left = try contents(disk)
        try? write(Self.first, try Mbox.disk(disk, DyingDisk(after: again)))
        let then = try contents(disk)
        #expect(then == left || then == left + Self.first, "\(operations), \(again)")
      }
    }
  }

  /// Leaves a file with an unfinished batch in it.
  private func interrupted(_ disk: TemporaryFolder) throws {
    try write(Self.first, try Mbox.disk(disk))
    var operations = 0
    while true {
      try? write(Self.second, try Mbox.disk(disk, DyingDisk(after: operations)))
      if try #require(Files.size(disk("x"))) > 1_000_000 { break }
      operations += 1
      try #require(operations < 60)
    }
    #expect(try contents(disk) == Self.first)
  }

  /// Mail that another program put behind an unfinished batch is not cut off with it.
  @Test func foreignMailBehindAnUnfinishedBatch() throws {
    let disk = try TemporaryFolder()
    try interrupted(disk)
    Files.append("\n\nFrom - Mon Jun  3 12:50:27 1996\nA: new mail\n\nkeep me\n\n", to: disk("x"))
    let kept = Self.first + [Mbox.bytes("A: new mail$$keep me$")]
    #expect(try contents(disk) == kept)
    try write([Mbox.bytes("A: next$$")], try Mbox.disk(disk))
    #expect(try contents(disk) == kept + [Mbox.bytes("A: next$$")])
    #expect(try #require(Files.size(disk("x"))) > 1_000_000, "nothing was moved")
    let store = try Mbox.disk(disk)
    _ = try Mbox.scan(store, Mbox.folder(store, "x"))
    #expect(store.findings.map(\.code) == ["MBOX-UNFINISHED"])
  }

  /// The file was compacted meanwhile: lengths mean nothing any more, marks do.
  @Test func aFileThatBecameShorter() throws {
    let disk = try TemporaryFolder()
    try interrupted(disk)
    let bytes = try #require(Files.read(disk("x")))
    let second = try #require(bytes.indices.dropFirst().first { bytes[$0...].starts(with: "From ".utf8) })
    try Files.write(Array(bytes[second...]), to: disk("x"))
    #expect(try contents(disk) == [Self.first[1]])
    try write([Mbox.bytes("A: next$$")], try Mbox.disk(disk))
    #expect(try contents(disk) == [Self.first[1], Mbox.bytes("A: next$$")])
  }

  /// After a power cut pages that were never written are zeros.
  @Test func zerosWhereThePowerWentOff() throws {
    let disk = try TemporaryFolder()
    try interrupted(disk)
    var bytes = try #require(Files.read(disk("x")))
    let size = bytes.count
    for gap in [0..<600, 300..<4_000, 0..<900_000] {
      let start = size - 1_048_576
      for index in gap where start + index < size { bytes[start + index] = 0 }
      try Files.write(bytes, to: disk("x"))
      #expect(try contents(disk) == Self.first, "\(gap)")
    }
    try write([Mbox.bytes("A: next$$")], try Mbox.disk(disk))
    #expect(try contents(disk) == Self.first + [Mbox.bytes("A: next$$")])
  }

  /// A left-over statement about a batch that does not exist takes nothing away.
  @Test func aStaleStatementHarmsNothing() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let writer = try store.writer(for: try store.create(["x"]))
    try Mbox.write(writer, Mbox.bytes("A: 1$$"))
    _ = try writer.commit()
    let statement = try #require(Files.read(disk(".x.postduif")))
    try Mbox.write(writer, Mbox.bytes("A: 2$$"))
    _ = try writer.commit()
    let later = try #require(Files.read(disk(".x.postduif")))
    #expect(statement != later)
    for damaged in [statement, Array(later.prefix(50)), [UInt8](repeating: 0, count: 8_192), Mbox.bytes("|")] {
      try Files.write(damaged, to: disk(".x.postduif"))
      if damaged != statement { #expect(try contents(disk).count == 2) }
    }
  }

  @Test func aLockOfAnotherProgramIsWaitedFor() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let writer = try store.writer(for: try store.create(["x"]))
    try Files.write("", to: disk("x.lock"))
    let fault = #expect(throws: Fault.self) { try writer.begin(NewMessage(flags: [], date: nil)) }
    #expect(fault?.code == "MBOX-LOCKED")
    Files.remove(disk("x.lock"))
    try Mbox.write(writer, Mbox.bytes("A: 1$$"))
    #expect(Files.exists(disk("x.lock")))
    // A second process of our own: the file itself is locked.
    let other = try Mbox.disk(disk)
    let second = try other.writer(for: try Mbox.folder(other, "x"))
    let held = #expect(throws: Fault.self) { try second.begin(NewMessage(flags: [], date: nil)) }
    #expect(held?.code == "MBOX-LOCKED")
    _ = try writer.commit()
    #expect(!Files.exists(disk("x.lock")))
    try Mbox.write(second, Mbox.bytes("A: 2$$"))
    #expect(try second.commit().count == 1)
  }
}
