import Core
import Groupware
import MAPI
import Outlook
import Testing

@Suite struct ItemComponentTests {
  struct Case: Sendable {
    var rows: [Row]
    var lines: [String]
    init(_ rows: [Row], _ lines: [String]) { (self.rows, self.lines) = (rows, lines) }
  }

  /// 2026-03-09T00:00:00Z
  static let day: Int64 = 1_773_014_400

  static let rows: [Case] = [
    Case([Row(0x0037, "Nest, bouwen")], ["SUMMARY:Nest\\, bouwen"]),
    Case(
      [Row(.task, 0x8104, .at(day)), Row(.task, 0x8105, .at(day + 86_400)), Row(.common, 0x8516, .at(day - 3_600))],
      ["DTSTART;VALUE=DATE:20260309", "DUE;VALUE=DATE:20260310"]),
    Case([Row(.common, 0x8517, .at(day - 3_600))], ["DUE;VALUE=DATE:20260309"]),
    Case(
      [Row(.task, 0x8101, .integer32(1)), Row(.task, 0x8102, .floating64(0.25)), Row(.task, 0x811C, .boolean(false))],
      ["STATUS:IN-PROCESS", "PERCENT-COMPLETE:25"]),
    Case([Row(.task, 0x8101, .integer32(0)), Row(.task, 0x8102, .floating64(0))], ["STATUS:NEEDS-ACTION"]),
    Case(
      [Row(.task, 0x8101, .integer32(2)), Row(.task, 0x8102, .floating64(1)), Row(.task, 0x810F, .at(day))],
      ["STATUS:COMPLETED", "PERCENT-COMPLETE:100", "COMPLETED:20260309T000000Z"]),
    Case([Row(.task, 0x8101, .integer32(3))], ["STATUS:NEEDS-ACTION", "X-TASK-STATUS:WAITING"]),
    Case([Row(.task, 0x8101, .integer32(9)), Row(.task, 0x8102, .floating64(.nan))], []),
    Case([Row(.task, 0x8102, .floating64(7))], []),
    Case([Row(0x0017, .integer32(2)), Row(0x0036, .integer32(3))], ["PRIORITY:1", "CLASS:CONFIDENTIAL"]),
    Case(
      [
        Row(.task, 0x811F, "Hanna"), Row(.task, 0x8111, .integer32(90)),
        Row(.publicStrings, "Keywords", .texts(["a", "b"])),
      ],
      ["X-OWNER:Hanna", "X-ESTIMATED-EFFORT:PT90M", "CATEGORIES:a,b"]),
    Case(
      [Row(0x1000, "een\r\ntwee"), Row(.common, 0x853A, .texts(["Piet"]))], ["DESCRIPTION:een\\ntwee", "CONTACT:Piet"]),
  ]

  @Test(arguments: rows) func tasks(_ row: Case) throws {
    let made = ItemComponent.task(StoredMessage(rows: row.rows))
    #expect(made.component.name == "VTODO")
    #expect(Self.told(made) == row.lines.sorted())
    #expect(made.findings.isEmpty)
    try Self.readBack(made)
  }

  @Test func reminders() throws {
    let made = ItemComponent.task(
      StoredMessage(rows: [
        Row(0x0037, "Nest"), Row(.common, 0x8503, .boolean(true)), Row(.common, 0x8502, .at(Self.day)),
        Row(.common, 0x8560, .at(Self.day + 60)),
      ]))
    let alarm = try #require(made.component.components("VALARM").first)
    #expect(alarm.first("TRIGGER")?.value == "20260309T000100Z")
    #expect(alarm.first("DESCRIPTION")?.value == "Nest")
    #expect(alarm.first("ACTION")?.value == "DISPLAY")
    try Self.readBack(made)
    let none = ItemComponent.task(StoredMessage(rows: [Row(.common, 0x8502, .at(Self.day))]))
    #expect(none.component.components.isEmpty)
  }

  /// Minutes since 1601 of a day.
  private static func minutes(_ seconds: Int64) -> Int { Int((seconds + 11_644_473_600) / 60) }

  /// Every second day. [MS-OXOCAL] §2.2.1.44.1
  private static func pattern(end: Int, deleted: [Int] = [], sliding: Int = 0) -> [UInt8] {
    func narrow(_ number: Int) -> [UInt8] {
      [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
    }
    func wide(_ number: Int) -> [UInt8] { narrow(number) + narrow(number >> 16) }
    let head = [0x3004, 0x3004, 0x200A, 0, 0].flatMap(narrow) + [0, 2_880, sliding, end, 10, 1].flatMap(wide)
    let days = wide(deleted.count) + deleted.flatMap(wide) + wide(0)
    return head + days + wide(minutes(day)) + wide(minutes(day + 86_400 * 20))
  }

  @Test func recurrence() throws {
    func task(_ pattern: [UInt8]) -> ItemComponent {
      ItemComponent.task(
        StoredMessage(rows: [
          Row(.task, 0x8105, .at(Self.day)), Row(.task, 0x8126, .boolean(true)), Row(.task, 0x8116, .binary(pattern)),
        ]))
    }
    let made = task(Self.pattern(end: 0x2021, deleted: [Self.minutes(Self.day + 172_800)]))
    #expect(made.component.first("DTSTART")?.value == "20260309")
    #expect(made.component.first("RRULE")?.value == "FREQ=DAILY;UNTIL=20260329;INTERVAL=2")
    #expect(made.component.first("EXDATE")?.value == "20260311")
    #expect(made.left.isEmpty && made.findings.isEmpty)
    try Self.readBack(made)
    #expect(task(Self.pattern(end: 0x2023)).component.first("RRULE")?.value == "FREQ=DAILY;INTERVAL=2")
    // One that begins anew when it was done has no rule; one that is cut off neither.
    let whole = Self.pattern(end: 0x2022)
    for bytes in [Self.pattern(end: 0x2023, sliding: 1)] + whole.indices.map({ Array(whole[..<$0]) }) {
      let once = task(bytes)
      #expect(once.component.first("RRULE") == nil)
      #expect(once.findings.map(\.code) == ["TASK-RECURRENCE"])
      #expect(once.left.map(\.id) == [0x8003])
    }
    #expect(FindingCatalogue.text(for: "TASK-RECURRENCE") != nil)
  }

  @Test func journalEntries() throws {
    let made = ItemComponent.journalEntry(
      StoredMessage(rows: [
        Row(0x0037, "Gebeld"), Row(.log, 0x8700, "Phone call"), Row(.log, 0x8712, "Telefoon"),
        Row(.log, 0x8706, .at(Self.day)),
        Row(.log, 0x8708, .at(Self.day + 300)), Row(.log, 0x8707, .integer32(5)),
        Row(.common, 0x8539, .texts(["Vogel BV"])),
      ]))
    #expect(made.component.name == "VJOURNAL")
    #expect(
      Self.told(made) == [
        "DTSTART:20260309T000000Z", "SUMMARY:Gebeld", "X-COMPANY:Vogel BV", "X-DTEND:20260309T000500Z",
        "X-DURATION:PT5M",
        "X-JOURNAL-TYPE:Telefoon",
      ])
    #expect(made.left.isEmpty)
    try Self.readBack(made)
  }

  @Test func notes() throws {
    let note = StoredMessage(rows: [
      Row(0x0037, "Zaad"), Row(0x1000, "Zaad\r\nkopen\r\n"), Row(.note, 0x8B00, .integer32(3)),
      Row(0x3008, .at(Self.day)),
    ])
    let made = ItemComponent.note(note)
    #expect(made.component.first("COLOR")?.value == "yellow")
    #expect(made.component.first("DESCRIPTION")?.text == "Zaad\nkopen")
    #expect(made.component.first("DTSTAMP")?.value == "20260309T000000Z")
    #expect(ItemComponent.text(ofNote: note) == "Zaad\nkopen\n")
    try Self.readBack(made)
    let odd = ItemComponent.note(StoredMessage(rows: [Row(.note, 0x8B00, .integer32(77))]))
    #expect(odd.component.first("COLOR") == nil)
  }

  @Test func formattedBodies() {
    let rtf = Array("{\\rtf1\\ansi uit \\b RTF\\par}".utf8)
    let html = Array("<html><body>uit <b>HTML</b></body></html>".utf8)
    let formatted = StoredMessage(rows: [Row(0x1009, .binary(CompressedRTF.compress(rtf)))])
    let hypertext = StoredMessage(rows: [Row(0x1013, .binary(html))])
    #expect(ItemComponent.task(formatted).component.first("DESCRIPTION")?.value == "uit RTF")
    #expect(ItemComponent.text(ofNote: formatted) == "uit RTF\n")
    #expect(ItemComponent.text(ofNote: hypertext) == "uit HTML\n")
  }

  @Test func hostileValues() throws {
    let values: [PropertyValue] = [
      .text("a\r\nEND:VTODO\r\n\u{0}"), .integer32(.min), .integer64(.max), .time(FileTime(ticks: 1)),
      .floating64(-.infinity),
      .binary([0]), .several([]), .boolean(true), .text(String(repeating: "é;", count: 300_000)),
      .string([0xD8, 0xD8, 0xD8]),
    ]
    let names: [(GUID, ClosedRange<UInt32>)] = [
      (.task, 0x8101...0x8126), (.common, 0x8500...0x8560), (.log, 0x8700...0x8712), (.note, 0x8B00...0x8B05),
    ]
    for value in values {
      var rows = [0x0037, 0x1000, 0x0017, 0x0036, 0x3007, 0x3008].map { Row($0, value) }
      for (set, numbers) in names { rows += numbers.map { Row(set, $0, value) } }
      let message = StoredMessage(rows: rows)
      for made in [ItemComponent.task(message), .journalEntry(message), .note(message)] { try Self.readBack(made) }
      _ = ItemComponent.text(ofNote: message)
    }
  }

  /// Without what every item has.
  private static func told(_ made: ItemComponent) -> [String] {
    made.component.lines.filter { !["UID", "DTSTAMP"].contains($0.name) }.map { line in
      String(decoding: ContentLineWriter.bytes([line], .iCalendar).dropLast(2), as: UTF8.self)
    }.sorted()
  }

  private static func readBack(_ made: ItemComponent) throws {
    var calendar = CalendarComponent("VCALENDAR")
    calendar.add("PRODID", "-//test//")
    calendar.add("VERSION", "2.0")
    calendar.add(made.component)
    let file = CalendarParser.read(calendar.bytes)
    #expect(file.components == [calendar])
    #expect(file.faults.isEmpty)
    #expect(CalendarCheck.faults(in: calendar).isEmpty)
  }
}
