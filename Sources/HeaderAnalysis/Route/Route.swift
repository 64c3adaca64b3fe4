import Core
import MIME

/// The way a message took: its Received fields from the bottom up, with the time each stretch needed.
public struct Route: Sendable, Hashable {
  /// First server first.
  public private(set) var hops: [Hop] = []
  /// Seconds from the first clock to the last, of those that agree; nil with fewer than two.
  public private(set) var totalSeconds: Int64?
  /// Seconds from Date to the first clock; negative when Date lies behind it. Nil where either is missing.
  public private(set) var writtenBeforeSeconds: Int64?
  /// The hop in ``hops`` before which the message waited longest.
  public private(set) var slowest: Int?
  /// The hop in ``hops`` over which the message came in to those who received it: what stands above it in the header,
  /// they wrote. Nil without hops.
  public private(set) var entrance: Int?
  /// Who received it, as far as the names tell.
  private(set) var receivers: Set<Operator> = []

  init(_ table: HeaderTable, date: MailDate?) {
    let fields = table.all("received")
    hops = fields.reversed().enumerated().map { index, entry in
      Hop(number: index + 1, received: ReceivedField(entry.value), offset: entry.offset, fieldIndex: entry.index)
    }
    readClocks(date)
    findEntrance()
  }

  // MARK: Time

  private mutating func readClocks(_ date: MailDate?) {
    let timed = hops.indices.filter { hops[$0].time != nil }
    let times = timed.compactMap { hops[$0].time?.seconds }
    let agreeing = ClockReading(times).agreeing
    for (position, index) in agreeing.enumerated() where position > 0 {
      hops[timed[index]].delaySeconds = max(0, times[index] - times[agreeing[position - 1]])
    }
    markWrongClocks(timed, times, agreeing)
    if let first = agreeing.first, let last = agreeing.last {
      if agreeing.count > 1 { totalSeconds = max(0, times[last] - times[first]) }
      writtenBeforeSeconds = date?.time.map { times[first] - $0.seconds }
    }
    slowest = hops.indices.filter { (hops[$0].delaySeconds ?? 0) > 0 }
      .max { (hops[$0].delaySeconds ?? 0, $1) < (hops[$1].delaySeconds ?? 0, $0) }
  }

  /// A time that is later than the next believed one is of a clock that runs ahead; else it is behind the one before.
  private mutating func markWrongClocks(_ timed: [Int], _ times: [Int64], _ agreeing: [Int]) {
    var next = 0
    for (position, hop) in timed.enumerated() {
      if next < agreeing.count, agreeing[next] == position {
        next += 1
        continue
      }
      if next < agreeing.count, times[position] > times[agreeing[next]] {
        hops[hop].clockErrorSeconds = times[position] - times[agreeing[next]]
      } else if next > 0 {
        hops[hop].clockErrorSeconds = times[position] - times[agreeing[next - 1]]
      }
    }
  }

  /// As many clocks disagree as agree, so that none can say which of them are wrong.
  public var isClockUndecided: Bool {
    let wrong = hops.count { $0.clockErrorSeconds != nil }
    return wrong > 0 && wrong * 2 >= hops.count { $0.time != nil }
  }

  // MARK: The receiving side

  /// From the top down, as long as servers of one operator hand on to each other. A forger can write any Received field
  /// below the one that took the message from him, but not above it; so the first hop whose client is a stranger ends it.
  private mutating func findEntrance() {
    for index in hops.indices.reversed() {
      if let owner = Operator(host: hops[index].server) {
        if !receivers.isEmpty, !receivers.contains(owner) { break }
        receivers.insert(owner)
      }
      // A server without a domain in its name is the receiver's own: its client was not a stranger.
      entrance = index
      if isFromOutside(hops[index]) { break }
    }
  }

  /// The client is not known to be one of the receiver's own servers.
  private func isFromOutside(_ hop: Hop) -> Bool {
    guard let address = hop.received.fromAddress else {
      return hop.received.from != nil && !isOwn(hop.received.from) && hop.transmission.kind != .local
    }
    if NetworkAddress.isPrivate(address) { return false }
    if isOwn(hop.received.reverseName) { return false }
    return
      !(isOwn(hop.received.from) && receivers.contains { $0.name == Operator.microsoft }
      && NetworkAddress.isMicrosoft(address))
  }

  private func isOwn(_ name: String?) -> Bool {
    guard let name else { return false }
    guard let owner = Operator(host: name) else { return name.lowercased() == "localhost" }
    return receivers.contains(owner)
  }

  /// Whether a name is one of the receiver's own.
  func isReceiver(_ name: String?) -> Bool { Operator(host: name).map(receivers.contains) ?? false }
  /// Place among all fields of the Received field of ``entrance``.
  var entranceField: Int? { entrance.map { hops[$0].fieldIndex } }
}
