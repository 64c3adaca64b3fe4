import Core
import Groupware
import MAPI
import Testing

@testable import Outlook

@Suite struct CalendarExportTests {
  static func single() -> StoredAppointment {
    let item = StoredAppointment()
    item.set(.startWhole, utc: "20240701T080000")
    item.set(.endWhole, utc: "20240701T090000")
    return item
  }

  @Test func plain() throws {
    let item = Self.single()
    item.set(.location, "Zaal 1; boven")
    item.set(PropertyID.body, "Tekst\r\nmet twee regels")
    item.set(.busyStatus, 2)
    item.set(.appointmentSequence, 3)
    item.set(PropertyID.sensitivity, 2)
    item.set(PropertyID.importance, 2)
    let words = ["Werk", "A, B"].map { PropertyValue.string(UTF16Text.bytes($0)) }
    item.set(item.message.id(of: .keywords) ?? 0, .several(words), PropertyType.string.multiple)
    let made = try item.made()
    #expect(made.faults.isEmpty)
    #expect(made.calendar.lines.map(\.name) == ["PRODID", "VERSION"])
    #expect(made.calendar.components.map(\.name) == ["VEVENT"])
    #expect(made.events[0].components.isEmpty)
    let lines = made.events[0].lines.map { ($0.name, $0.value) }
    let wanted = [
      ("UID", "040000008200E00074C5B7101A82E008" + String(repeating: "0", count: 48)), ("DTSTAMP", "20240102T080000Z"),
      ("CREATED", "20240101T080000Z"), ("LAST-MODIFIED", "20240102T080000Z"), ("SEQUENCE", "3"),
      ("DTSTART", "20240701T080000Z"), ("DTEND", "20240701T090000Z"), ("SUMMARY", "Overleg"),
      ("LOCATION", "Zaal 1\\; boven"), ("DESCRIPTION", "Tekst\\nmet twee regels"), ("CATEGORIES", "Werk,A\\, B"),
      ("STATUS", "CONFIRMED"), ("TRANSP", "OPAQUE"), ("CLASS", "PRIVATE"), ("PRIORITY", "1"),
      ("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY"), ("X-MICROSOFT-CDO-ALLDAYEVENT", "FALSE"),
      ("X-MICROSOFT-CDO-INSTTYPE", "0"),
    ]
    #expect(lines.map { $0.0 + ":" + $0.1 } == wanted.map { $0.0 + ":" + $0.1 })
  }

  @Test func zones() throws {
    let item = Self.single()
    item.set(.startZone, binary: S.definition("Romance Standard Time", [(1601, 2)]))
    var export = CalendarExport()
    export.territory = "BE"
    let made = try item.made(export)
    #expect(
      made.lines("DTSTART", "DTEND") == [
        "DTSTART;TZID=Europe/Brussels:20240701T100000", "DTEND;TZID=Europe/Brussels:20240701T110000",
      ])
    let zone = try #require(made.calendar.components("VTIMEZONE").first.flatMap { ZoneRules($0) })
    #expect(zone == S.zone.zone.rules(id: "Europe/Brussels"))
    #expect(CalendarCheck.faults(in: made.calendar).isEmpty)
    item.set(.endZone, binary: S.definition("My Own Time", [(1601, 2)]))
    #expect(try item.made().lines("DTEND") == ["DTEND;TZID=My Own Time:20240701T110000"])
    item.set(.startZone, binary: [2, 1, 9])
    let damaged = try item.made()
    #expect(damaged.lines("DTSTART") == ["DTSTART:20240701T080000Z"])
    #expect(damaged.faults.map(\.code) == ["CALENDAR-ZONE"])
  }

  /// Local midnights in UTC, with and without a zone that says whose.
  @Test(arguments: [
    ("20240630T220000", "20240701T220000", true, "20240701", "20240702"),
    ("20240630T220000", "20240702T220000", false, "20240701", "20240703"),
    ("20240701T050000", "20240702T050000", false, "20240701", "20240702"),
    ("20240701T000000", "20240701T000000", false, "20240701", "20240702"),
  ])
  func allDay(_ start: String, _ end: String, _ hasZone: Bool, _ first: String, _ behind: String) throws {
    let item = StoredAppointment()
    item.set(.startWhole, utc: start)
    item.set(.endWhole, utc: end)
    item.set(.allDay, true)
    if hasZone { item.set(.startZone, binary: S.definition("Romance Standard Time", [(1601, 2)])) }
    let made = try item.made()
    #expect(made.lines("DTSTART", "DTEND") == ["DTSTART;VALUE=DATE:\(first)", "DTEND;VALUE=DATE:\(behind)"])
    #expect(made.calendar.components("VTIMEZONE").isEmpty)
  }

  @Test(arguments: [
    (0, "FREE", "TRANSPARENT", "CONFIRMED"), (1, "TENTATIVE", "OPAQUE", "TENTATIVE"),
    (2, "BUSY", "OPAQUE", "CONFIRMED"),
    (3, "OOF", "OPAQUE", "CONFIRMED"), (4, "WORKINGELSEWHERE", "TRANSPARENT", "CONFIRMED"),
  ])
  func busy(_ number: Int, _ word: String, _ transparency: String, _ status: String) throws {
    let item = Self.single()
    item.set(.busyStatus, number)
    #expect(
      try item.made().lines("X-MICROSOFT-CDO-BUSYSTATUS", "TRANSP", "STATUS") == [
        "STATUS:\(status)", "TRANSP:\(transparency)", "X-MICROSOFT-CDO-BUSYSTATUS:\(word)",
      ])
  }

  @Test(arguments: [(15, "-PT15M"), (0, "PT0S"), (1_440, "-PT1440M"), (0x5AE9_80E1, "-PT15M"), (-5, "-PT15M")])
  func alarm(_ minutes: Int, _ trigger: String) throws {
    let item = Self.single()
    item.set(.reminderSet, true)
    item.set(.reminderDelta, minutes)
    let alarm = try #require(try item.made().events.first?.components("VALARM").first)
    #expect(alarm.first("TRIGGER")?.value == trigger)
    item.set(.reminderSet, false)
    #expect(try item.made().events.first?.components.isEmpty == true)
  }

  @Test func people() throws {
    let item = Self.single()
    item.set(.stateFlags, 1)
    item.from("An Peeters", "an@peeters.example")
    item.add("An Peeters", "an@peeters.example", flags: 3)
    item.add("Bob", "bob@peeters.example", status: 3)
    item.add("Cee, C.", "c@peeters.example", type: 2, status: 4)
    item.add("Zaal", "zaal@peeters.example", type: 3)
    item.add("Intern", "/o=Peeters/cn=intern", kind: "EX")
    item.add("Weg", "weg@peeters.example", flags: 0x21)
    item.set(.responseStatus, 2)
    var export = CalendarExport()
    export.owner = ["zaal@peeters.example"]
    let made = try item.made(export)
    #expect(
      made.lines("ORGANIZER", "ATTENDEE") == [
        "ORGANIZER;CN=An Peeters:mailto:an@peeters.example",
        "ATTENDEE;CN=Bob;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:bob@peeters.example",
        "ATTENDEE;CN=\"Cee, C.\";ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED:mailto:c@peeters.example",
        "ATTENDEE;CN=Zaal;CUTYPE=RESOURCE;ROLE=NON-PARTICIPANT;PARTSTAT=TENTATIVE:mailto:zaal@peeters.example",
      ])
    #expect(made.faults.map(\.code) == ["CALENDAR-ATTENDEE"])
    #expect(made.faults.allSatisfy { !$0.description.contains("ntern") })
  }

  @Test(arguments: [
    ("IPM.Schedule.Meeting.Request", "REQUEST", "CONFIRMED"), ("IPM.Schedule.Meeting.Canceled", "CANCEL", "CANCELLED"),
    ("ipm.schedule.meeting.request.private", "REQUEST", "CONFIRMED"),
  ])
  func invitations(_ messageClass: String, _ method: String, _ status: String) throws {
    let item = StoredAppointment(messageClass)
    item.set(.startWhole, utc: "20240701T080000")
    item.set(PropertyID.subject, "Canceled: Overleg")
    item.set(PropertyID.normalizedSubject, "Overleg")
    item.set(.ownerCriticalChange, utc: "20240103T080000")
    item.from("An", "an@peeters.example")
    item.add("Bob", "bob@peeters.example")
    let made = try item.made()
    #expect(made.calendar.first("METHOD")?.value == method)
    let asks = method == "REQUEST" ? ";RSVP=TRUE" : ""
    #expect(
      made.lines("DTSTAMP", "STATUS", "SUMMARY", "ORGANIZER", "ATTENDEE") == [
        "DTSTAMP:20240103T080000Z", "SUMMARY:Overleg", "STATUS:\(status)", "ORGANIZER;CN=An:mailto:an@peeters.example",
        "ATTENDEE;CN=Bob;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION\(asks):mailto:bob@peeters.example",
      ])
  }

  @Test(arguments: [("Pos", "ACCEPTED"), ("Tent", "TENTATIVE"), ("Neg", "DECLINED")])
  func answers(_ ending: String, _ status: String) throws {
    let item = StoredAppointment("IPM.Schedule.Meeting.Resp." + ending)
    item.set(.startWhole, utc: "20240701T080000")
    item.set(.endWhole, utc: "20240701T090000")
    item.set(.attendeeCriticalChange, utc: "20240104T080000")
    item.set(PropertyID.body, "Graag later.")
    item.from("Bob", "bob@peeters.example")
    item.add("An", "an@peeters.example")
    let made = try item.made()
    #expect(made.calendar.first("METHOD")?.value == "REPLY")
    #expect(
      made.lines("DTSTAMP", "COMMENT", "ORGANIZER", "ATTENDEE", "STATUS") == [
        "DTSTAMP:20240104T080000Z", "COMMENT:Graag later.", "ORGANIZER;CN=An:mailto:an@peeters.example",
        "ATTENDEE;CN=Bob;PARTSTAT=\(status):mailto:bob@peeters.example",
      ])
    item.set(.counterProposal, true)
    item.set(.proposedStart, utc: "20240702T080000")
    item.set(.proposedEnd, utc: "20240702T090000")
    let counter = try item.made()
    #expect(counter.calendar.first("METHOD")?.value == "COUNTER")
    #expect(counter.lines("DTSTART") == ["DTSTART:20240702T080000Z"])
  }

  @Test func oneOccurrenceIsMeant() throws {
    let item = StoredAppointment("IPM.Schedule.Meeting.Canceled")
    item.set(.startWhole, utc: "20240705T100000")
    item.set(.globalObjectID, binary: GlobalObjectIDTests.head + [0x07, 0xE8, 7, 3] + [UInt8](repeating: 0, count: 20))
    #expect(try item.made().lines("RECURRENCE-ID") == ["RECURRENCE-ID:20240703T100000Z"])
    item.set(.exceptionReplaceTime, utc: "20240703T080000")
    #expect(try item.made().lines("RECURRENCE-ID") == ["RECURRENCE-ID:20240703T080000Z"])
    item.set(.startZone, binary: S.definition("Romance Standard Time", [(1601, 2)]))
    #expect(try item.made().lines("RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Europe/Paris:20240703T100000"])
    item.set(.allDay, true)
    #expect(try item.made().lines("RECURRENCE-ID") == ["RECURRENCE-ID;VALUE=DATE:20240703"])
  }

  @Test func withoutATime() {
    let fault = #expect(throws: Fault.self) { try StoredAppointment().made() }
    #expect(fault?.code == "CALENDAR-TIME")
    #expect(fault?.recovery == .skipItem)
  }

  @Test func addedContent() throws {
    let item = Self.single()
    item.set(PropertyID.body, "plain")
    var export = CalendarExport()
    export.content = { _ in
      CalendarContent(
        text: "made", html: "<p>made</p>", attachments: [.init(name: "a;b.txt", type: "text/plain", bytes: [1, 2, 3])])
    }
    let made = try item.made(export)
    #expect(
      made.lines("DESCRIPTION", "X-ALT-DESC", "ATTACH") == [
        "DESCRIPTION:made", "X-ALT-DESC;FMTTYPE=text/html:<p>made</p>",
        "ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;FILENAME=\"a;b.txt\";X-FILENAME=\"a;b.txt\":AQID",
      ])
    export.content = { _ throws(Fault) in throw Fault("X", "broken", recovery: .skipItem) }
    let broken = try item.made(export)
    #expect(broken.faults.map(\.code) == ["X"])
    #expect(broken.lines("SUMMARY") == ["SUMMARY:Overleg"])
  }

  @Test func partOfAMail() throws {
    let item = StoredAppointment("IPM.Schedule.Meeting.Request")
    #expect(CalendarExport().part(item.message) == nil)
    item.set(.startWhole, utc: "20240701T080000")
    let part = try #require(CalendarExport().part(item.message))
    #expect(part.method == "REQUEST")
    #expect(part.bytes == (try CalendarExport().event(item.message).calendar.bytes))
    #expect(CalendarExport().part(Self.single().message) == nil)
  }

  @Test func addressesOfExchange() throws {
    let item = Self.single()
    item.from("An", "/o=Peeters/cn=an", kind: "EX")
    item.set(.stateFlags, 1)
    var export = CalendarExport()
    #expect(try item.made(export).faults.map(\.code) == ["CALENDAR-ATTENDEE"])
    export.directory = { _ in Array("an@peeters.example".utf8) }
    #expect(try item.made(export).lines("ORGANIZER") == ["ORGANIZER;CN=An:mailto:an@peeters.example"])
  }

  /// PidTagSubject of a store with the length of its prefix in front.
  @Test func markedSubject() throws {
    let item = Self.single()
    item.set(PropertyID.subject, "\u{1}\u{5}RE: Overleg")
    #expect(try item.made().lines("SUMMARY") == ["SUMMARY:RE: Overleg"])
  }
}
