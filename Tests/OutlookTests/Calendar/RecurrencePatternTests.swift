import Core
import Groupware
import MAPI
import Testing

@testable import Outlook

@Suite struct RecurrencePatternTests {
  struct Row: Sendable, CustomStringConvertible {
    var series: SeriesBytes
    var rule: String
    var description: String { rule }
    init(_ rule: String, _ change: (inout SeriesBytes) -> Void) {
      var series = SeriesBytes()
      change(&series)
      (self.series, self.rule) = (series, rule)
    }
  }

  static let rows: [Row] = [
    Row("FREQ=DAILY") { _ in },
    Row("FREQ=DAILY;INTERVAL=3") { $0.period = 3 * 1_440 },
    Row("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR") { ($0.type, $0.period, $0.specific) = (1, 1, [0x3E]) },
    Row("FREQ=WEEKLY;BYDAY=MO") { ($0.frequency, $0.type, $0.period, $0.specific) = (0x200B, 1, 1, [0x02]) },
    Row("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.weekStart) = (0x200B, 1, 2, [0x09], 1)
      $0.start = SeriesBytes.day(2024, 1, 3)
    },
    Row("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE;WKST=SU") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.weekStart) = (0x200B, 1, 2, [0x09], 0)
      $0.start = SeriesBytes.day(2024, 1, 3)
    },
    Row("FREQ=MONTHLY;BYMONTHDAY=15") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (0x200C, 2, 1, [15], SeriesBytes.day(2024, 1, 15))
    },
    Row("FREQ=MONTHLY;BYMONTHDAY=-1") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (0x200C, 2, 1, [31], SeriesBytes.day(2024, 1, 31))
    },
    Row("FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=28,29,30;BYSETPOS=-1") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (0x200C, 2, 5, [30], SeriesBytes.day(2024, 9, 30))
    },
    Row("FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (0x200C, 2, 1, [29], SeriesBytes.day(2023, 2, 28))
    },
    Row("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (0x200C, 4, 2, [31], SeriesBytes.day(2024, 2, 29))
    },
    Row("FREQ=MONTHLY;BYDAY=2TU") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (
        0x200C, 3, 1, [0x04, 2], SeriesBytes.day(2024, 1, 9)
      )
    },
    Row("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (
        0x200C, 3, 3, [0x20, 5], SeriesBytes.day(2024, 1, 26)
      )
    },
    Row("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (
        0x200C, 3, 1, [0x3E, 5], SeriesBytes.day(2024, 1, 31)
      )
    },
    Row("FREQ=MONTHLY;BYDAY=SU,SA;BYSETPOS=3") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (
        0x200C, 3, 1, [0x41, 3], SeriesBytes.day(2024, 1, 13)
      )
    },
    Row("FREQ=MONTHLY;BYMONTHDAY=4") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (
        0x200C, 3, 1, [0x7F, 4], SeriesBytes.day(2024, 1, 4)
      )
    },
    Row("FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=1") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (0x200D, 2, 12, [31], SeriesBytes.day(2024, 1, 31))
    },
    Row("FREQ=YEARLY;BYMONTHDAY=28,29;BYMONTH=2;BYSETPOS=-1") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (0x200D, 2, 12, [29], SeriesBytes.day(2024, 2, 29))
    },
    Row("FREQ=YEARLY;INTERVAL=2;BYDAY=4TH;BYMONTH=11") {
      ($0.frequency, $0.type, $0.period, $0.specific, $0.start) = (
        0x200D, 3, 24, [0x10, 4], SeriesBytes.day(2024, 11, 28)
      )
    },
  ]

  @Test(arguments: rows) func asRule(_ row: Row) throws {
    let recurrence = try #require(AppointmentRecurrence(row.series.bytes, codePage: .western))
    #expect(!recurrence.isCut)
    #expect(recurrence.pattern.rule?.text == row.rule)
    #expect(recurrence.startMinute == 540 && recurrence.endMinute == 600)
  }

  /// Ten years, with every way to end, and with some occurrences deleted: the rule against the pattern itself.
  @Test(arguments: rows) func sameDays(_ row: Row) throws {
    let bound = SeriesBytes.day(2034, 1, 1)
    for end in [0x2023, 0x2022, 0x2021] {
      var series = row.series
      series.end = end
      series.count = 17
      series.last = SeriesBytes.day(2031, 5, 17)
      let all = DirectExpansion(series: series).days(through: bound)
      series.deleted = all.enumerated().filter { $0.offset % 5 == 2 }.map(\.element)
      try compare(series, bound)
    }
  }

  /// Patterns by chance, whose start need not be one of their days.
  @Test(arguments: 0..<8) func sameDaysOfManyPatterns(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed) &* 7_919 &+ 1)
    for _ in 0..<25 {
      var series = SeriesBytes()
      series.start = SeriesBytes.day(2020, 1, 1).adding(seconds: Int64(random.below(1_500)) * 86_400)
      series.weekStart = random.below(7)
      switch random.below(5) {
      case 0: series.period = (1 + random.below(40)) * 1_440
      case 1:
        (series.frequency, series.type, series.period) = (0x200B, 1, 1 + random.below(5))
        series.specific = [1 + random.below(127)]
      case 2:
        (series.frequency, series.type, series.period, series.specific) = (
          0x200C, 2, 1 + random.below(13), [1 + random.below(31)]
        )
      case 3:
        (series.frequency, series.type, series.period) = (0x200C, 3, 1 + random.below(7))
        series.specific = [1 + random.below(127), 1 + random.below(5)]
      default:
        (series.frequency, series.type, series.period) = (
          0x200D, random.below(2) == 0 ? 2 : 3, 12 * (1 + random.below(3))
        )
        series.specific = series.type == 2 ? [1 + random.below(31)] : [1 << random.below(7), 1 + random.below(5)]
      }
      series.end = [0x2021, 0x2022, 0x2023][random.below(3)]
      series.count = 1 + random.below(40)
      series.last = series.start.adding(seconds: Int64(random.below(2_500)) * 86_400)
      try compare(series, SeriesBytes.day(2034, 1, 1))
    }
  }

  private func compare(_ series: SeriesBytes, _ bound: CalendarTime) throws {
    let direct = DirectExpansion(series: series).days(through: bound)
    let whole = DirectExpansion(
      series: {
        var all = series; all.deleted = []; all.end = 0x2023; return all
      }())
    // A series that ends before it is met once has nothing to compare.
    guard let first = whole.days(through: bound).first, series.end != 0x2021 || first <= series.last else { return }
    let recurrence = try #require(AppointmentRecurrence(series.bytes, codePage: .western))
    let made = try CalendarSeries(recurrence, zone: S.zone, isAllDay: false, firstSeconds: nil)
    var event = CalendarComponent("VEVENT")
    event.add(made.times.start.line("DTSTART"))
    event.add(made.rule.line)
    if let line = DateTimeValue.line("EXDATE", made.deleted) { event.add(line) }
    let rules = S.zone.zone.rules(id: S.zone.id)
    let found = try #require(event.occurrences(through: bound.adding(seconds: 86_399), zones: [rules]))
    #expect(found.times.map(\.startOfDay) == direct, "\(made.rule.text) from \(made.times.start.text)")
    #expect(found.times.allSatisfy { $0.hour == 9 })
  }

  @Test func foreignCalendarsAreNoRules() throws {
    for (type, calendar, isRule) in [
      (2, 6, false), (0xA, 6, false), (2, 8, false), (1, 6, true), (2, 7, true), (2, 1, true),
    ] {
      var series = SeriesBytes()
      (series.frequency, series.type, series.calendar, series.period) = (0x200C, type, calendar, 1)
      series.specific = [type == 1 ? 2 : 9]
      let recurrence = try #require(AppointmentRecurrence(series.bytes, codePage: .western))
      #expect((recurrence.pattern.rule != nil) == isRule)
      #expect((try? CalendarSeries(recurrence, zone: S.zone, isAllDay: false, firstSeconds: nil)) != nil || !isRule)
    }
  }

  static let full: SeriesBytes = {
    var series = SeriesBytes()
    series.deleted = [SeriesBytes.day(2024, 1, 5)]
    series.exceptions = [
      .init(
        start: S.time("20240103T140000"), end: S.time("20240103T160000"), original: S.time("20240103T090000"),
        subject: "Überraschung", location: "Zaal 2", reminder: 30, busy: 3, isAllDay: false, hasOwnBody: true),
      .init(start: S.time("20240109T100000"), end: S.time("20240109T110000"), original: S.time("20240108T090000")),
      .init(
        start: S.time("20240110T090000"), end: S.time("20240110T100000"), original: S.time("20240110T090000"),
        location: "€"),
    ]
    return series
  }()

  @Test(arguments: [0x3008, 0x3009]) func exceptions(_ writer: Int) throws {
    var series = Self.full
    series.writer = writer
    let recurrence = try #require(AppointmentRecurrence(series.bytes, codePage: .western))
    #expect(!recurrence.isCut)
    #expect(recurrence.pattern.deleted.count == 4 && recurrence.pattern.modified.count == 3)
    #expect(recurrence.exceptions.map(\.subject) == ["Überraschung", nil, nil])
    #expect(recurrence.exceptions.map(\.location) == ["Zaal 2", nil, "€"])
    #expect(recurrence.exceptions.map(\.busy) == [3, nil, nil])
    #expect(recurrence.exceptions.map(\.reminder) == [30, nil, nil])
    #expect(recurrence.exceptions.map(\.hasOwnBody) == [true, false, false])
    #expect(recurrence.exceptions[1].start == S.time("20240109T100000"))
    #expect(recurrence.exceptions[1].original == S.time("20240108T090000"))
  }

  @Test func cutAnywhere() throws {
    let bytes = Self.full.bytes
    var wholeAt: Int?
    for end in 0..<bytes.count {
      let recurrence = AppointmentRecurrence(Array(bytes[..<end]), codePage: .western)
      if end < 22 { #expect(recurrence == nil) }
      if let recurrence {
        if wholeAt == nil { wholeAt = end }
        // The last four bytes are the length of a part that nobody needs.
        #expect(recurrence.isCut || end >= bytes.count - 4)
      }
    }
    #expect(wholeAt == 50 + 4 * 7)
  }

  @Test func flippedBitsEnd() {
    let bytes = Self.full.bytes
    for place in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[place] ^= 1 << bit
        guard let recurrence = AppointmentRecurrence(flipped, codePage: .western) else { continue }
        #expect(recurrence.exceptions.count <= flipped.count / 14)
        _ = try? CalendarSeries(recurrence, zone: S.zone, isAllDay: place % 2 == 0, firstSeconds: nil)
      }
    }
  }
}

/// Sixty-four bits by chance that are the same every time.
struct SplitMix {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
