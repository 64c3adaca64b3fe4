import Core
import Groupware
import MAPI
import TestKit
import Testing

@testable import Outlook

@Suite struct SeriesExportTests {
  static func weekly(_ change: (inout SeriesBytes) -> Void = { _ in }) -> StoredAppointment {
    var series = SeriesBytes()
    (series.frequency, series.type, series.period, series.specific) = (0x200B, 1, 1, [0x02])
    change(&series)
    let item = StoredAppointment()
    item.set(.startWhole, utc: "20240101T080000")
    item.set(.endWhole, utc: "20240101T090000")
    item.set(.appointmentRecur, binary: series.bytes)
    item.set(.timeZoneStruct, binary: S.zoneStructure)
    item.set(.timeZoneDescription, "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris")
    item.set(.seriesZone, binary: S.definition("Romance Standard Time", [(1601, 3)]))
    return item
  }

  @Test func series() throws {
    let item = Self.weekly {
      ($0.end, $0.last) = (0x2021, SeriesBytes.day(2024, 7, 1))
      $0.deleted = [SeriesBytes.day(2024, 1, 8), SeriesBytes.day(2024, 4, 1)]
    }
    let made = try item.made()
    #expect(made.faults.isEmpty)
    #expect(
      made.lines("DTSTART", "DTEND", "RRULE", "EXDATE") == [
        "DTSTART;TZID=Europe/Paris:20240101T090000", "DTEND;TZID=Europe/Paris:20240101T100000",
        "RRULE:FREQ=WEEKLY;UNTIL=20240701T070000Z;BYDAY=MO",
        "EXDATE;TZID=Europe/Paris:20240108T090000,20240401T090000",
      ])
    #expect(CalendarCheck.faults(in: made.calendar).isEmpty)
    let zones = made.calendar.components("VTIMEZONE").compactMap { ZoneRules($0) }
    let found = made.events[0].occurrences(through: S.time("20300101T000000"), zones: zones)
    #expect(found?.times.count == 27 - 2)
  }

  @Test func allDaySeries() throws {
    let item = Self.weekly {
      ($0.startMinute, $0.endMinute, $0.end, $0.count) = (0, 2_880, 0x2022, 4)
      $0.deleted = [SeriesBytes.day(2024, 1, 8)]
      $0.exceptions = [
        .init(
          start: SeriesBytes.day(2024, 1, 16), end: SeriesBytes.day(2024, 1, 17), original: SeriesBytes.day(2024, 1, 15)
        )
      ]
    }
    item.set(.allDay, true)
    let made = try item.made()
    #expect(
      made.lines("DTSTART", "DTEND", "RRULE", "EXDATE") == [
        "DTSTART;VALUE=DATE:20240101", "DTEND;VALUE=DATE:20240103", "RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO",
        "EXDATE;VALUE=DATE:20240108",
      ])
    #expect(
      made.lines("RECURRENCE-ID", "DTSTART", "DTEND", event: 1) == [
        "RECURRENCE-ID;VALUE=DATE:20240115", "DTSTART;VALUE=DATE:20240116", "DTEND;VALUE=DATE:20240117",
      ])
    #expect(made.calendar.components("VTIMEZONE").isEmpty)
  }

  @Test func exceptions() throws {
    let item = Self.weekly {
      $0.exceptions = [
        .init(
          start: S.time("20240703T140000"), end: S.time("20240703T160000"), original: S.time("20240701T090000"),
          subject: "Verplaatst", location: "Zaal €", reminder: 30, busy: 3, hasOwnBody: true),
        .init(start: S.time("20240708T110000"), end: S.time("20240708T120000"), original: S.time("20240708T090000")),
      ]
    }
    item.set(PropertyID.body, "Elke week")
    item.set(.location, "Zaal 1")
    item.set(.busyStatus, 2)
    item.set(.reminderSet, true)
    item.set(.reminderDelta, 10)
    item.add("Bob", "bob@peeters.example")
    item.from("An", "an@peeters.example")
    let own = StoredAppointment()
    own.set(PropertyID.body, "Deze keer anders")
    own.add("Cee", "cee@peeters.example")
    item.add(exception: own, replacing: "20240701T070000")
    let made = try item.made()
    #expect(made.faults.isEmpty)
    #expect(made.events.count == 3)
    #expect(Set(made.events.compactMap { $0.first("UID")?.value }).count == 1)
    #expect(made.lines("EXDATE").isEmpty)
    #expect(
      made.lines("RECURRENCE-ID", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "ATTENDEE", event: 1) == [
        "RECURRENCE-ID;TZID=Europe/Paris:20240701T090000", "DTSTART;TZID=Europe/Paris:20240703T140000",
        "DTEND;TZID=Europe/Paris:20240703T160000", "SUMMARY:Verplaatst", "LOCATION:Zaal €",
        "DESCRIPTION:Deze keer anders",
        "ATTENDEE;CN=Cee;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:cee@peeters.example",
      ])
    #expect(made.lines("X-MICROSOFT-CDO-BUSYSTATUS", event: 1) == ["X-MICROSOFT-CDO-BUSYSTATUS:OOF"])
    #expect(made.events[1].components("VALARM").first?.first("TRIGGER")?.value == "-PT30M")
    #expect(
      made.lines("RECURRENCE-ID", "DTSTART", "SUMMARY", "LOCATION", "DESCRIPTION", "ATTENDEE", event: 2) == [
        "RECURRENCE-ID;TZID=Europe/Paris:20240708T090000", "DTSTART;TZID=Europe/Paris:20240708T110000",
        "SUMMARY:Overleg",
        "LOCATION:Zaal 1", "DESCRIPTION:Elke week",
        "ATTENDEE;CN=Bob;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:bob@peeters.example",
      ])
  }

  /// Where the two properties differ, the older one holds, under its own name.
  @Test func contradictingZones() throws {
    let item = Self.weekly()
    var other = S.zoneStructure
    other.replaceSubrange(0..<4, with: S.little(-120, 4))
    item.set(.timeZoneStruct, binary: other)
    let made = try item.made()
    #expect(
      made.lines("DTSTART") == [
        "DTSTART;TZID=\"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris\":20240101T090000"
      ])
    let zone = try #require(made.calendar.components("VTIMEZONE").first.flatMap { ZoneRules($0) })
    #expect(zone.offset(local: S.time("20240101T090000")) == 7_200)
  }

  @Test func withoutAZone() throws {
    var series = SeriesBytes()
    (series.frequency, series.type, series.period, series.specific) = (0x200B, 1, 1, [0x02])
    let item = StoredAppointment()
    item.set(.startWhole, utc: "20240101T080000")
    item.set(.appointmentRecur, binary: series.bytes)
    let made = try item.made()
    #expect(made.faults.map(\.code) == ["CALENDAR-ZONE"])
    #expect(made.lines("DTSTART") == ["DTSTART;TZID=UTC+0100:20240101T090000"])
    #expect(CalendarCheck.faults(in: made.calendar).isEmpty)
  }

  /// Whatever is cut or changed in the pattern and the zones, an event comes out, and a fault where something is lost.
  @Test func cutAnywhere() throws {
    let item = Self.weekly { $0.exceptions = RecurrencePatternTests.full.exceptions }
    let whole = try #require(try item.message.value(.appointmentRecur)?.binary)
    for end in 1..<whole.count {
      item.set(.appointmentRecur, binary: Array(whole[..<end]))
      let made = try item.made()
      #expect(!made.events.isEmpty)
      #expect(!made.faults.isEmpty || end >= whole.count - 4)
      #expect(made.faults.allSatisfy { $0.code == "CALENDAR-RECURRENCE" && $0.recovery == .skipItem })
    }
    for place in whole.indices {
      var flipped = whole
      flipped[place] ^= 1 << UInt8(place % 8)
      item.set(.appointmentRecur, binary: flipped)
      #expect(try !item.made().events.isEmpty)
    }
  }

  static let script = """
    import sys, icalendar, dateutil.rrule
    calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
    for event in calendar.walk("VEVENT"):
        start = event["DTSTART"].dt
        naive = start.replace(tzinfo=None)
        rule = event["RRULE"].to_ical().decode()
        if "UNTIL" in event["RRULE"]:
            until = event["RRULE"]["UNTIL"][0].astimezone(start.tzinfo).replace(tzinfo=None)
            rule = ";".join(p for p in rule.split(";") if not p.startswith("UNTIL")) + until.strftime(";UNTIL=%Y%m%dT%H%M%S")
        gone = event.get("EXDATE", [])
        gone = gone if isinstance(gone, list) else [gone]
        gone = {d.dt.replace(tzinfo=None) for one in gone for d in one.dts}
        times = dateutil.rrule.rrulestr(rule, dtstart=naive)
        end = naive.replace(year=naive.year + 10, day=1)
        out = []
        for time in times:
            if time >= end: break
            if time not in gone: out.append(time.strftime("%Y%m%dT%H%M%S"))
        print(event["SUMMARY"], start.utcoffset().total_seconds(), " ".join(out))
    """

  /// Another library reads what is written and finds the same occurrences over ten years.
  @Test func pythonFindsTheSame() async throws {
    let disk = try TemporaryFolder()
    try Files.write("import icalendar, dateutil.rrule", to: disk("probe.py"))
    // Debian's packages belong to Debian's Python, which another one may stand before.
    var python: String?
    for program in ["python3", "/usr/bin/python3"] where python == nil {
      let probe = try? ChildProcess.start(program, [disk("probe.py")])
      if await probe?.exit().code == 0 { python = program }
    }
    guard let python else { return Skips.record("SeriesExportTests: no python3 with icalendar and dateutil") }
    var calendar = CalendarComponent("VCALENDAR")
    var wanted: [String] = []
    for (place, row) in RecurrencePatternTests.rows.enumerated() {
      for end in [0x2021, 0x2022, 0x2023] {
        var series = row.series
        (series.end, series.count, series.last) = (end, 13, SeriesBytes.day(2029, 6, 1))
        series.deleted = DirectExpansion(series: series).days(through: series.last).enumerated()
          .filter { $0.offset % 4 == 1 }.map(\.element)
        let bound = SeriesBytes.day(series.start.year + 10, series.start.month, 1).adding(seconds: -60)
        let days = DirectExpansion(series: series).days(through: bound)
        let item = Self.weekly { $0 = series }
        item.set(PropertyID.subject, "\(place)-\(end)")
        let made = try item.made()
        #expect(made.faults.isEmpty)
        if calendar.components.isEmpty { for part in made.calendar.components("VTIMEZONE") { calendar.add(part) } }
        for event in made.events { calendar.add(event) }
        let times = days.map { DateTimeValue($0.adding(seconds: 32_400), .floating).text }
        wanted.append("\(place)-\(end) 3600.0 " + times.joined(separator: " "))
      }
    }
    try Files.write(String(decoding: calendar.bytes, as: UTF8.self), to: disk("series.ics"))
    try Files.write(Self.script, to: disk("read.py"))
    let child = try ChildProcess.start(
      python, [disk("read.py"), disk("series.ics")], output: disk("out"), errors: disk("errors"))
    #expect(await child.exit().code == 0, "\(Files.text(disk("errors")))")
    let found = Files.text(disk("out")).split(separator: "\n").map(String.init)
    try #require(found.count == wanted.count)
    for (one, other) in zip(found, wanted) {
      #expect(one.split(separator: " ").dropFirst(2) == other.split(separator: " ").dropFirst(2))
    }
  }
}
