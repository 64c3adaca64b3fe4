import Core
import Groupware
import MAPI

/// A series in the words of iCalendar.
struct CalendarSeries {
  let recurrence: AppointmentRecurrence
  let zone: NamedZone?
  let isAllDay: Bool
  let rule: RecurrenceRule
  let times: EventTimes
  /// EXDATE
  let deleted: [DateTimeValue]
  private(set) var faults: [Fault] = []

  /// Fails with `CALENDAR-RECURRENCE` where no rule can be made of it. `firstSeconds` is the first occurrence in UTC: with
  /// no zone, its distance from the same time by the clock of the series is taken for all.
  init(
    _ recurrence: AppointmentRecurrence?, zone: NamedZone?, isAllDay: Bool, firstSeconds: Int64?
  ) throws(Fault) {
    func failure(_ message: String) -> Fault { Fault("CALENDAR-RECURRENCE", message, recovery: .skipItem) }
    guard let recurrence else {
      throw failure("The pattern of the series cannot be read; only its first time is kept.")
    }
    guard var rule = recurrence.pattern.rule else {
      throw failure("The series counts in another calendar, or anew when it was done; only its first time is kept.")
    }
    guard let first = recurrence.pattern.firstDay(rule) else {
      throw failure("The pattern of the series is never met; only its first time is kept.")
    }
    if recurrence.isCut { faults.append(failure("The exceptions of the series cannot all be read.")) }
    self.recurrence = recurrence
    self.isAllDay = isAllDay
    let start = first.adding(seconds: Int64(recurrence.startMinute) * 60)
    if zone == nil, !isAllDay {
      let offset = firstSeconds.map { Int(start.secondsSince1970 - $0) } ?? 0
      let isOffset = abs(offset) <= 14 * 3_600 && offset % 900 == 0
      let fixed = WindowsZone(offset: isOffset ? offset : 0)
      self.zone = NamedZone(id: "UTC" + UTCOffset.text(fixed.standardOffset), zone: fixed)
      faults.append(
        Fault(
          "CALENDAR-ZONE", "The series has no time zone; the distance from UTC of its start is taken.",
          recovery: .skipItem))
    } else {
      self.zone = zone
    }
    let form: DateTimeValue.Form = isAllDay ? .date : .zone(self.zone?.id ?? "UTC")
    times = Self.times(start, start.adding(seconds: Int64(recurrence.endMinute - recurrence.startMinute) * 60), form)
    switch recurrence.pattern.end {
    case .never: break
    case .count(let count): rule.end = .count(count)
    case .date:
      let last = recurrence.pattern.last.startOfDay.adding(seconds: Int64(recurrence.startMinute) * 60)
      rule.end = .until(
        isAllDay ? DateTimeValue(last, .date) : .utc(self.zone?.zone.seconds(local: last) ?? last.secondsSince1970))
    }
    self.rule = rule
    let changed = Set(recurrence.exceptions.map { $0.original.startOfDay })
    deleted = recurrence.pattern.deleted.map(\.startOfDay).filter { !changed.contains($0) }
      .map { DateTimeValue($0.adding(seconds: Int64(recurrence.startMinute) * 60), form) }
  }

  private static func times(_ start: CalendarTime, _ end: CalendarTime, _ form: DateTimeValue.Form) -> EventTimes {
    form == .date
      ? EventTimes(days: start.startOfDay, end.startOfDay)
      : EventTimes(start: DateTimeValue(start, form), end: DateTimeValue(max(start, end), form))
  }

  /// In the form of the series.
  func value(_ time: CalendarTime) -> DateTimeValue { DateTimeValue(time, times.start.form) }

  /// When the changed occurrence would have been: its day, at the hour of the series.
  func original(of exception: AppointmentRecurrence.Exception) -> CalendarTime {
    exception.original.startOfDay.adding(seconds: Int64(recurrence.startMinute) * 60)
  }

  func times(of exception: AppointmentRecurrence.Exception) -> EventTimes {
    let isDays = exception.isAllDay ?? isAllDay
    let form: DateTimeValue.Form = isDays ? .date : isAllDay ? zone.map { .zone($0.id) } ?? .floating : times.start.form
    return Self.times(exception.start, exception.end, form)
  }
}

/// The embedded message of an exception, which holds what the pattern has no room for. [MS-OXOCAL] §2.2.10.1
struct ExceptionMessage {
  let message: any MessageObject
  /// When the occurrence would have been, in UTC.
  private let replaces: Int64?
  /// When it is, by the clock of the series, as the attachment says.
  private let start: CalendarTime?

  static func all(of object: any MessageObject, noting faults: inout [Fault]) -> [ExceptionMessage] {
    var found: [ExceptionMessage] = []
    do throws(Fault) {
      for attachment in try object.attachments() {
        do throws(Fault) {
          if try attachment.integer(PropertyID.attachMethod) != 5 { continue }
          guard let message = try attachment.message(), try isException(message) else { continue }
          var replaces = try message.time(.exceptionReplaceTime)
          if replaces == nil { replaces = try attachment.time(CalendarPropertyID.exceptionReplaceTime) }
          let start = try attachment.time(CalendarPropertyID.exceptionStartTime)
          found.append(
            ExceptionMessage(
              message: message, replaces: replaces?.seconds,
              start: start.map { CalendarTime(secondsSince1970: $0.seconds) }))
        } catch { faults.append(error) }
      }
    } catch { faults.append(error) }
    return found
  }

  private static func isException(_ message: any MessageObject) throws(Fault) -> Bool {
    let name = try message.text(PropertyID.messageClass, codePage: .western)?.lowercased() ?? ""
    return name.hasPrefix("ipm.ole.class.{00061055-")
  }

  func isAbout(_ exception: AppointmentRecurrence.Exception, _ zone: NamedZone?) -> Bool {
    if let replaces {
      let local = zone?.zone.local(replaces) ?? CalendarTime(secondsSince1970: replaces)
      return local.startOfDay == exception.original.startOfDay
    }
    return start == exception.start
  }
}
