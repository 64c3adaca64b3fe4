import Core
import Groupware
import MAPI

/// Writes one VEVENT. [MS-OXCICAL] §2.1.3.1.1.20
struct EventComponent {
  private let plan: EventPlan
  private let method: CalendarMethod
  private let export: CalendarExport
  private let codePage: CodePage
  private var properties: LayeredProperties { plan.properties }
  private var event = CalendarComponent("VEVENT")
  private(set) var faults: [Fault] = []

  init(_ plan: EventPlan, _ method: CalendarMethod, _ export: CalendarExport, _ codePage: CodePage) {
    (self.plan, self.method, self.export, self.codePage) = (plan, method, export, codePage)
  }

  mutating func make(_ object: any MessageObject, uid: String) -> CalendarComponent {
    event.add("UID", text: uid)
    if let id = plan.recurrenceID { event.add(id.line("RECURRENCE-ID")) }
    addStamps()
    event.add(plan.times.start.line("DTSTART"))
    if plan.times.end != plan.times.start { event.add(plan.times.end.line("DTEND")) }
    for line in plan.recurrence { event.add(line) }
    addTexts(object)
    addState()
    addPeople(object)
    addOutlook()
    addAlarm()
    return event
  }

  private mutating func addStamps() {
    let changed = properties.time(PropertyID.lastModificationTime)
    let created = properties.time(PropertyID.creationTime)
    let critical = properties.time(method.answer == nil ? .ownerCriticalChange : .attendeeCriticalChange)
    // Required, so there is always one; none of these can only be missing in a damaged item.
    event.add(DateTimeValue.utc((critical ?? changed ?? created)?.seconds ?? 0).line("DTSTAMP"))
    if let created { event.add(DateTimeValue.utc(created.seconds).line("CREATED")) }
    if let changed { event.add(DateTimeValue.utc(changed.seconds).line("LAST-MODIFIED")) }
    event.add("SEQUENCE", String(max(0, properties.integer(.appointmentSequence) ?? 0)))
  }

  private mutating func addTexts(_ object: any MessageObject) {
    let whole = properties.subject(PropertyID.subject)
    // Before the subject of a message stands what it is: Accepted, Declined.
    let subject = method == .none ? whole : properties.subject(PropertyID.normalizedSubject) ?? whole
    if let text = plan.exception?.subject ?? subject, !text.isEmpty { event.add("SUMMARY", text: text) }
    if let text = plan.exception?.location ?? properties.text(.location), !text.isEmpty {
      event.add("LOCATION", text: text)
    }
    let content = content(object)
    if let text = content.text, !text.isEmpty {
      event.add(method.answer == nil ? "DESCRIPTION" : "COMMENT", text: text)
    }
    if let html = content.html, !html.isEmpty {
      event.add("X-ALT-DESC", [ContentLine.Parameter("FMTTYPE", "text/html")], text: html)
    }
    let words = properties.value(.keywords)?.several?.compactMap { $0.text(codePage) }.filter { !$0.isEmpty } ?? []
    if !words.isEmpty { event.add("CATEGORIES", TextValue.joined(words)) }
    for attachment in content.attachments { event.add(Self.line(attachment)) }
  }

  /// An exception's own text and attachments, where it has them.
  private mutating func content(_ object: any MessageObject) -> CalendarContent {
    var content = CalendarContent()
    for source in [plan.own, object].compactMap({ $0 }) {
      let found = properties.attempt { () throws(Fault) -> CalendarContent in
        if let make = export.content { return try make(source) }
        return CalendarContent(text: try source.text(PropertyID.body, codePage: codePage))
      }
      guard let found else { continue }
      if content.text == nil, content.html == nil { (content.text, content.html) = (found.text, found.html) }
      if content.attachments.isEmpty { content.attachments = found.attachments }
    }
    return content
  }

  /// RFC 8607 §4.2 names the file; X-FILENAME is what Outlook reads.
  private static func line(_ attachment: CalendarContent.Attachment) -> ContentLine {
    var parameters: [ContentLine.Parameter] = []
    if !attachment.type.isEmpty { parameters.append(.init("FMTTYPE", attachment.type)) }
    parameters += [.init("ENCODING", "BASE64"), .init("VALUE", "BINARY")]
    if !attachment.name.isEmpty {
      parameters += [.init("FILENAME", attachment.name), .init("X-FILENAME", attachment.name)]
    }
    return ContentLine("ATTACH", parameters, Base64.encode(attachment.bytes))
  }

  private mutating func addState() {
    let busy = plan.exception?.busy ?? properties.integer(.busyStatus)
    let state = plan.exception?.state ?? properties.integer(.stateFlags) ?? 0
    let isCancelled = method == .cancel || state & 0x4 != 0
    if method.answer == nil {
      event.add("STATUS", isCancelled ? "CANCELLED" : busy == 1 ? "TENTATIVE" : "CONFIRMED")
      if let busy { event.add("TRANSP", busy == 0 || busy == 4 ? "TRANSPARENT" : "OPAQUE") }
    }
    switch properties.integer(PropertyID.sensitivity) {
    case 1, 2: event.add("CLASS", "PRIVATE")
    case 3: event.add("CLASS", "CONFIDENTIAL")
    default: event.add("CLASS", properties.boolean(.isPrivate) == true ? "PRIVATE" : "PUBLIC")
    }
    switch properties.integer(PropertyID.importance) {
    case 0: event.add("PRIORITY", "9")
    case 2: event.add("PRIORITY", "1")
    case 1: event.add("PRIORITY", "5")
    default: break
    }
    if let busy, let word = Self.busyWord(busy) { event.add("X-MICROSOFT-CDO-BUSYSTATUS", word) }
  }

  /// [MS-OXCICAL] §2.1.3.1.1.20.31
  private static func busyWord(_ number: Int) -> String? {
    let words = ["FREE", "TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE"]
    return words.indices.contains(number) ? words[number] : nil
  }

  private mutating func addOutlook() {
    event.add("X-MICROSOFT-CDO-ALLDAYEVENT", plan.times.start.form == .date ? "TRUE" : "FALSE")
    let kind = plan.recurrenceID != nil ? 3 : plan.recurrence.isEmpty ? 0 : 1
    event.add("X-MICROSOFT-CDO-INSTTYPE", String(kind))
    if let word = properties.integer(.intendedBusyStatus).flatMap(Self.busyWord) {
      event.add("X-MICROSOFT-CDO-INTENDEDSTATUS", word)
    }
    if let number = properties.integer(CalendarPropertyID.ownerAppointmentID), number != 0 {
      event.add("X-MICROSOFT-CDO-OWNERAPPTID", String(number))
    }
    if properties.boolean(.notAllowPropose) == true { event.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE") }
  }

  private mutating func addPeople(_ object: any MessageObject) {
    let state = plan.exception?.state ?? properties.integer(.stateFlags) ?? 0
    let rows = recipients(object)
    // What is nobody's meeting has no organizer, only whoever wrote it down.
    guard method != .none || state & 0x1 != 0 || !rows.isEmpty else { return }
    var people = CalendarPeople(object, directory: { [directory = export.directory] in directory?($0) })
    defer { faults += people.faults }
    let asks = method == .request && (properties.value(CalendarPropertyID.responseRequested)?.boolean ?? true)
    let sender = people.sender()
    let recipients = people.recipients(rows, asks: asks)
    if let answer = method.answer {
      addAnswer(answer, sender, recipients, &people)
    } else {
      addMeeting(sender, recipients, &people)
    }
  }

  private func recipients(_ object: any MessageObject) -> [any PropertyBag] {
    let own = properties.attempt { () throws(Fault) -> [any PropertyBag] in try plan.own?.recipients() ?? [] } ?? []
    if !own.isEmpty { return own }
    return properties.attempt { () throws(Fault) -> [any PropertyBag] in try object.recipients() } ?? []
  }

  /// The one who answers is the only attendee, and the message goes to the organizer. RFC 5546 §3.2.3
  private mutating func addAnswer(
    _ answer: String, _ sender: CalendarPeople.Person?, _ recipients: CalendarPeople.Recipients,
    _ people: inout CalendarPeople
  ) {
    if var organizer = recipients.organizer ?? recipients.attendees.first {
      organizer.parameters = []
      event.add(organizer.line("ORGANIZER"))
    }
    guard var attendee = sender else {
      people.note("Whoever answers has no mail address and is left out.")
      return
    }
    attendee.parameters = [.init("PARTSTAT", answer)]
    event.add(attendee.line("ATTENDEE"))
  }

  private mutating func addMeeting(
    _ sender: CalendarPeople.Person?, _ recipients: CalendarPeople.Recipients, _ people: inout CalendarPeople
  ) {
    let organizer = recipients.organizer ?? sender
    if let organizer {
      event.add(organizer.line("ORGANIZER"))
    } else {
      people.note("The organizer has no mail address and is left out.")
    }
    let own = properties.integer(.responseStatus).flatMap { (2...4).contains($0) ? CalendarPeople.status($0) : nil }
    for var attendee in recipients.attendees where attendee.address.lowercased() != organizer?.address.lowercased() {
      if let own, export.owner.contains(attendee.address.lowercased()),
        let place = attendee.parameters.firstIndex(where: { $0.name == "PARTSTAT" })
      {
        attendee.parameters[place].values = [own]
        attendee.parameters.removeAll { $0.name == "RSVP" }
      }
      event.add(attendee.line("ATTENDEE"))
    }
  }

  /// [MS-OXCICAL] §2.1.3.1.1.20.60
  private mutating func addAlarm() {
    guard method.answer == nil, method != .cancel,
      plan.exception?.hasReminder ?? properties.boolean(.reminderSet) ?? false
    else { return }
    var minutes = plan.exception?.reminder ?? properties.integer(.reminderDelta) ?? 15
    // This number says: as usual.
    if minutes == 0x5AE9_80E1 || !(0...5_000_000).contains(minutes) { minutes = 15 }
    var alarm = CalendarComponent("VALARM")
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", "Reminder")
    alarm.add("TRIGGER", minutes == 0 ? "PT0S" : "-PT\(minutes)M")
    event.add(alarm)
  }
}
