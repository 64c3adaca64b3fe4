import Core
import Groupware
import TestKit
import Testing

/// The calendar files that other projects test with.
@Suite struct CalendarSuiteTests {
  static func folder(_ name: String, _ test: String = #function) -> String? {
    if let root = SharedSuites.root, Files.exists(root + "/suites/calendar/" + name) {
      return root + "/suites/calendar/" + name
    }
    Skips.record("CalendarSuiteTests.\(test): no calendar suite (POSTDUIF_SHARED, or ../shared beside the package)")
    return nil
  }

  /// Valid files whose lines are not what RFC 5545 asks all the same, with what is told of them.
  static let blemished: [String: String] = [:]

  @Test func validFilesAreReadAndWrittenTheSame() throws {
    guard let folder = Self.folder("ical4j-valid") else { return }
    let names = SharedSuites.names(in: folder, ending: ".ics")
    #expect(names.count == 44)
    for name in names {
      let bytes = try SharedSuites.bytes(folder + "/" + name)
      let (components, faults) = CalendarParser.read(bytes)
      #expect(faults.isEmpty || Self.blemished[name] != nil, "\(name): \(faults)")
      #expect(components.first?.name == "VCALENDAR", "\(name)")
      let again = CalendarParser.read(components.flatMap(\.bytes))
      #expect(again.components == components && again.faults.isEmpty, "\(name)")
      // Line by line as it stands in the file, but for where lines are folded and quotation marks that need not be.
      var parser = ContentLineParser(bytes, .iCalendar)
      var count = 0
      while parser.next() != nil { count += 1 }
      #expect(components.map(lines).reduce(0, +) == count, "\(name)")
    }
  }

  private func lines(_ component: CalendarComponent) -> Int {
    2 + component.lines.count + component.components.map(lines).reduce(0, +)
  }

  /// Every value that can be read is written with the same meaning.
  @Test func valuesAreReadAndWrittenTheSame() throws {
    guard let folder = Self.folder("ical4j-valid") else { return }
    var rules = 0
    var times = 0
    for name in SharedSuites.names(in: folder, ending: ".ics") {
      for line in allLines(CalendarParser.read(try SharedSuites.bytes(folder + "/" + name)).components) {
        switch line.name {
        case "RRULE":
          let rule = try #require(RecurrenceRule(line.value), "\(name): \(line.value)")
          #expect(RecurrenceRule(rule.text) == rule)
          rules += 1
        case "DTSTART", "DTEND", "DTSTAMP", "RECURRENCE-ID":
          let value = try #require(DateTimeValue(line), "\(name): \(line)")
          #expect(value.text == line.value)
          times += 1
        default: break
        }
      }
    }
    #expect(rules > 30 && times > 1_000)
  }

  /// What each is wrong about is in its meaning; those that hold nothing against RFC 5545 that a reader could see are named.
  @Test func invalidFilesAreToldOf() throws {
    guard let folder = Self.folder("ical4j-invalid") else { return }
    let names = SharedSuites.names(in: folder, ending: ".ics")
    #expect(names.count == 17)
    for name in names {
      let (components, faults) = CalendarParser.read(try SharedSuites.bytes(folder + "/" + name))
      #expect(!components.isEmpty, "\(name)")
      let found = faults + components.flatMap { CalendarCheck.faults(in: $0) }
      #expect(found.isEmpty == Self.harmless.contains(name), "\(name): \(found)")
    }
  }

  /// RFC 5545 has nothing against them; the zone of the second begins with a slash, so it need not be defined.
  static let harmless: Set<String> = ["korganizer.ics", "talios.ics"]

  @Test func hostileFilesEnd() throws {
    guard let libical = Self.folder("libical") else { return }
    var count = 0
    for name in SharedSuites.names(in: libical, ending: "") where !name.hasSuffix(".vcf") && !name.hasPrefix("vcard") {
      try endsAndReadsAgain(libical + "/" + name)
      count += 1
    }
    #expect(count > 30)
    for (name, ending) in [("ical4j-outlook", ".txt"), ("thunderbird-invitations", ".eml")] {
      guard let folder = Self.folder(name) else { return }
      for path in Files.all(below: folder) where path.hasSuffix(ending) { try endsAndReadsAgain(path) }
    }
  }

  private func endsAndReadsAgain(_ path: String) throws {
    let (components, _) = CalendarParser.read(try SharedSuites.bytes(path))
    let again = CalendarParser.read(components.flatMap(\.bytes))
    #expect(again.components == components && again.faults.isEmpty, "\(path)")
    for component in components {
      _ = CalendarCheck.faults(in: component)
      for zone in component.components("VTIMEZONE").compactMap({ ZoneRules($0) }) {
        _ = zone.offset(utc: S.time("20260701T000000"))
      }
      for event in component.components {
        _ = event.occurrences(through: S.time("20300101T000000"), limit: 100)
      }
    }
  }

  /// The number of occurrences that each event of `recur.txt` says it has.
  @Test func recurrencesHaveTheExpectedNumber() throws {
    guard let folder = Self.folder("libical") else { return }
    let (events, _) = CalendarParser.read(try SharedSuites.bytes(folder + "/recur.txt"))
    var compared = 0
    for event in events {
      guard let expected = event.first("X-EXPECT-NUMEVENTS").flatMap({ Int($0.value.filter(\.isNumber)) }),
        event.first("EXRULE") == nil
      else { continue }
      let found = event.occurrences(through: S.time("20500101T000000"), limit: 1_000)
      #expect(
        found?.times.count == expected,
        "\(event.first("DESCRIPTION")?.text ?? ""): \(event.first("RRULE")?.value ?? "")")
      compared += 1
    }
    #expect(compared > 50)
  }

  private func allLines(_ components: [CalendarComponent]) -> [ContentLine] {
    components.flatMap { $0.lines + allLines($0.components) }
  }
}
