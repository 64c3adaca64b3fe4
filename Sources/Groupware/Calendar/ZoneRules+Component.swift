import Core

extension ZoneRules {
  /// As VTIMEZONE.
  public var component: CalendarComponent {
    var zone = CalendarComponent("VTIMEZONE", [.line(ContentLine("TZID", [], text: id))])
    for observance in observances { zone.add(observance.component) }
    return zone
  }

  /// Reads VTIMEZONE; nil where it has no TZID or no observance that can be read.
  public init?(_ component: CalendarComponent) {
    guard let id = component.first("TZID")?.text, !id.isEmpty else { return nil }
    let observances = component.components.prefix(1_000).compactMap(Observance.init)
    guard !observances.isEmpty else { return nil }
    self.init(id: id, observances: observances)
  }
}

extension ZoneRules.Observance {
  public var component: CalendarComponent {
    var part = CalendarComponent(isDaylight ? "DAYLIGHT" : "STANDARD")
    part.add(DateTimeValue(start, .floating).line("DTSTART"))
    part.add("TZOFFSETFROM", UTCOffset.text(offsetFrom))
    part.add("TZOFFSETTO", UTCOffset.text(offsetTo))
    if let rule { part.add(rule.line) }
    if let line = DateTimeValue.line("RDATE", dates.map { DateTimeValue($0, .floating) }) { part.add(line) }
    if !name.isEmpty { part.add(ContentLine("TZNAME", [], text: name)) }
    return part
  }

  init?(_ component: CalendarComponent) {
    guard component.name == "DAYLIGHT" || component.name == "STANDARD",
      let start = component.first("DTSTART").flatMap({ DateTimeValue($0) }),
      let from = component.first("TZOFFSETFROM").flatMap({ UTCOffset.seconds($0.value) }),
      let to = component.first("TZOFFSETTO").flatMap({ UTCOffset.seconds($0.value) })
    else { return nil }
    self.init(
      isDaylight: component.name == "DAYLIGHT", start: start.time, offsetFrom: from, offsetTo: to,
      rule: component.first("RRULE").flatMap { RecurrenceRule($0.value) }, name: component.first("TZNAME")?.text ?? "",
      dates: component.all("RDATE").flatMap { DateTimeValue.list($0) ?? [] }.map(\.time))
  }
}

/// `+0100`, `-0330`, `+001736`. RFC 5545 §3.3.14
public enum UTCOffset {
  public static func text(_ seconds: Int) -> String {
    let size = abs(seconds)
    return (seconds < 0 ? "-" : "+") + pad(size / 3_600) + pad(size % 3_600 / 60)
      + (size % 60 > 0 ? pad(size % 60) : "")
  }

  /// nil for anything else; under a day.
  public static func seconds(_ text: some StringProtocol) -> Int? {
    let bytes = Array(text.utf8)
    let digits = bytes.dropFirst().map { Int($0) - 0x30 }
    guard [5, 7].contains(bytes.count), bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
      digits.allSatisfy({ (0...9).contains($0) })
    else { return nil }
    let second = digits.count == 6 ? digits[4] * 10 + digits[5] : 0
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hour * 3_600 + minute * 60 + second)
  }
}
