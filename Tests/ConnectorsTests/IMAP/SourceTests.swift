import Connectors
import Core
import IMAP
import IMAPClient
import IMAPServer
import Migration
import Synchronization
import TestKit
import Testing

struct SourceTests {
  /// What services without the extensions offer: the same answers must come out of plain commands.
  static let plain: Personality = {
    var personality = Personality()
    personality.removedCapabilities = [
      "LIST-EXTENDED", "LIST-STATUS", "CONDSTORE", "QRESYNC", "ENABLE", "STATUS=SIZE", "NAMESPACE", "SPECIAL-USE",
      "ESEARCH",
    ]
    return personality
  }()

  @Test(arguments: [Personality(), plain]) func foldersWithTheirState(personality: Personality) async throws {
    var personality = personality
    personality.unselectable = [MailboxName(wire: "Kapot")]
    let mail = try await TestMailbox(personality)
    try mail.fill("annie", ["a", "bb", "ccc"].map { "A: \($0)\r\n\r\n" })
    try mail.server.mailbox("annie").create(MailboxName("Klanten/Bäckerei"))
    try mail.server.mailbox("annie").create(MailboxName(bytes: Array("Raar/&Jjo".utf8)))
    try mail.server.mailbox("annie").create(MailboxName("Kapot"))
    try mail.server.mailbox("annie").create(MailboxName("Verzonden"), specialUse: ["\\Sent"])
    let session = try await mail.source()
    let folders = try await session.folders()
    let names = folders.filter(\.isSelectable).map(\.displayName)
    #expect(names.first == "INBOX")
    #expect(names.contains("Klanten/Bäckerei"))
    #expect(names.contains("Raar/&Jjo"))
    let inbox = try #require(folders.first)
    #expect(inbox.role == .inbox)
    #expect(inbox.count == 3)
    #expect(inbox.nextID == 4)
    #expect(inbox.validity != 0)
    #expect(folders.first { $0.displayName == "Verzonden" }?.role == .sent)
    #expect(folders.first { $0.displayName == "Kapot" }?.fault != nil)
    #expect(folders.filter { $0.fault != nil }.count == 1)
    await session.close()
    await mail.stop()
  }

  @Test(arguments: [Personality(), plain]) func listsInPages(personality: Personality) async throws {
    let mail = try await TestMailbox(personality)
    try mail.fill("annie", (1...2_500).map { TestMailbox.letter($0) }, flags: [.seen, Flag("$Forwarded")])
    let session = try await mail.source()
    let inbox = try #require(try await session.folders().first)
    let pages = Pages()
    let listing = try await session.list(inbox, since: nil) { pages.add($0) }
    #expect(pages.all.map(\.id) == ids(1...2_500))
    #expect(pages.sizes.allSatisfy { $0 <= 1_000 })
    #expect(listing.isComplete)
    #expect(listing.checkpoint.nextID == 2_501)
    #expect(listing.checkpoint.count == 2_500)
    #expect(pages.all.allSatisfy { $0.flags == FlagSet(["$Forwarded", "\\Seen"]) && $0.date == TestMailbox.date })
    #expect(pages.all.first?.size == Int64(TestMailbox.letter(1).utf8.count))
    await session.close()
    await mail.stop()
  }

  /// What changed since a checkpoint, with and without the extensions that tell.
  @Test(arguments: [Personality(), plain]) func whatChanged(personality: Personality) async throws {
    let mail = try await TestMailbox(personality)
    try mail.fill("annie", (1...10).map { TestMailbox.letter($0) })
    let session = try await mail.source()
    let first = try #require(try await session.folders().first)
    let checkpoint = try await session.list(first, since: nil) { _ in }.checkpoint
    // Nothing happened: no page, and with mod-sequences no command either.
    let unchanged = Pages()
    let same = try await session.list(try #require(try await session.folders().first), since: checkpoint) {
      unchanged.add($0)
    }
    #expect(same.checkpoint == checkpoint)
    #expect(unchanged.all.count == (checkpoint.modSequence == nil ? 10 : 0))
    // A flag, a removal, an arrival.
    let other = try await IMAPMailTarget(mail.account("annie")).connect()
    let open = try await other.select(TargetFolder(wireName: first.wireName, path: first.path))
    try await other.update([FlagChange(ids: [ItemID(3)], add: FlagSet(["\\Flagged"]), remove: FlagSet())], in: open)
    try await other.remove([ItemID(5)], in: open)
    await other.close()
    try mail.fill("annie", [TestMailbox.letter(11)])
    let pages = Pages()
    let second = try await session.list(try #require(try await session.folders().first), since: checkpoint) {
      pages.add($0)
    }
    #expect(pages.all.first { $0.id.rawValue == 3 }?.flags == FlagSet(["\\Flagged"]))
    #expect(pages.all.contains { $0.id.rawValue == 11 })
    #expect(second.checkpoint.count == 10)
    #expect(second.checkpoint.nextID == 12)
    if second.isComplete {
      #expect(pages.all.map(\.id.rawValue) == [1, 2, 3, 4, 6, 7, 8, 9, 10, 11])
    } else {
      #expect(pages.all.map(\.id.rawValue) == [3, 11])
      #expect(second.vanished == [5...5])
    }
    #expect(second.isComplete == (checkpoint.modSequence == nil))
    await session.close()
    await mail.stop()
  }

  @Test func withoutQRESYNCTheCountTells() async throws {
    var personality = Personality()
    personality.removedCapabilities = ["QRESYNC"]
    let mail = try await TestMailbox(personality)
    try mail.fill("annie", (1...10).map { TestMailbox.letter($0) })
    let session = try await mail.source()
    let checkpoint = try await session.list(try #require(try await session.folders().first), since: nil) { _ in }
      .checkpoint
    #expect(checkpoint.modSequence != nil)
    try mail.fill("annie", [TestMailbox.letter(11)])
    let pages = Pages()
    let grown = try await session.list(try #require(try await session.folders().first), since: checkpoint) {
      pages.add($0)
    }
    #expect(!grown.isComplete)
    #expect(pages.all.map(\.id.rawValue) == [11])
    let other = try await IMAPMailTarget(mail.account("annie")).connect()
    let open = try await other.select(TargetFolder(wireName: Array("INBOX".utf8), path: ["INBOX"]))
    try await other.remove([ItemID(5)], in: open)
    await other.close()
    let all = Pages()
    let shrunk = try await session.list(try #require(try await session.folders().first), since: grown.checkpoint) {
      all.add($0)
    }
    #expect(shrunk.isComplete)
    #expect(all.all.count == 10)
    await session.close()
    await mail.stop()
  }

  @Test func aChangedValidityIsSaid() async throws {
    let mail = try await TestMailbox()
    try mail.fill("annie", ["A: b\r\n\r\n"])
    let session = try await mail.source()
    var inbox = try #require(try await session.folders().first)
    inbox.validity += 1
    let listing = await #expect(throws: Fault.self) { try await session.list(inbox, since: nil) { _ in } }
    #expect(listing?.code == .validityChanged)
    #expect(listing?.recovery == .skipFolder)
    let stream = try await session.open([ItemID(1)], in: inbox)
    let opening = await #expect(throws: Fault.self) { try await Received.all(of: stream) }
    #expect(opening?.code == .validityChanged)
    await session.close()
    await mail.stop()
  }

  @Test func fingerprintsReadTheHeader() async throws {
    let mail = try await TestMailbox()
    try mail.fill(
      "annie",
      [
        TestMailbox.letter(1), "Subject: gevouwen\r\n\tregel\r\nfrom:  annie \r\n\r\nSubject: not this\r\n",
        "\r\nno header\r\n",
      ])
    let session = try await mail.source()
    let inbox = try #require(try await session.folders().first)
    let prints = try await session.fingerprints([ItemID(3), ItemID(1), ItemID(9), ItemID(2)], in: inbox).sorted {
      $0.id < $1.id
    }
    #expect(prints.map(\.id.rawValue) == [1, 2, 3])
    #expect(prints[0].messageID == "<1@shortstraw.example>")
    #expect(prints[0].dateField == "Sun, 13 Sep 2020 14:26:40 +0200")
    #expect(prints[1].subject == "gevouwen regel")
    #expect(prints[1].from == "annie")
    #expect(prints[1].messageID == "")
    #expect(prints[2].subject == "")
    #expect(prints[2].size == 13)
    #expect(prints.allSatisfy { $0.date == TestMailbox.date })
    await session.close()
    await mail.stop()
  }

  @Test func bodiesInTheOrderAsked() async throws {
    let mail = try await TestMailbox()
    let bodies = (1...60).map { TestMailbox.letter($0, filler: $0 * 300) }
    try mail.fill("annie", bodies)
    let session = try await mail.source()
    let inbox = try #require(try await session.folders().first)
    let wanted = [7, 8, 9, 60, 1, 2, 30].map { ItemID(UInt32($0)) }
    let first = try await session.open(wanted, in: inbox)
    let second = try await session.open(ids(10...20), in: inbox)
    let one = try await Received.all(of: first)
    #expect(one.order == wanted.map(\.rawValue))
    for id in one.order { #expect(one.text(id) == bodies[Int(id) - 1]) }
    #expect(try await Received.all(of: second).order == Array(10...20))
    await session.close()
    await mail.stop()
  }

  /// The next stream is of another folder, and is opened before the first was read.
  @Test func streamsOfSeveralFolders() async throws {
    let mail = try await TestMailbox()
    try mail.fill("annie", [TestMailbox.letter(1, filler: 400_000)])
    try mail.fill("annie", [TestMailbox.letter(2)], in: "Archief")
    let session = try await mail.source()
    let folders = try await session.folders()
    let inbox = try #require(folders.first)
    let archive = try #require(folders.first { $0.displayName == "Archief" })
    let streams = [
      try await session.open([ItemID(1)], in: inbox), try await session.open([ItemID(1)], in: archive),
      try await session.open([ItemID(1)], in: inbox),
    ]
    let sizes = [
      TestMailbox.letter(1, filler: 400_000), TestMailbox.letter(2), TestMailbox.letter(1, filler: 400_000),
    ].map(\.utf8.count)
    for (stream, size) in zip(streams, sizes) {
      #expect(try await Received.all(of: stream).bodies[1]?.count == size)
    }
    await session.close()
    await mail.stop()
  }

  @Test func whatIsGoneIsGoneAndTheRestComes() async throws {
    let mail = try await TestMailbox()
    try mail.fill("annie", (1...5).map { TestMailbox.letter($0) })
    let other = try await IMAPMailTarget(mail.account("annie")).connect()
    let open = try await other.select(TargetFolder(wireName: Array("INBOX".utf8), path: ["INBOX"]))
    try await other.remove([ItemID(2), ItemID(5)], in: open)
    await other.close()
    let session = try await mail.source()
    let inbox = try #require(try await session.folders().first)
    let received = try await Received.all(of: try await session.open(ids(1...6), in: inbox))
    #expect(received.order == [1, 3, 4])
    #expect(received.missing == [2: .itemGone, 5: .itemGone, 6: .itemGone])
    await session.close()
    await mail.stop()
  }

  @Test func mailThatCameAfterTheFolderWasOpened() async throws {
    let mail = try await TestMailbox()
    try mail.fill("annie", [TestMailbox.letter(1)])
    let session = try await mail.source()
    let inbox = try #require(try await session.folders().first)
    _ = try await Received.all(of: try await session.open([ItemID(1)], in: inbox))
    try mail.fill("annie", [TestMailbox.letter(2)])
    let received = try await Received.all(of: try await session.open([ItemID(2)], in: inbox))
    #expect(received.text(2) == TestMailbox.letter(2))
    await session.close()
    await mail.stop()
  }

  @Test func serversThatNameTheMessageAfterItsBody() async throws {
    var personality = Personality()
    personality.sendsAttributesAfterBody = true
    let mail = try await TestMailbox(personality)
    let bodies = (1...30).map { TestMailbox.letter($0, filler: $0 * 100) } + [""]
    try mail.fill("annie", bodies)
    let session = try await mail.source()
    let inbox = try #require(try await session.folders().first)
    let first = try await session.open(ids(1...20), in: inbox)
    let second = try await session.open(ids(21...32), in: inbox)
    let one = try await Received.all(of: first)
    let two = try await Received.all(of: second)
    #expect(one.order == Array(1...20))
    #expect(two.order == Array(21...31))
    #expect(two.missing == [32: .itemGone])
    for id in 1...20 as ClosedRange<UInt32> { #expect(one.text(id) == bodies[Int(id) - 1]) }
    for id in 21...31 as ClosedRange<UInt32> { #expect(two.text(id) == bodies[Int(id) - 1]) }
    await session.close()
    await mail.stop()
  }

  @Test func placeholdersAreNotMail() async throws {
    let exchange = try #require(Providers.named("exchange-online"))
    var personality = Personality(exchange)
    personality.placeholders = [.inbox: [2]]
    let mail = try await TestMailbox(personality)
    try mail.fill("annie", (1...3).map { TestMailbox.letter($0, filler: $0 == 3 ? 5_000 : 0) })
    let session = try await mail.source(exchange)
    let inbox = try #require(try await session.folders().first)
    let received = try await Received.all(of: try await session.open(ids(1...3), in: inbox))
    #expect(received.order == [1, 3])
    #expect(received.missing == [2: .itemPlaceholder])
    #expect(received.text(1) == TestMailbox.letter(1))
    #expect(received.text(3) == TestMailbox.letter(3, filler: 5_000))
    await session.close()
    await mail.stop()
  }

  @Test func aLostConnectionEndsTheStream() async throws {
    let mail = try await TestMailbox()
    // More than windows and socket buffers hold: some of it must still be at the server when the line is cut.
    try mail.fill("annie", (1...50).map { TestMailbox.letter($0, filler: 400_000) })
    let session = try await mail.source()
    let inbox = try #require(try await session.folders().first)
    let stream = try await session.open(ids(1...50), in: inbox)
    _ = try await stream.next()
    await mail.server.cutConnections()
    let fault = await #expect(throws: Fault.self) { try await Received.all(of: stream) }
    #expect(fault?.recovery == .reconnect)
    await #expect(throws: Fault.self) { try await stream.next() }
    await session.close()
    await session.close()
    await mail.stop()
  }

  @Test func throttlingIsPassedOnWithItsTime() async throws {
    var personality = Personality()
    personality.throttling = Throttling(everyCommands: 4, milliseconds: 7_000)
    let mail = try await TestMailbox(personality)
    try mail.fill("annie", (1...3).map { TestMailbox.letter($0) })
    let fault = await #expect(throws: Fault.self) {
      let session = try await mail.source()
      let inbox = try #require(try await session.folders().first)
      for _ in 0..<8 { _ = try await Received.all(of: try await session.open(ids(1...3), in: inbox)) }
    }
    #expect(fault?.code == .throttled)
    #expect(fault?.recovery == .retry(after: .seconds(7)))
    await mail.stop()
  }

  @Test func compressed() async throws {
    let mail = try await TestMailbox()
    let bodies = (1...20).map { TestMailbox.letter($0, filler: $0 * 5_000) }
    try mail.fill("annie", bodies)
    let session = try await mail.source { $0.endpoint.compress = true }
    let inbox = try #require(try await session.folders().first)
    let received = try await Received.all(of: try await session.open(ids(1...20), in: inbox))
    for id in 1...20 as ClosedRange<UInt32> { #expect(received.text(id) == bodies[Int(id) - 1]) }
    await session.close()
    await mail.stop()
  }

  /// The source is never changed: whatever is asked of it, only these commands are seen.
  @Test func onlyLooks() async throws {
    let bodies = Mutex(0)
    let server = try await ScriptedServer { line in
      switch line.name {
      case "LOGIN": .ok(line, "", "OK [CAPABILITY IMAP4rev1] in")
      case "LIST": .ok(line, "* LIST () \"/\" INBOX\r\n")
      case "STATUS": .ok(line, "* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)\r\n")
      case "EXAMINE": .ok(line, "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n")
      case "FETCH":
        .ok(line, "* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 3 INTERNALDATE \"13-Sep-2020 14:26:40 +0200\")\r\n")
      case "UID FETCH":
        if line.text.contains("HEADER.FIELDS") {
          .ok(
            line, "* 1 FETCH (UID 1 RFC822.SIZE 3 BODY[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)] {2}\r\n\r\n)\r\n")
        } else {
          .ok(line, "* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n")
        }
      default: .ok(line)
      }
    }
    var endpoint = Endpoint(host: "127.0.0.1", port: server.port, tls: .none)
    endpoint.responseTimeout = .seconds(300)
    var login = Login(user: "annie", password: Secret("duifje-annie"))
    login.allowsSecretsInPlainText = true
    let session = try await IMAPMailSource(
      IMAPAccount(endpoint: endpoint, login: login, group: TestMailbox.loop)
    ).connect()
    let inbox = try #require(try await session.folders().first)
    _ = try await session.list(inbox, since: nil) { page in bodies.withLock { $0 += page.count } }
    _ = try await session.fingerprints([ItemID(1)], in: inbox)
    #expect(try await Received.all(of: try await session.open([ItemID(1)], in: inbox)).text(1) == "abc")
    await session.close()
    let allowed: Set<String> = [
      "CAPABILITY", "LOGIN", "LIST", "LSUB", "STATUS", "EXAMINE", "FETCH", "UID FETCH", "NOOP", "LOGOUT",
    ]
    #expect(Set(server.lines.map(\.name)).isSubset(of: allowed))
    #expect(server.lines.allSatisfy { !$0.text.contains("BODY[") })
    await server.stop()
  }
}
