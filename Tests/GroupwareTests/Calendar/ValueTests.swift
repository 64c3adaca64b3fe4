import Core
import Groupware
import Testing

@Suite struct DateTimeValueTests {
  @Test(arguments: [
    ("19970714", "VALUE=DATE"), ("19980118T230000", ""), ("19980119T070000Z", ""), ("20240229T000000", ""),
    ("00010101T000000", ""), ("99991231T235959Z", ""),
  ])
  func roundTrip(_ text: String, _ parameter: String) throws {
    let value = try #require(DateTimeValue(text))
    #expect(value.text == text)
    #expect(value.parameters.map { "\($0.name)=\($0.values[0])" }.joined() == parameter)
    for end in 0..<text.utf8.count where end != 8 && end != 15 {
      #expect(DateTimeValue(text.prefix(end)) == nil)
    }
  }

  @Test(arguments: [
    "", "2006717T080000Z", "20230229", "20230431", "20231301", "20230001", "20230100", "20230101T240000",
    "20230101T006000",
    "20230101T000061", "20230101X000000", "20230101T000000X", "2023O101", "+2023010", "20230101t000000",
  ])
  func refused(_ text: String) { #expect(DateTimeValue(text) == nil) }

  @Test func leapSecond() { #expect(DateTimeValue("19970630T235960Z")?.text == "19970630T235959Z") }

  @Test func zones() throws {
    let line = ContentLine("DTSTART", [.init("TZID", "Europe/Brussels")], "20230101T120000")
    let value = try #require(DateTimeValue(line))
    #expect(value.form == .zone("Europe/Brussels"))
    #expect(value.line("DTSTART") == line)
    #expect(DateTimeValue(ContentLine("DTSTART", line.parameters, "20230101T120000Z"))?.form == .utc)
    #expect(DateTimeValue.utc(0).text == "19700101T000000Z")
  }

  @Test func lists() {
    let line = ContentLine("EXDATE", [.init("VALUE", "DATE")], "20230101,20230102")
    #expect(DateTimeValue.list(line)?.map(\.text) == ["20230101", "20230102"])
    #expect(DateTimeValue.line("EXDATE", DateTimeValue.list(line) ?? []) == line)
    #expect(DateTimeValue.list(ContentLine("EXDATE", "20230101,x")) == nil)
    #expect(DateTimeValue.line("EXDATE", []) == nil)
  }
}

@Suite struct DurationValueTests {
  @Test(arguments: [
    ("PT15M", DurationValue(seconds: 900), "PT15M"),
    ("-PT15M", DurationValue(seconds: 900, isNegative: true), "-PT15M"),
    ("P15DT5H0M20S", DurationValue(days: 15, seconds: 18_020), "P15DT5H20S"), ("P7W", DurationValue(days: 49), "P7W"),
    ("+P1D", DurationValue(days: 1), "P1D"), ("-PT00H15M00S", DurationValue(seconds: 900, isNegative: true), "-PT15M"),
    ("P0D", DurationValue(), "PT0S"), ("PT0S", DurationValue(), "PT0S"), ("P1DT", DurationValue(days: 1), "P1D"),
    ("PT36H", DurationValue(seconds: 129_600), "PT36H"), ("PT1S", DurationValue(seconds: 1), "PT1S"),
  ])
  func reads(_ text: String, _ value: DurationValue, _ written: String) {
    #expect(DurationValue(text) == value)
    #expect(value.text == written)
    #expect(DurationValue(written) == value)
  }

  @Test(arguments: ["", "P", "-", "15M", "PT15", "PT1D", "P1H", "PTM", "P1DT5HX", "P9999999999D", "TP1D", "P1.5D"])
  func refused(_ text: String) { #expect(DurationValue(text) == nil) }
}

@Suite struct UTCOffsetTests {
  @Test(arguments: [("+0100", 3_600), ("-0330", -12_600), ("+001736", 1_056), ("+0000", 0), ("+1400", 50_400)])
  func roundTrip(_ text: String, _ seconds: Int) {
    #expect(UTCOffset.seconds(text) == seconds)
    #expect(UTCOffset.text(seconds) == text)
  }
  @Test(arguments: ["", "0100", "+100", "+01000", "+2400", "+0060", "+01:00", "+010060", "x0100"])
  func refused(_ text: String) { #expect(UTCOffset.seconds(text) == nil) }
}
