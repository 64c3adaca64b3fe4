import Core
import Foundation
import IMAP
import TestKit
import Testing

@testable import IMAPServer

/// A process may die between any two writes. Its files are then as long as the last write made them; here they are cut
/// at every byte.
@Suite struct FolderCrashTests {
  private static let date = InternalDate(seconds: 1_795_435_200, zoneMinutes: 60)

  /// A folder with three commits: one message, a batch of three, a change of flags.
  private static func write(_ path: String) throws -> [UInt64] {
    let folder = try Folder.create(path: path, id: 7, validity: UIDValidity(9), .process)
    var ends: [UInt64] = [folder.look { $0.logEnd }]
    for sizes in [[5], [3, 0, 300_000]] {
      var batch = AppendBatch(to: folder)
      for size in sizes {
        try batch.begin(size: UInt64(size), flags: [.seen, Flag("k\(size)")], date: date)
        try batch.write([UInt8](repeating: UInt8(truncatingIfNeeded: size), count: size).span)
        batch.end()
      }
      _ = try batch.commit()
      ends.append(folder.look { $0.logEnd })
    }
    _ = try folder.store([1, 2], StoreRequest(.replace, [.deleted]))
    ends.append(folder.look { $0.logEnd })
    try folder.expunge(NumberSet([1] as [UInt32]))
    ends.append(folder.look { $0.logEnd })
    return ends
  }

  private static func copy(_ path: String, to other: String, log: UInt64? = nil) throws {
    try? FileManager.default.removeItem(atPath: other)
    try FileManager.default.copyItem(atPath: path, toPath: other)
    if let log { try DataFile(path: other + "/log").truncate(to: log) }
  }

  private static func open(_ path: String) throws -> Folder {
    try Folder.open(path: path, id: 7, validity: UIDValidity(9), .process)
  }

  /// How many messages and which flags stand after each of the commits.
  private static let expected: [(uids: [UInt32], deleted: Int)] = [
    ([], 0), ([1], 0), ([1, 2, 3, 4], 0), ([1, 2, 3, 4], 2), ([2, 3, 4], 1),
  ]

  @Test func logCutAtEveryByte() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/folder"
    let ends = try Self.write(path)
    for length in 0...ends[4] {
      let cut = temporary.path + "/cut"
      try Self.copy(path, to: cut, log: length)
      let commits = max(0, ends.lastIndex { $0 <= length } ?? 0)
      let folder = try Self.open(cut)
      let found = folder.look { state in
        (state.messages.map(\.uid.rawValue), state.messages.count { $0.flags.contains(.deleted) })
      }
      #expect(found.0 == Self.expected[commits].uids, "cut at \(length)")
      #expect(found.1 == Self.expected[commits].deleted, "cut at \(length)")
      // What comes next is found again, with a UID nobody had.
      var batch = AppendBatch(to: folder)
      try batch.begin(size: 2, flags: [], date: Self.date)
      try batch.write([0x68, 0x69].span)
      batch.end()
      let uid = try #require(try batch.commit())
      #expect(uid.lowerBound > (found.0.last ?? 0))
      let again = try Self.open(cut)
      let last = try #require(again.look { $0.messages.last })
      #expect(last.uid.rawValue == uid.lowerBound)
      var bytes: [UInt8] = []
      try again.read(last, 0..<2, appendingTo: &bytes)
      #expect(bytes == [0x68, 0x69])
    }
  }

  @Test func bodiesAreWhatWasWritten() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/folder"
    _ = try Self.write(path)
    let folder = try Self.open(path)
    let messages = folder.look { $0.messages }
    #expect(messages.map(\.size) == [3, 0, 300_000])
    for message in messages {
      var bytes: [UInt8] = []
      try folder.read(message, 0..<message.size, appendingTo: &bytes)
      #expect(Checksum.crc32(bytes) == message.checksum)
      #expect(bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: message.size) })
      #expect(message.date == Self.date)
    }
    #expect(folder.look { $0.names(of: $0.messages[1].flags) } == [.seen, Flag("k0")])
    #expect(folder.look { $0.expunged.map(\.uid) } == [1])
  }

  /// Bytes of a batch that never was committed, or that was given up, are nobody's.
  @Test func unfinishedBatchLeavesNothing() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/folder"
    _ = try Self.write(path)
    let folder = try Self.open(path)
    let size = try folder.data.size()
    var batch = AppendBatch(to: folder)
    try batch.begin(size: 600_000, flags: [], date: Self.date)
    try batch.write([UInt8](repeating: 1, count: 500_000).span)
    #expect(try folder.data.size() > size)
    let again = try Self.open(path)
    #expect(again.look { $0.messages.map(\.uid.rawValue) } == [2, 3, 4])
    #expect(try again.data.size() == size)
  }

  /// A short message is one that the client broke off: it must not be committed with its batch.
  @Test func brokenOffMessageIsLeftOut() throws {
    let temporary = try TemporaryFolder()
    let folder = try Folder.create(path: temporary.path + "/f", id: 1, validity: UIDValidity(1), .process)
    var batch = AppendBatch(to: folder)
    try batch.begin(size: 10, flags: [], date: Self.date)
    try batch.write([1, 2].span)
    batch.end()
    #expect(try batch.commit() == nil)
  }

  @Test func damageInTheMiddleIsAFault() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/folder"
    let ends = try Self.write(path)
    let log = try DataFile(path: path + "/log")
    try log.write([0xFF], at: ends[0] + 30)
    #expect(throws: Fault.self) { try Self.open(path) }
  }

  @Test func missingBodiesAreAFault() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/folder"
    _ = try Self.write(path)
    try DataFile(path: path + "/data").truncate(to: 100)
    #expect(throws: Fault.self) { try Self.open(path) }
  }

  @Test func longLogIsCondensed() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/folder"
    _ = try Self.write(path)
    let folder = try Self.open(path)
    for turn in 0..<3_000 {
      _ = try folder.store([2, 3], StoreRequest(turn % 2 == 0 ? .add : .remove, [.flagged]))
    }
    let before = folder.look { ($0.messages, $0.highest, $0.nextUID, $0.expunged.map(\.uid), $0.keywords) }
    let long = try DataFile(path: path + "/log").size()
    let again = try Self.open(path)
    let after = again.look { ($0.messages, $0.highest, $0.nextUID, $0.expunged.map(\.uid), $0.keywords) }
    #expect(try DataFile(path: path + "/log").size() * 20 < long)
    #expect(after.0 == before.0)
    #expect(after.1 == before.1)
    #expect(after.2 == before.2)
    #expect(after.3 == before.3)
    #expect(after.4 == before.4)
    #expect(try Self.open(path).look { $0.messages } == before.0)
  }
}
