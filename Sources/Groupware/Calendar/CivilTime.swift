public import Core

extension CalendarTime: Comparable {
  public static func < (a: CalendarTime, b: CalendarTime) -> Bool {
    (a.year, a.month, a.day, a.hour, a.minute, a.second) < (b.year, b.month, b.day, b.hour, b.minute, b.second)
  }
}

/// What recurrences and zones count with.
extension CalendarTime {
  init(day days: Int64, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    self.init(secondsSince1970: days * 86_400)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// Days since 1970-01-01.
  var dayNumber: Int64 { Self.days(year: year, month: month, day: day) }

  public func adding(seconds: Int64) -> CalendarTime { CalendarTime(secondsSince1970: secondsSince1970 + seconds) }

  /// The same day at midnight.
  public var startOfDay: CalendarTime {
    CalendarTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func daysIn(month: Int, of year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// 0 is Sunday.
  static func weekday(_ days: Int64) -> Int { Int(((days + 4) % 7 + 7) % 7) }

  /// Whether there is such a day and hour.
  var isReal: Bool {
    (0...9999).contains(year) && (1...12).contains(month) && day >= 1 && day <= Self.daysIn(month: month, of: year)
      && (0...23).contains(hour) && (0...59).contains(minute) && (0...60).contains(second)
  }
}
