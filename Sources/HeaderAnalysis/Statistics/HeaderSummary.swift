public import Core
import MIME

/// One message in a few words and numbers: a row of a table.
public struct HeaderSummary: Sendable {
  /// File, and within a mailbox file the message's number.
  public var name: String
  /// Of the last server whose clock agrees with the others, else of Date.
  public var time: ZonedTime?
  public var fromDomain: String?
  public var genuineness: Verdict.Genuineness
  public var hops: Int
  public var totalSeconds: Int64?
  /// Where it waited longest, and for how long.
  public var slowestPair: HopPair?
  public var slowestSeconds: Int64?
  /// Results that count; nil where none does. Of several signatures the best, of the domain in From first.
  public var spf: String?
  public var dkim: String?
  public var dmarc: String?
  public var protections: [Protection]
  public var pairs: [(pair: HopPair, seconds: Int64)]
  public var wrongClocks: Int

  public init(_ header: ExplainedHeader, name: String) {
    self.name = name
    let (route, authentication) = (header.route, header.authentication)
    time = route.hops.last { $0.time != nil && $0.clockErrorSeconds == nil }?.time ?? header.identity.date?.time
    fromDomain = authentication.fromDomain
    genuineness = header.verdict.genuineness
    hops = route.hops.count
    totalSeconds = route.totalSeconds
    spf = authentication.spf.first?.result
    dkim =
      (authentication.dkim.first(where: \.isAlignedPass) ?? authentication.dkim.first { $0.passes }
      ?? authentication.dkim.first)?.result
    dmarc = authentication.dmarc?.result
    protections = route.hops.map(\.protection)
    wrongClocks = route.hops.count { $0.clockErrorSeconds != nil }
    pairs = route.hops.indices.prefix(Self.mostPairs).compactMap { index in
      guard let seconds = route.hops[index].delaySeconds else { return nil }
      let to = route.hops[index].server ?? "?"
      return (HopPair(from: header.place(before: index), to: to), seconds)
    }
    if let index = route.slowest {
      slowestPair = HopPair(from: header.place(before: index), to: route.hops[index].server ?? "?")
      slowestSeconds = route.hops[index].delaySeconds
    }
  }

  /// Stretches of one message that are counted.
  private static let mostPairs = 100
}

/// Two servers of which the second took a message from the first.
public struct HopPair: Sendable, Hashable {
  public var from: String
  public var to: String

  public init(from: String, to: String) { (self.from, self.to) = (from, to) }
}
