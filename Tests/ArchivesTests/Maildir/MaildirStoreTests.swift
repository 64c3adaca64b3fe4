import Core
import Foundation
import MIME
import TestKit
import Testing

@testable import Archives

@Suite struct MaildirStoreTests {
  let folder: TemporaryFolder
  let store: MaildirStore

  init() throws {
    folder = try TemporaryFolder("maildir")
    store = try MaildirStore.make(folder("box"))
  }

  /// Bodies that a careless store would change.
  static let hostile: [[UInt8]] = {
    let small = [
      "", "\r", "\n", "\r\n", "\r\r\n", "\n\r", "a", "a\r", "a\n", "a\r\n", "a\r\nb\n", "a\r\nb\r", "a\nb\r\n",
      "a\r\r\nb\r\n", "From x\r\n.\r\n..\r\n\r\n", "\0\r\n\0", "a: b\r\n\r\n\u{FF}\r\n", "a\r\n\r", "\r\n\r\n\n",
    ]
    let lines: [UInt8] = Array(String(repeating: "x\r\n", count: 40_000).utf8)
    var all: [[UInt8]] = small.map { Array($0.utf8) }
    all.append(Array(repeating: 0x0D, count: 70_000))
    all.append(Array(repeating: 0x0A, count: 70_000))
    all.append(lines)
    all.append(lines + [0x0A])
    all.append(lines + [0x0D])
    return all
  }()

  static func bytes(_ message: any StoredMessage, step: Int = 1_000) throws -> [UInt8] {
    var out: [UInt8] = []
    var part = [UInt8](repeating: 0, count: step)
    while true {
      let count = try part.withUnsafeMutableBytes { try message.read(into: $0) }
      if count == 0 { return out }
      out += part[..<count]
    }
  }

  func write(_ bodies: [[UInt8]], flags: [String] = [], in path: [String] = ["INBOX"], step: Int = 7_001) throws
    -> [ScannedMessage]
  {
    let folder = try store.create(path)
    let writer = try store.writer(for: folder)
    for (index, body) in bodies.enumerated() {
      try writer.begin(
        NewMessage(flags: flags, date: ZonedTime(seconds: 1_000_000_000 + Int64(index), zoneMinutes: 60)))
      for start in stride(from: 0, to: body.count, by: step) {
        try body[start..<min(start + step, body.count)].withUnsafeBytes { try writer.write($0) }
      }
      try writer.end()
    }
    return try writer.commit()
  }

  func scan(_ folder: StoredFolder, of store: any MessageStore) throws -> [ScannedMessage] {
    var found: [ScannedMessage] = []
    try store.scan(folder) { found.append($0) }
    return found
  }
  func inbox() throws -> StoredFolder { try #require(try store.folders().first { $0.path == ["INBOX"] }) }
  func names(_ part: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder("box/\(part)")).sorted()
  }

  @Test(arguments: [1, 2, 3, 64 << 10]) func everyBodyComesBackByteForByte(step: Int) throws {
    let bodies = step < 10 ? Self.hostile.filter { $0.count < 1_000 } : Self.hostile
    let written = try write(bodies, step: step)
    let box = try inbox()
    for (message, body) in zip(written, bodies) {
      let open = try store.open(message.place, in: box)
      #expect(open.size == body.count)
      #expect(message.size == Int64(body.count))
      #expect(try Self.bytes(open, step: step) == body)
    }
    let found = try scan(box, of: store)
    #expect(found.map(\.size) == bodies.map { Int64($0.count) })
    #expect(found.map(\.key) == written.map(\.key))
    #expect(found.map(\.date.seconds) == bodies.indices.map { 1_000_000_000 + Int64($0) })
    #expect(try names("tmp").isEmpty)
  }

  @Test func messagesOfWholeLinesLieThereAsServersKeepThem() throws {
    _ = try write([Array("a: b\r\n\r\ntext\r\n".utf8)], flags: ["\\Seen"])
    let name = try #require(try names("cur").first)
    #expect(name.hasSuffix(",S=11,W=14:2,S"))
    #expect(Files.text(folder("box/cur/\(name)")) == "a: b\n\ntext\n")
  }

  @Test func onlyMailWithoutFlagsIsNew() throws {
    let written = try write([[0x61]]) + write([[0x62]], flags: ["\\Flagged"])
    #expect(try names("new").count == 1 && names("cur").count == 1)
    #expect(written.map(\.flags) == [[], ["\\Flagged"]])
  }

  /// What an uncommitted batch leaves shows nowhere.
  @Test func aBatchThatWasNotCommittedIsNotThere() throws {
    let box = try store.create(["INBOX"])
    let writer = try store.writer(for: box)
    try writer.begin(NewMessage(flags: [], date: nil))
    try [UInt8]("abc".utf8).withUnsafeBytes { try writer.write($0) }
    try writer.end()
    try writer.begin(NewMessage(flags: [], date: nil))
    #expect(try scan(box, of: store).isEmpty && names("tmp").count == 2)
    writer.discard()
    #expect(try names("tmp").isEmpty)
    #expect(try writer.commit().isEmpty)
  }

  @Test func keywordsStandInDovecotsFile() throws {
    let written = try write([[0x61]], flags: ["\\Seen", "$Forwarded", "Project"], in: ["A"])
    #expect(Files.text(folder("box/.A/dovecot-keywords")) == "0 $Forwarded\n1 Project\n")
    #expect(written[0].flags == ["$Forwarded", "Project", "\\Seen"])
    let box = try #require(try store.folders().first { $0.path == ["A"] })
    let moved = try store.setFlags(["Later", "\\Answered"], of: written[0].place, in: box)
    let found = try scan(box, of: store)
    #expect(found.map(\.flags) == [["Later", "\\Answered"]])
    #expect(found.map(\.key) == written.map(\.key) && found.map(\.place) == [moved])
    #expect(Files.text(folder("box/.A/dovecot-keywords")) == "0 $Forwarded\n1 Project\n2 Later\n")
  }

  @Test func aFileThatAnotherProgramRenamedIsFound() throws {
    let written = try write([Array("a\r\n".utf8)])
    let box = try inbox()
    _ = try store.setFlags(["\\Seen"], of: written[0].place, in: box)
    // The old place still leads to it, to read, to change and to remove.
    #expect(try Self.bytes(store.open(written[0].place, in: box)) == Array("a\r\n".utf8))
    let moved = try store.setFlags(["\\Flagged"], of: written[0].place, in: box)
    #expect(try scan(box, of: store).map(\.place) == [moved])
    try store.remove(written[0].place, in: box)
    #expect { try store.open(moved, in: box) } throws: { ($0 as? Fault)?.code == "ITEM-GONE" }
    #expect { try store.remove(moved, in: box) } throws: { ($0 as? Fault)?.code == "ITEM-GONE" }
  }

  @Test func foreignFilesAreJudgedByTheirFirstLine() throws {
    let box = try store.create(["INBOX"])
    let rows: [(name: String, file: String, wire: String)] = [
      ("1.a:2,S", "x\ny\n", "x\r\ny\r\n"), ("2.a:2,", "x\r\ny\n", "x\r\ny\n"), ("3.a", "x\ny\r\n", "x\r\ny\r\n"),
      ("4.a,S=4:2,", "x\ny\n", "x\r\ny\r\n"),
      // Sizes that are not this file's say nothing.
      ("5.a,S=9,W=9:2,", "x\ny\n", "x\r\ny\r\n"), ("6.a,S=4,W=4:2,", "x\ny\n", "x\ny\n"), ("7.a", "", ""),
    ]
    for row in rows { try Data(row.file.utf8).write(to: URL(filePath: folder("box/cur/\(row.name)"))) }
    for (row, message) in zip(rows, try scan(box, of: store)) {
      let open = try store.open(message.place, in: box)
      #expect(open.size == row.wire.utf8.count, "\(row.name)")
      #expect(try String(decoding: Self.bytes(open), as: UTF8.self) == row.wire, "\(row.name)")
    }
    // The same out of a tree.
    let packed = MaildirTreeStore(try FolderTree(folder("box")))
    let there = try #require(try packed.folders().first)
    let found = try scan(there, of: packed)
    let direct = try scan(box, of: store)
    #expect(found.map(\.key) == direct.map(\.key))
    for (row, message) in zip(rows, found) {
      #expect(try String(decoding: Self.bytes(packed.open(message.place, in: there)), as: UTF8.self) == row.wire)
    }
  }

  @Test func bothLayoutsAndLinksThatLeadOutAreSeen() throws {
    let files = FileManager.default
    for path in ["cur", "new", ".Sent/cur", ".Klanten.M&APw-ller/cur", ".hidden", "Real/Sub/cur", "sieve/tmp"] {
      try files.createDirectory(atPath: folder("box/\(path)"), withIntermediateDirectories: true)
    }
    try files.createDirectory(atPath: folder("elsewhere/cur"), withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: folder("box/.Out"), withDestinationPath: folder("elsewhere"))
    try files.createSymbolicLink(atPath: folder("box/.In"), withDestinationPath: ".Sent")
    let found = try store.folders()
    #expect(
      found.map(\.path) == [["INBOX"], ["In"], ["Klanten", "Müller"], ["Out"], ["Real"], ["Real", "Sub"], ["Sent"]])
    #expect(found.map(\.holdsMessages) == [true, true, true, true, false, true, true])
    #expect(found.filter { $0.fault != nil }.map(\.path) == [["Out"]])
  }

  @Test func whatIsNoFileOfItsOwnIsToldAndNotRead() throws {
    let box = try store.create(["INBOX"])
    try Data("secret".utf8).write(to: URL(filePath: folder("secret")))
    try FileManager.default.createSymbolicLink(
      atPath: folder("box/cur/1.link:2,S"), withDestinationPath: folder("secret"))
    #expect(mkfifo(folder("box/cur/2.pipe:2,S"), 0o600) == 0)
    let found = try scan(box, of: store)
    #expect(found.count == 2 && found.allSatisfy { $0.fault?.recovery == .skipItem })
    for message in found {
      #expect { try store.open(message.place, in: box) } throws: { ($0 as? Fault)?.recovery == .skipItem }
    }
  }

  @Test func filesOfOneUniquePartAreTwoMessagesAndOneFileIsOne() throws {
    let box = try store.create(["INBOX"])
    for name in ["cur/1.a:2,S", "cur/1.a,S=1:2,", "new/1.a"] {
      try Data("x".utf8).write(to: URL(filePath: folder("box/\(name)")))
    }
    #expect(link(folder("box/cur/1.a:2,S"), folder("box/cur/1.a:2,RS")) == 0)
    let found = try scan(box, of: store)
    #expect(found.count == 3 && Set(found.map(\.key)).count == 3)
  }

  @Test func aFolderThatJustChangedHasNoStamp() throws {
    let box = try store.create(["INBOX"])
    #expect(try store.stamp(of: box) == nil)
    let past = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0)]
    for part in ["cur", "new"] { #expect(utimes(folder("box/\(part)"), past) == 0) }
    let stamp = try store.stamp(of: box)
    let again = try store.stamp(of: box)
    #expect(stamp != nil && stamp == again)
  }

  @Test func subscriptionsNameWhatIsShown() throws {
    for name in ["A", "B", "C"] { _ = try store.create([name]) }
    #expect(try store.folders().allSatisfy(\.isSubscribed))
    try Data("A\n".utf8).write(to: URL(filePath: folder("box/subscriptions")))
    #expect(try store.folders().filter(\.isSubscribed).map(\.path) == [["A"]])
    try store.subscribe(try store.create(["C"]))
    #expect(Files.text(folder("box/subscriptions")) == "A\nC\n")
  }
}
