import Core
import Groupware
import MAPI

@testable import Outlook

/// Writes PidLidAppointmentRecur as Outlook does, for tests. [MS-OXOCAL] §2.2.1.44.5
struct SeriesBytes {
  struct Exception {
    var start: CalendarTime
    var end: CalendarTime
    var original: CalendarTime
    var subject: String?
    var location: String?
    var reminder: Int?
    var busy: Int?
    var isAllDay: Bool?
    var hasOwnBody = false
  }
  var frequency = 0x200A
  var type = 0
  var calendar = 0
  var period = 1_440
  var firstMinute: Int?
  var specific: [Int] = []
  var end = 0x2023
  var count = 0
  var weekStart = 0
  var deleted: [CalendarTime] = []
  var start = Self.day(2024, 1, 1)
  var last = Self.day(4500, 8, 31)
  var startMinute = 540
  var endMinute = 600
  var exceptions: [Exception] = []
  var writer = 0x3009

  static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarTime {
    CalendarTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
  }

  static func minutes(_ time: CalendarTime) -> Int { Int((time.secondsSince1970 + 11_644_473_600) / 60) }

  /// Of the specification's calculation for each kind of pattern.
  var computedFirst: Int {
    let minutes = Self.minutes(start)
    switch type {
    case 0: return minutes % period
    case 1:
      let week = minutes - (start.weekday - weekStart + 7) % 7 * 1_440
      return week % (period * 10_080)
    default:
      let months = ((start.year - 1601) * 12 + start.month - 1) % period
      return Self.minutes(Self.day(1601 + months / 12, months % 12 + 1, 1))
    }
  }

  var bytes: [UInt8] {
    var out: [UInt8] = []
    func put(_ number: Int, _ size: Int = 4) {
      for byte in 0..<size { out.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }
    func put(times: [CalendarTime]) {
      put(times.count)
      for time in times { put(Self.minutes(time)) }
    }
    for number in [0x3004, 0x3004, frequency, type, calendar] { put(number, 2) }
    for number in [firstMinute ?? computedFirst, period, 0] + specific + [end, count, weekStart] { put(number) }
    put(times: (deleted + exceptions.map(\.original.startOfDay)).sorted())
    put(times: exceptions.map(\.start.startOfDay).sorted())
    put(Self.minutes(start))
    put(Self.minutes(last))
    for number in [0x3006, writer, startMinute, endMinute] { put(number) }
    put(exceptions.count, 2)
    for exception in exceptions {
      for time in [exception.start, exception.end, exception.original] { put(Self.minutes(time)) }
      put(flags(exception), 2)
      func putText(_ text: String?) {
        guard let text else { return }
        let narrow = text.unicodeScalars.map { $0.value < 0x80 ? UInt8($0.value) : 0x3F }
        put(narrow.count + 1, 2)
        put(narrow.count, 2)
        out += narrow
      }
      putText(exception.subject)
      if let reminder = exception.reminder { put(reminder) }
      putText(exception.location)
      if let busy = exception.busy { put(busy) }
      if let isAllDay = exception.isAllDay { put(isAllDay ? 1 : 0) }
    }
    put(0)
    for exception in exceptions {
      if writer >= 0x3009 {
        put(4)
        put(0)
      }
      put(0)
      guard exception.subject != nil || exception.location != nil else { continue }
      for time in [exception.start, exception.end, exception.original] { put(Self.minutes(time)) }
      for text in [exception.subject, exception.location].compactMap({ $0 }) {
        put(text.utf16.count, 2)
        out += UTF16Text.bytes(text)
      }
      put(0)
    }
    put(0)
    return out
  }

  private func flags(_ exception: Exception) -> Int {
    (exception.subject != nil ? 0x1 : 0) | (exception.reminder != nil ? 0x4 : 0)
      | (exception.location != nil ? 0x10 : 0)
      | (exception.busy != nil ? 0x20 : 0) | (exception.isAllDay != nil ? 0x80 : 0) | (exception.hasOwnBody ? 0x200 : 0)
  }
}

/// The days of a series straight from its pattern, by going through all days. Knows nothing of RRULE.
/// [MS-OXOCAL] §2.2.1.44.1
struct DirectExpansion {
  let series: SeriesBytes

  func days(through last: CalendarTime) -> [CalendarTime] {
    var found: [CalendarTime] = []
    var day = series.start
    let bound = series.end == 0x2021 ? min(last, series.last) : last
    while day <= bound {
      if hits(day) { found.append(day) }
      if series.end == 0x2022, found.count == series.count { break }
      day = day.adding(seconds: 86_400)
    }
    return found.filter { !series.deleted.contains($0) }
  }

  private func hits(_ day: CalendarTime) -> Bool {
    let minutes = SeriesBytes.minutes(day)
    let first = series.firstMinute ?? series.computedFirst
    let firstDay = CalendarTime(secondsSince1970: Int64(first) * 60 - 11_644_473_600)
    switch series.type {
    case 0: return (minutes - first) % series.period == 0
    case 1:
      let week = minutes - (day.weekday - series.weekStart + 7) % 7 * 1_440
      return (week - first) % (series.period * 10_080) == 0 && series.specific[0] >> day.weekday & 1 == 1
    default:
      let months = (day.year - firstDay.year) * 12 + day.month - firstDay.month
      guard months % series.period == 0 else { return false }
      return day.day == dayOfMonth(day.year, day.month)
    }
  }

  private func dayOfMonth(_ year: Int, _ month: Int) -> Int? {
    let next = month == 12 ? SeriesBytes.day(year + 1, 1, 1) : SeriesBytes.day(year, month + 1, 1)
    let length = next.adding(seconds: -86_400).day
    if series.type == 2 { return min(series.specific[0], length) }
    if series.type == 4 { return length }
    let fitting = (1...length).filter { series.specific[0] >> SeriesBytes.day(year, month, $0).weekday & 1 == 1 }
    return series.specific[1] == 5 ? fitting.last : fitting.dropFirst(series.specific[1] - 1).first
  }
}
