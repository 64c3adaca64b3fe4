import Core
import IMAP
import IMAPServer
import Migration
import TestKit
import Testing

/// A server that refuses what Exchange Online refuses, with its words, and the engine at the other end of the line.
@Suite struct DiagnosisOnWireTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var header = "Subject: ok"
    var body = "text"
    var flags: [Flag] = []
    var seconds: Int64 = 1_600_000_000
    var personality: @Sendable (inout Personality) -> Void
    var changes: [String]
    var stored: String
    var keepsDate = true
  }

  static let long = String(repeating: "0123456789", count: 120)
  static func text(_ header: String, _ body: String) -> String {
    "Message-ID: <odd@shortstraw.example>\r\n\(header)\r\n\r\n\(body)\r\n"
  }

  static let rows = [
    Row(
      testDescription: "flag", flags: [.seen, Flag("Bad")], personality: { $0.refusedFlags = [Flag("Bad")] },
      changes: ["flag-dropped"], stored: text("Subject: ok", "text")),
    Row(
      testDescription: "date", seconds: 2_600_000_000, personality: { $0.acceptedDates = 0...2_000_000_000 },
      changes: ["date-dropped"], stored: text("Subject: ok", "text"), keepsDate: false),
    Row(
      testDescription: "NUL", body: "a\0b", personality: { $0.refusedContent = [.nul] }, changes: ["nul"],
      stored: text("Subject: ok", "a b")),
    Row(
      testDescription: "bare LF", body: "a\nb", personality: { $0.refusedContent = [.bareLF] }, changes: ["bare-lf"],
      stored: text("Subject: ok", "a\r\nb")),
    Row(
      testDescription: "line", body: long, personality: { $0.maxLineBytes = 998 }, changes: ["long-line"],
      stored: text("Subject: ok", "\(long.prefix(998))\r\n\(long.dropFirst(998))")),
    Row(
      testDescription: "8-bit header", header: "Subject: é", personality: { $0.refusedContent = [.eightBitHeader] },
      changes: ["8bit-header"], stored: text("Subject: =?UTF-8?B?w6k=?=", "text")),
    Row(
      testDescription: "date and NUL, a bare LF tolerated", body: "a\0b\nc", seconds: 2_600_000_000,
      personality: {
        $0.refusedContent = [.nul]
        $0.acceptedDates = 0...2_000_000_000
      }, changes: ["nul", "date-dropped"], stored: text("Subject: ok", "a b\nc"), keepsDate: false),
    Row(
      testDescription: "flag and line, in a service that hangs up", body: long, flags: [Flag("Bad")],
      personality: {
        $0.refusedFlags = [Flag("Bad")]
        $0.maxLineBytes = 998
        $0.closesAfterErrors = 3
      }, changes: ["long-line", "flag-dropped"],
      stored: text("Subject: ok", "\(long.prefix(998))\r\n\(long.dropFirst(998))")),
  ]

  private func bench(_ row: Row, batch: Bool) async throws -> WireBench {
    var personality = Personality()
    if !batch { personality.removedCapabilities = ["MULTIAPPEND"] }
    row.personality(&personality)
    let bench = try await WireBench(target: personality)
    try bench.old.fill("annie", [TestMailbox.letter(1)])
    try bench.old.server.mailbox("annie").append(
      folder: .inbox,
      messages: [
        NewMessage(
          Array(Self.text(row.header, row.body).utf8), flags: row.flags,
          date: InternalDate(seconds: row.seconds, zoneMinutes: 60))
      ])
    try bench.old.fill("annie", [TestMailbox.letter(3)])
    return bench
  }

  @Test(arguments: rows, [false, true]) func theSmallestChangeIsStoredOnce(_ row: Row, batch: Bool) async throws {
    let bench = try await bench(row, batch: batch)
    var options = RunOptions()
    options.repair = true
    for pass in 1...2 {
      let outcome = try await bench.run(options)
      #expect(outcome.counts.found == 3 && outcome.counts.copied == 3, "pass \(pass): \(outcome.findings)")
      let there = try await bench.there(["INBOX"])
      #expect(there.count == 3)
      let stored = try #require(there.first { $0.body == row.stored })
      #expect(stored.item.flags == FlagSet(row.flags.filter { $0 != Flag("Bad") }.map(\.text)))
      #expect((stored.item.date.seconds == row.seconds) == row.keepsDate)
      #expect(try await bench.ledger.repairs().map(\.changes) == [row.changes])
    }
    let report = try await bench.verify()
    let differences = report.folders.flatMap(\.differences)
    #expect(differences.allSatisfy { $0.code == "VERIFY-REPAIRED" } && report.folders.allSatisfy { $0.extra == 0 })
    await bench.stop()
  }

  @Test(arguments: rows) func withoutLeaveNothingIsChanged(_ row: Row) async throws {
    let bench = try await bench(row, batch: true)
    let outcome = try await bench.run()
    #expect(outcome.counts.failed == 1 && outcome.counts.copied == 2)
    #expect(try await bench.there(["INBOX"]).count == 2)
    let trouble = try #require(try await bench.ledger.troubles().first)
    #expect(trouble.detail.contains("Command Argument Error. 11; likely because"), "\(trouble.detail)")
    await bench.stop()
  }
}
