import Core
import HeaderAnalysis
import MIME
import Testing

@Suite struct HeaderStatisticsTests {
  private static func summary(_ index: Int, delay: Int, domain: String = "x.example") -> HeaderSummary {
    let header = Headers.explained(lines: [
      "Authentication-Results: b.example; spf=\(index % 4 == 0 ? "fail" : "pass") smtp.mailfrom=\(domain); dkim=none",
      Headers.received(
        "r.example (r.example [192.0.2.2])", "b.example", at: delay, with: index % 2 == 0 ? "SMTP" : "ESMTPS"),
      Headers.received("a.example (a.example [192.0.2.1])", "r.example", at: 0), "From: a@\(domain)",
    ])
    return HeaderSummary(header, name: "\(index).eml")
  }

  @Test func numbers() throws {
    var statistics = HeaderStatistics()
    for index in 1...100 {
      statistics.add(Self.summary(index, delay: index, domain: index <= 40 ? "x.example" : "y.example"))
    }
    #expect(statistics.messages == 100 && statistics.delays.count == 100)
    #expect(statistics.delays.median == 50 && statistics.delays.quantile(0.95) == 95 && statistics.delays.most == 100)
    #expect(statistics.delays.quantile(0) == 1 && statistics.delays.quantile(1) == 100)
    #expect(statistics.slowestMessage == "100.eml" && statistics.late == 0)
    let domains = statistics.largestDomains
    #expect(domains.map(\.name) == ["y.example", "x.example"])
    let x = domains[1].share
    #expect([x.spf.checked, x.spf.passed, x.dkim.checked, x.dkim.passed] == [40, 30, 40, 0])
    #expect(domains[1].share.dmarc.fraction == nil)
    let pair = try #require(statistics.slowestPairs.first)
    #expect(pair.pair == HopPair(from: "r.example", to: "b.example") && pair.delays.count == 100)
    #expect(statistics.hops(.encrypted) == 150 && statistics.hops(.clear) == 50)
    #expect(statistics.encryptedShare == 0.75 && statistics.messagesInClear == 50)
    #expect(statistics.first?.rfc3339 == "2026-11-23T10:00:01+00:00")
    #expect(statistics.last?.rfc3339 == "2026-11-23T10:01:40+00:00")
  }

  @Test func nothingAtAll() {
    let statistics = HeaderStatistics()
    #expect(statistics.delays.median == nil && statistics.encryptedShare == nil && statistics.slowestPairs.isEmpty)
  }

  /// Names are kept up to a limit; messages are counted beyond it.
  @Test func namesAreBounded() {
    var statistics = HeaderStatistics()
    let count = HeaderStatistics.mostNames + 20
    for index in 0..<count { statistics.add(Self.summary(index, delay: 1, domain: "d\(index).example")) }
    #expect(statistics.domains.count == HeaderStatistics.mostNames + 1)
    #expect(statistics.domains[HeaderStatistics.others]?.messages == 20)
    #expect(statistics.domains.values.reduce(0) { $0 + $1.messages } == count)
  }

  @Test(arguments: Headers.names) func summaries(name: String) throws {
    let header = try Headers.explained(name)
    let summary = HeaderSummary(header, name: name)
    #expect(summary.hops == header.route.hops.count && summary.totalSeconds == header.route.totalSeconds)
    #expect(summary.genuineness == header.verdict.genuineness)
    #expect(summary.pairs.map(\.seconds) == header.route.hops.compactMap(\.delaySeconds))
    #expect(summary.spf == header.authentication.spf.first?.result)
  }
}
