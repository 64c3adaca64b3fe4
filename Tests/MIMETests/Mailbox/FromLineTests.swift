import Core
import MIME
import Testing

@Suite struct FromLineTests {
  static let rows: [(line: String, time: String?)] = [
    ("From me@x Mon Jun  3 12:50:27 1996", "1996-06-03T12:50:27+00:00"),
    ("From - Mon Jan 01 00:00:00 2018\r\n", "2018-01-01T00:00:00+00:00"),
    ("From 1590@xxx Tue Jan 02 03:04:05 +0000 2018\n", "2018-01-02T03:04:05+00:00"),
    ("From a b@x Thu Feb 29 23:59:59 2024", "2024-02-29T23:59:59+00:00"),
    ("From mon@x Sat Jun  3 12:50:27 MET 1995", "1995-06-03T12:50:27+01:00"),
    ("From me@x Fri Jun  7 12:50:27 1996 +0200", "1996-06-07T12:50:27+02:00"),
    ("From sun wed Sun Jun  9 12:50 1996", "1996-06-09T12:50:00+00:00"),
    ("From -", nil), ("From ", nil), ("From me@x", nil), ("From me@x Mon Jun 99 99:50:27 1996", nil),
  ]

  @Test(arguments: rows) func date(line: String, time: String?) {
    #expect(FromLine.date(in: Array(line.utf8).span)?.rfc3339 == time)
  }
}
