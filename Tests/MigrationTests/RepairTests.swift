import Core
import Foundation
import NIOCore
import Testing

@testable import Migration

@Suite struct RepairTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var input: String
    var repairs: BodyRepairs
    var output: String
    var lineLimit = 20
    var testDescription: String { input.debugDescription }
  }

  static let rows = [
    Row(input: "A: b\n\nc\n", repairs: .bareLF, output: "A: b\r\n\r\nc\r\n"),
    Row(input: "A: b\r\n\r\nc\nd\r\r\n", repairs: .bareLF, output: "A: b\r\n\r\nc\r\nd\r\r\n"),
    Row(input: "A: b\r\n\r\nc\0d", repairs: .nul, output: "A: b\r\n\r\nc d"),
    Row(
      input: "A: one two three four five\r\n\r\n", repairs: .longLine, output: "A: one two three\r\n four five\r\n\r\n"),
    Row(
      input: "A: b\r\n\r\n0123456789012345678901234\r\n", repairs: .longLine,
      output: "A: b\r\n\r\n01234567890123456789\r\n01234\r\n"),
    Row(
      input: "From: Zoë <z@x>\r\n\r\nZoë\r\n", repairs: .eightBitHeader,
      output: "From: =?UTF-8?B?Wm/Dqw==?= <z@x>\r\n\r\nZoë\r\n"),
    Row(
      input: "Subject: café Müller ok\r\n\r\n", repairs: .eightBitHeader,
      output: "Subject: =?UTF-8?B?Y2Fmw6kgTcO8bGxlcg==?= ok\r\n\r\n"),
    Row(
      input: "From: \"Zoë \\\"Z\\\" M\" <z@x>, \"A, b\" <a@x>\r\n\r\n", repairs: .eightBitHeader,
      output: "From: =?UTF-8?B?Wm/DqyAiWiIgTQ==?= <z@x>, \"A, b\" <a@x>\r\n\r\n"),
    Row(
      input: "To: a@x,\r\n Zoë\t<z@x>\r\n\r\n", repairs: .eightBitHeader,
      output: "To: a@x,\r\n =?UTF-8?B?Wm/Dqw==?=\t<z@x>\r\n\r\n"),
    Row(
      input: "Subject:(é), \"à\" ok\r\n\r\n", repairs: .eightBitHeader,
      output: "Subject: =?UTF-8?B?KMOpKSwgIsOgIg==?= ok\r\n\r\n"),
    Row(
      input: "Subject: \(String(repeating: "é", count: 30)) \(String(repeating: "à", count: 30)) end\r\n\r\n",
      repairs: .eightBitHeader,
      output: """
        Subject: =?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp?=\r
         =?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpIMOgw6DDoMOgw6DDoA==?=\r
         =?UTF-8?B?w6DDoMOgw6DDoMOgw6DDoMOgw6DDoMOgw6DDoMOgw6DDoMOg?=\r
         =?UTF-8?B?w6DDoMOgw6DDoMOg?= end\r
        \r

        """),
    Row(input: "A: b\r\n\r\nas it is\n", repairs: [], output: "A: b\r\n\r\nas it is\n"),
  ]

  /// Whole, byte by byte, and cut at every point: the same comes out.
  @Test(arguments: rows) func repairs(_ row: Row) {
    let bytes = Array(row.input.utf8)
    for cut in 0...bytes.count {
      #expect(run([Array(bytes[..<cut]), Array(bytes[cut...])], row) == row.output, "cut at \(cut)")
    }
    #expect(run(bytes.map { [$0] }, row) == row.output)
  }

  private func run(_ pieces: [[UInt8]], _ row: Row) -> String {
    var transform = BodyTransform(repairs: row.repairs, longerThan: row.lineLimit)
    var out = ByteBuffer()
    for piece in pieces { piece.withUnsafeBytes { transform.feed($0, into: &out) } }
    transform.finish(into: &out)
    return String(buffer: out)
  }

  @Test func aLineWithoutEndCostsBoundedMemory() {
    var transform = BodyTransform(repairs: [.longLine])
    var written = 0
    let piece = [UInt8](repeating: 0x61, count: 1 << 16)
    for _ in 0..<64 {
      var out = ByteBuffer()
      piece.withUnsafeBytes { transform.feed($0, into: &out) }
      written += out.readableBytes
    }
    #expect(written >= 63 << 16)
  }

  @Test func inspectionFindsWhatServersRefuse() {
    var inspection = Inspection()
    for byte in Array("Subject: é\r\n\r\nab\0c\n".utf8) { [byte].withUnsafeBytes { inspection.feed($0) } }
    #expect(inspection.hasNUL && inspection.hasBareLF && inspection.hasEightBitHeader)
    #expect(inspection.longestLine == 11)
    #expect(inspection.size == 20)
  }

  @Test func receiptsAreDisarmedInUnreadMailOnly() async throws {
    let bench = try Bench()
    let asking = Array("Disposition-Notification-To: boss@example.com\r\n".utf8)
    bench.source.deliver(["INBOX"], asking + Bench.message(1))
    bench.source.deliver(["INBOX"], asking + Bench.message(2), flags: ["\\Seen"])
    bench.source.deliver(["INBOX"], Bench.message(3, body: "Return-Receipt-To: in the text"))
    var options = RunOptions()
    options.disarmReceipts = true
    try await bench.run(options)
    let there = try #require(bench.target.folder(["INBOX"]))
    #expect(
      there.messages[0].bytes == Array("Disposition-Notification-Tx: boss@example.com\r\n".utf8) + Bench.message(1))
    #expect(there.messages[1].bytes == asking + Bench.message(2))
    #expect(there.messages[2].bytes == Bench.message(3, body: "Return-Receipt-To: in the text"))
    let repairs = try await Ledger(path: bench.ledgerPath).repairs()
    #expect(repairs.map(\.changes) == [["read-receipt"]])
  }

  @Test func receiptNamesAreFoundWhereverThePiecesEnd() {
    let text = Array(
      "Subject: x\r\nRETURN-RECEIPT-TO: a\r\nX-Confirm-Reading-To:b\r\n\r\nReturn-Receipt-To: no\r\n".utf8)
    for cut in 0...text.count {
      var scanner = ReceiptScanner()
      let first = Array(text[..<cut]).withUnsafeBytes { scanner.scan($0) }
      let second = Array(text[cut...]).withUnsafeBytes { scanner.scan($0) }.map { $0 + cut }
      #expect(first + second == [28, 53], "cut at \(cut)")
    }
  }
}
