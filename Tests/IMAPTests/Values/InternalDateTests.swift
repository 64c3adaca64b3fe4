import Core
import IMAP
import Testing

@Suite struct InternalDateTests {
  /// Text, seconds since 1970, minutes east.
  static let rows: [(String, Int64, Int16)] = [
    (" 1-Feb-2020 10:00:00 +0100", 1_580_547_600, 60),
    ("01-Feb-2020 10:00:00 +0100", 1_580_547_600, 60),
    ("1-Feb-2020 10:00:00 +0100", 1_580_547_600, 60),
    ("17-Jul-1996 02:44:25 -0700", 837_596_665, -420),  // RFC 9051 §7.5.2
    ("29-FEB-2000 23:59:60 +0000", 951_868_800, 0),
    ("31-dec-1969 23:59:59 +0000", -1, 0),
    ("01-Jan-2040 00:00:00 +1345", 2_208_939_300, 825),
    ("1-Jan-1970 00:00:00", 0, 0),
    ("1-Jan-1970 00:00:00 GMT", 0, 0),
    ("1-Jan-1970 00:00:00 ut", 0, 0),
    ("1-Jan-1970 01:00:00 +100", 0, 60),
    ("1-Jan-70 00:00:00 +0000", 0, 0),
    ("1-Jan-69 00:00:00 +0000", 3_124_224_000, 0),
    ("1-Jan-1970  1:0:0 +0000", 3_600, 0),
  ]

  @Test(arguments: rows) func parses(_ text: String, _ seconds: Int64, _ zone: Int16) {
    #expect(InternalDate(internalDate: text) == InternalDate(seconds: seconds, zoneMinutes: zone))
  }

  @Test(arguments: [
    "", " ", "1", "1-Feb", "1-Feb-2020", "0-Feb-2020 10:00:00 +0000", "30-Feb-2020 10:00:00 +0000",
    "29-Feb-1900 10:00:00 +0000", "31-Apr-2020 10:00:00 +0000", "1-Foo-2020 10:00:00 +0000",
    "1-Feb-2020 24:00:00 +0000", "1-Feb-2020 10:60:00 +0000", "1-Feb-2020 10:00:61 +0000",
    "1-Feb-2020 10:00:00 +2400", "1-Feb-2020 10:00:00 +0060", "1-Feb-2020 10:00:00 +01",
    "1-Feb-2020 10:00:00 +0100x", "1-Feb-2020 10:00:00 CET", "111-Feb-2020 10:00:00 +0000", "1 Feb 2020 10:00:00 +0000",
    "-1-Feb-2020 10:00:00 +0000",
  ]) func refuses(_ text: String) {
    #expect(InternalDate(internalDate: text) == nil)
  }

  @Test func formats() {
    #expect(InternalDate(seconds: 1_580_547_600, zoneMinutes: 60).internalDate == " 1-Feb-2020 10:00:00 +0100")
    #expect(InternalDate(seconds: 837_596_665, zoneMinutes: -420).internalDate == "17-Jul-1996 02:44:25 -0700")
    #expect(InternalDate(seconds: 0, zoneMinutes: -30).internalDate == "31-Dec-1969 23:30:00 -0030")
  }

  @Test func everyDateComesBack() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<5_000 {
      let date = InternalDate(
        seconds: Int64.random(in: -62_167_000_000...253_402_000_000, using: &random),
        zoneMinutes: Int16.random(in: -1_439...1_439, using: &random))
      #expect(InternalDate(internalDate: date.internalDate) == date)
    }
  }
}
