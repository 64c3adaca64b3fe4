import Core
import Foundation
import Testing

@Suite struct TimeTests {
  @Test(arguments: [
    (Int64(0), Int16(0), "1970-01-01T00:00:00+00:00"), (1_795_464_840, 60, "2026-11-23T21:14:00+01:00"),
    (-1, 0, "1969-12-31T23:59:59+00:00"), (951_782_399, 0, "2000-02-28T23:59:59+00:00"),
    (951_782_400, 0, "2000-02-29T00:00:00+00:00"), (4_107_542_400, 0, "2100-03-01T00:00:00+00:00"),
    (0, -210, "1969-12-31T20:30:00-03:30"), (0, 1_439, "1970-01-01T23:59:00+23:59"),
    (2_208_988_800, 0, "2040-01-01T00:00:00+00:00"), (-2_208_988_800, 0, "1900-01-01T00:00:00+00:00"),
  ])
  func rfc3339(seconds: Int64, zone: Int16, text: String) {
    let time = ZonedTime(seconds: seconds, zoneMinutes: zone)
    #expect(time.rfc3339 == text)
    #expect(time.day == String(text.prefix(10)))
  }

  /// Every day from 1583 to 2500 against Foundation's calendar, and back.
  @Test func agreesWithFoundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    let first = CalendarTime.days(year: 1583, month: 1, day: 1)
    for day in stride(from: first, to: CalendarTime.days(year: 2500, month: 1, day: 1), by: 1) {
      let seconds = day * 86_400 + (day &* 7_919 % 86_400 + 86_400) % 86_400
      let time = CalendarTime(secondsSince1970: seconds)
      try #require(time.secondsSince1970 == seconds, "\(day)")
      guard day % 97 == 0 || time.day == 29 else { continue }
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second, .weekday],
        from: Date(timeIntervalSince1970: TimeInterval(seconds)))
      try #require(parts.year == time.year && parts.month == time.month && parts.day == time.day)
      try #require(parts.hour == time.hour && parts.minute == time.minute && parts.second == time.second)
      try #require(parts.weekday == time.weekday + 1)
    }
  }

  @Test(arguments: [(0, 2, "00"), (7, 2, "07"), (12, 2, "12"), (123, 2, "123"), (7, 4, "0007")])
  func pads(number: Int, width: Int, text: String) {
    #expect(pad(number, width) == text)
  }

  @Test(arguments: [
    (Int64(0), "0 bytes"), (1, "1 byte"), (812, "812 bytes"), (999, "999 bytes"), (1_000, "1 kB"), (14_499, "14 kB"),
    (999_499, "999 kB"), (999_500, "1.0 MB"), (21_700_000_000, "21.7 GB"), (212_000_000, "212 MB"),
    (99_940_000, "99.9 MB"), (99_960_000, "100 MB"), (58_600_000_000, "58.6 GB"), (1_500_000_000_000, "1.5 TB"),
    (.max, "9223372 TB"),
  ])
  func sizes(bytes: Int64, text: String) {
    #expect(ByteCount.text(bytes) == text)
  }
}
