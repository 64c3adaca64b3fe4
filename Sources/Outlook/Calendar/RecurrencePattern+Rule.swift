public import Core
public import Groupware

extension RecurrencePattern {
  /// As a rule of iCalendar, without its end; nil where months of another calendar are counted, or the next one depends on
  /// when the last was done.
  public var rule: RecurrenceRule? {
    guard !isForeign, !regenerates else { return nil }
    var rule: RecurrenceRule
    switch kind {
    case .day: rule = RecurrenceRule(.daily, interval: period)
    case .week(let days):
      rule = RecurrenceRule(.weekly, interval: period)
      rule.days = Self.list(days)
      // It makes a difference only where weeks are left out.
      if period > 1 { rule.weekStart = weekStart }
    case .month(let day):
      rule = byMonth()
      rule.monthDays = monthDays(day)
      if rule.monthDays.count > 1 { rule.positions = [-1] }
    case .monthEnd:
      rule = byMonth()
      rule.monthDays = [-1]
    case .monthNth(let days, let place):
      rule = byMonth()
      let ordinal = place == 5 ? -1 : place
      if days.count == 1 {
        rule.days = days.map { RecurrenceRule.Day($0, ordinal: ordinal) }
      } else if days.count == 7 {
        rule.monthDays = [ordinal]
      } else {
        rule.days = Self.list(days)
        rule.positions = [ordinal]
      }
    }
    return rule
  }

  private func byMonth() -> RecurrenceRule {
    guard isYearly else { return RecurrenceRule(.monthly, interval: period) }
    var rule = RecurrenceRule(.yearly, interval: period / 12)
    rule.months = [start.month]
    return rule
  }

  /// Outlook takes the last day of a month that has no such day; iCalendar leaves that month out.
  private func monthDays(_ day: Int) -> [Int] {
    if day <= 28 || isYearly && start.month != 2 && day <= ([4, 6, 9, 11].contains(start.month) ? 30 : 31) {
      return [day]
    }
    return day == 31 ? [-1] : Array(28...day)
  }

  private static func list(_ days: Set<RecurrenceRule.Weekday>) -> [RecurrenceRule.Day] {
    days.sorted { $0.rawValue < $1.rawValue }.map { RecurrenceRule.Day($0) }
  }

  /// Midnight of the first occurrence: ``start`` itself where the pattern hits it, and it should. nil where the pattern never
  /// hits within some years.
  public func firstDay(_ rule: RecurrenceRule) -> CalendarTime? {
    let from = isHit(rule, start) ? start : alignedStart
    let bound = CalendarTime(secondsSince1970: from.secondsSince1970 + Int64(max(400, period * 40)) * 86_400)
    return rule.occurrences(from: from, through: bound, limit: 100).times.first { $0 >= start }
  }

  private func isHit(_ rule: RecurrenceRule, _ day: CalendarTime) -> Bool {
    rule.occurrences(from: day, through: day, limit: 1).times.first == day
  }

  /// The beginning of the first period, at or before ``start``, in which the series takes place. [MS-OXOCAL] §2.2.1.44.1.2
  private var alignedStart: CalendarTime {
    let first = Self.time(minutes: firstMinute)
    switch kind {
    case .day: return start
    case .week:
      let back = (start.weekday - weekStart.rawValue + 7) % 7
      let week = start.secondsSince1970 / 86_400 - Int64(back)
      let behind = Int((week - first.startOfDay.secondsSince1970 / 86_400) / 7 % Int64(period) + Int64(period)) % period
      return CalendarTime(secondsSince1970: (week + Int64((period - behind) % period) * 7) * 86_400)
    case .month, .monthNth, .monthEnd:
      let months = (start.year - first.year) * 12 + start.month - first.month
      let behind = (months % period + period) % period
      // A year's month stands in the rule; what is off there is off by whole years.
      let ahead = isYearly ? behind / 12 * 12 : behind
      let month = start.month - 1 + (ahead == 0 ? 0 : period - ahead)
      return CalendarTime(year: start.year + month / 12, month: month % 12 + 1, day: 1, hour: 0, minute: 0, second: 0)
    }
  }
}
