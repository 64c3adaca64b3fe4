import Connectors
import Core
import IMAP
import IMAPClient
import IMAPServer
import Migration
import NIOCore
import TestKit
import Testing

struct TargetTests {
  static let single: Personality = {
    var personality = Personality()
    personality.removedCapabilities = ["MULTIAPPEND"]
    return personality
  }()
  static let bare: Personality = {
    var personality = Personality()
    personality.removedCapabilities = [
      "MULTIAPPEND", "UIDPLUS", "LITERAL+", "LITERAL-", "IMAP4REV2", "IMAP4rev2", "LIST-EXTENDED", "LIST-STATUS",
      "ENABLE",
    ]
    return personality
  }()

  private static let inbox = TargetFolder(wireName: Array("INBOX".utf8), path: ["INBOX"])

  private static func item(_ number: UInt32, _ flags: [String] = ["\\Seen"]) -> OutgoingItem {
    OutgoingItem(id: ItemID(number), flags: FlagSet(flags), date: TestMailbox.date)
  }

  /// What inflates to many times its size: one read of the server's holds far more than one window.
  @Test func compressed() async throws {
    let mail = try await TestMailbox()
    let bodies = (1...10).map { TestMailbox.letter($0, filler: $0 * 20_000) }
    let session = try await mail.target { $0.endpoint.compress = true }
    let folder = try await session.select(Self.inbox)
    let items = (1...10).map { Self.item(UInt32($0)) }
    let stream = ListStream(items.map { .body($0.id, bodies[Int($0.id.rawValue) - 1]) })
    let stored = try await session.append(items, stream: stream, in: folder).outcomes()
    #expect(stored.map(\.words) == (1...10).map { "stored \($0)" })
    let received = try await Received.all(of: try await session.open(stored.map(\.id), in: folder))
    #expect(received.order.compactMap { received.text($0) } == bodies)
    await session.close()
    await mail.stop()
  }

  @Test(arguments: [Personality(), single, bare]) func storesWhatItIsGiven(personality: Personality) async throws {
    let mail = try await TestMailbox(personality)
    let bodies = (1...40).map { TestMailbox.letter($0, filler: $0 * 200) }
    let session = try await mail.target()
    let folder = try await session.select(Self.inbox)
    var tickets: [any StoreTicket] = []
    for start in stride(from: 1, through: 40, by: 10) {
      let items = (start..<(start + 10)).map { Self.item(UInt32($0)) }
      let stream = ListStream(items.map { .body($0.id, bodies[Int($0.id.rawValue) - 1]) })
      tickets.append(try await session.append(items, stream: stream, in: folder))
    }
    var stored: [StoreOutcome] = []
    for ticket in tickets { stored += try await ticket.outcomes() }
    let ids = session.traits.returnsIDs
    #expect(stored.map(\.words) == (1...40).map { ids ? "stored \($0)" : "stored -" })
    #expect(stored.map(\.size) == bodies.map(\.utf8.count))
    let pages = Pages()
    try await session.list(folder, from: ItemID(1)) { pages.add($0) }
    #expect(pages.all.count == 40)
    #expect(pages.all.allSatisfy { $0.flags == FlagSet(["\\Seen"]) && $0.date == TestMailbox.date })
    let received = try await Received.all(of: try await session.open(pages.all.map(\.id), in: folder))
    #expect(received.order.compactMap { received.text($0) } == bodies)
    let tail = Pages()
    try await session.list(folder, from: ItemID(38)) { tail.add($0) }
    #expect(tail.all.map(\.id.rawValue) == [38, 39, 40])
    let none = Pages()
    try await session.list(folder, from: ItemID(41)) { none.add($0) }
    #expect(none.all.isEmpty)
    await session.close()
    await mail.stop()
  }

  @Test(arguments: [Personality(), single]) func whatTheSourceLacksIsNotSent(personality: Personality) async throws {
    let mail = try await TestMailbox(personality)
    let session = try await mail.target()
    let folder = try await session.select(Self.inbox)
    let items = (1...4).map { Self.item(UInt32($0)) }
    let some = try await session.append(
      items,
      stream: ListStream([
        .body(ItemID(1), "A: 1\r\n\r\n"), .missing(ItemID(2)), .body(ItemID(3), "A: 3\r\n\r\n"), .missing(ItemID(4)),
      ]),
      in: folder
    ).outcomes()
    #expect(some.map(\.words) == ["stored 1", "missing ITEM-GONE", "stored 2", "missing ITEM-GONE"])
    let nothing = try await session.append(items, stream: ListStream(items.map { .missing($0.id) }), in: folder)
      .outcomes()
    #expect(nothing.map(\.words) == Array(repeating: "missing ITEM-GONE", count: 4))
    let silent = try await session.append(items, stream: ListStream([]), in: folder).outcomes()
    #expect(silent.map(\.words) == Array(repeating: "missing ITEM-REFUSED", count: 4))
    #expect(try await session.select(folder).count == 2)
    await session.close()
    await mail.stop()
  }

  @Test func oneBadMessageTakesItsBatchAlong() async throws {
    var personality = Personality()
    personality.maxMessageBytes = 1_000
    let mail = try await TestMailbox(personality)
    let session = try await mail.target()
    #expect(session.traits.maxMessageBytes == 1_000)
    let folder = try await session.select(Self.inbox)
    let bodies = ["A: 1\r\n\r\n", TestMailbox.letter(2, filler: 500), "A: 3\r\n\r\n"]
    let items = (1...3).map { Self.item(UInt32($0)) }
    func send(_ numbers: [Int]) async throws -> [String] {
      let part = numbers.map { items[$0 - 1] }
      return try await session.append(
        part, stream: ListStream(part.map { .body($0.id, bodies[Int($0.id.rawValue) - 1]) }), in: folder
      ).outcomes().map(\.words)
    }
    #expect(try await send([1, 2, 3]) == Array(repeating: "batchRefused IMAP-TOOBIG", count: 3))
    #expect(try await send([2]) == ["refused IMAP-TOOBIG"])
    #expect(try await send([1, 3]) == ["stored 1", "stored 2"])
    await session.close()
    await mail.stop()
  }

  @Test func exchangeForgetsAndForbids() async throws {
    let exchange = try #require(Providers.named("exchange-online"))
    let mail = try await TestMailbox(Personality(exchange))
    let session = try await mail.target(exchange)
    #expect(!session.traits.hasBatchAppend)
    let folder = try await session.select(Self.inbox)
    #expect(!folder.takesNewKeywords)
    let items = [
      Self.item(1, ["\\Flagged", "\\Seen", "$Forwarded", "\\Recent", "TEST:1"]), Self.item(2, ["\\Answered"]),
      Self.item(3, []),
    ]
    let outcomes = try await session.append(
      items, stream: ListStream(items.map { .body($0.id, TestMailbox.letter(Int($0.id.rawValue))) }), in: folder
    ).outcomes()
    #expect(outcomes.map(\.words) == ["stored 1", "stored 2", "stored 3"])
    let pages = Pages()
    try await session.list(folder, from: ItemID(1)) { pages.add($0) }
    #expect(pages.all.map(\.flags) == [FlagSet(["\\Flagged", "\\Seen"]), FlagSet(["\\Answered"]), FlagSet()])
    await session.close()
    await mail.stop()
  }

  @Test(arguments: [true, false]) func anAnswerThatNeverCame(stored: Bool) async throws {
    var personality = Self.single
    personality.drops = [.insteadOfAppendAnswer(number: 2, stored: stored)]
    let mail = try await TestMailbox(personality)
    let session = try await mail.target()
    let folder = try await session.select(Self.inbox)
    let items = (1...3).map { Self.item(UInt32($0)) }
    let fault = await #expect(throws: Fault.self) {
      try await session.append(
        items, stream: ListStream(items.map { .body($0.id, TestMailbox.letter(Int($0.id.rawValue))) }), in: folder
      ).outcomes()
    }
    #expect(fault?.recovery == .reconnect)
    await session.close()
    await mail.stop()
  }

  /// The source dies in the middle of a message: what was begun must not become mail.
  @Test(arguments: [Personality(), single, bare]) func aSourceThatDiesInMidMessage(personality: Personality)
    async throws
  {
    let mail = try await TestMailbox(personality)
    let session = try await mail.target()
    let folder = try await session.select(Self.inbox)
    let items = (1...2).map { Self.item(UInt32($0)) }
    let stream = ListStream([.body(ItemID(1), TestMailbox.letter(1)), .half(ItemID(2), TestMailbox.letter(2))])
    await #expect(throws: ListStream.Died.self) { _ = try await session.append(items, stream: stream, in: folder) }
    let fault = await #expect(throws: Fault.self) { _ = try await session.select(folder) }
    #expect(fault?.recovery == .reconnect)
    await session.close()
    let again = try await mail.target()
    let count = try await again.select(Self.inbox).count
    // As one command nothing is stored; one by one the first may have arrived whole.
    #expect(again.traits.hasBatchAppend ? count == 0 : count <= 1)
    await again.close()
    await mail.stop()
  }

  @Test func aFullMailbox() async throws {
    var personality = Personality()
    personality.quotaBytes = 20_000
    let mail = try await TestMailbox(personality)
    let session = try await mail.target()
    let folder = try await session.select(Self.inbox)
    let items = [Self.item(1)]
    let outcomes = try await session.append(
      items, stream: ListStream([.body(ItemID(1), TestMailbox.letter(1, filler: 4_000))]), in: folder
    ).outcomes()
    #expect(outcomes.map(\.words) == ["refused IMAP-QUOTA"])
    let quota = try #require(try await session.quota())
    #expect(quota.usedBytes == 0)
    #expect(try #require(quota.limitBytes) >= 19 * 1_024)
    await session.close()
    await mail.stop()
  }

  @Test func createsInOrderAndFindsWhatIsThere() async throws {
    var personality = Personality()
    personality.folderNames.reserved = ["files"]
    let mail = try await TestMailbox(personality)
    let session = try await mail.target()
    let paths = [
      ["INBOX"], ["Klanten"], ["Klanten", "Bäckerei & Zoon"], ["Klanten", "a/b"], ["Files"], ["Klanten"], [""],
    ]
    let outcomes = try await session.create(paths.map { NewFolder(path: $0, subscribe: true) })
    let words = outcomes.map { outcome -> String in
      switch outcome.result {
      case .success(let folder): "ok \(String(decoding: folder.wireName, as: UTF8.self))"
      case .failure(let fault): "\(fault.code) \(fault.recovery)"
      }
    }
    #expect(
      words == [
        "ok INBOX", "ok Klanten", "ok Klanten/B&AOQ-ckerei &- Zoon", "FOLDER-NAME skipFolder",
        "IMAP-REFUSED skipFolder",
        "ok Klanten", "FOLDER-NAME skipFolder",
      ])
    let folders = try await session.folders()
    let made = try #require(folders.first { $0.path == ["Klanten", "Bäckerei & Zoon"] })
    #expect(made.validity != 0)
    #expect(made.nextID == 1)
    let source = try await IMAPMailSource(mail.account("john")).connect()
    #expect(try await source.folders().first { $0.path == made.path }?.isSubscribed == true)
    await source.close()
    await session.close()
    await mail.stop()
  }

  @Test func changesFlagsOfManyAtOnce() async throws {
    let mail = try await TestMailbox()
    try mail.fill("john", (1...30).map { TestMailbox.letter($0) }, flags: [.seen])
    let session = try await mail.target()
    let folder = try await session.select(Self.inbox)
    try await session.update(
      [
        FlagChange(ids: ids(1...10), add: FlagSet(["\\Flagged", "Werk"]), remove: FlagSet(["\\Seen"])),
        FlagChange(ids: ids(20...25), add: FlagSet(["\\Flagged", "Werk"]), remove: FlagSet()),
        FlagChange(ids: [], add: FlagSet(["\\Draft"]), remove: FlagSet()),
      ], in: folder)
    let pages = Pages()
    try await session.list(folder, from: ItemID(1)) { pages.add($0) }
    for item in pages.all {
      let expected: [String] =
        switch item.id.rawValue {
        case 1...10: ["\\Flagged", "Werk"]
        case 20...25: ["\\Flagged", "Werk", "\\Seen"]
        default: ["\\Seen"]
        }
      #expect(item.flags == FlagSet(expected))
    }
    await session.close()
    await mail.stop()
  }

  @Test func removesExactlyTheseOrRefuses() async throws {
    let mail = try await TestMailbox()
    try mail.fill("john", (1...6).map { TestMailbox.letter($0) }, flags: [])
    let session = try await mail.target()
    let folder = try await session.select(Self.inbox)
    // Somebody else's deletion mark must survive ours.
    try await session.update([FlagChange(ids: [ItemID(6)], add: FlagSet(["\\Deleted"]), remove: FlagSet())], in: folder)
    try await session.remove([ItemID(2), ItemID(4)], in: folder)
    let pages = Pages()
    try await session.list(folder, from: ItemID(1)) { pages.add($0) }
    #expect(pages.all.map(\.id.rawValue) == [1, 3, 5, 6])
    await session.close()
    mail.server.personality = Self.bare
    let poor = try await mail.target()
    #expect(!poor.traits.canRemove)
    let fault = await #expect(throws: Fault.self) { try await poor.remove([ItemID(1)], in: folder) }
    #expect(fault?.code == .unsupported)
    await poor.close()
    await mail.stop()
  }

  @Test func appendingToAFolderThatIsNotThere() async throws {
    let mail = try await TestMailbox()
    let session = try await mail.target()
    let folder = TargetFolder(wireName: Array("Weg".utf8), path: ["Weg"])
    let outcomes = try await session.append(
      [Self.item(1)], stream: ListStream([.body(ItemID(1), "A: b\r\n\r\n")]), in: folder
    ).outcomes()
    #expect(outcomes.map(\.words) == ["refused IMAP-NO-FOLDER"])
    await session.close()
    await mail.stop()
  }
}

/// A stream made of what a test gives it.
actor ListStream: ItemStream {
  struct Died: Error {}
  enum Piece: Sendable {
    case body(ItemID, String)
    /// Begins, and then the source is lost.
    case half(ItemID, String)
    case missing(ItemID)
  }
  private var pieces: [Piece]
  init(_ pieces: [Piece]) { self.pieces = pieces.reversed() }

  func next() async throws -> [ItemEvent]? {
    guard let piece = pieces.popLast() else { return nil }
    switch piece {
    case .body(let id, let text):
      let bytes = Array(text.utf8)
      let middle = bytes.count / 2
      return [
        .begin(id, size: bytes.count), .bytes(ByteBuffer(bytes: bytes[..<middle])),
        .bytes(ByteBuffer(bytes: bytes[middle...])), .end(id),
      ]
    case .half(let id, let text):
      pieces = [.half(id, "")]
      if text.isEmpty { throw Died() }
      return [.begin(id, size: text.utf8.count), .bytes(ByteBuffer(string: String(text.prefix(10))))]
    case .missing(let id): return [.missing(id, Fault(.itemGone, "gone", recovery: .skipItem))]
    }
  }
}
