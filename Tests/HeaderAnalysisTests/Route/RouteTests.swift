import Core
import HeaderAnalysis
import MIME
import Testing

@Suite struct RouteTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    /// Seconds, `-` where unknown, `±n` of a clock that is wrong; first hop first.
    var delays: String
    var protections: [Protection]
    /// Number of the hop over which it came in.
    var entrance: Int
    var total: Int64?
    var testDescription: String { name }
  }

  static let rows = [
    Row(
      name: "exchange-online", delays: "- 44 2778 1 0 2",
      protections: [.clearInside, .encrypted, .encrypted, .encrypted, .encrypted, .encrypted], entrance: 3, total: 2_825
    ),
    Row(name: "gmail", delays: "- 3 1", protections: [.unknown, .encrypted, .inside], entrance: 2, total: 4),
    Row(name: "postfix", delays: "- 1", protections: [.encrypted, .encrypted], entrance: 2, total: 1),
    Row(name: "exim", delays: "- 1231", protections: [.inside, .clear], entrance: 2, total: 1_231),
    Row(
      name: "qmail", delays: "+181 +182 - 1", protections: [.clear, .inside, .clear, .inside], entrance: 3, total: 1),
    Row(name: "sendmail", delays: "- 0 1", protections: [.inside, .inside, .weak], entrance: 1, total: 1),
    Row(name: "iis-smtp", delays: "- 3608", protections: [.unknown, .unknown], entrance: 2, total: 3_608),
    Row(
      name: "exchange-internal", delays: "- 0 1", protections: [.inside, .encrypted, .encrypted], entrance: 1, total: 1),
    Row(name: "forged", delays: "- 2", protections: [.encrypted, .clear], entrance: 2, total: 2),
    Row(name: "arc-forwarded", delays: "-", protections: [.encrypted], entrance: 1, total: nil),
  ]

  @Test(arguments: rows) func products(row: Row) throws {
    let route = try Headers.explained(row.name).route
    let delays = route.hops.map { hop in
      if let error = hop.clockErrorSeconds { return error > 0 ? "+\(error)" : "\(error)" }
      return hop.delaySeconds.map { "\($0)" } ?? "-"
    }
    #expect(delays.joined(separator: " ") == row.delays)
    #expect(route.hops.map(\.protection) == row.protections)
    #expect(route.entrance.map { $0 + 1 } == row.entrance)
    #expect(route.totalSeconds == row.total)
  }

  @Test(arguments: [
    ("SMTP", Transmission.Kind.smtp, false, false as Bool?), ("ESMTPSA", .smtp, true, true),
    ("esmtpa", .smtp, true, false),
    ("UTF8SMTPSA", .smtp, true, true), ("UTF8SMTP", .smtp, false, false), ("LMTP", .lmtp, false, false),
    ("UTF8LMTPSA", .lmtp, true, true), ("mapi", .mapi, false, nil), ("HTTPS", .http, false, true),
    ("Microsoft SMTP Server", .smtp, false, false), ("Microsoft SMTP Server (TLS)", .smtp, false, true),
    ("Microsoft SMTPSVC(10.0.1.1)", .smtp, false, nil), ("POP3", .fetched, false, nil), ("local", .local, false, nil),
    ("NNFMP", .other, false, nil), ("SUBMISSION", .smtp, false, nil),
  ])
  func transmissions(word: String, kind: Transmission.Kind, isSignedIn: Bool, isEncrypted: Bool?) throws {
    let header = Headers.explained(lines: [
      "Received: from a.example ([192.0.2.1]) by b.example with \(word) id 1; Mon, 23 Nov 2026 10:00:00 +0000"
    ])
    let transmission = try #require(header.route.hops.first).transmission
    #expect(transmission.kind == kind && transmission.isSignedIn == isSignedIn)
    #expect(transmission.isEncrypted == isEncrypted)
  }

  @Test func theWaitIsNamed() throws {
    let header = try Headers.explained("exchange-online")
    let slowest = try #require(header.route.slowest)
    #expect(header.place(before: slowest) == "mx2.oudehost.example")
    let delay = try #require(header.findings.first { $0.code == "HEADER-DELAY" })
    #expect(delay.place == "mx2.oudehost.example" && delay.message.hasPrefix("46 min of 47 min"))
    #expect(delay.next.contains("4AbC12"))
    #expect(header.verdict.isLate)
  }

  @Test func wholeHoursAreZones() throws {
    let late = try Headers.explained("iis-smtp").findings.first { $0.code == "HEADER-DELAY" }
    #expect(late?.message.contains("time zone") == true)
    let ahead = Headers.explained(lines: [
      Headers.received("c.example (c.example [192.0.2.3])", "d.example", at: 12),
      Headers.received("b.example (b.example [192.0.2.2])", "c.example", at: 3_610),
      Headers.received("a.example (a.example [192.0.2.1])", "b.example", at: 8), "From: a@a.example",
    ])
    #expect(ahead.route.hops.map(\.clockErrorSeconds) == [nil, 3_598, nil])
    #expect(ahead.route.hops.map(\.delaySeconds) == [nil, nil, 4])
    #expect(ahead.route.totalSeconds == 4)
    let clock = try #require(ahead.findings.first { $0.code == "HEADER-CLOCK" })
    #expect(clock.message == "its clock is 60 min ahead: a wrong time zone, it seems" || clock.message.contains("1 h"))
    #expect(!ahead.route.isClockUndecided)
  }

  @Test func twoClocksCannotBothBeBelieved() throws {
    let header = Headers.explained(lines: [
      Headers.received("b.example (b.example [192.0.2.2])", "c.example", at: 0),
      Headers.received("a.example (a.example [192.0.2.1])", "b.example", at: 100), "From: a@a.example",
    ])
    #expect(header.route.isClockUndecided && header.route.totalSeconds == nil)
    #expect(header.findings.contains { $0.code == "HEADER-CLOCK" && $0.message.contains("cannot be told") })
    #expect(try Headers.explained("qmail").route.isClockUndecided)
  }

  @Test(arguments: [(0, 0 as Int?), (400, 1), (-400, 1), (299, 0)])
  func dateAndFirstHop(seconds: Int, findings: Int?) {
    let clock = 36_000 - seconds
    let date = "\(clock / 3_600):\(clock % 3_600 / 60):\(clock % 60)"
    let header = Headers.explained(lines: [
      Headers.received("a.example (a.example [192.0.2.1])", "b.example", at: 0),
      "Date: Mon, 23 Nov 2026 \(date) +0000", "From: a@a.example",
    ])
    #expect(header.route.writtenBeforeSeconds == Int64(seconds))
    #expect(header.findings.count { $0.code == "HEADER-DATE" } == findings)
  }

  @Test func missingTimes() {
    let header = Headers.explained(lines: [
      "Received: from a by b", Headers.received("a", "b", at: 3), "Received: from a by b; nonsense",
      Headers.received("a", "b", at: 1),
    ])
    #expect(header.route.hops.map(\.delaySeconds) == [nil, nil, 2, nil])
    #expect(header.route.totalSeconds == 2 && header.route.slowest == 2)
  }
}
