import Core
import Synchronization
import Testing

@testable import Migration

/// A target that stores what it was given long after the line was lost, when all of it was sent again.
@Suite struct LateStoreTests {
  /// Where a line can be lost with bytes behind it: before the answer to each append.
  private static func bench(batch: Bool, ids: Bool) throws -> Bench {
    let bench = try Bench(batch: batch, ids: ids)
    for number in 0..<5 { bench.source.deliver(["INBOX"], Bench.message(number), seconds: Int64(number)) }
    // An empty one travels alone, so there are several appends.
    bench.source.deliver(["INBOX"], [], seconds: 40)
    for _ in 0..<2 { bench.source.deliver(["INBOX"], Bench.message(100), seconds: 50) }
    bench.source.deliver(["INBOX"], Bench.message(7, id: ""), flags: ["\\Seen"], seconds: 60)
    return bench
  }

  /// Loses the line before the operation `step`; what was under way lands `lateness` operations later.
  private static func lose(_ bench: Bench, at step: Int, lateness: Int) {
    bench.target.state.withLock {
      $0.dieAfter = step
      $0.revives = true
      $0.ghosts = true
      $0.lateness = lateness
    }
  }

  private static func operations(batch: Bool, ids: Bool) async throws -> Int {
    let bench = try bench(batch: batch, ids: ids)
    try await bench.run()
    return bench.target.state.withLock { $0.operations }
  }

  /// Messages at the target beyond those of the source.
  private static func extra(_ bench: Bench) -> Int {
    (bench.target.folder(["INBOX"])?.messages.count ?? 0) - (bench.source.folder(["INBOX"])?.messages.count ?? 0)
  }

  private static func doubles(_ outcome: MailboxOutcome) -> [Finding] {
    outcome.findings.filter { $0.code == "MOVE-DOUBLE" && $0.level == .problem }
  }

  /// UIDs that a finding names.
  private static func ids(_ findings: [Finding]) -> [Int] {
    findings.flatMap { finding -> [Int] in
      let words = finding.message.split(separator: "UID ").last?.split(whereSeparator: { !"0123456789:, ".contains($0) }
      )
      return (words?.first ?? "").split(separator: ",").flatMap { word -> [Int] in
        let ends = word.split(separator: ":").compactMap { Int($0.filter(\.isNumber)) }
        return ends.isEmpty ? [] : Array(ends[0]...ends[ends.count - 1])
      }
    }
  }

  /// Wherever the line breaks and whenever the rest lands, within the run or after it: no message is missing, every copy
  /// too many is reported, once, and nothing that is there is copied again.
  @Test(arguments: [(true, true), (false, true), (true, false), (false, false)])
  func everyDoubleIsReportedOnce(batch: Bool, ids: Bool) async throws {
    let count = try await Self.operations(batch: batch, ids: ids)
    var doublesInTheRun = 0
    var doublesAfterIt = 0
    for step in 2..<count {
      for lateness in [0, 2, 4, 6, 7, 8, 9, 10, 12, 14, 1_000] {
        let bench = try Self.bench(batch: batch, ids: ids)
        Self.lose(bench, at: step, lateness: lateness)
        let first = try await bench.run()
        // Most steps have no append under way: once is enough for those.
        if lateness > 0, !bench.target.state.withLock({ $0.haunts }) { break }
        let note: Comment = "line lost at \(step) of \(count), landed \(lateness) operations later"
        #expect(first.isComplete && first.counts.open == 0, note)
        let early = Self.ids(Self.doubles(first))
        #expect(early.count == Self.extra(bench), note)
        doublesInTheRun += early.count
        bench.target.land { _ in 0 }
        let second = try await bench.run()
        let late = Self.ids(Self.doubles(second))
        #expect(second.copiedNow == 0 && second.counts == first.counts, note)
        #expect(early.count + late.count == Self.extra(bench), note)
        #expect(Set(early).isDisjoint(with: late), note)
        doublesAfterIt += late.count
        let third = try await bench.run()
        #expect(Self.doubles(third).isEmpty && third.counts == first.counts && third.copiedNow == 0, note)
        #expect(third.findings.contains { $0.code == "MOVE-DOUBLE" } == (Self.extra(bench) > 0), note)
        let (here, there) = (bench.source.contents[["INBOX"]] ?? [], bench.target.contents[["INBOX"]] ?? [])
        #expect(Set(here) == Set(there), note)
      }
    }
    #expect(doublesInTheRun > 0 && doublesAfterIt > 0)
  }

  /// A move that lost the line over an append which has not landed yet.
  private static func bereft() async throws -> Bench {
    let count = try await operations(batch: true, ids: true)
    for step in 2..<count {
      let bench = try bench(batch: true, ids: true)
      lose(bench, at: step, lateness: 1_000)
      try await bench.run()
      if bench.target.state.withLock({ $0.late.contains { $0.messages.count > 1 } }) { return bench }
    }
    throw Fault("TEST-STEP", "no step loses an append", recovery: .stopRun)
  }

  /// With the consent to remove, exactly the copies too many go, and those that somebody touched stay.
  @Test func consentRemovesWhatIsSurelyOurs() async throws {
    let bench = try await Self.bereft()
    bench.target.land { _ in 0 }
    let reported = try await bench.run()
    let doubles = Self.ids(Self.doubles(reported))
    #expect(doubles.count == 5)
    // One was flagged by its owner, and one more copy is not ours at all.
    let first = try #require(doubles.first)
    bench.target.change(["INBOX"]) { folder in
      for place in folder.messages.indices where folder.messages[place].id == UInt32(first) {
        folder.messages[place].flags = FlagSet(["\\Flagged"])
      }
    }
    let foreign = bench.target.deliver(["INBOX"], Bench.message(3), seconds: 3)
    var options = RunOptions()
    options.mirrorDeletes = true
    let outcome = try await bench.run(options)
    #expect(outcome.copiedNow == 0 && outcome.counts.found == 9)
    let left = try #require(bench.target.folder(["INBOX"])?.messages.map(\.id))
    #expect(left.count == 11 && left.contains(UInt32(first)) && left.contains(foreign))
    let (here, there) = (bench.source.contents[["INBOX"]] ?? [], bench.target.contents[["INBOX"]] ?? [])
    #expect(Set(here) == Set(there))
  }

  /// When the owner threw away the copy that counts, the late one is the only one: it is not called a double.
  @Test func theOnlyCopyIsNoDouble() async throws {
    let bench = try await Self.bereft()
    bench.target.change(["INBOX"]) { $0.messages.removeAll() }
    bench.target.land { _ in 0 }
    var options = RunOptions()
    options.mirrorDeletes = true
    let outcome = try await bench.run(options)
    #expect(Self.doubles(outcome).isEmpty)
    #expect(bench.target.folder(["INBOX"])?.messages.count == 5)
  }

  /// An append that nobody heard of for an hour does not come any more; its folder is left in peace.
  @Test func doubtEnds() async throws {
    let bench = try Self.bench(batch: true, ids: true)
    try await bench.run()
    let ledger = try Ledger(path: bench.ledgerPath)
    let folder = try #require(try await ledger.folders(mailbox: ledger.mailboxID("jan")).first)
    try await ledger.advance(
      folder: folder.id, settled: [Settlement(id: ItemID(1), change: .state(.sending, target: nil))], sending: [])
    try await ledger.releaseSending(folder: folder.id, now: 1_000)
    #expect(try await ledger.foldersInDoubt(mailbox: folder.id).count == 1)
    try await ledger.looked(folder: folder.id, found: [:], gone: [], seen: 99, now: 1_000_000)
    #expect(try await ledger.foldersInDoubt(mailbox: folder.id).count == 1, "it still waits to be sent")
    try await ledger.advance(
      folder: folder.id, settled: [Settlement(id: ItemID(1), change: .state(.copied, target: ItemID(1)))], sending: [])
    try await ledger.looked(folder: folder.id, found: [:], gone: [], seen: 99, now: 1_000 + Ledger.doubtSeconds)
    #expect(try await ledger.foldersInDoubt(mailbox: folder.id).count == 1, "an hour is not over")
    try await ledger.looked(folder: folder.id, found: [:], gone: [], seen: 99, now: 1_001 + Ledger.doubtSeconds)
    #expect(try await ledger.foldersInDoubt(mailbox: folder.id).isEmpty)
  }
}
