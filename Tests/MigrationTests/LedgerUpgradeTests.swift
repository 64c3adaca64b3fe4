import Core
import GRDB
import Synchronization
import TestKit
import Testing

@testable import Migration

/// A ledger of an earlier version is taken along: the move it belongs to goes on where it stood.
@Suite struct LedgerUpgradeTests {
  /// What a file says of itself, read without the program's own code.
  private struct Look: Equatable {
    var version: Int
    var items: Int
    /// Tables and indexes, by name.
    var names: [String]

    init(_ path: String) throws {
      let queue = try DatabaseQueue(path: path)
      (version, items, names) = try queue.read { db in
        (
          try Int.fetchOne(db, sql: "PRAGMA user_version") ?? -1,
          try Int.fetchOne(db, sql: "SELECT count(*) FROM item") ?? -1,
          try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
        )
      }
      try queue.close()
    }
  }

  /// A move that died at the target's operation `step`, with its ledger as version 1 would have left it.
  private static func half(_ step: Int, batch: Bool = true, ids: Bool = true) async throws -> Bench {
    var bench = try Bench(batch: batch, ids: ids)
    bench.fill()
    bench.target.state.withLock {
      $0.dieAfter = step
      $0.ghosts = true
      $0.death = Fault("TEST-KILLED", "killed", recovery: .stopRun)
    }
    _ = try? await bench.run()
    bench.target.state.withLock {
      $0.dieAfter = nil
      $0.ghosts = false
    }
    let first = bench.folder("first.sqlite")
    try FirstLedger.write(bench.ledgerPath, to: first)
    bench.ledgerPath = first
    return bench
  }

  private static func operations(batch: Bool = true, ids: Bool = true) async throws -> Int {
    let bench = try Bench(batch: batch, ids: ids)
    bench.fill()
    try await bench.run()
    return bench.target.state.withLock { $0.operations }
  }

  @Test(arguments: [(true, true), (false, true), (true, false), (false, false)])
  func aMoveOfVersionOneGoesOn(batch: Bool, ids: Bool) async throws {
    let count = try await Self.operations(batch: batch, ids: ids)
    let fresh = try Bench()
    _ = try Ledger(path: fresh.ledgerPath)
    let wanted = try Look(fresh.ledgerPath)
    var (open, settled) = (0, 0)
    for step in 2..<count {
      let bench = try await Self.half(step, batch: batch, ids: ids)
      let old = try Look(bench.ledgerPath)
      #expect(old.version == 1 && !old.names.contains("unanswered") && !old.names.contains("twin"))
      let ledger = try Ledger(path: bench.ledgerPath)
      #expect(try await ledger.isWhole())
      let new = try Look(bench.ledgerPath)
      #expect(new.version == Ledger.schemaVersion && new.names == wanted.names && new.items == old.items)
      let counts = try await ledger.standing().reduce(ItemCounts()) { $0 + $1.counts }
      open += counts.open
      settled += counts.found - counts.open
      let note: Comment = "died at operation \(step) of \(count)"
      let outcome = try await bench.run()
      bench.expectEqual(outcome, note)
      let again = try await bench.run()
      bench.expectEqual(again, note)
      #expect(again.copiedNow == 0, note)
    }
    #expect(open > 0 && settled > 0, "every move was done or not begun")
  }

  /// A statement in the middle of the upgrade fails: nothing of it stays, and without the obstacle the file opens.
  @Test func anUpgradeThatFailsInTheMiddleLeavesTheFileAsItWas() async throws {
    let bench = try await Self.half(try await Self.operations() / 2)
    let queue = try DatabaseQueue(path: bench.ledgerPath)
    // The last table that the upgrade makes: all before it exists by then.
    try await queue.write { try $0.execute(sql: "CREATE TABLE flagging (other)") }
    try queue.close()
    let before = try Look(bench.ledgerPath)
    let refusal = #expect(throws: Fault.self) { try Ledger(path: bench.ledgerPath) }
    #expect(refusal?.code == "LEDGER-DAMAGED")
    #expect(try Look(bench.ledgerPath) == before)
    try await DatabaseQueue(path: bench.ledgerPath).write { try $0.execute(sql: "DROP TABLE flagging") }
    bench.expectEqual(try await bench.run())
  }

  /// The process or the machine dies while the upgrade is written: the write-ahead log ends anywhere, and of a torn end
  /// SQLite takes nothing.
  @Test func anUpgradeCutAnywhereLeavesAFileThatOpens() async throws {
    let bench = try await Self.half(try await Self.operations() / 2)
    let old = try Look(bench.ledgerPath)
    let file = try #require(Files.read(bench.ledgerPath))
    let ledger = try Ledger(path: bench.ledgerPath)
    // The upgrade lies in the log alone as long as nobody folds it in.
    #expect(Files.read(bench.ledgerPath) == file)
    let log = try #require(Files.read(bench.ledgerPath + "-wal"))
    withExtendedLifetime(ledger) {}
    var versions: [Int: Int] = [:]
    // Steps that fall into headers and pages of the log (24 bytes each and 4,096), and its whole.
    for length in Array(stride(from: 0, to: log.count, by: 1_021)) + [log.count - 1, log.count] {
      let path = bench.folder("cut-\(length).sqlite")
      func lay() throws {
        try Files.write(file, to: path)
        try Files.write(Array(log[..<length]), to: path + "-wal")
      }
      try lay()
      let cut = try Look(path)
      versions[cut.version, default: 0] += 1
      #expect(cut.version == 1 ? cut == old : cut.version == Ledger.schemaVersion, "cut at \(length) of \(log.count)")
      // Looking folded the log in.
      try lay()
      let opened = try Ledger(path: path)
      #expect(try await opened.isWhole(), "cut at \(length) of \(log.count)")
      let new = try Look(path)
      #expect(new.version == Ledger.schemaVersion && new.items == old.items, "cut at \(length) of \(log.count)")
    }
    #expect((versions[1] ?? 0) > 5 && versions[Ledger.schemaVersion] == 1, "\(versions)")
    var cut = bench
    cut.ledgerPath = bench.folder("cut-\(1_021 * 4).sqlite")
    cut.expectEqual(try await cut.run())
  }
}
