/// A moment to the second, with the zone it was written in. INTERNALDATE and Date fields are such moments.
public struct ZonedTime: Hashable, Sendable, Codable {
  /// Seconds since 1970-01-01T00:00:00Z; may be negative.
  public var seconds: Int64
  /// Minutes east of UTC, -1439...1439.
  public var zoneMinutes: Int16
  public init(seconds: Int64, zoneMinutes: Int16 = 0) {
    self.seconds = seconds
    self.zoneMinutes = zoneMinutes
  }
}

/// A day, hour, minute and second in the proleptic Gregorian calendar; the arithmetic needs no Foundation.
public struct CalendarTime: Hashable, Sendable {
  public var year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int
  /// 0 is Sunday.
  public var weekday: Int { Int(((Self.days(year: year, month: month, day: day) + 4) % 7 + 7) % 7) }

  public init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// `seconds` since 1970 as clock and calendar show them there.
  public init(secondsSince1970 seconds: Int64) {
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    let rest = Int(seconds - days * 86_400)
    // Civil from days: eras of 400 years that begin on 1 March, so the leap day is the last.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    self.init(
      year: Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month: month,
      day: Int(dayOfYear - (153 * monthFromMarch + 2) / 5) + 1,
      hour: rest / 3_600, minute: rest % 3_600 / 60, second: rest % 60)
  }

  /// Days since 1970-01-01.
  public static func days(year: Int, month: Int, day: Int) -> Int64 {
    let y = Int64(month <= 2 ? year - 1 : year)
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  public var secondsSince1970: Int64 {
    Self.days(year: year, month: month, day: day) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
  }
}

extension ZonedTime {
  /// As the local clock of its own zone showed it.
  public var calendar: CalendarTime { CalendarTime(secondsSince1970: seconds + Int64(zoneMinutes) * 60) }

  /// `2026-11-23T21:14:00+01:00` (RFC 3339).
  public var rfc3339: String {
    let c = calendar
    let sign = zoneMinutes < 0 ? "-" : "+"
    let zone = Int(abs(zoneMinutes))
    return "\(pad(c.year, 4))-\(pad(c.month))-\(pad(c.day))T\(pad(c.hour)):\(pad(c.minute)):\(pad(c.second))"
      + "\(sign)\(pad(zone / 60)):\(pad(zone % 60))"
  }

  /// `2026-11-23`.
  public var day: String {
    let c = calendar
    return "\(pad(c.year, 4))-\(pad(c.month))-\(pad(c.day))"
  }
}

/// `number` in at least `width` digits.
public func pad(_ number: Int, _ width: Int = 2) -> String {
  let digits = String(number)
  return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}
