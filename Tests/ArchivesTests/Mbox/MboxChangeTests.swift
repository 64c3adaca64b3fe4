import Archives
import Core
import Glibc
import TestKit
import Testing

/// Files that change between one look and the next.
@Suite struct MboxChangeTests {
  private static let mark = "From me@x Mon Jun  3 12:50:27 1996|"
  private static let mails = (0..<5).map { "\(mark)A: \($0)||\(String(repeating: "x", count: 50))|\n" }

  private func store(_ parts: [String], _ disk: TemporaryFolder) throws -> (MboxStore, StoredFolder) {
    try Files.write(Mbox.bytes(parts.joined()), to: disk("x"))
    let store = try Mbox.disk(disk)
    return (store, try Mbox.folder(store, "x"))
  }

  /// Gives the file a time long ago.
  private func age(_ path: String) throws {
    var times = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0)]
    try #require(utimes(path, &times) == 0)
  }

  @Test func keysStayWhileTheFileGrowsAndShrinks() throws {
    let disk = try TemporaryFolder()
    let (store, folder) = try store(Array(Self.mails[..<3]), disk)
    let three = try Mbox.scan(store, folder)
    #expect(try store.stamp(of: folder) == nil, "it was written a moment ago")
    try age(disk("x"))
    let stamp = try #require(try store.stamp(of: folder))
    #expect(try store.stamp(of: folder) == stamp)
    try Files.write(Mbox.bytes(Self.mails.joined()), to: disk("x"))
    try age(disk("x"))
    #expect(try store.stamp(of: folder) != stamp)
    let five = try Mbox.scan(store, folder)
    #expect(five.prefix(3).map(\.key) == three.map(\.key) && five.prefix(3).map(\.place) == three.map(\.place))
    try Files.write(Mbox.bytes(Self.mails[0] + Self.mails[2] + Self.mails[4]), to: disk("x"))
    #expect(try Mbox.scan(store, folder).map(\.key) == [five[0].key, five[2].key, five[4].key])
  }

  /// Messages of one size: after compaction another one begins where each stood.
  @Test func compactionNeverBringsAnotherMessage() throws {
    let disk = try TemporaryFolder()
    let (store, folder) = try store(Self.mails, disk)
    let before = try Mbox.all(store, folder)
    try Files.write(Mbox.bytes(Self.mails[1...].joined()), to: disk("x"))
    for (index, (message, _)) in before.enumerated() {
      let fault = #expect(throws: Fault.self, "message \(index)") { try store.open(message.place, in: folder) }
      #expect(fault?.code == "MBOX-CHANGED" && fault?.recovery == .skipItem)
    }
    #expect(try Mbox.all(store, folder).map(\.1) == before.dropFirst().map(\.1))
  }

  @Test func twinsDiffer() throws {
    let disk = try TemporaryFolder()
    let (store, folder) = try store([Self.mails[0], Self.mails[1], Self.mails[0], Self.mails[0]], disk)
    let keys = try Mbox.all(store, folder).map(\.0.key)
    #expect(Set(keys).count == 4)
    #expect(try Mbox.scan(store, folder).map(\.key) == keys)
    let writer = try store.writer(for: folder)
    for _ in 0..<3 { try Mbox.write(writer, Mbox.bytes("A: 1$$x$")) }
    let told = try writer.commit().map(\.key)
    #expect(try Mbox.all(store, folder).map(\.0.key) == keys + told)
  }

  /// Flags of other programs are no part of a message.
  @Test func flagsDoNotMakeAnotherMessage() throws {
    let disk = try TemporaryFolder()
    let (store, folder) = try store(["\(Self.mark)A: b||x||"], disk)
    let key = try Mbox.scan(store, folder).map(\.key)
    for fields in [
      "Status: RO|", "X-Mozilla-Status: 0005|X-Mozilla-Keys: a b|", "Status: O|X-Status: A|X-UID: 7|Content-Length: 2|",
    ] {
      for text in ["\(Self.mark)\(fields)A: b||x||", "\(Self.mark)A: b|\(fields)|x||"] {
        try Files.write(Mbox.bytes(text), to: disk("x"))
        #expect(try Mbox.scan(store, folder).map(\.key) == key, "\(text)")
      }
    }
  }

  @Test func flagsAreWrittenInPlace() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let folder = try store.create(["x"])
    let writer = try store.writer(for: folder)
    for index in 0..<3 { try Mbox.write(writer, Mbox.bytes("A: \(index)$$x$")) }
    let told = try writer.commit()
    let size = Files.size(disk("x"))
    let bodies = try Mbox.all(store, folder).map(\.1)
    for flags in [["\\Seen", "\\Flagged", "$Forwarded", "klant"], ["\\Answered"], [], ["\\Deleted", "\\Draft"]] {
      #expect(try store.setFlags(flags, of: told[1].place, in: folder) == told[1].place)
      let all = try Mbox.all(store, folder)
      #expect(all.map(\.0.flags).map(Set.init) == [[], Set(flags), []])
      #expect(all.map(\.0.key) == told.map(\.key) && all.map(\.1) == bodies)
    }
    #expect(Files.size(disk("x")) == size)
    // More keywords than there is room for, and places that are not those of messages.
    let many = (0..<30).map { "keyword\($0)" }
    #expect(throws: Fault.self) { try store.setFlags(many, of: told[1].place, in: folder) }
    var other = told[1].place
    other.offset = told[2].place.offset
    #expect(throws: Fault.self) { try store.setFlags(["\\Seen"], of: other, in: folder) }
    other.offset = 3
    #expect(throws: Fault.self) { try store.setFlags(["\\Seen"], of: other, in: folder) }
    #expect(
      try Mbox.scan(store, folder).map(\.flags)
        == [[], ["\\Draft", "\\Deleted"], []].map { flags in
          ["\\Draft", "\\Deleted"].filter(flags.contains)
        })
  }

  /// What other programs do to our messages: Thunderbird writes bits in place and fields at the top, mutt takes the status
  /// fields out and puts its own at the end of the header.
  @Test func otherProgramsChangeFlags() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let folder = try store.create(["x"])
    let writer = try store.writer(for: folder)
    let body = Mbox.bytes("Status: RO$A: b$$x$")
    try Mbox.write(writer, body, flags: ["\\Seen", "klant"])
    let key = try writer.commit().map(\.key)
    let text = Files.text(disk("x"))
    func change(_ changes: [(String, String)], _ flags: [String], _ bytes: [UInt8] = body) throws {
      var changed = text
      for (old, new) in changes {
        #expect(changed.contains(old))
        changed = changed.replacing(old, with: new, maxReplacements: 1)
      }
      try Files.write(changed, to: disk("x"))
      let all = try Mbox.all(store, folder)
      #expect(all.map(\.1) == [bytes] && Set(all[0].0.flags) == Set(flags), "\(changes)")
      #expect(all.map(\.0.key) == key)
    }
    try change([], ["\\Seen", "klant"])
    try change([("X-Mozilla-Status: 0001", "X-Mozilla-Status: 0000")], ["klant"])
    try change([("X-Mozilla-Status: 0001", "X-Mozilla-Status: 0007")], ["\\Seen", "\\Answered", "\\Flagged", "klant"])
    try change([("Status: RO", "Status: O ")], ["klant"])
    try change([("X-Status:     ", "X-Status: AF  ")], ["\\Seen", "\\Answered", "\\Flagged", "klant"])
    try change([("\nStatus:", "\nX-Mozilla-Keys: $label1\nStatus:")], ["\\Seen", "klant", "$label1"])
    // A program that knows the field takes the message's own away with it.
    let bare = Mbox.bytes("A: b$$x$")
    try Files.write(
      text.replacing("Status: RO\nX-Status:     \n", with: "", maxReplacements: 1)
        .replacing("\nStatus: RO\nA: b\n", with: "\nA: b\nStatus: O\nX-Status: F\n", maxReplacements: 1), to: disk("x"))
    let all = try Mbox.all(store, folder)
    #expect(all.map(\.1) == [bare] && Set(all[0].0.flags) == ["\\Flagged", "klant"])
    // Through a transfer that ends lines with CRLF.
    try Files.write(text.replacing("\n", with: "\r\n"), to: disk("x"))
    #expect(try Mbox.all(store, folder).map(\.1) == [body])
  }

  @Test func aPackedMailboxIsNotWritten() throws {
    let store = MboxStore(tree: MemoryTree(["x": Mbox.text(Self.mails[0])]))
    let folder = try Mbox.folder(store, "x")
    #expect(throws: Fault.self) { try store.writer(for: folder) }
    #expect(throws: Fault.self) { try store.create(["y"]) }
    #expect(throws: Fault.self) { try store.setFlags([], of: MessagePlace(), in: folder) }
    #expect(!store.canRemove)
    #expect(throws: Fault.self) { try store.remove(MessagePlace(), in: folder) }
  }
}
