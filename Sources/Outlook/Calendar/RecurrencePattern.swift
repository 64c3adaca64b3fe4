public import Core
public import Groupware

/// How a series of appointments or tasks goes on, as Outlook keeps it. [MS-OXOCAL] §2.2.1.44.1
public struct RecurrencePattern: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case day
    case week(Set<RecurrenceRule.Weekday>)
    /// The day of the month; where a month is shorter, its last day.
    case month(day: Int)
    /// The first to fourth such day of the month; 5 is the last.
    case monthNth(Set<RecurrenceRule.Weekday>, Int)
    case monthEnd
  }
  public enum End: Hashable, Sendable {
    case never
    /// At the end date.
    case date
    /// After so many, those that were deleted among them.
    case count(Int)
  }

  public var isYearly: Bool
  public var kind: Kind
  /// Counted by months of the Islamic calendar, or of another that is not the Gregorian.
  public var isForeign: Bool
  /// Days, weeks or months from one to the next; 1 or more.
  public var period: Int
  /// Minutes since 1601 that say in which of `period` days, weeks or months it takes place (`FirstDateTime`).
  public var firstMinute: Int
  /// A task that begins anew when it was done, and so has no rule.
  public var regenerates: Bool
  public var end: End
  public var weekStart: RecurrenceRule.Weekday
  /// Days of occurrences that were deleted, and of those that were changed.
  public var deleted: [CalendarTime]
  public var modified: [CalendarTime]
  /// Midnight of the first day, by the clock of the series.
  public var start: CalendarTime
  /// Midnight of the last day.
  public var last: CalendarTime

  /// Reads the structure; nil where it is cut or has values that mean nothing.
  public init?(_ bytes: [UInt8]) {
    var reader = BlobReader(bytes)
    self.init(&reader)
  }

  /// Calendars with the Gregorian months, whatever they call them and count their years from.
  private static let likeGregorian: Set<Int> = [0, 1, 2, 3, 4, 5, 7, 9, 0xA, 0xB, 0xC]

  init?(_ reader: inout BlobReader) {
    guard let version = reader.number16(), version == 0x3004, reader.skip(2), let frequency = reader.number16(),
      (0x200A...0x200D).contains(frequency), let type = reader.number16(), let calendar = reader.number16(),
      let first = reader.number32(), let period = reader.number32(), let sliding = reader.number32(),
      let kind = Self.kind(type, &reader), let end = reader.number32(), let count = reader.number32(),
      let weekStart = reader.number32(), let deleted = Self.days(&reader), let modified = Self.days(&reader),
      let start = reader.number32(), let last = reader.number32()
    else { return nil }
    // More than eight thousand years is no period.
    guard period / (kind == .day ? 1_440 : 1) < 100_000 else { return nil }
    isYearly = frequency == 0x200D && period >= 12 && period % 12 == 0
    self.kind = kind
    isForeign = type >= 0x0A || type > 1 && !Self.likeGregorian.contains(calendar)
    // A period of days is kept in minutes.
    self.period = max(1, kind == .day ? period / 1_440 : period)
    firstMinute = first
    regenerates = sliding != 0
    self.weekStart = RecurrenceRule.Weekday(rawValue: weekStart) ?? .sunday
    (self.deleted, self.modified) = (deleted, modified)
    (self.start, self.last) = (Self.time(minutes: start), Self.time(minutes: last))
    switch end {
    case 0x2021: self.end = .date
    case 0x2022 where count > 0: self.end = .count(count)
    case 0x2022: self.end = .date
    default: self.end = .never
    }
  }

  private static func kind(_ type: Int, _ reader: inout BlobReader) -> Kind? {
    switch type {
    case 0: return .day
    case 1:
      guard let days = weekdays(&reader) else { return nil }
      return .week(days)
    case 2, 4, 0xA, 0xC:
      guard let day = reader.number32(), type == 4 || type == 0xC || (1...31).contains(day) else { return nil }
      return type == 4 || type == 0xC ? .monthEnd : .month(day: day)
    case 3, 0xB:
      guard let days = weekdays(&reader), let place = reader.number32(), (1...5).contains(place) else { return nil }
      return .monthNth(days, place)
    default: return nil
    }
  }

  private static func weekdays(_ reader: inout BlobReader) -> Set<RecurrenceRule.Weekday>? {
    guard let mask = reader.number32() else { return nil }
    let days = RecurrenceRule.Weekday.allCases.filter { mask >> $0.rawValue & 1 == 1 }
    return days.isEmpty ? nil : Set(days)
  }

  private static func days(_ reader: inout BlobReader) -> [CalendarTime]? {
    guard let count = reader.number32(), count <= reader.left / 4 else { return nil }
    return (0..<count).compactMap { _ in reader.number32() }.map { time(minutes: $0) }
  }

  /// Minutes since 1601 by the clock of the series.
  static func time(minutes: Int) -> CalendarTime {
    CalendarTime(secondsSince1970: Int64(minutes) * 60 - 11_644_473_600)
  }
}
