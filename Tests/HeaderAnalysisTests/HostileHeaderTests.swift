import Core
import HeaderAnalysis
import MIME
import Testing

@Suite struct HostileHeaderTests {
  /// Every beginning of every header, and the same with its last line left unfinished.
  @Test(arguments: Headers.names) func cutAnywhere(name: String) throws {
    let bytes = try Headers.bytes(name)
    var verdicts: Set<Verdict.Genuineness> = []
    for end in stride(from: 0, through: bytes.count, by: 7) {
      let paste = HeaderPaste(Array(bytes[..<end]))
      let header = ExplainedHeader(Message(paste.bytes))
      verdicts.insert(header.verdict.genuineness)
      #expect(header.findings.allSatisfy { !$0.code.rawValue.isEmpty })
      #expect(header.route.hops.allSatisfy { ($0.delaySeconds ?? 0) >= 0 })
    }
    #expect(!verdicts.isEmpty)
  }

  /// Bytes of a header changed at random.
  @Test(arguments: Headers.names) func damaged(name: String) throws {
    let bytes = try Headers.bytes(name)
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<60 {
      var changed = bytes
      for _ in 0..<20 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        changed[Int(state >> 33) % changed.count] = UInt8(truncatingIfNeeded: state >> 24)
      }
      let header = ExplainedHeader(Message(HeaderPaste(changed).bytes))
      for finding in header.findings { #expect(!finding.message.isEmpty) }
      _ = (header.checkStatements, header.discounted)
    }
  }

  @Test func aHundredThousandHops() {
    let hop = Array("Received: from a.example ([192.0.2.1]) by b.example; Mon, 23 Nov 2026 10:00:00 +0000\r\n".utf8)
    var bytes: [UInt8] = []
    for _ in 0..<100_000 { bytes += hop }
    bytes += Array("From: a@x.example\r\n\r\n".utf8)
    let header = ExplainedHeader(Message(HeaderPaste(bytes).bytes))
    #expect(header.route.hops.count == 10_000)
    #expect(header.findings.count { $0.code == "HEADER-LIMIT" } == 1)
    // What stands beyond the limit is not said to be missing.
    #expect(!header.findings.contains { $0.code == "HEADER-FROM" })
    #expect(header.findings.count < 30)
  }

  /// Times that fall all the way: each clock disagrees with each other.
  @Test func clocksThatOnlyFall() {
    var lines: [String] = []
    for seconds in 0..<2_000 { lines.append(Headers.received("a", "b", at: seconds * 10)) }
    let header = Headers.explained(lines: lines)
    #expect(header.route.hops.count == 2_000)
    #expect(header.route.isClockUndecided)
    #expect(header.findings.count { $0.code == "HEADER-CLOCK" } == 5)
  }

  @Test func fieldsOfAMegabyte() {
    let long = String(repeating: "a=b; ", count: 200_000)
    for name in [
      "Authentication-Results", "ARC-Seal", "DKIM-Signature", "Received", "From", "Received-SPF", "X-Mailer",
    ] {
      let header = Headers.explained(lines: ["\(name): \(long)", "From: a@x.example"])
      #expect(header.checkStatements.count <= 500)
      #expect(header.findings.count < 30)
    }
  }

  @Test func manyResults() {
    let results = String(repeating: "; dkim=pass header.d=x.example; spf=fail", count: 5_000)
    let header = Headers.explained(lines: Array(repeating: "Authentication-Results: a.example\(results)", count: 300))
    #expect(header.authentication.dkim.count <= 100 && header.authentication.spf.count <= 100)
    #expect(header.authentication.sources.count <= 200)
  }

  /// A time at the end of what can be counted must not overflow.
  @Test func timesFarAway() {
    let header = Headers.explained(lines: [
      "Received: from a by b; Mon, 23 Nov 9999 10:00:00 +0000", "Received: from a by b; Thu, 1 Jan 1970 00:00:00 +0000",
      "Received: from a by b; 1 Jan 0001 00:00:00 +2359", "Date: 31 Dec 9999 23:59:59 -2359", "From: a@x.example",
    ])
    #expect(header.route.hops.count == 3)
    #expect((header.route.totalSeconds ?? 0) >= 0)
  }
}
