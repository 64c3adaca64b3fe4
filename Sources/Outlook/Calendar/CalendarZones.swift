import Core
import Groupware
import MAPI

/// The zone an event is counted by, with the name that the calendar gives it.
struct NamedZone: Hashable {
  var id: String
  var zone: WindowsZone

  func value(_ seconds: Int64) -> DateTimeValue { DateTimeValue(zone.local(seconds), .zone(id)) }
  var component: CalendarComponent { zone.rules(id: id).component }
}

/// Finds the zones that an appointment keeps. [MS-OXOCAL] §2.2.1.39 to §2.2.1.43
struct CalendarZones {
  let properties: LayeredProperties
  let territory: String?
  private(set) var faults: [Fault] = []

  init(_ properties: LayeredProperties, territory: String?) {
    (self.properties, self.territory) = (properties, territory)
  }

  /// What the beginning (or the end) of a single appointment is shown in; nil where nothing is kept.
  mutating func zone(_ name: PropertyName, at seconds: Int64) -> NamedZone? {
    guard let definition = definition(name),
      let zone = definition.zone(in: CalendarTime(secondsSince1970: seconds).year)
    else { return nil }
    return NamedZone(id: id(definition.key, zone), zone: zone)
  }

  /// What a series is counted by. Where the two properties that say so differ, the older one holds.
  /// [MS-OXOCAL] §2.2.1.42
  mutating func seriesZone() -> NamedZone? {
    let definition = definition(.seriesZone)
    guard let bytes = properties.binary(.timeZoneStruct) else {
      return definition.flatMap { definition in
        definition.seriesZone.map { NamedZone(id: id(definition.key, $0), zone: $0) }
      }
    }
    guard let zone = WindowsZone(structure: bytes) else {
      note("The time zone of the series cannot be read.")
      return definition.flatMap { definition in
        definition.seriesZone.map { NamedZone(id: id(definition.key, $0), zone: $0) }
      }
    }
    if let definition, definition.rules.contains(where: { $0.zone == zone }) {
      return NamedZone(id: id(definition.key, zone), zone: zone)
    }
    let description = properties.text(.timeZoneDescription) ?? ""
    return NamedZone(id: id(description, zone), zone: zone)
  }

  private mutating func definition(_ name: PropertyName) -> ZoneDefinition? {
    guard let bytes = properties.binary(name), !bytes.isEmpty else { return nil }
    let definition = ZoneDefinition(bytes)
    if definition == nil { note("A time zone of the appointment cannot be read.") }
    return definition
  }

  /// The tz database's name; without one the name that the item has; without that, the distance from UTC.
  private func id(_ key: String, _ zone: WindowsZone) -> String {
    if let name = ZoneNames.iana(windows: key, territory: territory) { return name }
    let shown = key.filter { !$0.isNewline && $0 != "\"" && $0 != "\0" }
    return shown.isEmpty ? "UTC" + UTCOffset.text(zone.standardOffset) : shown
  }

  private mutating func note(_ message: String) {
    faults.append(Fault("CALENDAR-ZONE", message, recovery: .skipItem))
  }
}
