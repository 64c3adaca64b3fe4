import Core
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Migration

/// A death before every single operation at either end, with and without appends that land afterwards; then a second run.
@Suite struct CrashTests {
  enum Victim: CaseIterable { case source, target }

  static let cases: [(Victim, Bool, Bool, Bool)] = Victim.allCases.flatMap { victim in
    [(true, true), (false, true), (true, false), (false, false)].flatMap { batch, ids in
      [false, true].map { (victim, batch, ids, $0) }
    }
  }

  @Test(arguments: cases)
  func nothingIsLostOrDoubledWhereverItDies(victim: Victim, batch: Bool, ids: Bool, ghosts: Bool) async throws {
    let count = try await operations(victim: victim, batch: batch, ids: ids)
    for step in 0..<count {
      let bench = try Bench(batch: batch, ids: ids)
      bench.fill()
      let mail = victim == .source ? bench.source : bench.target
      mail.state.withLock {
        $0.dieAfter = step
        $0.ghosts = ghosts
        // A killed process does not come back by itself.
        $0.death = Fault("TEST-KILLED", "killed", recovery: .stopRun)
      }
      _ = try? await bench.run()
      mail.state.withLock {
        $0.dieAfter = nil
        $0.ghosts = false
      }
      let outcome = try await bench.run()
      bench.expectEqual(outcome, "died at \(victim) operation \(step) of \(count)")
    }
  }

  /// The same when the machine dies with the program: of the ledger stands what was flushed last. Some commits are then
  /// lost, or the test would show nothing.
  @Test(arguments: cases.filter { $0.2 })
  func nothingIsLostOrDoubledWhenThePowerFails(victim: Victim, batch: Bool, ids: Bool, ghosts: Bool) async throws {
    let count = try await operations(victim: victim, batch: batch, ids: ids)
    var isMissed = 0
    for step in 0..<count {
      let bench = try Bench(batch: batch, ids: ids)
      bench.fill()
      let power = PowerCut(path: bench.ledgerPath)
      let mail = victim == .source ? bench.source : bench.target
      mail.state.withLock {
        $0.dieAfter = step
        $0.ghosts = ghosts
        $0.death = Fault("TEST-KILLED", "killed", recovery: .stopRun)
      }
      _ = try? await bench.run(power: power)
      mail.state.withLock {
        $0.dieAfter = nil
        $0.ghosts = false
      }
      let before = try await Ledger(path: bench.ledgerPath).rows()
      try power.cut()
      if try await Ledger(path: bench.ledgerPath).rows() != before { isMissed += 1 }
      let outcome = try await bench.run()
      bench.expectEqual(outcome, "the power failed at \(victim) operation \(step) of \(count)")
    }
    #expect(isMissed > 0)
  }

  @Test(arguments: [true, false])
  func aLineThatBreaksAndComesBackIsTakenUpInTheSameRun(batch: Bool) async throws {
    let count = try await operations(victim: .target, batch: batch, ids: true)
    for step in stride(from: 3, to: count, by: 2) {
      let bench = try Bench(batch: batch)
      bench.fill()
      bench.target.state.withLock {
        $0.dieAfter = step
        $0.revives = true
        $0.ghosts = true
      }
      let outcome = try await bench.run()
      bench.expectEqual(outcome, "broke at operation \(step) of \(count)")
    }
  }

  /// Flags the source dropped between the append that was never answered and the next run are not left standing.
  @Test(arguments: [true, false])
  func flagsThatChangeAfterADeathFollow(batch: Bool) async throws {
    let count = try await operations(victim: .target, batch: batch, ids: true)
    var landed = 0
    for step in 3..<count {
      let bench = try Bench(batch: batch)
      bench.source.deliver(["INBOX"], Bench.message(1), flags: ["\\Flagged", "\\Seen"])
      bench.target.state.withLock {
        $0.dieAfter = step
        $0.ghosts = true
        $0.death = Fault("TEST-KILLED", "killed", recovery: .stopRun)
      }
      _ = try? await bench.run()
      bench.target.state.withLock { $0.dieAfter = nil }
      landed += bench.target.folder(["INBOX"])?.messages.count ?? 0
      bench.source.change(["INBOX"]) { $0.messages[0].flags = FlagSet(["\\Answered", "\\Seen"]) }
      try await bench.run()
      #expect(
        bench.target.folder(["INBOX"])?.messages.map(\.flags) == [FlagSet(["\\Answered", "\\Seen"])],
        "died at operation \(step)")
    }
    #expect(landed > 0)
  }

  /// Flags that were set or cleared by a change nobody answered, and that the source took back before the next run.
  @Test(arguments: [(["\\Seen"], ["\\Flagged", "\\Seen"]), (["\\Flagged", "\\Seen"], ["\\Seen"])])
  func flagsTakenBackAfterADeathFollow(first: [String], second: [String]) async throws {
    var applied = 0
    for step in 0..<12 {
      let bench = try Bench()
      bench.source.deliver(["INBOX"], Bench.message(1), flags: first)
      try await bench.run()
      bench.source.change(["INBOX"]) { $0.messages[0].flags = FlagSet(second) }
      bench.target.state.withLock {
        $0.dieAfter = step
        $0.death = Fault("TEST-KILLED", "killed", recovery: .stopRun)
      }
      // Twice, so that what was left open is left open again.
      _ = try? await bench.run()
      bench.target.state.withLock { $0.dieAfter = step }
      _ = try? await bench.run()
      bench.target.state.withLock { $0.dieAfter = nil }
      if bench.target.folder(["INBOX"])?.messages.map(\.flags) == [FlagSet(second)] { applied += 1 }
      bench.source.change(["INBOX"]) { $0.messages[0].flags = FlagSet(first) }
      let last = try await bench.run()
      #expect(
        bench.target.folder(["INBOX"])?.messages.map(\.flags) == [FlagSet(first)], "died at operation \(step)")
      let again = try await bench.run()
      #expect(again.flagsUpdated == 0 && last.counts == again.counts, "died at operation \(step)")
    }
    #expect(applied > 0)
  }

  private func operations(victim: Victim, batch: Bool, ids: Bool) async throws -> Int {
    let bench = try Bench(batch: batch, ids: ids)
    bench.fill()
    try await bench.run()
    return (victim == .source ? bench.source : bench.target).state.withLock { $0.operations }
  }
}

extension Ledger {
  /// What it says of items, as text.
  fileprivate func rows() async throws -> [String] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM item ORDER BY folder, id").map(\.description)
        + Row.fetchAll(db, sql: "SELECT id, target_seen FROM folder ORDER BY id").map(\.description)
    }
  }
}
