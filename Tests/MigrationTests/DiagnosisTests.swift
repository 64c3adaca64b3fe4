import Core
import Foundation
import NIOCore
import Synchronization
import Testing

@testable import Migration

/// A target that answers `BAD Command Argument Error. 11` and says nothing: the cause is found by trying.
@Suite struct DiagnosisTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var header = "Subject: ok"
    var body = "text"
    var flags: [String] = []
    var seconds: Int64 = 1_600_000_000
    /// What the target refuses.
    var refused: Set<Cause>
    /// What the record says; empty when nothing is missing in the end.
    var changes: [String]
    var storedHeader: String?
    var storedBody: String?
  }
  enum Cause: Sendable, Hashable { case flag, date, nul, bareLF, line, eightBit }

  static let long = String(repeating: "0123456789", count: 120)
  static let rows = [
    Row(testDescription: "flag", flags: ["\\Seen", "Bad"], refused: [.flag], changes: ["flag-dropped"]),
    Row(testDescription: "date", seconds: 2_600_000_000, refused: [.date], changes: ["date-dropped"]),
    Row(testDescription: "NUL", body: "a\0b", refused: [.nul], changes: ["nul"], storedBody: "a b"),
    Row(testDescription: "bare LF", body: "a\nb", refused: [.bareLF], changes: ["bare-lf"], storedBody: "a\r\nb"),
    Row(
      testDescription: "line", body: long, refused: [.line], changes: ["long-line"],
      storedBody: "\(long.prefix(998))\r\n\(long.dropFirst(998))"),
    Row(
      testDescription: "8-bit header", header: "Subject: é", refused: [.eightBit], changes: ["8bit-header"],
      storedHeader: "Subject: =?UTF-8?B?w6k=?="),
    Row(
      testDescription: "odd in every way, refused for one", header: "Subject: é", body: "a\0b\nc\(long)",
      flags: ["Bad"], seconds: 2_600_000_000, refused: [.nul], changes: ["nul"], storedBody: "a b\nc\(long)"),
    Row(
      testDescription: "flag and date", flags: ["Bad"], seconds: 2_600_000_000, refused: [.flag, .date],
      changes: ["flag-dropped", "date-dropped"]),
    Row(
      testDescription: "flag and NUL", body: "a\0b", flags: ["Bad", "\\Seen"], refused: [.flag, .nul],
      changes: ["nul", "flag-dropped"], storedBody: "a b"),
    Row(
      testDescription: "date and bare LF", body: "a\nb", seconds: 2_600_000_000, refused: [.date, .bareLF],
      changes: ["bare-lf", "date-dropped"], storedBody: "a\r\nb"),
    Row(
      testDescription: "NUL and 8-bit header, bare LF tolerated", header: "Subject: é", body: "a\0b\nc",
      refused: [.nul, .eightBit], changes: ["nul", "8bit-header"], storedHeader: "Subject: =?UTF-8?B?w6k=?=",
      storedBody: "a b\nc"),
  ]

  static let refusal = Fault("IMAP-BAD", "BAD Command Argument Error. 11", recovery: .skipItem)

  private func bench(_ row: Row, batch: Bool = false, ids: Bool = true) throws -> Bench {
    let bench = try Bench(batch: batch, ids: ids)
    bench.source.deliver(["INBOX"], Bench.message(1), flags: ["\\Seen"])
    bench.source.deliver(["INBOX"], Self.text(row.header, row.body), flags: row.flags, seconds: row.seconds)
    bench.source.deliver(["INBOX"], Bench.message(3))
    let refused = row.refused
    bench.target.state.withLock {
      if refused.contains(.flag) { $0.refusedFlags = ["Bad"] }
      $0.refuse = { Self.causes($0).isDisjoint(with: refused) ? nil : Self.refusal }
    }
    return bench
  }

  static func text(_ header: String, _ body: String) -> [UInt8] {
    Array("Message-ID: <odd@x>\r\n\(header)\r\n\r\n\(body)\r\n".utf8)
  }

  private static func causes(_ message: MemoryMail.Message) -> Set<Cause> {
    var seen = Inspection()
    message.bytes.withUnsafeBytes { seen.feed($0) }
    var causes: Set<Cause> = []
    if message.flags.contains("Bad") { causes.insert(.flag) }
    if message.date.seconds > 2_000_000_000 { causes.insert(.date) }
    if seen.hasNUL { causes.insert(.nul) }
    if seen.hasBareLF { causes.insert(.bareLF) }
    if seen.longestLine > 998 { causes.insert(.line) }
    if seen.hasEightBitHeader { causes.insert(.eightBit) }
    return causes
  }

  private static var repairing: RunOptions {
    var options = RunOptions()
    options.repair = true
    return options
  }

  @Test(arguments: rows) func theSmallestChangeIsStoredOnce(_ row: Row) async throws {
    let bench = try bench(row)
    let outcome = try await bench.run(Self.repairing)
    try await expectStored(row, bench, outcome)
    // Nothing is left to do, nothing is done twice.
    let again = try await bench.run(Self.repairing)
    #expect(again.copiedNow == 0)
    try await expectStored(row, bench, again)
    let report = try await bench.engine().verify()
    let folder = try #require(report.mailboxes.first?.folders.first)
    #expect(folder.differences.allSatisfy { $0.code == "VERIFY-REPAIRED" } && folder.extra == 0)
  }

  private func expectStored(_ row: Row, _ bench: Bench, _ outcome: MailboxOutcome, _ note: Comment? = nil) async throws
  {
    #expect(outcome.counts.found == 3 && outcome.counts.open == 0 && outcome.counts.failed == 0, note)
    let there = try #require(bench.target.folder(["INBOX"])?.messages)
    #expect(there.count == 3, note)
    let wanted = Self.text(row.storedHeader ?? row.header, row.storedBody ?? row.body)
    let stored = try #require(there.first { $0.bytes == wanted }, note)
    let lost = row.refused.contains(.flag) ? ["Bad"] : []
    #expect(stored.flags == FlagSet(row.flags).subtracting(FlagSet(lost)), note)
    #expect(stored.date.seconds == (row.refused.contains(.date) ? MemoryMail.arrival.seconds : row.seconds), note)
    let ledger = try Ledger(path: bench.ledgerPath)
    let repair = try #require(try await ledger.repairs().first, note)
    #expect(repair.changes == row.changes, note)
    #expect(repair.originalDigest == MessageHash.of(Self.text(row.header, row.body)), note)
    #expect(repair.storedDigest == MessageHash.of(wanted), note)
    #expect(try await ledger.troubles().isEmpty, note)
  }

  /// Without leave nothing changed is stored, neither bytes nor date nor flags, and the likely cause is told.
  @Test(arguments: rows) func withoutLeaveNothingIsChanged(_ row: Row) async throws {
    let bench = try bench(row)
    let outcome = try await bench.run()
    #expect(outcome.counts.failed == 1 && outcome.counts.copied == 2)
    #expect(bench.target.folder(["INBOX"])?.messages.count == 2)
    let ledger = try Ledger(path: bench.ledgerPath)
    let trouble = try #require(try await ledger.troubles().first)
    #expect(trouble.code == "ITEM-REFUSED" && trouble.detail.contains("Command Argument Error. 11; likely because"))
    #expect(try await ledger.repairs().isEmpty)
  }

  @Test func whatIsWholeAndAcceptedAfterwardsIsNotOnRecord() async throws {
    // Refused with APPEND, taken by STORE: nothing is missing in the end.
    let row = Row(testDescription: "", flags: ["Bad"], refused: [.flag], changes: [])
    let bench = try bench(row)
    bench.target.state.withLock { $0.refusedFlags = [] }
    try await bench.run(Self.repairing)
    #expect(bench.target.folder(["INBOX"])?.messages.contains { $0.flags == FlagSet(["Bad"]) } == true)
    #expect(try await Ledger(path: bench.ledgerPath).repairs().isEmpty)
  }

  @Test func whatNoFormOfIsAcceptedFailsAndSaysSo() async throws {
    let bench = try Bench()
    bench.source.deliver(["INBOX"], Bench.message(1, body: "a\0b"))
    bench.target.state.withLock { $0.refuse = { _ in Self.refusal } }
    let outcome = try await bench.run(Self.repairing)
    #expect(outcome.counts.failed == 1 && bench.target.contents.isEmpty)
    let trouble = try #require(try await Ledger(path: bench.ledgerPath).troubles().first)
    #expect(trouble.detail.contains("none of 3 changed forms") && trouble.subject == "message 1")
  }

  /// The line or the process dies at every operation of the target, with and without bytes that land afterwards.
  @Test(arguments: [(true, true, false), (false, true, false), (false, false, false), (false, true, true)])
  func aRepairThatDiesIsNeitherLostNorDoubled(batch: Bool, ids: Bool, revives: Bool) async throws {
    let row = Self.rows[8]
    let whole = try bench(row, batch: batch, ids: ids)
    try await whole.run(Self.repairing)
    let count = whole.target.state.withLock { $0.operations }
    for step in stride(from: 0, to: count, by: revives ? 3 : 1) {
      for ghosts in [false, true] {
        let bench = try bench(row, batch: batch, ids: ids)
        bench.target.state.withLock {
          $0.dieAfter = step
          $0.ghosts = ghosts
          $0.revives = revives
          $0.death = Fault("TEST-DEATH", "gone", recovery: revives ? .reconnect : .stopRun)
        }
        _ = try? await bench.run(Self.repairing)
        bench.target.state.withLock {
          $0.dieAfter = nil
          $0.ghosts = false
        }
        var outcome = try await bench.run(Self.repairing)
        let ledger = try Ledger(path: bench.ledgerPath)
        // What was given up is tried again when somebody says so.
        if try await ledger.retry(numbers: try await ledger.troubles().map(\.number)) > 0 {
          outcome = try await bench.run(Self.repairing)
        }
        let there = bench.target.folder(["INBOX"])?.messages ?? []
        #expect(there.count == 3 && outcome.counts.open == 0, "step \(step) of \(count), ghosts \(ghosts)")
        #expect(outcome.counts.copied + outcome.counts.adopted == 3, "step \(step) of \(count), ghosts \(ghosts)")
      }
    }
  }

  @Test func formsGoFromTheSmallestToTheLargest() {
    let causes: [RepairForm] = [.flags, .date, RepairForm(.nul)]
    let names = RepairForm.combinations(of: causes, size: 1_000).map { $0.names.joined(separator: "+") }
    #expect(
      names == [
        "flag-dropped", "date-dropped", "nul", "flag-dropped+date-dropped", "nul+flag-dropped", "nul+date-dropped",
        "nul+flag-dropped+date-dropped",
      ])
    let large = RepairForm.combinations(of: causes, size: RepairForm.mostBytes)
    #expect(large.map(\.rawValue.nonzeroBitCount) == [1, 1, 1, 3])
  }
}

extension MessageHash {
  static func of(_ bytes: [UInt8]) -> String {
    var hash = MessageHash()
    hash.update(.init(bytes: bytes))
    return hash.finish().whole
  }
}
