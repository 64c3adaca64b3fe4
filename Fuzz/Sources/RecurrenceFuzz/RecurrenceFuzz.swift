import Core
import Driver
import Groupware
import MAPI
import Outlook

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("RecurrenceFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input: a byte that says what the rest is, and the rest. A trap is a find: a parser's own,
/// or a broken promise below.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  guard let kind = input.first else { return 0 }
  let rest = Array(input.dropFirst())
  switch kind % 4 {
  case 0: checkSeries(rest, isAllDay: false)
  case 1: checkSeries(rest, isAllDay: true)
  case 2: checkZones(rest)
  default: checkCalendar(rest)
  }
  return 0
}

private let recur: UInt16 = 0x8000
private let allDay: UInt16 = 0x8001
private let begin: UInt16 = 0x8002
private let zone: UInt16 = 0x8003
private let names: [UInt16: PropertyName] = [
  recur: PropertyName(.appointment, 0x8216), allDay: PropertyName(.appointment, 0x8215),
  begin: PropertyName(.appointment, 0x820D), zone: PropertyName(.appointment, 0x8260),
]

/// Whatever the pattern is, an appointment with a start becomes a calendar that reads as it was written.
private func checkSeries(_ bytes: [UInt8], isAllDay: Bool) {
  let message = StoredMessage(names: names)
  message.set(PropertyTag(recur, .binary), .binary(bytes))
  message.set(PropertyTag(allDay, .boolean), .boolean(isAllDay))
  message.set(PropertyTag(begin, .time), .time(FileTime(seconds: 1_700_000_000)))
  check(message)
}

private func check(_ message: StoredMessage) {
  guard let (calendar, _) = try? CalendarExport().event(message) else { preconditionFailure("no calendar") }
  let again = CalendarParser.read(calendar.bytes)
  precondition(again.components == [calendar] && again.faults.isEmpty, "another calendar")
}

private func checkZones(_ bytes: [UInt8]) {
  let zones = [WindowsZone(structure: bytes), ZoneDefinition(bytes)?.seriesZone].compactMap { $0 }
  for zone in zones {
    let rules = zone.rules(id: "x")
    precondition(ZoneRules(rules.component) == rules, "another zone")
    for seconds: Int64 in [0, 1_700_000_000, 4_000_000_000] {
      precondition(abs(zone.offset(utc: seconds)) < 86_400, "more than a day from UTC")
      precondition(abs(rules.offset(utc: zone.local(seconds))) < 86_400, "more than a day from UTC")
    }
  }
  let message = StoredMessage(names: names)
  message.set(PropertyTag(zone, .binary), .binary(bytes))
  message.set(PropertyTag(begin, .time), .time(FileTime(seconds: 1_700_000_000)))
  check(message)
}

private func checkCalendar(_ bytes: [UInt8]) {
  let (components, _) = CalendarParser.read(bytes)
  let again = CalendarParser.read(components.flatMap(\.bytes))
  precondition(again.components == components && again.faults.isEmpty, "another calendar")
  let last = CalendarTime(year: 2030, month: 1, day: 1, hour: 0, minute: 0, second: 0)
  for component in components {
    precondition(CalendarCheck.faults(in: component).count <= 100, "faults without limit")
    for event in component.components {
      let found = event.occurrences(through: last, limit: 50)
      precondition(found?.times.allSatisfy { $0 <= last } ?? true, "an occurrence behind the last")
    }
  }
}
