import Groupware

/// Puts the events of many calendars into one: a time zone stands in it once, and two zones of one name with different rules
/// get different names. RFC 5545 §3.6.5
struct CalendarMerger {
  private var zones: [String: CalendarComponent] = [:]

  /// What is written of `calendar`: zones that are new, then everything else that is in it.
  mutating func merge(_ calendar: CalendarComponent) -> [UInt8] {
    var names: [String: String] = [:]
    var bytes: [UInt8] = []
    for zone in calendar.components("VTIMEZONE") {
      guard let name = zone.first("TZID")?.text else { continue }
      let (known, isNew) = place(zone, name)
      if known != name { names[name] = known }
      if isNew { bytes += zones[known]?.bytes ?? [] }
    }
    for component in calendar.components where component.name != "VTIMEZONE" {
      bytes += (names.isEmpty ? component : Self.renamed(component, names)).bytes
    }
    return bytes
  }

  private mutating func place(_ zone: CalendarComponent, _ name: String) -> (name: String, isNew: Bool) {
    var number = 1
    while true {
      let candidate = number == 1 ? name : "\(name) (\(number))"
      let same = Self.named(zone, candidate)
      guard let known = zones[candidate] else {
        zones[candidate] = same
        return (candidate, true)
      }
      if known == same { return (candidate, false) }
      number += 1
    }
  }

  private static func named(_ zone: CalendarComponent, _ name: String) -> CalendarComponent {
    var zone = zone
    zone.entries = zone.entries.map {
      if case .line(let line) = $0, line.name == "TZID" { .line(ContentLine("TZID", text: name)) } else { $0 }
    }
    return zone
  }

  private static func renamed(_ component: CalendarComponent, _ names: [String: String]) -> CalendarComponent {
    var component = component
    component.entries = component.entries.map { entry in
      switch entry {
      case .component(let inner): return .component(renamed(inner, names))
      case .line(var line):
        for index in line.parameters.indices where line.parameters[index].name == "TZID" {
          line.parameters[index].values = line.parameters[index].values.map { names[$0] ?? $0 }
        }
        return .line(line)
      }
    }
    return component
  }
}
