import Core
import HeaderAnalysis

extension HeaderStatisticsScreen {
  /// `csv` has a line per stretch and per domain, told apart by `section`.
  var answer: Answer {
    let pairs = statistics.slowestPairs
    let domains = statistics.largestDomains
    return Answer(
      type: "headers", summary: summary, recordsName: "domains", recordType: "domain",
      records: domains.map { Self.json($0.name, $0.share) },
      besides: pairs.map { ("stretch", Self.json($0.pair, $0.delays)) },
      header: Self.columns, rows: [total] + domains.map { Self.row($0.name, $0.share) } + pairs.map(Self.row)
    ) { self.lines($0) }
  }

  private var summary: [JSONValue.Member] {
    let delays = statistics.delays
    return [
      .init("count", .init(statistics.messages)), .init("not_messages", .init(statistics.notMessages)),
      .init("first", .init(statistics.first)), .init("last", .init(statistics.last)),
      .init("timed", .init(delays.count)), .init("median_seconds", .init(delays.median)),
      .init("p95_seconds", .init(delays.quantile(0.95))),
      .init("longest_seconds", .init(delays.count > 0 ? delays.most : nil)), .init("late", .init(statistics.late)),
      .init("slowest", .init(statistics.slowestMessage)), .init("wrong_clocks", .init(statistics.wrongClocks)),
      .init(
        "verdicts",
        .object(Verdict.Genuineness.allCases.map { .init($0.rawValue, .init(statistics.genuineness[$0] ?? 0)) })),
      .init(
        "hops", .object(Protection.allCases.map { .init($0.rawValue, .init(statistics.protections[$0] ?? 0)) })),
      .init("encrypted_share", statistics.encryptedShare.map(JSONValue.double) ?? .null),
      .init("messages_in_clear", .init(statistics.messagesInClear)),
      .init("stretches", .array(statistics.slowestPairs.map { Self.json($0.pair, $0.delays) })),
    ]
  }

  private static func json(_ pair: HopPair, _ delays: HeaderStatistics.Delays) -> JSONValue {
    [
      "from": .string(pair.from), "to": .string(pair.to), "count": .init(delays.count),
      "median_seconds": .init(delays.median), "p95_seconds": .init(delays.quantile(0.95)),
      "longest_seconds": .init(delays.most),
    ]
  }

  private static func json(_ name: String, _ share: HeaderStatistics.DomainShare) -> JSONValue {
    func json(_ share: HeaderStatistics.Share) -> JSONValue {
      ["checked": .init(share.checked), "passed": .init(share.passed)]
    }
    return [
      "domain": .string(name), "count": .init(share.messages), "spf": json(share.spf), "dkim": json(share.dkim),
      "dmarc": json(share.dmarc), "doubtful": .init(share.doubtful),
    ]
  }

  // MARK: Rows

  private static let columns = [
    "section", "name", "to", "messages", "median_seconds", "p95_seconds", "longest_seconds", "spf_checked",
    "spf_passed",
    "dkim_checked", "dkim_passed", "dmarc_checked", "dmarc_passed", "doubtful",
  ]

  private static func number(_ value: Int64?) -> CSVText.Cell { value.map(CSVText.Cell.number) ?? .empty }

  private var total: [CSVText.Cell] {
    let delays = statistics.delays
    return [
      "total", .text(name), .empty, .init(statistics.messages), Self.number(delays.median),
      Self.number(delays.quantile(0.95)), Self.number(delays.count > 0 ? delays.most : nil), .empty, .empty, .empty,
      .empty, .empty, .empty, .init(statistics.genuineness[.doubtful] ?? 0),
    ]
  }

  private static func row(_ name: String, _ share: HeaderStatistics.DomainShare) -> [CSVText.Cell] {
    [
      "domain", .text(name), .empty, .init(share.messages), .empty, .empty, .empty, .init(share.spf.checked),
      .init(share.spf.passed), .init(share.dkim.checked), .init(share.dkim.passed), .init(share.dmarc.checked),
      .init(share.dmarc.passed), .init(share.doubtful),
    ]
  }

  private static func row(_ pair: (pair: HopPair, delays: HeaderStatistics.Delays)) -> [CSVText.Cell] {
    [
      "stretch", .text(pair.pair.from), .text(pair.pair.to), .init(pair.delays.count), number(pair.delays.median),
      number(pair.delays.quantile(0.95)), number(pair.delays.most), .empty, .empty, .empty, .empty, .empty, .empty,
      .empty,
    ]
  }
}

extension HeaderSummary {
  static let csvHeader = CSVText.row([
    "name", "time", "from_domain", "verdict", "seconds", "hops", "waited_at", "waited_seconds", "spf", "dkim", "dmarc",
    "hops_in_clear", "wrong_clocks",
  ])

  var cells: [CSVText.Cell] {
    [
      .text(name), .init(time?.rfc3339), .init(fromDomain), .text(genuineness.rawValue),
      totalSeconds.map(CSVText.Cell.number) ?? .empty, .init(hops), .init(slowestPair?.from),
      slowestSeconds.map(CSVText.Cell.number) ?? .empty, .init(spf), .init(dkim), .init(dmarc),
      .init(protections.count { $0 == .clear }), .init(wrongClocks),
    ]
  }

  var json: JSONValue {
    [
      "name": .string(name), "time": .init(time), "from_domain": .init(fromDomain),
      "verdict": .string(genuineness.rawValue), "seconds": .init(totalSeconds), "hops": .init(hops),
      "waited_at": .init(slowestPair?.from), "waited_seconds": .init(slowestSeconds), "spf": .init(spf),
      "dkim": .init(dkim), "dmarc": .init(dmarc), "hops_in_clear": .init(protections.count { $0 == .clear }),
      "wrong_clocks": .init(wrongClocks),
    ]
  }
}
