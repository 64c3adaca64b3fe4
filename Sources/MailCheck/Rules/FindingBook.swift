import Core

/// Collects what is found in one message: the first of its kind with its place, and how often. However hostile the message,
/// there are no more than there are rules.
struct FindingBook {
  private struct Entry {
    var offset: Int
    var path: String
    var count = 1
    var detail: String
    var trips: [Trip]
  }

  let services: [MailService]
  private var entries: [Rule: Entry] = [:]

  init(services: [MailService]) { self.services = services }

  /// - Parameter trips: who trips over it; by default whoever the rule names.
  mutating func note(
    _ rule: Rule, at offset: Int, in path: String = "", count: Int = 1, trips: [Trip]? = nil,
    _ detail: @autoclosure () -> String
  ) {
    if entries[rule] != nil {
      entries[rule]?.count += count
      return
    }
    let trips = (trips ?? rule.trips).filter { services.contains($0.service) }
    guard !trips.isEmpty else { return }
    entries[rule] = Entry(offset: offset, path: path, count: count, detail: detail(), trips: trips)
  }

  /// Notes what is more than a service takes.
  mutating func note(
    _ rule: Rule, _ value: Int, at offset: Int, in path: String = "", level: Finding.Level = .warning,
    over limit: (MessageLimits) -> Int?, _ how: (Int) -> String, _ detail: @autoclosure () -> String
  ) {
    let trips = services.compactMap { service -> Trip? in
      guard let most = limit(service.provider.message), value > most else { return nil }
      return Trip(service, level, how(most))
    }
    if !trips.isEmpty { note(rule, at: offset, in: path, trips: trips, detail()) }
  }

  /// In the order of the rules.
  func findings(_ repair: (Rule) -> RepairNote) -> [MailFinding] {
    Rule.allCases.compactMap { rule in
      guard let entry = entries[rule], let level = entry.trips.map(\.level).max() else { return nil }
      return MailFinding(
        rule: rule, level: level, offset: entry.offset, path: entry.path, count: entry.count, detail: entry.detail,
        trips: entry.trips, repair: repair(rule))
    }
  }
}
