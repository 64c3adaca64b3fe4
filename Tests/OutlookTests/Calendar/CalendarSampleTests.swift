import Core
import Groupware
import MAPI
import Outlook
import PST
import TestKit
import Testing

/// Appointments that Outlook itself wrote.
@Suite struct CalendarSampleTests {
  private func appointments(_ name: String, _ test: String = #function) throws -> [StoredAppointment.Made]? {
    guard let root = SharedSuites.root, Files.exists(root + "/samples/pst/" + name) else {
      Skips.record("CalendarSampleTests.\(test): no Outlook files (POSTDUIF_SHARED, or ../shared beside the package)")
      return nil
    }
    let store = OutlookStore(NodeDatabase(try PSTFile(path: root + "/samples/pst/" + name)), name: name)
    var found: [StoredAppointment.Made] = []
    try store.forEachItem([.message]) { item throws(Fault) in
      let message = try item.open()
      let messageClass = try message.text(PropertyID.messageClass, codePage: .western) ?? ""
      guard ItemKind(messageClass: messageClass) == .appointment else { return true }
      let (calendar, faults) = try CalendarExport().event(message)
      found.append(StoredAppointment.Made(calendar: calendar, faults: faults))
      return true
    }
    return found
  }

  /// A series with two changed occurrences, each with a message of its own.
  @Test func seriesWithExceptions() throws {
    guard let found = try appointments("jlp_distlist.pst") else { return }
    let made = try #require(found.first)
    #expect(found.count == 1 && made.events.count == 3)
    #expect(made.faults.isEmpty && CalendarCheck.faults(in: made.calendar).isEmpty)
    #expect(
      made.lines("DTSTART", "DTEND", "RRULE", "EXDATE", "SUMMARY", "DESCRIPTION") == [
        "DTSTART;TZID=America/Los_Angeles:20160802T080000", "DTEND;TZID=America/Los_Angeles:20160802T083000",
        "RRULE:FREQ=WEEKLY;BYDAY=TU", "EXDATE;TZID=America/Los_Angeles:20160809T080000", "SUMMARY:Test appointment",
        "DESCRIPTION:This is a complete test\\n",
      ])
    #expect(
      made.lines("RECURRENCE-ID", "DTSTART", "DESCRIPTION", event: 1) == [
        "RECURRENCE-ID;TZID=America/Los_Angeles:20160823T080000", "DTSTART;TZID=America/Los_Angeles:20160823T090000",
        "DESCRIPTION:This is the appointment at 9\\n",
      ])
    #expect(
      made.lines("RECURRENCE-ID", "DTSTART", "DESCRIPTION", event: 2) == [
        "RECURRENCE-ID;TZID=America/Los_Angeles:20160830T080000", "DTSTART;TZID=America/Los_Angeles:20160830T100000",
        "DESCRIPTION:This is the one at 10\\n",
      ])
    let zone = try #require(made.calendar.components("VTIMEZONE").first.flatMap { ZoneRules($0) })
    #expect(zone.offset(local: S.time("20160802T080000")) == -7 * 3_600)
    #expect(zone.offset(local: S.time("20161206T080000")) == -8 * 3_600)
  }

  /// Its zone never had summer time.
  @Test func single() throws {
    guard let found = try appointments("aspose_outlook.pst") else { return }
    let made = try #require(found.first)
    #expect(found.count == 1 && made.events.count == 1 && made.faults.isEmpty)
    #expect(
      made.lines("DTSTART", "DTEND", "SUMMARY", "LOCATION") == [
        "DTSTART;TZID=Asia/Tashkent:20110622T103000", "DTEND;TZID=Asia/Tashkent:20110622T110000",
        "SUMMARY:Weekly meeting",
        "LOCATION:Room 5",
      ])
    #expect(made.calendar.components("VTIMEZONE").first?.components.count == 1)
  }
}
