public import Core

extension RecurrenceRule {
  public struct Occurrences: Hashable, Sendable {
    /// By the clock of the series' zone, in order.
    public var times: [CalendarTime]
    /// False where the limit or the work that is done at most ended it, or where the rule has parts that are not known.
    public var isComplete: Bool
  }

  /// The times of a series that begins at `start`, until `last` and at most `limit` of them.
  ///
  /// `start` is among them only where the rule hits it. Everything is counted by the clock of the series' zone; `zone` turns
  /// an UNTIL in UTC to that clock (without it, UTC is that clock). Work is bounded: a rule that never hits ends as well.
  public func occurrences(
    from start: CalendarTime, through last: CalendarTime, zone: ZoneRules? = nil, limit: Int = 10_000
  ) -> Occurrences {
    guard unknown.isEmpty, start.isReal else { return Occurrences(times: [], isComplete: false) }
    var bound = last
    var count = Int.max
    switch end {
    case .never: break
    case .count(let most): count = most
    case .until(let value): bound = min(last, local(value, zone))
    }
    var collector = OccurrenceCollector(start: start, bound: bound, count: count, limit: limit)
    let expansion = RecurrenceExpansion(self, start)
    if frequency == .hourly || frequency == .minutely || frequency == .secondly {
      expansion.steps(into: &collector)
    } else {
      expansion.periods(into: &collector)
    }
    return Occurrences(times: collector.times, isComplete: collector.isComplete)
  }

  private func local(_ until: DateTimeValue, _ zone: ZoneRules?) -> CalendarTime {
    switch until.form {
    case .date: CalendarTime(day: until.time.dayNumber, hour: 23, minute: 59, second: 59)
    case .utc: zone.map { until.time.adding(seconds: Int64($0.offset(utc: until.time))) } ?? until.time
    case .floating, .zone: until.time
    }
  }
}

/// Takes occurrences in order and says when there are enough.
private struct OccurrenceCollector {
  let start: CalendarTime
  let bound: CalendarTime
  var count: Int
  let limit: Int
  var times: [CalendarTime] = []
  var isComplete = true
  var isDone = false
  /// Days and steps that may still be looked at: a thousand years of days.
  private var work = 400_000

  init(start: CalendarTime, bound: CalendarTime, count: Int, limit: Int) {
    (self.start, self.bound, self.count, self.limit) = (start, bound, count, limit)
  }

  mutating func take(_ time: CalendarTime) {
    guard !isDone, time >= start else { return }
    if time > bound || count == 0 {
      isDone = true
    } else if times.count >= limit {
      (isDone, isComplete) = (true, false)
    } else {
      times.append(time)
      count -= 1
      isDone = count == 0
    }
  }

  /// Counts work; false when it was enough.
  mutating func mayLook(at day: Int64, work amount: Int = 1) -> Bool {
    if isDone || day > bound.dayNumber { return false }
    work -= amount
    if work < 0 { isComplete = false }
    return work >= 0
  }
}

/// The sets of days and times that a rule makes. The table of RFC 5545 §3.3.10 comes out as filters over the days of each
/// period, once the parts that are left out have taken their values from the start.
private struct RecurrenceExpansion {
  private let rule: RecurrenceRule
  private let start: CalendarTime
  private var months: Set<Int>
  private var monthDays: Set<Int>
  private let yearDays: Set<Int>
  private let weeks: Set<Int>
  private var days: Set<RecurrenceRule.Day>
  private let times: [Int]

  init(_ rule: RecurrenceRule, _ start: CalendarTime) {
    (self.rule, self.start) = (rule, start)
    (months, monthDays, days) = (Set(rule.months), Set(rule.monthDays), Set(rule.days))
    (yearDays, weeks) = (Set(rule.yearDays), Set(rule.weeks))
    let hours = rule.hours.isEmpty ? [start.hour] : rule.hours
    let minutes = rule.minutes.isEmpty ? [start.minute] : rule.minutes
    let seconds = rule.seconds.isEmpty ? [start.second] : rule.seconds
    times = Self.times(hours, minutes, seconds)
    guard monthDays.isEmpty, days.isEmpty, yearDays.isEmpty else { return }
    let weekday = RecurrenceRule.Weekday(rawValue: start.weekday).map { RecurrenceRule.Day($0) }
    switch rule.frequency {
    case .yearly where !weeks.isEmpty: days = Set([weekday].compactMap { $0 })
    case .yearly:
      if months.isEmpty { months = [start.month] }
      monthDays = [start.day]
    case .monthly: monthDays = [start.day]
    case .weekly: days = Set([weekday].compactMap { $0 })
    default: break
    }
  }

  /// Seconds of the day, in order.
  private static func times(_ hours: [Int], _ minutes: [Int], _ seconds: [Int]) -> [Int] {
    Set(hours).sorted().flatMap { hour in
      Set(minutes).sorted().flatMap { minute in Set(seconds).sorted().map { hour * 3_600 + minute * 60 + $0 } }
    }
  }

  /// Day by day through every period: DAILY and longer.
  func periods(into collector: inout OccurrenceCollector) {
    var place = 0
    while let period = period(place) {
      let ranges = ranges(period)
      guard collector.mayLook(at: period.lowerBound, work: ranges.reduce(1) { $0 + $1.count }) else { return }
      var set: [CalendarTime] = []
      for day in ranges.joined() where hits(day) {
        for second in times { set.append(CalendarTime(secondsSince1970: day * 86_400 + Int64(second))) }
      }
      for time in positioned(set) { collector.take(time) }
      place += 1
    }
  }

  /// The days that are looked at: of a year only the months that the rule names.
  private func ranges(_ period: Range<Int64>) -> [Range<Int64>] {
    guard rule.frequency == .yearly, !months.isEmpty else { return [period] }
    let year = CalendarTime(day: period.lowerBound).year
    return months.sorted().map { month in
      let first = CalendarTime.days(year: year, month: month, day: 1)
      return first..<(first + Int64(CalendarTime.daysIn(month: month, of: year)))
    }
  }

  /// The days of the period at `place`; nil behind the year 9999.
  private func period(_ place: Int) -> Range<Int64>? {
    let (shift, isTooFar) = place.multipliedReportingOverflow(by: rule.interval)
    guard !isTooFar, shift < 4_000_000 else { return nil }
    let (first, count): (Int64, Int)
    switch rule.frequency {
    case .yearly:
      let year = start.year + shift
      guard year <= 9999 else { return nil }
      (first, count) = (CalendarTime.days(year: year, month: 1, day: 1), CalendarTime.isLeap(year) ? 366 : 365)
    case .monthly:
      let months = start.month - 1 + shift
      let (year, month) = (start.year + months / 12, months % 12 + 1)
      guard year <= 9999 else { return nil }
      (first, count) = (
        CalendarTime.days(year: year, month: month, day: 1), CalendarTime.daysIn(month: month, of: year)
      )
    case .weekly:
      let back = (start.weekday - rule.weekStart.rawValue + 7) % 7
      (first, count) = (start.dayNumber - Int64(back) + Int64(shift) * 7, 7)
    default: (first, count) = (start.dayNumber + Int64(shift), 1)
    }
    return first..<(first + Int64(count))
  }

  /// Step by step: HOURLY, MINUTELY, SECONDLY. A day that is not hit is stepped over at once.
  func steps(into collector: inout OccurrenceCollector) {
    let unit: Int64 = rule.frequency == .hourly ? 3_600 : rule.frequency == .minutely ? 60 : 1
    let step = unit * Int64(rule.interval)
    var time = start.secondsSince1970
    // The steps keep their distance from the start; what is shorter than the unit is filled in from the lists.
    time -= time - Int64((Double(time) / Double(unit)).rounded(.down)) * unit
    while collector.mayLook(at: CalendarTime(secondsSince1970: time).dayNumber) {
      let base = CalendarTime(secondsSince1970: time)
      guard base.year <= 9999 else { return }
      if hits(base.dayNumber) {
        for hit in positioned(within(base)) { collector.take(hit) }
        time += step
      } else {
        let left = (base.dayNumber + 1) * 86_400 - time
        time += (left + step - 1) / step * step
      }
    }
  }

  private func within(_ base: CalendarTime) -> [CalendarTime] {
    let hourly = rule.frequency == .hourly
    let secondly = rule.frequency == .secondly
    guard rule.hours.isEmpty || rule.hours.contains(base.hour),
      hourly || rule.minutes.isEmpty || rule.minutes.contains(base.minute),
      !secondly || rule.seconds.isEmpty || rule.seconds.contains(base.second)
    else { return [] }
    let minutes = !hourly ? [base.minute] : rule.minutes.isEmpty ? [start.minute] : rule.minutes
    let seconds = secondly ? [base.second] : rule.seconds.isEmpty ? [start.second] : rule.seconds
    return Self.times([base.hour], minutes, seconds).map {
      CalendarTime(secondsSince1970: base.dayNumber * 86_400 + Int64($0))
    }
  }

  private func hits(_ day: Int64) -> Bool {
    let date = CalendarTime(day: day)
    let length = CalendarTime.daysIn(month: date.month, of: date.year)
    if !months.isEmpty, !months.contains(date.month) { return false }
    if !monthDays.isEmpty, !monthDays.contains(date.day), !monthDays.contains(date.day - length - 1) { return false }
    let yearDay = Int(day - CalendarTime.days(year: date.year, month: 1, day: 1)) + 1
    let yearLength = CalendarTime.isLeap(date.year) ? 366 : 365
    if !yearDays.isEmpty, !yearDays.contains(yearDay), !yearDays.contains(yearDay - yearLength - 1) { return false }
    if !weeks.isEmpty {
      let week = weekNumber(day, year: date.year)
      if !weeks.contains(week.number), !weeks.contains(week.number - week.count - 1) { return false }
    }
    if days.isEmpty { return true }
    guard let weekday = RecurrenceRule.Weekday(rawValue: date.weekday) else { return false }
    if days.contains(RecurrenceRule.Day(weekday)) { return true }
    // The how manieth counts in months, unless a year has no part that names them.
    let inYear = rule.frequency == .yearly && rule.months.isEmpty
    guard inYear || rule.frequency == .yearly || rule.frequency == .monthly else {
      return days.contains { $0.weekday == weekday }
    }
    let (place, size) = inYear ? (yearDay, yearLength) : (date.day, length)
    return days.contains(RecurrenceRule.Day(weekday, ordinal: (place - 1) / 7 + 1))
      || days.contains(RecurrenceRule.Day(weekday, ordinal: -((size - place) / 7 + 1)))
  }

  /// The first week has at least four days of its year.
  private func weekNumber(_ day: Int64, year: Int) -> (number: Int, count: Int) {
    func firstWeek(_ year: Int) -> Int64 {
      let january4 = CalendarTime.days(year: year, month: 1, day: 4)
      return january4 - Int64((CalendarTime.weekday(january4) - rule.weekStart.rawValue + 7) % 7)
    }
    let owner = day < firstWeek(year) ? year - 1 : day >= firstWeek(year + 1) ? year + 1 : year
    return (Int(day - firstWeek(owner)) / 7 + 1, Int(firstWeek(owner + 1) - firstWeek(owner)) / 7)
  }

  private func positioned(_ set: [CalendarTime]) -> [CalendarTime] {
    guard !rule.positions.isEmpty else { return set }
    let places = Set(rule.positions.map { $0 > 0 ? $0 - 1 : set.count + $0 })
    return places.sorted().compactMap { set.indices.contains($0) ? set[$0] : nil }
  }
}
