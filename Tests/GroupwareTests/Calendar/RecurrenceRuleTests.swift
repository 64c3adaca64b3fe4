import Core
import Groupware
import Testing

@Suite struct RecurrenceRuleTests {
  @Test(arguments: [
    ("FREQ=DAILY", "FREQ=DAILY"),
    ("INTERVAL=2;FREQ=WEEKLY;BYDAY=TU,TH;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU"),
    ("FREQ=MONTHLY;BYDAY=-1FR,+2MO;COUNT=3", "FREQ=MONTHLY;COUNT=3;BYDAY=-1FR,2MO"),
    ("freq=yearly;bymonth=1;until=20300101t000000z", "FREQ=YEARLY;UNTIL=20300101T000000Z;BYMONTH=1"),
    ("FREQ=YEARLY;UNTIL=20300101", "FREQ=YEARLY;UNTIL=20300101"), ("FREQ=DAILY;WKST=MO;INTERVAL=1;", "FREQ=DAILY"),
    ("FREQ=MONTHLY;BYMONTHDAY=1,-1;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTHDAY=1,-1;BYSETPOS=-1"),
    (
      "FREQ=YEARLY;BYYEARDAY=-366,1;BYWEEKNO=-53,20;BYHOUR=0,23;BYMINUTE=59;BYSECOND=60",
      "FREQ=YEARLY;BYSECOND=59;BYMINUTE=59;BYHOUR=0,23;BYYEARDAY=-366,1;BYWEEKNO=-53,20"
    ),
    ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L", "FREQ=YEARLY;RSCALE=HEBREW;BYMONTH=5L"),
  ])
  func roundTrip(_ text: String, _ written: String) throws {
    let rule = try #require(RecurrenceRule(text))
    #expect(rule.text == written)
    #expect(RecurrenceRule(written) == rule)
  }

  @Test(arguments: [
    "", "FREQ=FORTNIGHTLY", "COUNT=3", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=-1",
    "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=54MO", "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYMONTH=0", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYDAY=", "FREQ",
    "FREQ=DAILY;UNTIL=2020", "FREQ=DAILY;COUNT=99999999999999999999", "FREQ=DAILY;BYHOUR=24",
    "FREQ=YEARLY;BYYEARDAY=367",
  ])
  func refused(_ text: String) { #expect(RecurrenceRule(text) == nil) }

  struct Row: Sendable {
    var rule: String
    var start: String
    var times: [String]
    init(_ rule: String, _ start: String, _ times: String...) {
      (self.rule, self.start, self.times) = (rule, start, times)
    }
  }

  /// Examples of RFC 5545 §3.8.5.3 and corners of them.
  static let rows: [Row] = [
    Row(
      "FREQ=DAILY;INTERVAL=10;COUNT=5", "19970902T090000", "19970902", "19970912", "19970922", "19971002", "19971012"),
    Row(
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805T090000", "19970805", "19970810", "19970819",
      "19970824"),
    Row(
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000", "19970805", "19970817", "19970819",
      "19970831"),
    Row("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904T090000", "19970904", "19971007", "19971106"),
    Row(
      "FREQ=MONTHLY;COUNT=4;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "19970929T090000", "19970929", "19971030", "19971127",
      "19971230"),
    Row(
      "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115T090000", "20070115", "20070130", "20070215", "20070315",
      "20070330"),
    Row("FREQ=MONTHLY;COUNT=4", "20070131T090000", "20070131", "20070331", "20070531", "20070731"),
    Row("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", "19970928T090000", "19970928", "19971029", "19971128"),
    Row("FREQ=MONTHLY;BYDAY=-2MO;COUNT=3", "19970922T090000", "19970922", "19971020", "19971117"),
    Row("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "19970902T090000", "19980213", "19980313", "19981113"),
    Row("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=3", "20230130T090000", "20230130", "20230228", "20230330"),
    Row("FREQ=YEARLY;BYDAY=20MO;COUNT=3", "19970519T090000", "19970519", "19980518", "19990517"),
    Row("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "19970512T090000", "19970512", "19980511", "19990517"),
    Row("FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR;COUNT=3", "20000101T090000", "20041231", "20100101", "20160101"),
    Row(
      "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "19970101T090000", "19970101", "19970410", "19970719",
      "20000101"),
    Row(
      "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3", "19961105T090000", "19961105",
      "20001107", "20041102"),
    Row("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=3", "16010101T030000", "16011028", "16021027", "16031026"),
    Row("FREQ=YEARLY;COUNT=3", "20200229T090000", "20200229", "20240229", "20280229"),
    Row("FREQ=DAILY;UNTIL=19970904T090000Z", "19970902T090000", "19970902", "19970903", "19970904"),
    Row("FREQ=DAILY;UNTIL=19970904", "19970902T090000", "19970902", "19970903", "19970904"),
    Row("FREQ=DAILY;UNTIL=19970904T085959", "19970902T090000", "19970902", "19970903"),
    Row("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "19970902T090000"),
    Row("FREQ=DAILY;UNTIL=19960101", "19970902T090000"),
    Row(
      "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;COUNT=5", "19970902T090000", "19970902", "19970902T093000",
      "19970902T100000", "19970902T103000", "19970903"),
    Row(
      "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "19970902T090000", "19970902", "19970902T120000",
      "19970902T150000"),
    Row("FREQ=MINUTELY;INTERVAL=90;COUNT=3", "19970902T090000", "19970902", "19970902T103000", "19970902T120000"),
    Row(
      "FREQ=MINUTELY;INTERVAL=7;BYHOUR=10;BYMONTHDAY=3;COUNT=3", "19970902T090000", "19970903T100500",
      "19970903T101200", "19970903T101900"),
    Row(
      "FREQ=SECONDLY;INTERVAL=20;BYMINUTE=1;COUNT=3", "19970902T090000", "19970902T090100", "19970902T090120",
      "19970902T090140"),
    Row("FREQ=HOURLY;BYMINUTE=15,45;BYSETPOS=-1;COUNT=2", "19970902T090000", "19970902T094500", "19970902T104500"),
  ]

  @Test(arguments: rows) func expands(_ row: Row) throws {
    let rule = try #require(RecurrenceRule(row.rule))
    let start = try #require(DateTimeValue(row.start)).time
    let found = rule.occurrences(from: start, through: S.time("29990101T000000"), limit: 1_000)
    #expect(
      found.times.map { DateTimeValue($0, .floating).text }
        == row.times.map { $0.count == 8 ? $0 + "T090000" : $0 }
        .map { row.start.hasSuffix("T030000") ? $0.replacingSuffix : $0 })
    #expect(found.isComplete)
  }

  @Test(arguments: [
    "FREQ=DAILY", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;INTERVAL=1000000000;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=1000000000", "FREQ=MONTHLY;INTERVAL=1000000000",
    "FREQ=DAILY;BYSETPOS=366", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "FREQ=SECONDLY;BYMINUTE=59;BYHOUR=23;BYSETPOS=2",
    "FREQ=YEARLY;BYDAY=MO;BYHOUR=0,1,2,3;BYMINUTE=0,1,2,3,4,5;BYSECOND=0,1,2,3", "FREQ=WEEKLY;INTERVAL=999999999",
  ])
  func alwaysEnds(_ text: String) throws {
    let rule = try #require(RecurrenceRule(text))
    let found = rule.occurrences(from: S.time("20000101T000000"), through: S.time("99991231T235959"), limit: 500)
    #expect(found.times.count <= 500)
    #expect(found.times == found.times.sorted())
  }

  @Test func limits() throws {
    let rule = try #require(RecurrenceRule("FREQ=DAILY"))
    let start = S.time("20000101T000000")
    let cut = rule.occurrences(from: start, through: S.time("20001231T000000"), limit: 10)
    #expect(cut.times.count == 10 && !cut.isComplete)
    let whole = rule.occurrences(from: start, through: S.time("20001231T000000"))
    #expect(whole.times.count == 366 && whole.isComplete)
    #expect(rule.occurrences(from: start, through: S.time("19991231T000000")).times.isEmpty)
    let strange = try #require(RecurrenceRule("FREQ=DAILY;RSCALE=HEBREW"))
    let none = strange.occurrences(from: start, through: S.time("20001231T000000"))
    #expect(none.times.isEmpty && !none.isComplete)
  }

  @Test func untilInUTCIsReadByTheZone() throws {
    let rule = try #require(RecurrenceRule("FREQ=DAILY;UNTIL=20230103T083000Z"))
    let start = S.time("20230101T093000")
    #expect(rule.occurrences(from: start, through: S.time("20240101T000000"), zone: S.brussels).times.count == 3)
    #expect(rule.occurrences(from: start, through: S.time("20240101T000000")).times.count == 2)
  }

  @Test func sets() throws {
    var event = CalendarComponent("VEVENT")
    event.add(DateTimeValue(S.time("20230101T090000"), .zone("Europe/Brussels")).line("DTSTART"))
    event.add("RRULE", "FREQ=DAILY;COUNT=4")
    event.add("EXDATE", "20230102T080000Z")
    event.add("RDATE", "20230110T090000")
    let found = try #require(event.occurrences(through: S.time("20240101T000000"), zones: [S.brussels]))
    #expect(found.times.map { DateTimeValue($0, .date).text } == ["20230101", "20230103", "20230104", "20230110"])
    event.add("EXDATE", "nonsense")
    #expect(event.occurrences(through: S.time("20240101T000000")) == nil)
    #expect(CalendarComponent("VEVENT").occurrences(through: S.time("20240101T000000")) == nil)
  }
}

@Suite struct ZoneRulesTests {
  @Test(arguments: [
    ("20230101T120000", 3_600), ("20230701T120000", 7_200), ("20230326T015959", 3_600),
    // The hour that does not exist, and the one that exists twice.
    ("20230326T023000", 3_600), ("20230326T030000", 7_200), ("20231029T025959", 7_200), ("20231029T030000", 3_600),
    ("20231029T033000", 3_600), ("19691201T000000", 3_600),
  ])
  func local(_ time: String, _ offset: Int) { #expect(S.brussels.offset(local: S.time(time)) == offset) }

  @Test(arguments: [
    ("20230326T005959", 3_600), ("20230326T010000", 7_200), ("20231029T005959", 7_200), ("20231029T010000", 3_600),
    ("20501231T000000", 3_600), ("16000101T000000", 3_600),
  ])
  func utc(_ time: String, _ offset: Int) { #expect(S.brussels.offset(utc: S.time(time)) == offset) }

  @Test func roundTrip() throws {
    let component = S.brussels.component
    #expect(ZoneRules(component) == S.brussels)
    let read = try #require(CalendarParser.read(component.bytes).components.first)
    #expect(ZoneRules(read) == S.brussels)
    #expect(String(decoding: component.bytes, as: UTF8.self).contains("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"))
  }

  @Test func oldRulesEnd() throws {
    var zone = S.brussels
    zone.observances[1].rule?.end = .until(DateTimeValue(S.time("20200329T010000"), .utc))
    #expect(zone.offset(local: S.time("20200701T000000")) == 7_200)
    #expect(zone.offset(local: S.time("20210701T000000")) == 3_600)
    zone.observances = [zone.observances[1]]
    #expect(zone.offset(local: S.time("20210701T000000")) == 7_200)
  }

  @Test func refused() {
    #expect(ZoneRules(CalendarComponent("VTIMEZONE")) == nil)
    #expect(ZoneRules(CalendarComponent("VTIMEZONE", [.line(ContentLine("TZID", "x"))])) == nil)
  }
}

extension String {
  fileprivate var replacingSuffix: String { String(dropLast(6)) + "030000" }
}

enum S {
  static func time(_ text: String) -> CalendarTime {
    DateTimeValue(text)?.time ?? CalendarTime(year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0)
  }

  static let brussels: ZoneRules = {
    var winter = RecurrenceRule(.yearly)
    (winter.months, winter.days) = ([10], [.init(.sunday, ordinal: -1)])
    var summer = winter
    summer.months = [3]
    return ZoneRules(
      id: "Europe/Brussels",
      observances: [
        .init(
          isDaylight: false, start: time("16011028T030000"), offsetFrom: 7_200, offsetTo: 3_600, rule: winter,
          name: "CET"),
        .init(
          isDaylight: true, start: time("16010325T020000"), offsetFrom: 3_600, offsetTo: 7_200, rule: summer,
          name: "CEST"),
      ])
  }()
}
