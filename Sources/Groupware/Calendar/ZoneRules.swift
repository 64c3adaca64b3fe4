public import Core

/// A time zone as a calendar defines it for itself: VTIMEZONE. RFC 5545 §3.6.5
public struct ZoneRules: Hashable, Sendable {
  /// STANDARD or DAYLIGHT: an offset, and when it begins.
  public struct Observance: Hashable, Sendable {
    public var isDaylight: Bool
    /// TZNAME; empty where there is none.
    public var name: String
    /// When it begins for the first time, by the clock as it was until then.
    public var start: CalendarTime
    /// Seconds east of UTC, before and from then.
    public var offsetFrom: Int
    public var offsetTo: Int
    /// How it begins again.
    public var rule: RecurrenceRule?
    /// Further beginnings (RDATE).
    public var dates: [CalendarTime]

    public init(
      isDaylight: Bool, start: CalendarTime, offsetFrom: Int, offsetTo: Int, rule: RecurrenceRule? = nil,
      name: String = "", dates: [CalendarTime] = []
    ) {
      (self.isDaylight, self.start, self.offsetFrom, self.offsetTo) = (isDaylight, start, offsetFrom, offsetTo)
      (self.rule, self.name, self.dates) = (rule, name, dates)
    }
  }

  /// What TZID names.
  public var id: String
  public var observances: [Observance]

  public init(id: String, observances: [Observance]) { (self.id, self.observances) = (id, observances) }

  /// Seconds east of UTC that hold at a local time. In the hour that exists twice, and in the one that does not exist, the
  /// offset from before the change holds. RFC 5545 §3.3.5
  public func offset(local time: CalendarTime) -> Int {
    offset(through: time) { $0.adding(seconds: Int64(max(0, $2 - $1))) <= time }
  }

  /// Seconds east of UTC at a time in UTC.
  public func offset(utc time: CalendarTime) -> Int {
    offset(through: time.adding(seconds: 86_400)) { begin, from, _ in begin.adding(seconds: Int64(-from)) <= time }
  }

  /// The moment of a local time, in seconds since 1970.
  public func seconds(local time: CalendarTime) -> Int64 { time.secondsSince1970 - Int64(offset(local: time)) }

  /// Of the beginnings that `holds` finds reached, the last one's offset; before the first one, what was until then.
  private func offset(
    through last: CalendarTime, _ holds: (_ begin: CalendarTime, _ from: Int, _ to: Int) -> Bool
  ) -> Int {
    var latest: (begin: CalendarTime, offset: Int)?
    for observance in observances {
      for begin in beginnings(observance, through: last)
      where holds(begin, observance.offsetFrom, observance.offsetTo) && begin >= latest?.begin ?? begin {
        latest = (begin, observance.offsetTo)
      }
    }
    if let latest { return latest.offset }
    return observances.min { $0.start < $1.start }?.offsetFrom ?? 0
  }

  private func beginnings(_ observance: Observance, through last: CalendarTime) -> [CalendarTime] {
    let listed = ([observance.start] + observance.dates).filter { $0 <= last }
    guard let rule = observance.rule else { return listed }
    var start = observance.start
    var open = rule
    var end = last
    if case .until(let value) = rule.end {
      // In UTC here, whatever the rule is for.
      let local = value.form == .utc ? value.time.adding(seconds: Int64(observance.offsetFrom)) : value.time
      open.end = .until(DateTimeValue(local, .floating))
      end = min(last, local)
    }
    // Rules by year are the same whenever they began: only the last years matter, and 1601 is far.
    if rule.frequency == .yearly, rule.interval == 1, !rule.end.isCounted, end.year - 2 > start.year {
      start.year = end.year - 2
      if !start.isReal { start.day = 28 }
    }
    return listed + open.occurrences(from: start, through: last, limit: 2_000).times
  }
}

extension RecurrenceRule.End {
  fileprivate var isCounted: Bool { if case .count = self { true } else { false } }
}
