import Core
import HeaderAnalysis
import MIME
import Testing

@Suite struct VerdictTests {
  @Test(arguments: [
    ("arc-forwarded", Verdict.Genuineness.doubtful), ("exchange-internal", .internal), ("exchange-online", .genuine),
    ("exim", .unproven), ("forged", .unproven), ("gmail", .genuine), ("iis-smtp", .unproven), ("postfix", .probable),
    ("qmail", .unproven), ("sendmail", .unproven),
  ])
  func fixtures(name: String, verdict: Verdict.Genuineness) throws {
    #expect(try Headers.explained(name).verdict.genuineness == verdict)
  }

  /// Results of the receiver for a message from peeters.example, what is concluded, and the codes of the findings.
  @Test(arguments: [
    ("dmarc=pass header.from=peeters.example", Verdict.Genuineness.genuine, [] as [String]),
    ("dkim=pass header.d=peeters.example", .genuine, []),
    ("dkim=pass header.i=@mail.peeters.example", .genuine, []),
    ("spf=pass smtp.mailfrom=bounce@mail.peeters.example", .genuine, []),
    ("spf=pass smtp.mailfrom=peeters.example; dkim=fail header.d=peeters.example", .genuine, ["HEADER-DKIM"]),
    ("dkim=pass header.d=boef.example", .unproven, ["HEADER-ALIGN"]),
    ("spf=pass smtp.mailfrom=boef.example; dkim=none", .unproven, ["HEADER-ALIGN"]),
    ("spf=fail smtp.mailfrom=peeters.example", .doubtful, ["HEADER-SPF"]),
    ("spf=softfail smtp.mailfrom=peeters.example", .unproven, ["HEADER-ALIGN", "HEADER-SPF"]),
    ("spf=fail smtp.mailfrom=peeters.example; dkim=pass header.d=peeters.example", .genuine, ["HEADER-SPF"]),
    ("dmarc=fail action=none header.from=peeters.example", .doubtful, ["HEADER-DMARC"]),
    ("dmarc=fail; spf=pass smtp.mailfrom=boef.example; dkim=pass header.d=boef.example", .doubtful, ["HEADER-DMARC"]),
    ("dmarc=bestguesspass action=none header.from=peeters.example; dkim=pass header.d=peeters.example", .genuine, []),
    ("spf=none; dkim=none; dmarc=none", .unproven, ["HEADER-UNPROVEN"]),
    ("dkim=timeout header.d=peeters.example", .unproven, ["HEADER-ALIGN"]),
    ("none", .unproven, ["HEADER-UNPROVEN"]),
  ])
  func results(results: String, verdict: Verdict.Genuineness, codes: [String]) {
    let header = Headers.explained(lines: [
      "Authentication-Results: mx.klant.example; \(results)",
      "Received: from a (a.example [192.0.2.1]) by mx.klant.example with ESMTPS id 1; Mon, 23 Nov 2026 10:00:00 +0000",
      "From: An <an@peeters.example>",
    ])
    #expect(header.verdict.genuineness == verdict)
    #expect(header.findings.map(\.code.rawValue).sorted() == codes)
  }

  @Test(arguments: [
    (["From: a@peeters.example, b@boef.example"], ["HEADER-FROM"]),
    (["From: a@peeters.example", "From: b@boef.example"], ["HEADER-FROM"]),
    (["From: a@peeters.example, b@peeters.example"], ["HEADER-UNPROVEN"]),
    (["Message-ID: <1@x>"], ["HEADER-FROM", "HEADER-UNPROVEN"]),
    (["From: \"an@peeters.example\" <x@boef.example>"], ["HEADER-NAME", "HEADER-UNPROVEN"]),
    (["From: \"an@mail.boef.example\" <x@boef.example>"], ["HEADER-UNPROVEN"]),
    (["From: x@boef.example", "Reply-To: y@elders.example"], ["HEADER-REPLY", "HEADER-UNPROVEN"]),
  ])
  func senders(lines: [String], codes: [String]) {
    #expect(Headers.explained(lines: lines).findings.map(\.code.rawValue).sorted() == codes)
  }

  /// A result that names no domain belongs to the signature it can be matched with.
  @Test(arguments: [
    ("dkim=pass", 1, "peeters.example" as String?), ("dkim=pass header.b=QmFz", 2, "peeters.example"),
    ("dkim=pass header.b=Wm9u", 2, "boef.example"), ("dkim=pass", 2, nil), ("dkim=pass header.s=x", 2, nil),
  ])
  func signatures(result: String, count: Int, domain: String?) {
    let signatures = [
      "DKIM-Signature: v=1; d=peeters.example; s=mail; b=QmFz\r\n ZTY0AAAA",
      "DKIM-Signature: v=1; d=boef.example; b=Wm9uZGVy",
    ]
    let header = Headers.explained(
      lines: ["Authentication-Results: mx.klant.example; \(result)"] + signatures.prefix(count) + [
        "From: a@peeters.example"
      ])
    #expect(header.authentication.dkim.map(\.domain) == [domain])
  }

  @Test func exchangeInternalIsBelievedOnlyInside() {
    let inside = "X-MS-Exchange-Organization-AuthAs: Internal"
    let outside = Headers.explained(lines: [
      "Received: from boef.example (203.0.113.66) by mx.klant.example with ESMTP id 1; Mon, 23 Nov 2026 10:00:00 +0000",
      "Received: from EX1.klant.local (10.0.0.1) by EX2.klant.local with mapi id 1; Mon, 23 Nov 2026 09:59:59 +0000",
      inside, "From: directie@klant.example",
    ])
    #expect(outside.verdict.genuineness == .unproven)
  }
}
