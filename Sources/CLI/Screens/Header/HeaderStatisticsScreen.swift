import Core
import HeaderAnalysis

/// Many messages taken together.
struct HeaderStatisticsScreen {
  let statistics: HeaderStatistics
  let name: String
  var showsAll = false

  private var mostRows: Int { showsAll ? .max : 10 }

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(headline, width: layout.width)
    out += [""] + Labelled.lines(labels(layout), layout)
    out += slowest(layout) + domains(layout)
    return out + ["", next]
  }

  private var headline: String {
    let count = Words.count(statistics.messages, "message")
    guard let median = statistics.delays.median, let tail = statistics.delays.quantile(0.95) else {
      return "\(count); how long they took is not known."
    }
    return "\(count): half were there within \(Self.seconds(median)), 19 of 20 within \(Self.seconds(tail));"
      + " the slowest took \(Self.seconds(statistics.delays.most))."
  }

  private func labels(_ layout: Layout) -> [(label: String, text: String)] {
    var out: [(label: String, text: String)] = []
    if let first = statistics.first, let last = statistics.last {
      out.append(("Time", "\(first.day) to \(last.day)"))
    }
    if statistics.late > 0 {
      out.append(("Late", "\(share(statistics.late, statistics.delays.count)) took 5 min or more"))
      if let name = statistics.slowestMessage { out.append(("Slowest", name)) }
    }
    let doubtful = statistics.genuineness[.doubtful] ?? 0
    let proven = [Verdict.Genuineness.genuine, .internal, .probable].reduce(0) {
      $0 + (statistics.genuineness[$1] ?? 0)
    }
    out.append(
      (
        "Genuine",
        "\(share(proven, statistics.messages)); \(Words.number(doubtful)) doubtful,"
          + " \(Words.number(statistics.messages - proven - doubtful)) not proven"
      ))
    out.append(("Encrypted", encryption))
    if statistics.wrongClocks > 0 {
      out.append(
        ("Clocks", "wrong ones in \(Words.count(statistics.wrongClocks, "message")); their times are left out"))
    }
    if statistics.notMessages > 0 {
      out.append(("Passed over", "\(Words.count(statistics.notMessages, "file")) without a header"))
    }
    return out
  }

  private var encryption: String {
    guard let fraction = statistics.encryptedShare else { return "no hop between networks says" }
    let unsaid = statistics.hops(.unknown)
    return
      "\(Self.percent(fraction)) of the hops between networks; \(Words.count(statistics.messagesInClear, "message"))"
      + " went in the clear"
      + (unsaid > 0 ? "; \(Words.count(unsaid, "hop")) \(unsaid == 1 ? "does" : "do") not say" : "")
  }

  private func share(_ part: Int, _ whole: Int) -> String {
    "\(Words.number(part)) of \(Words.number(whole)) (\(Self.percent(whole == 0 ? 0 : Double(part) / Double(whole))))"
  }

  static func seconds(_ value: Int64) -> String { Words.duration(Double(value)) }
  /// A whole percent; `100 %` and `0 %` mean all and none.
  static func percent(_ fraction: Double) -> String {
    if fraction > 0, fraction < 0.01 { return "1 %" }
    return Words.percent(fraction)
  }

  // MARK: Tables

  private func slowest(_ layout: Layout) -> [String] {
    let pairs = statistics.slowestPairs.filter { $0.delays.most > 0 }
    guard !pairs.isEmpty else { return [] }
    var table = Table([
      .init("Waited at", .name), .init("Taken by", .name), .init("Msgs", .number), .init("Median", .number),
      .init("95 %", .number), .init("Longest", .number),
    ])
    table.rows = pairs.prefix(mostRows).map { pair, delays in
      [
        pair.from, pair.to, Words.number(delays.count), Self.seconds(delays.median ?? 0),
        Self.seconds(delays.quantile(0.95) ?? 0), Self.seconds(delays.most),
      ]
    }
    return [""] + HeaderScreen.title("Slowest stretches", layout) + table.lines(layout) + more(pairs.count, layout)
  }

  private func domains(_ layout: Layout) -> [String] {
    let domains = statistics.largestDomains
    var table = Table([
      .init("From", .name), .init("Messages", .number), .init("SPF", .number), .init("DKIM", .number),
      .init("DMARC", .number), .init("Doubtful", .number),
    ])
    table.rows = domains.prefix(mostRows).map { name, share in
      [
        name, Words.number(share.messages), passed(share.spf, layout), passed(share.dkim, layout),
        passed(share.dmarc, layout), Words.number(share.doubtful),
      ]
    }
    return [""] + HeaderScreen.title("Sending domains, and how many of the checked passed", layout)
      + table.lines(layout)
      + more(domains.count, layout)
  }

  private func passed(_ share: HeaderStatistics.Share, _ layout: Layout) -> String {
    share.fraction.map(Self.percent) ?? layout.dash
  }

  private func more(_ count: Int, _ layout: Layout) -> [String] {
    count > mostRows ? [" \(layout.ellipsis) \(Words.number(count - mostRows)) more (--all shows them)"] : []
  }

  private var next: String {
    if let name = statistics.slowestMessage, statistics.late > 0, !name.contains(":") {
      let folder = self.name.last == "/" ? String(self.name.dropLast()) : self.name
      return "Next: postduif header explain \(DisplayWidth.printable("\(folder)/\(name)"))"
    }
    return "Next: the same with --each for one line per message"
  }

  /// One message in a line.
  static func line(_ summary: HeaderSummary, _ layout: Layout) -> String {
    let sign: Finding.Level =
      switch summary.genuineness {
      case .genuine, .internal, .probable: .ok
      case .unproven: .note
      case .doubtful: .problem
      }
    let delay = summary.totalSeconds.map(seconds) ?? ""
    let waiting =
      summary.totalSeconds ?? 0 >= Verdict.lateSeconds ? summary.slowestPair.map { "  at \($0.from)" } ?? "" : ""
    return " \(layout.sign(sign)) \(DisplayWidth.padStart(delay, to: 11))  "
      + DisplayWidth.printable("\(summary.name)  \(summary.fromDomain ?? "")\(waiting)")
  }
}
