import Connectors
import Core
import IMAP
import IMAPServer
import Migration
import TestKit
import Testing

/// From a service whose folders are labels: each message once per label, none twice, none left behind.
@Suite struct GmailTests {
  static let gmail = Providers.named("gmail") ?? Providers.generic
  static let all = MailboxName(wire: "[Gmail]/Alle berichten")

  private func bench(target: Personality = Personality()) async throws -> WireBench {
    let bench = try await WireBench(source: Personality(Self.gmail), sourceProvider: Self.gmail, target: target)
    let store = try bench.old.server.mailbox("annie")
    for (name, use) in [
      ("[Gmail]/Alle berichten", "\\All"), ("[Gmail]/Verzonden berichten", "\\Sent"), ("[Gmail]/Concepten", "\\Drafts"),
      ("[Gmail]/Met ster", "\\Flagged"), ("[Gmail]/Belangrijk", "\\Important"), ("[Gmail]/Prullenbak", "\\Trash"),
    ] {
      try store.create(MailboxName(wire: name), specialUse: [use])
    }
    for name in ["Klanten", "Klanten/M&APw-ller", "Facturen"] { try store.create(MailboxName(wire: name)) }
    return bench
  }

  private func put(_ bench: WireBench, _ number: Int, _ labels: String...) throws {
    let message = NewMessage(Array(TestMailbox.letter(number).utf8), date: TestMailbox.date)
    try bench.old.server.mailbox("annie").append(message, in: [Self.all] + labels.map(MailboxName.init(wire:)))
  }

  private func fill(_ bench: WireBench) throws {
    try put(bench, 1, "INBOX", "Klanten/M&APw-ller", "Facturen")
    try put(bench, 2, "INBOX", "[Gmail]/Met ster")
    try put(bench, 3, "[Gmail]/Verzonden berichten")
    try put(bench, 4)
    try put(bench, 5, "[Gmail]/Met ster", "[Gmail]/Belangrijk")
    try put(bench, 6, "[Gmail]/Concepten")
    let binned = NewMessage(Array(TestMailbox.letter(7).utf8), date: TestMailbox.date)
    try bench.old.server.mailbox("annie").append(folder: MailboxName(wire: "[Gmail]/Prullenbak"), messages: [binned])
  }

  private func numbers(_ bench: WireBench, _ path: String) async throws -> [Int] {
    try await bench.there(path.split(separator: "/").map(String.init)).compactMap { one in
      one.body.firstMatch(of: /Subject: Brief (\d+)/).flatMap { Int($0.1) }
    }
  }

  @Test func everyMessageStandsWhereItsLabelsSayAndArchivedOnesInTheArchive() async throws {
    let bench = try await bench()
    try bench.new.server.mailbox("john").create(MailboxName(wire: "Archief"), specialUse: ["\\Archive"])
    try fill(bench)
    let plan = try await bench.engine().plan().mailboxes[0]
    #expect(plan.findings.allSatisfy { $0.level != .problem })
    #expect(plan.folders.first { $0.source == ["[Gmail]", "Alle berichten"] }?.target == ["Archief"])
    for pass in 1...2 {
      let outcome = try await bench.run()
      // Six places of a label, two archived, one in the bin, and four in All Mail that stand elsewhere.
      #expect(outcome.counts.found == 13 && outcome.counts.open == 0, "pass \(pass)")
      #expect(outcome.counts.copied == 9 && outcome.counts.adopted == 4, "pass \(pass)")
      #expect(outcome.copiedNow == (pass == 1 ? 9 : 0))
      #expect(try await numbers(bench, "INBOX") == [1, 2])
      #expect(try await numbers(bench, "Klanten/Müller") == [1])
      #expect(try await numbers(bench, "Facturen") == [1])
      #expect(try await numbers(bench, "Archief") == [4, 5])
    }
    let report = try await bench.verify()
    #expect(report.findings.isEmpty && report.folders.allSatisfy { $0.sign == .equal && $0.extra == 0 })
    #expect(report.folders.reduce(0) { $0 + $1.bodiesCompared } == 9)
    await bench.stop()
  }

  @Test func whatLosesItsLabelsIsArchivedInTheNextPass() async throws {
    let bench = try await bench()
    try fill(bench)
    _ = try await bench.run()
    #expect(try await numbers(bench, "Archive") == [4, 5])
    // Somebody archives mail 2, and mail 8 comes.
    let session: any TargetSession = try await IMAPMailTarget(bench.old.account("annie")).connect()
    let inbox = try #require(try await session.folders().first { $0.path == ["INBOX"] })
    try await session.remove([ItemID(2)], in: try await session.select(inbox))
    await session.close()
    try put(bench, 8, "Facturen")
    let early = try await bench.verify()
    #expect(early.folders.flatMap(\.differences).map(\.code) == ["VERIFY-NEW"])
    let outcome = try await bench.run()
    #expect(outcome.copiedNow == 2 && outcome.counts.open == 0)
    #expect(try await numbers(bench, "Archive") == [4, 5, 2])
    #expect(try await numbers(bench, "Facturen") == [1, 8])
    await bench.stop()
  }

  @Test func whatTheUserLeavesOutStaysOut() async throws {
    let bench = try await bench()
    try fill(bench)
    try put(bench, 9, "Klanten")
    var rules = FolderRules()
    rules.exclude = ["Klanten"]
    let engine = try bench.engine(rules: rules)
    let outcome = try await engine.run(try await engine.plan()).mailboxes[0]
    #expect(outcome.counts.open == 0)
    // Mail 9 stands in a folder that was left out: it is not fetched from All Mail instead.
    #expect(try await numbers(bench, "Archive") == [4, 5])
    await bench.stop()
  }

  @Test func aFolderThatIsNotShownLosesNothing() async throws {
    // A label that its owner hides from IMAP: LIST does not show it, All Mail does.
    let bench = try await bench()
    try put(bench, 1, "Klanten")
    var personality = bench.old.server.personality
    personality.unselectable = [MailboxName(wire: "Klanten")]
    bench.old.server.personality = personality
    let outcome = try await bench.run()
    #expect(outcome.counts.copied == 1)
    #expect(try await numbers(bench, "Archive") == [1])
    await bench.stop()
  }
}
