import Core
import HeaderAnalysis
import MIME
import Testing

/// Whose results count.
@Suite struct StandingTests {
  static let outside = "from boef.example (boef.example [203.0.113.66]) by mx.klant.example with ESMTP id 1"
  static let date = "; Mon, 23 Nov 2026 10:00:00 +0000"
  static let pass = "dmarc=pass header.from=bank.example"

  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var lines: [String]
    var standings: [ResultSource.Standing]
    var verdict: Verdict.Genuineness
    var trusted: [String] = []
    var testDescription: String { name }
  }

  static let rows = [
    Row(
      name: "above the entrance",
      lines: ["Authentication-Results: mx.klant.example; \(pass)", "Received: \(outside)\(date)"],
      standings: [.receiver], verdict: .genuine),
    Row(
      name: "without a name, above", lines: ["Authentication-Results: \(pass)", "Received: \(outside)\(date)"],
      standings: [.receiver], verdict: .genuine),
    Row(
      name: "right below, the receiver's name",
      lines: ["Received: \(outside)\(date)", "Authentication-Results: mx.klant.example; \(pass)"],
      standings: [.claimed], verdict: .probable),
    Row(
      name: "right below, another name",
      lines: ["Received: \(outside)\(date)", "Authentication-Results: mx.bank.example; \(pass)"],
      standings: [.before], verdict: .unproven),
    Row(
      name: "right below, no name", lines: ["Received: \(outside)\(date)", "Authentication-Results: \(pass)"],
      standings: [.before], verdict: .unproven),
    Row(
      name: "below a forged hop of the receiver",
      lines: [
        "Received: \(outside)\(date)",
        "Received: from mail.bank.example (mail.bank.example [192.0.2.9]) by mx.klant.example with ESMTPS id 0\(date)",
        "Authentication-Results: mx.klant.example; \(pass)",
      ], standings: [.before], verdict: .unproven),
    Row(
      name: "a forged hop with the receiver's name in HELO",
      lines: [
        "Received: from mx.klant.example (unknown [203.0.113.66]) by mx.klant.example with ESMTP id 1\(date)",
        "Authentication-Results: mx2.klant.example; \(pass)",
        "Received: from mail.bank.example (mail.bank.example [192.0.2.9]) by mx.klant.example with ESMTPS id 0\(date)",
      ], standings: [.claimed], verdict: .probable),
    Row(
      name: "a name of Microsoft's in HELO from elsewhere",
      lines: [
        "Received: from x.prod.outlook.com (203.0.113.66) by y.mail.protection.outlook.com (10.0.0.1) with Microsoft SMTP"
          + " Server id 1\(date)",
        "Authentication-Results: spf=pass; \(pass)",
        "Received: from mail.bank.example (192.0.2.9) by z.mail.protection.outlook.com (10.0.0.2) with ESMTPS id 0\(date)",
      ], standings: [.before], verdict: .unproven),
    Row(
      name: "a second receiver hop inside",
      lines: [
        "Received: from mx.klant.example (mx.klant.example [192.0.2.1]) by imap.klant.example with LMTP id 2\(date)",
        "Authentication-Results: mx.klant.example; \(pass)", "Received: \(outside)\(date)",
      ], standings: [.receiver], verdict: .genuine),
    Row(
      name: "a filter on the same host",
      lines: [
        "Received: from localhost (localhost [127.0.0.1]) by mx.klant.example with ESMTP id 3\(date)",
        "Received: from mx.klant.example ([127.0.0.1]) by localhost (filter [127.0.0.1]) with ESMTP id 2\(date)",
        "Authentication-Results: mx.klant.example; \(pass)", "Received: \(outside)\(date)",
      ], standings: [.receiver], verdict: .genuine),
    Row(
      name: "a stranger's name above",
      lines: [
        "Authentication-Results: mx.klant.example; dmarc=none", "Authentication-Results: boef.example; \(pass)",
        "Received: \(outside)\(date)",
      ], standings: [.receiver, .stranger], verdict: .unproven),
    Row(
      name: "a trusted name anywhere",
      lines: [
        "Received: \(outside)\(date)", "Received: from a by b\(date)",
        "Authentication-Results: MX.bank.example; \(pass)",
      ],
      standings: [.trusted], verdict: .genuine, trusted: ["mx.bank.example"]),
    Row(
      name: "with a trusted name no other counts",
      lines: ["Authentication-Results: mx.klant.example; \(pass)", "Received: \(outside)\(date)"],
      standings: [.stranger], verdict: .unproven, trusted: ["mx.bank.example"]),
    Row(
      name: "set aside by Exchange",
      lines: ["Authentication-Results-Original: mx.klant.example; \(pass)", "Received: \(outside)\(date)"],
      standings: [.before], verdict: .unproven),
    Row(
      name: "no hop at all", lines: ["Authentication-Results: mx.klant.example; \(pass)"], standings: [.receiver],
      verdict: .genuine),
    Row(
      name: "confirmed by the receiver's seal",
      lines: [
        "ARC-Authentication-Results: i=1; mx.klant.example; \(pass)", "Received: \(outside)\(date)",
        "Authentication-Results: mx.klant.example; \(pass)",
      ], standings: [.receiver], verdict: .genuine),
    Row(
      name: "a seal that came along confirms nothing",
      lines: [
        "Received: \(outside)\(date)", "ARC-Authentication-Results: i=1; mx.klant.example; \(pass)",
        "Authentication-Results: mx.klant.example; \(pass)",
      ], standings: [.claimed], verdict: .probable),
    Row(
      name: "Received-SPF of the receiver",
      lines: [
        "Received-SPF: pass (mx.klant.example: domain of an@bank.example designates 192.0.2.9) client-ip=192.0.2.9",
        "Received: \(outside)\(date)",
      ], standings: [.receiver], verdict: .genuine),
  ]

  @Test(arguments: rows) func standings(row: Row) {
    let header = Headers.explained(lines: row.lines + ["From: An <an@bank.example>"], trusting: row.trusted)
    #expect(header.authentication.sources.map(\.standing) == row.standings)
    #expect(header.verdict.genuineness == row.verdict)
  }

  @Test func whatDoesNotCountIsExplained() throws {
    let header = try Headers.explained("forged")
    #expect(header.discounted.map(\.subject) == ["mx.bank.example", "mx.claes.example"])
    #expect(header.discounted.allSatisfy { $0.meaning.contains("sender may have written it") })
    #expect(header.checkStatements.isEmpty)
  }
}
