public import Core
public import Groupware
import MAPI

/// A time zone as Windows describes it for one year: a bias, and when summer time begins and ends.
/// [MS-OXOCAL] §2.2.1.39, §2.2.1.41.1
public struct WindowsZone: Hashable, Sendable {
  /// The how manieth weekday of a month, 5 being the last; or one day of one year.
  public struct Change: Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var weekday: RecurrenceRule.Weekday
    public var place: Int
    public var hour: Int
    public var minute: Int
    public var second: Int

    /// Reads a SYSTEMTIME; nil where its month is 0, which says that there is no summer time, or where it means nothing.
    init?(_ reader: inout BlobReader) {
      let parts = (0..<8).compactMap { _ in reader.number16() }
      guard parts.count == 8, (1...12).contains(parts[1]), let weekday = RecurrenceRule.Weekday(rawValue: parts[2]),
        parts[0] == 0
          ? (1...5).contains(parts[3]) : (1601...9998).contains(parts[0]) && (1...31).contains(parts[3]),
        parts[4] < 24, parts[5] < 60, parts[6] < 60
      else { return nil }
      (year, month, self.weekday, place) = (parts[0], parts[1], weekday, parts[3])
      (hour, minute, second) = (parts[4], parts[5], parts[6])
    }

    /// In seconds since 1970 of the clock as it was until then.
    func seconds(in year: Int) -> Int64 {
      let first = CalendarTime(year: year, month: month, day: 1, hour: hour, minute: minute, second: second)
      if self.year != 0 { return first.secondsSince1970 + Int64(place - 1) * 86_400 }
      var day = (weekday.rawValue - first.weekday + 7) % 7 + (place - 1) * 7
      let length = [
        31, year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
      ]
      if day >= length[month - 1] { day -= 7 }
      return first.secondsSince1970 + Int64(day) * 86_400
    }
  }

  /// Seconds east of UTC, in winter and in summer.
  public var standardOffset: Int
  public var daylightOffset: Int
  /// To winter and to summer time; both or neither.
  public var toStandard: Change?
  public var toDaylight: Change?

  public init(offset: Int) { (standardOffset, daylightOffset) = (offset, offset) }

  /// Minutes that are added to the local time to get UTC; nil beyond a day, which no zone has.
  init?(bias: Int, standardBias: Int, daylightBias: Int, toStandard: Change?, toDaylight: Change?) {
    let (standard, daylight) = (-(bias + standardBias) * 60, -(bias + daylightBias) * 60)
    guard abs(standard) < 86_400, abs(daylight) < 86_400 else { return nil }
    (standardOffset, daylightOffset) = (standard, daylight)
    if toStandard != nil, toDaylight != nil { (self.toStandard, self.toDaylight) = (toStandard, toDaylight) }
  }

  /// Reads PidLidTimeZoneStruct. [MS-OXOCAL] §2.2.1.39
  public init?(structure bytes: [UInt8]) {
    var reader = BlobReader(bytes)
    guard bytes.count >= 48, let bias = reader.signed32(), let standardBias = reader.signed32(),
      let daylightBias = reader.signed32(), reader.skip(2), let standard = reader.bytes(16), reader.skip(2),
      let daylight = reader.bytes(16)
    else { return nil }
    var (one, other) = (BlobReader(standard), BlobReader(daylight))
    self.init(
      bias: bias, standardBias: standardBias, daylightBias: daylightBias, toStandard: Change(&one),
      toDaylight: Change(&other))
  }

  /// Seconds east of UTC at a moment.
  public func offset(utc seconds: Int64) -> Int {
    guard let toStandard, let toDaylight else { return standardOffset }
    let year = CalendarTime(secondsSince1970: seconds + Int64(standardOffset)).year
    let winter = toStandard.seconds(in: year) - Int64(daylightOffset)
    let summer = toDaylight.seconds(in: year) - Int64(standardOffset)
    let isSummer = summer < winter ? (summer..<winter).contains(seconds) : !(winter..<summer).contains(seconds)
    return isSummer ? daylightOffset : standardOffset
  }

  /// Seconds east of UTC at a time of the local clock; in the hour that exists twice, or not at all, as before the change.
  public func offset(local time: CalendarTime) -> Int {
    guard let toStandard, let toDaylight else { return standardOffset }
    let seconds = time.secondsSince1970
    let gap = Int64(daylightOffset - standardOffset)
    let winter = toStandard.seconds(in: time.year) + max(0, -gap)
    let summer = toDaylight.seconds(in: time.year) + max(0, gap)
    let isSummer = summer < winter ? (summer..<winter).contains(seconds) : !(winter..<summer).contains(seconds)
    return isSummer ? daylightOffset : standardOffset
  }

  public func local(_ seconds: Int64) -> CalendarTime {
    CalendarTime(secondsSince1970: seconds + Int64(offset(utc: seconds)))
  }
  public func seconds(local time: CalendarTime) -> Int64 { time.secondsSince1970 - Int64(offset(local: time)) }

  /// For VTIMEZONE, from 1601 on as Outlook writes it.
  public func rules(id: String) -> ZoneRules {
    guard let toStandard, let toDaylight else {
      let start = CalendarTime(year: 1601, month: 1, day: 1, hour: 0, minute: 0, second: 0)
      return ZoneRules(
        id: id,
        observances: [.init(isDaylight: false, start: start, offsetFrom: standardOffset, offsetTo: standardOffset)])
    }
    return ZoneRules(
      id: id,
      observances: [
        Self.observance(toStandard, isDaylight: false, from: daylightOffset, to: standardOffset),
        Self.observance(toDaylight, isDaylight: true, from: standardOffset, to: daylightOffset),
      ])
  }

  private static func observance(_ change: Change, isDaylight: Bool, from: Int, to: Int) -> ZoneRules.Observance {
    let start = CalendarTime(secondsSince1970: change.seconds(in: change.year == 0 ? 1601 : change.year))
    guard change.year == 0 else {
      return .init(isDaylight: isDaylight, start: start, offsetFrom: from, offsetTo: to)
    }
    var rule = RecurrenceRule(.yearly)
    rule.months = [change.month]
    rule.days = [RecurrenceRule.Day(change.weekday, ordinal: change.place == 5 ? -1 : change.place)]
    return .init(isDaylight: isDaylight, start: start, offsetFrom: from, offsetTo: to, rule: rule)
  }
}
