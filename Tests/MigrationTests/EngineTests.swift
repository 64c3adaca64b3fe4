import Core
import Foundation
import GRDB
import Synchronization
import TestKit
import Testing

@testable import Migration

/// A made-up pair of mailboxes, a ledger in a folder of its own, and runs over them.
struct Bench {
  let source: MemoryMail
  let target: MemoryMail
  let folder: TemporaryFolder
  var ledgerPath: String

  init(batch: Bool = true, ids: Bool = true, targetProvider: Provider? = nil) throws {
    source = MemoryMail("old")
    target = MemoryMail("new", batch: batch, ids: ids, provider: targetProvider)
    folder = try TemporaryFolder("engine")
    ledgerPath = folder("state.sqlite")
  }

  static func message(_ number: Int, id: String? = nil, body: String? = nil) -> [UInt8] {
    let messageID = id ?? "<\(number)@example.com>"
    let idLine = messageID.isEmpty ? "" : "Message-ID: \(messageID)\r\n"
    return Array(
      "From: a@example.com\r\n\(idLine)Subject: message \(number)\r\nDate: Thu, 01 Oct 2020 10:00:00 +0200\r\n\r\n\(body ?? "text \(number)")\r\n"
        .utf8)
  }

  /// Folders with what goes wrong elsewhere: copies, one Message-ID for two messages, none at all, nothing at all.
  func fill() {
    for number in 0..<25 { source.deliver(["INBOX"], Self.message(number), flags: ["\\Seen"], seconds: Int64(number)) }
    for _ in 0..<3 { source.deliver(["Dubbel"], Self.message(100), seconds: 50) }
    source.deliver(["Dubbel"], Self.message(1, id: "<quota@x>", body: "below 80%"), seconds: 60)
    source.deliver(["Dubbel"], Self.message(1, id: "<quota@x>", body: "below 90%"), seconds: 60)
    source.deliver(["Dubbel"], Self.message(2, id: "", body: "version 1"), seconds: 70)
    source.deliver(["Dubbel"], Self.message(2, id: "", body: "version 2"), seconds: 70)
    source.deliver(["Archief", "2019"], Array("no header at all\r\n".utf8), seconds: 80)
    source.deliver(["Archief", "2019"], Array("\r\n".utf8), seconds: 80)
    source.deliver(["Archief", "2019"], Self.message(3), flags: ["\\Seen", "$Forwarded"], seconds: 90)
  }

  func engine(_ options: RunOptions = RunOptions(), power: PowerCut? = nil) throws -> MigrationEngine {
    MigrationEngine(
      ledger: try Ledger(path: ledgerPath) { power?.flushed() },
      pairs: [MailboxPair(name: "jan", source: source, target: target)],
      options: options)
  }

  @discardableResult
  func run(_ options: RunOptions = RunOptions(), power: PowerCut? = nil) async throws -> MailboxOutcome {
    let engine = try engine(options, power: power)
    let summary = try await engine.run(try await engine.plan())
    return try #require(summary.mailboxes.first)
  }

  /// Everything found is accounted for, and both ends hold the same messages as often.
  func expectEqual(_ outcome: MailboxOutcome, _ note: Comment? = nil, location: SourceLocation = #_sourceLocation) {
    #expect(source.contents == target.contents, note, sourceLocation: location)
    #expect(outcome.counts.open == 0, note, sourceLocation: location)
    #expect(
      outcome.counts.found == source.contents.values.reduce(0) { $0 + $1.count }, note, sourceLocation: location)
  }
}

@Suite struct EngineTests {
  @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
  func copiesEverythingOnceAndOnlyOnce(batch: Bool, ids: Bool) async throws {
    let bench = try Bench(batch: batch, ids: ids)
    bench.fill()
    let first = try await bench.run()
    bench.expectEqual(first)
    #expect(first.counts.copied == 35)
    let again = try await bench.run()
    bench.expectEqual(again)
    #expect(again.copiedNow == 0)
  }

  @Test func aSkippedMailboxIsGoneOnWithNextTime() async throws {
    let bench = try Bench()
    bench.fill()
    var options = RunOptions()
    options.lanes = 1
    let engine = try bench.engine(options)
    let plan = try await engine.plan()
    bench.target.state.withLock {
      $0.refuse = { _ in
        engine.skip("jan")
        return nil
      }
    }
    let summary = try await engine.run(plan)
    let outcome = try #require(summary.mailboxes.first)
    #expect(summary.ending == .finished && !outcome.isComplete)
    #expect(outcome.findings.map(\.code) == ["MAILBOX-SKIPPED"])
    #expect(outcome.counts.copied > 0 && outcome.counts.open > 0)
    #expect(engine.progress().mailboxes.map(\.state) == [.paused])
    bench.target.state.withLock { $0.refuse = { _ in nil } }
    bench.expectEqual(try await bench.run())
  }

  @Test func aStoppedRunLeavesMailboxesThatWaitAlone() async throws {
    let (first, second) = (try Bench(), try Bench())
    first.fill()
    second.fill()
    var options = RunOptions()
    options.parallel = 1
    let engine = MigrationEngine(
      ledger: try Ledger(path: first.ledgerPath),
      pairs: [
        MailboxPair(name: "jan", source: first.source, target: first.target),
        MailboxPair(name: "an", source: second.source, target: second.target),
      ], options: options)
    let plan = try await engine.plan()
    first.target.state.withLock {
      $0.refuse = { _ in
        engine.interrupt()
        return nil
      }
    }
    let before = second.source.state.withLock(\.operations)
    let summary = try await engine.run(plan)
    #expect(summary.ending == .interrupted && engine.ending == .interrupted)
    #expect(second.source.state.withLock(\.operations) == before)
    #expect(summary.mailboxes.map(\.counts.found) == [35, 35])
    #expect(engine.progress().mailboxes.map(\.state) == [.paused, .paused])
  }

  @Test func theTotalIsKnownFromTheStart() async throws {
    let bench = try Bench()
    bench.fill()
    let engine = try bench.engine()
    let plan = try await engine.plan()
    let first = Mutex<Int?>(nil)
    bench.target.state.withLock {
      $0.refuse = { _ in
        first.withLock { $0 = $0 ?? engine.progress().totals.found }
        return nil
      }
    }
    _ = try await engine.run(plan)
    #expect(first.withLock { $0 } == 35)
  }

  @Test func flagsAndDatesTravel() async throws {
    let bench = try Bench()
    bench.fill()
    try await bench.run()
    let there = try #require(bench.target.folder(["Archief", "2019"])?.messages.first { $0.date.seconds == 90 })
    #expect(there.flags == FlagSet(["\\Seen", "$Forwarded"]))
    #expect(there.date.zoneMinutes == 60)
  }

  @Test func anotherToolsCopiesAreAdoptedAndTwinsAreNot() async throws {
    let bench = try Bench()
    bench.fill()
    // Somebody copied two of three exact copies, one of the two with one Message-ID, and one without any.
    bench.target.deliver(["Dubbel"], Bench.message(100), seconds: 50)
    bench.target.deliver(["Dubbel"], Bench.message(100), seconds: 50)
    bench.target.deliver(["Dubbel"], Bench.message(1, id: "<quota@x>", body: "below 90%"), seconds: 60)
    bench.target.deliver(["Dubbel"], Bench.message(2, id: "", body: "version 2"), seconds: 70)
    let outcome = try await bench.run()
    bench.expectEqual(outcome)
    #expect(outcome.counts.adopted == 4)
  }

  @Test func aCopyThatCarriesAnExtraHeaderLineIsRecognised() async throws {
    let bench = try Bench()
    bench.source.deliver(["INBOX"], Bench.message(1), seconds: 5)
    bench.target.deliver(["INBOX"], Array("X-TUID: abcdefghijkl\r\n".utf8) + Bench.message(1), seconds: 5)
    let outcome = try await bench.run()
    #expect(outcome.counts.adopted == 1)
    #expect(bench.target.folder(["INBOX"])?.messages.count == 1)
  }

  @Test func aLostLedgerIsRebuiltFromTheTarget() async throws {
    var bench = try Bench()
    bench.fill()
    try await bench.run()
    bench.ledgerPath += ".new"
    let outcome = try await bench.run()
    bench.expectEqual(outcome)
    #expect(outcome.counts.adopted == 35)
    #expect(outcome.counts.copied == 0)
  }

  @Test(arguments: [true, false])
  func aNewValidityCostsNothing(atSource: Bool) async throws {
    let bench = try Bench()
    bench.fill()
    try await bench.run()
    (atSource ? bench.source : bench.target).change(["Dubbel"]) { folder in
      folder.validity += 1
      for place in folder.messages.indices { folder.messages[place].id += 1_000 }
      folder.nextID += 1_000
    }
    let outcome = try await bench.run()
    bench.expectEqual(outcome)
    #expect(outcome.copiedNow == 0)
  }

  @Test func onlyTheSourcesOwnFlagChangesTravel() async throws {
    let bench = try Bench()
    bench.source.deliver(["INBOX"], Bench.message(1), flags: ["\\Seen"])
    bench.source.deliver(["INBOX"], Bench.message(2))
    try await bench.run()
    bench.target.change(["INBOX"]) {
      $0.messages[0].flags = FlagSet(["\\Flagged"])
      $0.messages[1].flags = FlagSet(["\\Seen"])
    }
    bench.source.change(["INBOX"]) { $0.messages[0].flags = FlagSet(["\\Seen", "\\Answered"]) }
    let outcome = try await bench.run()
    #expect(outcome.flagsUpdated == 1)
    let there = try #require(bench.target.folder(["INBOX"]))
    #expect(there.messages[0].flags == FlagSet(["\\Answered", "\\Flagged"]))
    #expect(there.messages[1].flags == FlagSet(["\\Seen"]))
  }

  @Test func deletionsStayAtTheSourceUnlessAskedFor() async throws {
    let bench = try Bench()
    for number in 1...4 { bench.source.deliver(["INBOX"], Bench.message(number)) }
    try await bench.run()
    bench.source.change(["INBOX"]) { $0.messages.removeFirst(2) }
    bench.target.change(["INBOX"]) { $0.messages[0].flags = FlagSet(["\\Flagged"]) }
    let kept = try await bench.run()
    #expect(bench.target.folder(["INBOX"])?.messages.count == 4)
    #expect(kept.counts.found == 2)
    var options = RunOptions()
    options.mirrorDeletes = true
    try await bench.run(options)
    // The first one was touched at the target: it is the user's now.
    #expect(bench.target.folder(["INBOX"])?.messages.map(\.id) == [1, 3, 4])
  }

  @Test(arguments: [true, false])
  func whatIsRefusedIsListedAndTheRestArrives(batch: Bool) async throws {
    let bench = try Bench(batch: batch)
    bench.fill()
    bench.target.state.withLock {
      $0.refuse = { $0.bytes.count < 20 ? Fault("IMAP-REFUSED", "no empty messages", recovery: .skipItem) : nil }
    }
    let outcome = try await bench.run()
    #expect(outcome.counts.failed == 2)
    #expect(outcome.counts.copied == 33)
    #expect(outcome.counts.open == 0)
    let troubles = try await Ledger(path: bench.ledgerPath).troubles()
    #expect(troubles.map(\.code) == ["ITEM-REFUSED", "ITEM-REFUSED"])
    #expect(troubles.allSatisfy { $0.detail.contains("no empty messages") })
  }

  @Test func largeOnesAreSkippedBeforeTheyTravel() async throws {
    var provider = Provider(id: "small", name: "small")
    provider.maxMessageBytes = 200
    let bench = try Bench(targetProvider: provider)
    bench.source.deliver(["INBOX"], Bench.message(1))
    bench.source.deliver(["INBOX"], Bench.message(2, body: String(repeating: "x", count: 500)))
    let outcome = try await bench.run()
    #expect(outcome.counts.skipped == 1)
    #expect(outcome.counts.copied == 1)
    let trouble = try #require(try await Ledger(path: bench.ledgerPath).troubles().first)
    #expect(trouble.code == "ITEM-TOO-LARGE")
    #expect(trouble.subject == "message 2")
  }

  @Test func aRepairStoresTheSmallestChange() async throws {
    let bench = try Bench()
    bench.source.deliver(["INBOX"], Bench.message(1, body: "a\0b"), flags: ["\\Seen"])
    bench.target.state.withLock {
      $0.refuse = { $0.bytes.contains(0) ? Fault("IMAP-BAD", "Command Argument Error. 11", recovery: .skipItem) : nil }
    }
    var options = RunOptions()
    options.repair = true
    let outcome = try await bench.run(options)
    #expect(outcome.counts.copied == 1)
    let stored = try #require(bench.target.folder(["INBOX"])?.messages.first)
    #expect(stored.bytes == Bench.message(1, body: "a b"))
    #expect(stored.flags == FlagSet(["\\Seen"]))
    let repair = try #require(try await Ledger(path: bench.ledgerPath).repairs().first)
    #expect(repair.changes == ["nul"])
  }

  @Test func verifyNamesWhatDiffers() async throws {
    let bench = try Bench()
    bench.fill()
    try await bench.run()
    bench.target.change(["INBOX"]) {
      $0.messages[3].bytes[$0.messages[3].bytes.count - 3] = 0x21
      $0.messages.remove(at: 7)
    }
    bench.source.deliver(["INBOX"], Bench.message(999))
    bench.target.deliver(["INBOX"], Bench.message(500))
    var options = VerifyOptions()
    options.full = true
    let report = try await bench.engine().verify(options)
    let inbox = try #require(report.mailboxes.first?.folders.first { $0.source == ["INBOX"] })
    #expect(Set(inbox.differences.map(\.code)) == ["VERIFY-BODY", "VERIFY-MISSING", "VERIFY-NEW"])
    #expect(inbox.differences.first { $0.code == "VERIFY-BODY" }?.sourceID == 4)
    #expect(inbox.differences.first { $0.code == "VERIFY-MISSING" }?.sourceID == 8)
    #expect(inbox.extra == 1)
    let other = try #require(report.mailboxes.first?.folders.first { $0.source == ["Dubbel"] })
    #expect(other.sign == .equal)
    #expect(other.bodiesCompared == 7)
  }
}

@Suite struct LedgerOpeningTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder("ledger") }
  private func file() -> String { folder("state.sqlite") }

  private func fault(_ path: String) -> Fault.Code? {
    do {
      _ = try Ledger(path: path)
      return nil
    } catch { return (error as? Fault)?.code }
  }

  @Test func aLedgerOfALaterVersionIsRefused() throws {
    let path = file()
    try Ledger(path: path).pool.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    #expect(fault(path) == "LEDGER-NEWER")
  }

  @Test func aFileWithOtherTablesIsRefused() throws {
    let path = file()
    try Ledger(path: path).pool.write { try $0.execute(sql: "ALTER TABLE folder DROP COLUMN why") }
    #expect(fault(path) == "LEDGER-DAMAGED")
  }

  @Test func aFileThatIsNoDatabaseIsRefused() throws {
    let path = file()
    try Data("this is not a database, whatever its name says, and it is long enough".utf8).write(
      to: URL(fileURLWithPath: path))
    #expect(fault(path) == "LEDGER-DAMAGED")
  }

  @Test func aFolderThatIsNotThereIsAFault() { #expect(fault("/nowhere/at/all/state.sqlite") == "LEDGER-WRITE") }

  /// Counting `fdatasync` needs a tracer; that SQLite says FULL (2) is what can be asked here.
  @Test func whatIsAnnouncedReachesTheDisk() async throws {
    let flushes = Mutex(0)
    let ledger = try Ledger(path: file()) { flushes.withLock { $0 += 1 } }
    for (durability, level) in [(Ledger.Durability.later, 1), (.now, 2), (.later, 1), (.now, 2)] {
      #expect(try await ledger.write(durability) { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == level)
    }
    #expect(flushes.withLock { $0 } == 2)
  }
}
