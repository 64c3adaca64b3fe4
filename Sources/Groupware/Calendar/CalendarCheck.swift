public import Core

/// What is wrong with a calendar that could be read line by line: values that are not of their type, and parts that lack
/// what they must have. RFC 5545 §3.6, §3.8
public struct CalendarCheck {
  private var faults: [Fault] = []
  private let limit: Int
  private var zones: Set<String> = []

  /// At most `limit` faults; their place is the part's path, as `VCALENDAR/VEVENT 3/DTSTART`.
  public static func faults(in calendar: CalendarComponent, limit: Int = 100) -> [Fault] {
    var check = CalendarCheck(limit: limit)
    check.zones = Set(calendar.components("VTIMEZONE").compactMap { $0.first("TZID")?.text })
    check.visit(calendar, calendar.name)
    return check.faults
  }

  private init(limit: Int) { self.limit = limit }

  private mutating func note(_ message: String, _ path: String) {
    if faults.count < limit { faults.append(Fault("CALENDAR-VALUE", message, place: path, recovery: .skipItem)) }
  }

  private mutating func visit(_ component: CalendarComponent, _ path: String) {
    for name in Self.required[component.name] ?? [] where component.first(name) == nil {
      note("\(name) is missing.", path)
    }
    for line in component.lines { if let message = problem(line) { note(message, path + "/" + line.name) } }
    checkEnd(component, path)
    for (place, part) in component.components.enumerated() { visit(part, "\(path)/\(part.name) \(place + 1)") }
  }

  private static let required: [String: [String]] = [
    "VCALENDAR": ["PRODID", "VERSION"], "VEVENT": ["UID", "DTSTAMP"], "VTODO": ["UID", "DTSTAMP"],
    "VJOURNAL": ["UID", "DTSTAMP"], "VFREEBUSY": ["UID", "DTSTAMP"], "VTIMEZONE": ["TZID"],
    "STANDARD": ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"], "DAYLIGHT": ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"],
    "VALARM": ["ACTION", "TRIGGER"],
  ]

  private func problem(_ line: ContentLine) -> String? {
    switch line.name {
    case "DTSTART", "DTEND", "DUE", "RECURRENCE-ID":
      guard let value = DateTimeValue(line) else { return "This is no date or time." }
      return zoneProblem(value)
    case "DTSTAMP", "CREATED", "LAST-MODIFIED", "COMPLETED":
      return DateTimeValue(line)?.form == .utc ? nil : "This is no time in UTC."
    case "EXDATE", "RDATE":
      guard line.parameter("VALUE") != "PERIOD" else { return nil }
      guard let values = DateTimeValue.list(line) else { return "This is no list of dates or times." }
      return values.first.flatMap(zoneProblem)
    case "RRULE", "EXRULE": return RecurrenceRule(line.value) == nil ? "This is no rule of recurrence." : nil
    case "DURATION": return DurationValue(line.value) == nil ? "This is no length of time." : nil
    case "TRIGGER":
      let isTime = line.parameter("VALUE") == "DATE-TIME"
      let isRead = isTime ? DateTimeValue(line) != nil : DurationValue(line.value) != nil
      return isRead ? nil : "This is no length of time, nor a time."
    case "TZOFFSETFROM", "TZOFFSETTO": return UTCOffset.seconds(line.value) == nil ? "This is no offset." : nil
    case "SEQUENCE", "PRIORITY", "PERCENT-COMPLETE", "REPEAT":
      return Int(line.value) == nil ? "This is no number." : nil
    case "FREEBUSY":
      let isRead = line.value.split(separator: ",").allSatisfy { isPeriod($0) }
      return isRead ? nil : "This is no list of periods."
    case "GEO":
      let parts = line.value.split(separator: ";", omittingEmptySubsequences: false).map { Double($0) }
      return parts.count == 2 && !parts.contains(nil) ? nil : "This is no place on earth."
    case "VERSION": return line.value == "2.0" ? nil : "This is another version than 2.0."
    case "CLASS", "STATUS", "TRANSP", "ACTION", "METHOD": return line.value.isEmpty ? "This is empty." : nil
    case "URL", "ORGANIZER", "ATTENDEE", "TZURL": return isAddress(line.value) ? nil : "This is no address."
    default: return nil
    }
  }

  /// A zone that begins with a slash is known to all. RFC 5545 §3.2.19
  private func zoneProblem(_ value: DateTimeValue) -> String? {
    guard case .zone(let id) = value.form, !zones.contains(id), !id.hasPrefix("/") else { return nil }
    return "The calendar does not define its time zone."
  }

  private func isPeriod(_ text: Substring) -> Bool {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, DateTimeValue(halves[0]) != nil else { return false }
    return DateTimeValue(halves[1]) != nil || DurationValue(halves[1]) != nil
  }

  /// A scheme and something behind it, without blanks. RFC 3986 §3
  private func isAddress(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < bytes.count else { return false }
    return !bytes.contains { $0 <= 0x20 }
  }

  private mutating func checkEnd(_ component: CalendarComponent, _ path: String) {
    guard let start = component.first("DTSTART").flatMap({ DateTimeValue($0) }),
      let end = component.first("DTEND").flatMap({ DateTimeValue($0) })
    else { return }
    if (start.form == .date) != (end.form == .date) {
      note("It begins with a day and ends with a time, or the other way.", path)
    }
    if start.form == end.form, end.time < start.time { note("It ends before it begins.", path) }
    if component.first("DURATION") != nil { note("It has both an end and a length.", path) }
  }
}
