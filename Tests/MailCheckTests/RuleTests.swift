import Core
import Foundation
import MIME
import MailCheck
import TestKit
import Testing

/// One row per rule: a message that trips it, and one that just does not.
@Suite struct RuleTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var rule: Rule
    var trips: [UInt8]
    var passes: [UInt8]
    var level: Finding.Level
    var services: [MailService] = MailService.allCases
    var path = ""
    var offset: Int?
    var repair: String?
    var testDescription: String { rule.rawValue }
  }

  private static let start = Mail.plain().count - 6

  static let bytes: [Row] = [
    Row(
      rule: .nul, trips: Mail.plain("a\0b\r\n"), passes: Mail.plain("a\u{1}b\r\n"), level: .problem, offset: start + 1,
      repair: "nul"),
    Row(
      rule: .bareLF, trips: Mail.plain("a\nb\r\n"), passes: Mail.plain("a\r\nb\r\n").filter { $0 != 13 },
      level: .warning,
      offset: start + 1, repair: "bare-lf"),
    Row(
      rule: .bareCR, trips: Mail.plain("a\rb\r\n"), passes: Mail.plain("a\r\n"), level: .note, offset: start + 1),
    Row(
      rule: .lineLong, trips: Mail.plain(String(repeating: "x", count: 999)),
      passes: Mail.plain(String(repeating: "x", count: 998)), level: .warning, offset: start, repair: "long-line"),
    // Exchange Online takes more, and refuses what is longer still.
    Row(
      rule: .lineLong, trips: Mail.plain(String(repeating: "x", count: 10_240)),
      passes: Mail.plain(String(repeating: "x", count: 998)), level: .problem, services: [.exchangeOnline],
      repair: "long-line"),
    Row(
      rule: .lineLong, trips: Mail.plain(String(repeating: "x", count: 10_239)),
      passes: Mail.plain(String(repeating: "x", count: 998)), level: .note, services: [.exchangeOnline]),
    Row(
      rule: .headerEightBit, trips: Mail.plain(["X-Naam: André"]), passes: Mail.plain("André\r\n"), level: .warning,
      offset: start + 10, repair: "8bit-header"),
    Row(rule: .empty, trips: [], passes: Array("\r\n".utf8), level: .warning),
  ]

  static let header: [Row] = [
    Row(
      rule: .headerSize, trips: Mail.plain(filling(270_000)), passes: Mail.plain(filling(200_000)), level: .warning,
      services: [.exchangeOnline]),
    Row(
      rule: .fieldCount, trips: Mail.plain([String](repeating: "X: y", count: 4_996)),
      passes: Mail.plain([String](repeating: "X: y", count: 4_995)), level: .warning, services: [.gmail]),
    Row(
      rule: .fieldSize, trips: Mail.plain(["X-Long: " + long(40_000)]),
      passes: Mail.plain(["References: " + long(40_000)]),
      level: .warning, services: [.gmail], offset: start - 2),
    Row(
      rule: .subjectLong, trips: Mail.plain(["Subject: " + String(repeating: "é", count: 256)], without: "Subject"),
      passes: Mail.plain(["Subject: " + String(repeating: "é", count: 255)], without: "Subject"), level: .note,
      services: [.exchangeOnline]),
    Row(
      rule: .subjectLong, trips: Mail.plain(["Subject: " + long(1_000)], without: "Subject"),
      passes: Mail.plain(["Subject: " + long(900)], without: "Subject"), level: .warning, services: [.gmail]),
    Row(
      rule: .idLong, trips: Mail.plain(["Message-ID: <" + long(500) + "@x>"], without: "Message-ID"),
      passes: Mail.plain(["Message-ID: <" + String(repeating: "x", count: 400) + "@x>"], without: "Message-ID"),
      level: .warning, services: [.gmail]),
    Row(
      rule: .recipients, trips: Mail.plain(["Cc: " + addresses(1_000)]), passes: Mail.plain(["Cc: " + addresses(999)]),
      level: .note),
    Row(rule: .noHeader, trips: Array("\r\nDag\r\n".utf8), passes: Array("A: b\r\n\r\nDag\r\n".utf8), level: .warning),
    Row(
      rule: .headerEnd, trips: Array("A: b\r\nDag Jan\r\n".utf8), passes: Array("A: b\r\n\r\nDag\r\n".utf8),
      level: .note, path: "1"),
    Row(rule: .fieldBad, trips: Mail.plain(["no field", "X: y"]), passes: Mail.plain(["X: y"]), level: .warning),
    Row(
      rule: .fieldTwice, trips: Mail.plain(["Subject: y"]), passes: Mail.plain(["Received: x", "Received: y"]),
      level: .warning),
    Row(
      rule: .fieldTwice, trips: Mail.plain(["To: y@x"]), passes: Mail.plain(["Cc: y@x"]), level: .note,
      services: [.gmail]),
    Row(
      rule: .fromLine, trips: Array("From an@peeters.example Mon Nov 23 10:00:00 2026\r\n".utf8) + Mail.plain(),
      passes: Mail.plain("From an@peeters.example Mon Nov 23 10:00:00 2026\r\n"), level: .warning, offset: 0),
    Row(rule: .noFrom, trips: Mail.plain(without: "From"), passes: Mail.plain(), level: .warning),
    Row(rule: .date, trips: Mail.plain(without: "Date"), passes: Mail.plain(), level: .note),
    Row(
      rule: .date, trips: Mail.plain(["Date: gisteren"], without: "Date"),
      passes: Mail.plain(["Date: 1 Jan 26 10:00"], without: "Date"), level: .note),
    Row(rule: .noID, trips: Mail.plain(without: "Message-ID"), passes: Mail.plain(), level: .note),
    Row(
      rule: .receipt, trips: Mail.plain(["Disposition-Notification-To: a@x"]),
      passes: Mail.plain(["Disposition-Notification-Options: a"]), level: .note, repair: "read-receipt"),
  ]

  static let structure: [Row] = [
    Row(
      rule: .type, trips: Mail.plain(["Content-Type: ;;"]), passes: Mail.plain(["Content-Type: text/plain"]),
      level: .warning, path: "1"),
    Row(
      rule: .type, trips: Mail.plain(["Content-Type: text/plain", "Content-Type: text/html"]),
      passes: Mail.plain(["Content-Type: text/plain"]), level: .warning, path: "1"),
    Row(
      rule: .encoding, trips: Mail.plain(["Content-Transfer-Encoding: rot13"]),
      passes: Mail.plain(["Content-Transfer-Encoding: BASE64"], "QUJD\r\n"), level: .warning, path: "1"),
    Row(
      rule: .boundary, trips: Mail.plain(["Content-Type: multipart/mixed; boundary=y"], "--x\r\n\r\ntext\r\n--x--\r\n"),
      passes: Mail.multipart([Mail.text]), level: .warning),
    Row(
      rule: .boundaryEnd, trips: Mail.multipart([Mail.text], end: "\r\n"), passes: Mail.multipart([Mail.text]),
      level: .warning),
    Row(
      rule: .encodedMessage,
      trips: Mail.multipart(["Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD"]),
      passes: Mail.multipart(["Content-Type: message/rfc822\r\n\r\nFrom: a@x\r\n\r\ntext"]), level: .note, path: "1"),
    Row(rule: .limit, trips: Mail.multiparts(101), passes: Mail.multiparts(99), level: .problem),
    Row(
      rule: .parts, trips: Mail.multipart([String](repeating: Mail.text, count: 251)),
      passes: Mail.multipart([String](repeating: Mail.text, count: 250)), level: .warning, services: [.exchangeOnline]),
    Row(
      rule: .attachments, trips: Mail.multipart([String](repeating: Mail.file("a.pdf"), count: 251)),
      passes: Mail.multipart([Mail.text] + [String](repeating: Mail.file("a.pdf"), count: 250)), level: .warning),
    Row(rule: .nesting, trips: Mail.nested(31), passes: Mail.nested(30), level: .warning),
  ]

  static let content: [Row] = [
    Row(
      rule: .decoding, trips: Mail.plain(["Content-Transfer-Encoding: base64"], "QUJD%%QUJD\r\n"),
      passes: Mail.plain(["Content-Transfer-Encoding: base64"], "QUJD\r\nQUJD\r\n"), level: .warning, path: "1"),
    Row(
      rule: .eightBitLabel, trips: Mail.plain(["Content-Type: text/plain; charset=utf-8"], "dé\r\n"),
      passes: Mail.plain(["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"], "dé\r\n"),
      level: .note, path: "1"),
    Row(
      rule: .charset, trips: Mail.plain(["Content-Type: text/plain; charset=klingon"]),
      passes: Mail.plain(["Content-Type: text/plain; charset=ISO-8859-15"]), level: .note, path: "1"),
    Row(
      rule: .charset, trips: Mail.plain(["Content-Type: text/plain; charset=utf-8"], "d") + [0xE9, 13, 10],
      passes: Mail.plain(["Content-Type: text/plain; charset=latin1"], "d") + [0xE9, 13, 10], level: .note, path: "1"),
    Row(
      rule: .charset, trips: Mail.plain(["Content-Type: text/plain"], "dé\r\n"),
      passes: Mail.plain(["Content-Type: text/plain; charset=utf-8"], "dé\r\n"), level: .note, path: "1"),
    Row(
      rule: .tnef, trips: Mail.multipart([Mail.text, Mail.file("winmail.dat", type: "application/ms-tnef")]),
      passes: Mail.multipart([Mail.text, Mail.file("winmail.dat")]), level: .warning, path: "2"),
    Row(
      rule: .uuencode, trips: Mail.plain("Zie:\r\nbegin 644 kat.txt\r\n#0V%T\r\n`\r\nend\r\n"),
      passes: Mail.plain("begin 644 kat.txt zegt men\r\nen meer niet\r\nend\r\n"), level: .note, path: "1"),
    Row(
      rule: .blocked, trips: Mail.multipart([Mail.text, Mail.file("setup.EXE")]),
      passes: Mail.multipart([Mail.text, Mail.file("setup.exe.pdf")]), level: .warning, path: "2"),
    Row(
      rule: .fileName, trips: Mail.multipart([Mail.text, Mail.file("../../etc/passwd")]),
      passes: Mail.multipart([Mail.text, Mail.file("Offerte 2026 (getekend).pdf")]), level: .note, path: "2"),
    Row(
      rule: .elsewhere,
      trips: Mail.multipart(["Content-Type: message/external-body; access-type=ftp\r\n\r\nA: b\r\n\r\n"]),
      passes: Mail.multipart(["Content-Type: message/rfc822\r\n\r\nA: b\r\n\r\n"]), level: .warning, path: "1"),
  ]

  static let rows = bytes + header + structure + content

  @Test func everyRuleHasARow() {
    // The size has a test of its own, since it takes a large message; bytes before a first message are no message's.
    #expect(Set(Rule.allCases).subtracting(Self.rows.map(\.rule)) == [.size, .junk])
  }

  @Test func everyRuleIsDocumented() throws {
    let text = try String(contentsOfFile: "\(PackageFolder.path)/docs/mime.md", encoding: .utf8)
    for rule in Rule.allCases {
      #expect(text.contains("| `\(rule.rawValue)` |"), "\(rule.rawValue) is not in the table of docs/mime.md")
      #expect(FindingCatalogue.text(for: rule.rawValue) != nil, "\(rule.rawValue)")
    }
  }

  @Test func nothingIsFoundInOrdinaryMail() {
    #expect(Mail.check(Mail.plain()) == [])
    #expect(Mail.check(Mail.plain().filter { $0 != 13 }) == [])
    #expect(Mail.check(Mail.multipart([Mail.text, Mail.file("offerte.pdf")])) == [])
  }

  @Test(arguments: rows) func trips(_ row: Row) throws {
    let found = Mail.check(row.trips, for: row.services)
    let finding = try #require(found.first { $0.rule == row.rule }, "\(found.map(\.rule))")
    #expect(finding.level == row.level)
    #expect(finding.repair.name == row.repair)
    if !row.path.isEmpty { #expect(finding.path == row.path) }
    if let offset = row.offset { #expect(finding.offset == offset) }
    #expect(finding.offset >= 0 && finding.offset <= row.trips.count)
    #expect(!finding.detail.isEmpty && !finding.detail.hasSuffix("."))
    #expect(Set(finding.trips.map(\.service)).isSubset(of: row.services))
  }

  @Test(arguments: rows) func passes(_ row: Row) {
    let found = Mail.check(row.passes, for: row.services)
    #expect(!found.contains { $0.rule == row.rule }, "\(found.filter { $0.rule == row.rule })")
  }

  @Test(arguments: rows) func theSameIsFoundHoweverItIsCut(_ row: Row) {
    for bytes in [row.trips, row.passes] {
      let whole = Mail.check(bytes)
      #expect(Mail.check(bytes, pieces: 4_096) == whole)
      guard bytes.count < 3_000 else { continue }
      #expect(Mail.check(bytes, pieces: 1) == whole)
      for cut in stride(from: 1, to: bytes.count, by: 1) {
        var check = MessageCheck()
        check.take(bytes, 0..<cut)
        check.take(bytes, cut..<bytes.count)
        #expect(check.finish() == whole, "cut at \(cut)")
      }
    }
  }

  struct SizeRow: Sendable, CustomTestStringConvertible {
    var service: MailService
    var size: Int
    var level: Finding.Level?
    var isSkipped = false
    var testDescription: String { "\(service) \(size)" }
  }

  @Test(arguments: [
    SizeRow(service: .gmail, size: 35_651_584),
    SizeRow(service: .gmail, size: 35_651_585, level: .problem, isSkipped: true),
    SizeRow(service: .exchangeOnline, size: 36_700_160),
    SizeRow(service: .exchangeOnline, size: 36_700_161, level: .warning),
    SizeRow(service: .exchangeOnline, size: 157_286_400, level: .warning),
    SizeRow(service: .exchangeOnline, size: 157_286_401, level: .problem, isSkipped: true),
    SizeRow(service: .imap, size: 157_286_401),
  ])
  func size(_ row: SizeRow) {
    let head = Mail.plain(["Content-Type: application/octet-stream", "Content-Transfer-Encoding: binary"], "")
    let line = [UInt8](repeating: 0x61, count: 900) + [13, 10]
    let piece = [[UInt8]](repeating: line, count: 1_000).flatMap(\.self)
    var check = MessageCheck(for: [row.service])
    check.take(head)
    while check.size < row.size { check.take(piece, 0..<min(piece.count, row.size - check.size)) }
    let found = check.finish().first { $0.rule == .size }
    #expect(found?.level == row.level)
    #expect((found?.repair == .skipped) == row.isSkipped)
  }

  /// A Unix file grows by a byte a line on its way to a server.
  @Test func theSizeIsThatOnTheWire() {
    var check = MessageCheck(for: [.gmail])
    check.take(Mail.plain(["Content-Type: application/octet-stream"], "").filter { $0 != 13 })
    let piece = [[UInt8]](repeating: [0x61, 10], count: 1 << 19).flatMap(\.self)
    for _ in 0..<24 { check.take(piece) }
    #expect(check.size < 35_651_584)
    #expect(check.finish().contains { $0.rule == .size })
  }

  private static func filling(_ bytes: Int) -> [String] {
    [String](repeating: "X-Filling: " + String(repeating: "x", count: 87), count: bytes / 100)
  }

  /// Words of 50 bytes, folded.
  private static func long(_ bytes: Int) -> String {
    [String](repeating: String(repeating: "x", count: 50), count: bytes / 50).joined(separator: "\r\n ")
  }

  private static func addresses(_ count: Int) -> String {
    (0..<count).map { "a\($0)@x.example" }.joined(separator: ",\r\n ")
  }
}
