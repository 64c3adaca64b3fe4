import Core
import Groupware
import MAPI

/// Makes a calendar of one appointment or meeting message.
struct CalendarWriter {
  let export: CalendarExport
  let object: any MessageObject
  let codePage: CodePage
  let method: CalendarMethod
  private let properties: LayeredProperties
  private(set) var faults: [Fault] = []
  private var zones: [NamedZone] = []

  init(_ export: CalendarExport, _ object: any MessageObject, _ codePage: CodePage) {
    (self.export, self.object, self.codePage) = (export, object, codePage)
    properties = LayeredProperties([object], codePage)
    method = CalendarMethod(
      messageClass: properties.text(PropertyID.messageClass) ?? "",
      isCounter: properties.boolean(.counterProposal) ?? false)
  }

  mutating func calendar() throws(Fault) -> CalendarComponent {
    var events: [CalendarComponent] = []
    if let series = series() {
      events = self.events(of: series)
    } else {
      guard let times = singleTimes() else {
        throw Fault(
          "CALENDAR-TIME", "The appointment has no start.", recovery: .skipItem,
          advice: "Look at the item in Outlook; it would stand nowhere in a calendar.")
      }
      events = [event(EventPlan(properties: properties, times: times, recurrenceID: instance(times)))]
    }
    faults += properties.faults
    var calendar = CalendarComponent("VCALENDAR")
    calendar.add("PRODID", text: export.product)
    calendar.add("VERSION", "2.0")
    if let text = method.text { calendar.add("METHOD", text) }
    for zone in zones { calendar.add(zone.component) }
    for event in events { calendar.add(event) }
    return calendar
  }

  // MARK: a single meeting

  /// Its beginning and end, in the zones they are shown in; nil where it has no beginning.
  private mutating func singleTimes() -> EventTimes? {
    let proposed: (FileTime?, FileTime?) =
      if case .counter = method { (properties.time(.proposedStart), properties.time(.proposedEnd)) } else { (nil, nil) }
    guard
      let start = proposed.0 ?? properties.time(.startWhole) ?? properties.time(.commonStart)
        ?? properties.time(PropertyID.startDate)
    else { return nil }
    let length = max(0, min(properties.integer(.appointmentDuration) ?? 0, 5_000_000))
    let end =
      proposed.1 ?? properties.time(.endWhole) ?? properties.time(.commonEnd) ?? properties.time(PropertyID.endDate)
      ?? FileTime(seconds: start.seconds + Int64(length) * 60)
    var finder = CalendarZones(properties, territory: export.territory)
    let startZone = finder.zone(.startZone, at: start.seconds)
    let endZone = finder.zone(.endZone, at: end.seconds) ?? startZone
    faults += finder.faults
    if properties.boolean(.allDay) == true {
      let first = day(start.seconds, startZone)
      return EventTimes(days: first, day(end.seconds, endZone))
    }
    use(startZone)
    use(endZone)
    return EventTimes(
      start: startZone?.value(start.seconds) ?? .utc(start.seconds),
      end: (endZone?.value(max(start.seconds, end.seconds)) ?? .utc(max(start.seconds, end.seconds))))
  }

  /// The day that begins at a moment. Where the zone is not known, the nearest midnight: right for all but the twelve hours
  /// around the date line.
  private func day(_ seconds: Int64, _ zone: NamedZone?) -> CalendarTime {
    if let zone { return zone.zone.local(seconds).startOfDay }
    return CalendarTime(secondsSince1970: seconds + 43_200).startOfDay
  }

  /// Which occurrence of a series a message is about.
  private func instance(_ times: EventTimes) -> DateTimeValue? {
    guard let day = globalID?.day else { return nil }
    if times.start.form == .date { return DateTimeValue(day, .date) }
    if let replaced = properties.time(.exceptionReplaceTime) {
      if case .zone(let id) = times.start.form, let zone = zones.first(where: { $0.id == id }) {
        return zone.value(replaced.seconds)
      }
      return .utc(replaced.seconds)
    }
    var time = times.start.time
    (time.year, time.month, time.day) = (day.year, day.month, day.day)
    return DateTimeValue(time, times.start.form)
  }

  private mutating func use(_ zone: NamedZone?) {
    guard let zone, !zones.contains(where: { $0.id == zone.id }) else { return }
    zones.append(zone)
  }

  private var globalID: GlobalObjectID? { properties.binary(.globalObjectID).flatMap { GlobalObjectID($0) } }

  // MARK: a series

  private mutating func series() -> CalendarSeries? {
    guard method.answer == nil, let bytes = properties.binary(.appointmentRecur), !bytes.isEmpty else { return nil }
    var finder = CalendarZones(properties, territory: export.territory)
    let start = properties.time(.startWhole)?.seconds
    var zone = finder.seriesZone()
    if zone == nil, let start { zone = finder.zone(.startZone, at: start) }
    faults += finder.faults
    do {
      let recurrence = AppointmentRecurrence(bytes, codePage: codePage)
      let isAllDay = properties.boolean(.allDay) ?? false
      let series = try CalendarSeries(recurrence, zone: zone, isAllDay: isAllDay, firstSeconds: start)
      faults += series.faults
      if !isAllDay { use(series.zone) }
      return series
    } catch {
      faults.append(error)
      return nil
    }
  }

  private mutating func events(of series: CalendarSeries) -> [CalendarComponent] {
    var main = EventPlan(properties: properties, times: series.times)
    main.recurrence = [series.rule.line] + [DateTimeValue.line("EXDATE", series.deleted)].compactMap { $0 }
    var events = [event(main)]
    let embedded = series.recurrence.exceptions.isEmpty ? [] : ExceptionMessage.all(of: object, noting: &faults)
    for exception in series.recurrence.exceptions {
      let own = embedded.first { $0.isAbout(exception, series.zone) }?.message
      let layers = LayeredProperties([own, object].compactMap { $0 }, codePage)
      var plan = EventPlan(properties: layers, times: series.times(of: exception))
      plan.recurrenceID = series.value(series.original(of: exception))
      plan.exception = exception
      plan.own = own
      events.append(event(plan))
      faults += layers.faults + (own?.damages ?? [])
    }
    return events
  }

  // MARK: one event

  private mutating func event(_ plan: EventPlan) -> CalendarComponent {
    var event = EventComponent(plan, method, export, codePage)
    let component = event.make(object, uid: uid)
    faults += event.faults
    return component
  }

  private var uid: String {
    let clean = properties.binary(.cleanGlobalObjectID).flatMap { GlobalObjectID($0) }
    if let id = clean ?? globalID { return id.uid }
    // Without one the item is nobody else's: what it is known by in the store will do, and stays the same.
    let searchKey: UInt16 = 0x300B
    if let key = (properties.value(searchKey) ?? properties.value(PropertyID.recordKey))?.binary,
      let id = GlobalObjectID(key)
    {
      return id.uid
    }
    let ticks = [properties.time(PropertyID.creationTime), properties.time(.startWhole)].map { $0?.ticks ?? 0 }
    return ticks.map { String($0, radix: 16) }.joined(separator: "-")
  }
}

/// When an event begins and ends.
struct EventTimes {
  var start: DateTimeValue
  var end: DateTimeValue

  init(start: DateTimeValue, end: DateTimeValue) { (self.start, self.end) = (start, end) }

  /// Whole days; the end is the day behind the last.
  init(days first: CalendarTime, _ end: CalendarTime) {
    start = DateTimeValue(first, .date)
    self.end = DateTimeValue(max(end, first.adding(seconds: 86_400)), .date)
  }
}

/// What one event is made of.
struct EventPlan {
  var properties: LayeredProperties
  var times: EventTimes
  var recurrenceID: DateTimeValue?
  var recurrence: [ContentLine] = []
  var exception: AppointmentRecurrence.Exception?
  /// The exception's embedded message.
  var own: (any MessageObject)?

  init(properties: LayeredProperties, times: EventTimes, recurrenceID: DateTimeValue? = nil) {
    (self.properties, self.times, self.recurrenceID) = (properties, times, recurrenceID)
  }
}
