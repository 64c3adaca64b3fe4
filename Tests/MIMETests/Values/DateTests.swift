import Core
import MIME
import Testing

/// RFC 5322 §3.3 and §4.3, and the notations of programs that never read it.
@Suite struct DateTests {
  struct Row: CustomTestStringConvertible {
    var input: String
    var time: String?
    var flaws: [FieldFlaw.Kind] = []
    var testDescription: String { input }
  }

  static let rows: [Row] = [
    Row(input: "Fri, 21 Nov 1997 09:55:06 -0600", time: "1997-11-21T09:55:06-06:00"),
    Row(input: "21 Nov 1997 09:55 -0600", time: "1997-11-21T09:55:00-06:00"),
    Row(
      input:
        "Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)",
      time: "1969-02-13T23:32:00-03:30"),
    Row(input: "21 Nov 97 09:55:06 GMT", time: "1997-11-21T09:55:06+00:00", flaws: [.obsolete]),
    Row(input: "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", time: "1997-11-21T09:55:06-06:00"),
    Row(input: "1 Jan 49 00:00:00 EST", time: "2049-01-01T00:00:00-05:00", flaws: [.obsolete]),
    Row(input: "1 Jan 50 00:00:00 UT", time: "1950-01-01T00:00:00+00:00", flaws: [.obsolete]),
    Row(input: "1 Jan 107 00:00:00 +0000", time: "2007-01-01T00:00:00+00:00", flaws: [.obsolete]),
    Row(input: "Mon, 21 Nov 1997 09:55:06 -0600", time: "1997-11-21T09:55:06-06:00", flaws: [.wrongWeekday]),
    Row(input: "Fri, 21 Nov 1997 09:55:06 -0000", time: "1997-11-21T09:55:06+00:00", flaws: [.unknownZone]),
    Row(input: "Fri, 21 Nov 1997 09:55:06", time: "1997-11-21T09:55:06+00:00", flaws: [.unknownZone]),
    Row(input: "Fri, 21 Nov 1997 09:55:06 J", time: "1997-11-21T09:55:06+00:00", flaws: [.unknownZone]),
    Row(input: "Fri, 21 Nov 1997 09:55:06 +0100 (CET)", time: "1997-11-21T09:55:06+01:00"),
    Row(input: "Fri, 21 Nov 1997 09:55:06 GMT+0200", time: "1997-11-21T09:55:06+02:00", flaws: [.foreignDate]),
    Row(input: "Fri, 21 Nov 1997 09:55:06 +02:00", time: "1997-11-21T09:55:06+02:00", flaws: [.foreignDate]),
    Row(input: "Fri, 21 Nov 1997 09:55:06 -8", time: "1997-11-21T09:55:06-08:00", flaws: [.foreignDate]),
    Row(input: "Fri, 21 Nov 1997 09:55:06 CEST", time: "1997-11-21T09:55:06+02:00", flaws: [.obsolete]),
    Row(input: "Friday, 21-Nov-97 09:55:06 GMT", time: "1997-11-21T09:55:06+00:00", flaws: [.obsolete]),
    Row(input: "Fri Nov 21 09:55:06 1997", time: "1997-11-21T09:55:06+00:00", flaws: [.unknownZone]),
    Row(input: "Fri Nov 21 09:55:06 CET 1997", time: "1997-11-21T09:55:06+01:00", flaws: [.obsolete]),
    Row(input: "1997-11-21T09:55:06Z", time: "1997-11-21T09:55:06+00:00", flaws: [.foreignDate, .obsolete]),
    Row(input: "1997-11-21 09:55:06.123 +0100", time: "1997-11-21T09:55:06+01:00", flaws: [.foreignDate]),
    Row(input: "19971121T095506Z", time: "1997-11-21T09:55:06+00:00", flaws: [.foreignDate, .obsolete]),
    Row(input: "21.11.1997 09:55:06 +0100", time: "1997-11-21T09:55:06+01:00", flaws: [.foreignDate]),
    Row(input: "11/21/1997 9:55:06 PM -0600", time: "1997-11-21T21:55:06-06:00", flaws: [.foreignDate]),
    Row(input: "Fri, 31 Dec 2016 23:59:60 +0000", time: "2016-12-31T23:59:59+00:00", flaws: [.wrongWeekday]),
    Row(input: "Fr, 21 Nov 1997 09:55:06 +0100", time: "1997-11-21T09:55:06+01:00", flaws: [.unexpected]),
    Row(input: "29 Feb 2000 00:00:00 +0000", time: "2000-02-29T00:00:00+00:00"),
    Row(input: "29 Feb 1900 00:00:00 +0000", time: nil, flaws: [.badDate]),
    Row(input: "31 Apr 2000 00:00:00 +0000", time: nil, flaws: [.badDate]),
    Row(input: "1 Jan 2000 25:00:00 +0000", time: nil, flaws: [.badDate]),
    Row(input: "1 Jan 2000 10:61:00 +0000", time: nil, flaws: [.badDate]),
    Row(input: "yesterday", time: nil, flaws: [.unexpected, .badDate]),
    Row(input: "", time: nil, flaws: [.empty]),
    Row(input: "1 Jan 2000 10:00:00 +9999", time: "2000-01-01T10:00:00+00:00", flaws: [.unknownZone]),
  ]

  @Test(arguments: rows)
  func reads(_ row: Row) {
    let date = MailDate(row.input.utf8)
    #expect(date.time?.rfc3339 == row.time)
    #expect(Set(date.flaws.map(\.kind)) == Set(row.flaws), "\(date.flaws)")
  }

  @Test func zoneIsKnownOnlyWhenItSaysSomething() {
    #expect(MailDate("1 Jan 2000 00:00:00 +0000".utf8).isZoneKnown)
    #expect(!MailDate("1 Jan 2000 00:00:00 -0000".utf8).isZoneKnown)
    #expect(!MailDate("1 Jan 2000 00:00:00 XYZ".utf8).isZoneKnown)
  }
}
