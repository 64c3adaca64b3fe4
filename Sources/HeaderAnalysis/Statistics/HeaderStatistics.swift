public import Core

/// Many messages taken together: how long they took, where they waited, what the checks said, what was encrypted.
///
/// Memory grows by four bytes per message and per timed stretch, up to ``mostDelays`` each; names are kept up to
/// ``mostNames``, and what comes in beyond that is counted without one.
public struct HeaderStatistics: Sendable {
  public static let mostNames = 5_000
  public static let mostDelays = 2_000_000

  /// Delays in seconds; their middle and their tail are asked for.
  public struct Delays: Sendable {
    public private(set) var count = 0
    public private(set) var most: Int64 = 0
    private var seconds: [Int32] = []

    mutating func add(_ value: Int64, limit: Int) {
      count += 1
      most = max(most, value)
      if seconds.count < limit { seconds.append(Int32(clamping: value)) }
    }

    /// The smallest delay that at least `fraction` of all do not exceed; nil without any.
    public func quantile(_ fraction: Double) -> Int64? {
      guard !seconds.isEmpty else { return nil }
      let sorted = seconds.sorted()
      let rank = Int((fraction * Double(sorted.count)).rounded(.up))
      return Int64(sorted[min(max(rank, 1), sorted.count) - 1])
    }
    public var median: Int64? { quantile(0.5) }
  }

  /// A sending domain's messages and what passed of them.
  public struct DomainShare: Sendable, Hashable {
    public var messages = 0
    /// With a result that counts, and with `pass`.
    public var spf = Share()
    public var dkim = Share()
    public var dmarc = Share()
    public var doubtful = 0
  }

  public struct Share: Sendable, Hashable {
    public var checked = 0
    public var passed = 0
    /// 0...1; nil when nothing was checked.
    public var fraction: Double? { checked == 0 ? nil : Double(passed) / Double(checked) }

    mutating func add(_ result: String?) {
      guard let result else { return }
      checked += 1
      if result == "pass" { passed += 1 }
    }
  }

  public private(set) var messages = 0
  /// Files and entries that hold no header.
  public var notMessages = 0
  public private(set) var delays = Delays()
  /// Name of the message that took longest.
  public private(set) var slowestMessage: String?
  public private(set) var late = 0
  public private(set) var wrongClocks = 0
  public private(set) var genuineness: [Verdict.Genuineness: Int] = [:]
  /// Hops by how they were protected.
  public private(set) var protections: [Protection: Int] = [:]
  /// Messages with a hop in the clear between networks.
  public private(set) var messagesInClear = 0
  public private(set) var first: ZonedTime?
  public private(set) var last: ZonedTime?
  public private(set) var domains: [String: DomainShare] = [:]
  public private(set) var pairs: [HopPair: Delays] = [:]
  private var timedStretches = 0

  public init() {}

  public mutating func add(_ message: HeaderSummary) {
    messages += 1
    genuineness[message.genuineness, default: 0] += 1
    wrongClocks += message.wrongClocks > 0 ? 1 : 0
    if let seconds = message.totalSeconds {
      if delays.count == 0 || seconds > delays.most { slowestMessage = message.name }
      if seconds >= Verdict.lateSeconds { late += 1 }
      delays.add(seconds, limit: Self.mostDelays)
    }
    for protection in message.protections { protections[protection, default: 0] += 1 }
    if message.protections.contains(.clear) { messagesInClear += 1 }
    if let time = message.time {
      if first.map({ time.seconds < $0.seconds }) ?? true { first = time }
      if last.map({ time.seconds > $0.seconds }) ?? true { last = time }
    }
    addDomain(message)
    for (pair, seconds) in message.pairs { addPair(pair, seconds) }
  }

  private mutating func addDomain(_ message: HeaderSummary) {
    let name = message.fromDomain ?? Self.noDomain
    let key = domains[name] != nil || domains.count < Self.mostNames ? name : Self.others
    var share = domains[key] ?? DomainShare()
    share.messages += 1
    share.spf.add(message.spf)
    share.dkim.add(message.dkim)
    share.dmarc.add(message.dmarc)
    if message.genuineness == .doubtful { share.doubtful += 1 }
    domains[key] = share
  }

  private mutating func addPair(_ pair: HopPair, _ seconds: Int64) {
    guard timedStretches < Self.mostDelays, pairs[pair] != nil || pairs.count < Self.mostNames else { return }
    timedStretches += 1
    pairs[pair, default: Delays()].add(seconds, limit: Self.mostDelays)
  }

  /// What stands for messages without a single domain in From, and for domains beyond ``mostNames``.
  public static let noDomain = "(none)"
  public static let others = "(others)"

  // MARK: Asked for

  /// The slowest first: by the delay that one in twenty exceeds, then by the longest.
  public var slowestPairs: [(pair: HopPair, delays: Delays)] {
    let rated = pairs.map { (pair: $0.key, delays: $0.value, tail: $0.value.quantile(0.95) ?? 0) }
    let sorted = rated.sorted { a, b in
      (b.tail, b.delays.most, a.pair.from, a.pair.to) < (a.tail, a.delays.most, b.pair.from, b.pair.to)
    }
    return sorted.map { ($0.pair, $0.delays) }
  }

  /// Most messages first.
  public var largestDomains: [(name: String, share: DomainShare)] {
    domains.sorted { a, b in (b.value.messages, a.key) < (a.value.messages, b.key) }.map { ($0.key, $0.value) }
  }

  public func hops(_ kinds: Protection...) -> Int { kinds.reduce(0) { $0 + (protections[$1] ?? 0) } }

  /// Of the hops between networks of which it is known, how many were encrypted; nil without such hops.
  public var encryptedShare: Double? {
    let encrypted = hops(.encrypted, .weak)
    let known = encrypted + hops(.clear)
    return known == 0 ? nil : Double(encrypted) / Double(known)
  }
}
