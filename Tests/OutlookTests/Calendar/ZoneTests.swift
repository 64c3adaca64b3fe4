import Core
import Foundation
import Groupware
import MAPI
import TestKit
import Testing

@testable import Outlook

@Suite struct WindowsZoneTests {
  @Test func structure() throws {
    let zone = try #require(WindowsZone(structure: S.zoneStructure))
    #expect(zone == S.zone.zone)
    #expect(zone.standardOffset == 3_600 && zone.daylightOffset == 7_200)
    for end in 0..<48 { #expect(WindowsZone(structure: Array(S.zoneStructure[..<end])) == nil) }
  }

  /// One day of one year; a year that no calendar can write means nothing.
  @Test(arguments: [(2024, true), (1601, true), (9_999, false), (32_768, false), (1, false)])
  func changesOfOneYear(_ year: Int, _ isChange: Bool) throws {
    let changes = [(10, 27, 3), (3, 31, 2)].map { month, day, hour in
      [year, month, 0, day, hour, 0, 0, 0].flatMap { S.little($0, 2) }
    }
    let bytes = [-60, 0, -60].flatMap { S.little($0, 4) } + [0, 0] + changes[0] + [0, 0] + changes[1]
    let zone = try #require(WindowsZone(structure: bytes))
    #expect((zone.toStandard != nil) == isChange)
    let rules = zone.rules(id: "x")
    #expect(ZoneRules(rules.component) == rules)
  }

  /// What the zone says itself and what the VTIMEZONE made of it says, hour by hour around the changes of some years.
  @Test(arguments: [false, true]) func sameAsItsRules(_ isSouthern: Bool) {
    var zone = S.zone.zone
    if isSouthern { (zone.toStandard, zone.toDaylight) = (zone.toDaylight, zone.toStandard) }
    let rules = zone.rules(id: "x")
    for year in [1999, 2024, 2025] {
      for day in [(1, 1), (3, 30), (3, 31), (7, 1), (10, 26), (10, 27), (10, 31), (12, 31)] {
        for hour in 0..<24 {
          let time = CalendarTime(year: year, month: day.0, day: day.1, hour: hour, minute: 30, second: 0)
          #expect(zone.offset(utc: time.secondsSince1970) == rules.offset(utc: time), "\(time)")
          #expect(zone.offset(local: time) == rules.offset(local: time), "\(time)")
        }
      }
    }
  }

  @Test func definition() throws {
    let bytes = S.definition("Romance Standard Time", [(1601, 2)])
    let definition = try #require(ZoneDefinition(bytes))
    #expect(definition.key == "Romance Standard Time")
    #expect(definition.seriesZone == S.zone.zone)
    #expect(definition.zone(in: 1500) == S.zone.zone)
    for end in 0..<bytes.count { #expect(ZoneDefinition(Array(bytes[..<end])) == nil) }
    for place in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[place] ^= 1 << bit
        guard let found = ZoneDefinition(flipped)?.seriesZone else { continue }
        #expect(abs(found.offset(utc: 1_700_000_000)) < 86_400)
        _ = found.rules(id: "x").component.bytes
      }
    }
  }

  @Test func rulesByYear() throws {
    let definition = try #require(ZoneDefinition(S.definition("x", [(2000, 0), (2010, 3), (2020, 0)])))
    #expect(definition.rules.map(\.year) == [2000, 2010, 2020])
    #expect(definition.rules.map(\.isForSeries) == [false, true, false])
    #expect(definition.zone(in: 2015) == definition.rules[1].zone)
    #expect(definition.zone(in: 1990) == definition.rules[0].zone)
    #expect(definition.seriesZone == definition.rules[1].zone)
  }
}

@Suite struct ZoneNamesTests {
  @Test(
    arguments: [
      ("Romance Standard Time", nil, "Europe/Paris"), ("romance standard time", "BE", "Europe/Brussels"),
      ("Romance Standard Time", "be", "Europe/Brussels"), ("W. Europe Standard Time", "NL", "Europe/Amsterdam"),
      ("UTC", nil, "Etc/UTC"), ("UTC", "NL", "Etc/UTC"), ("Customized Time Zone", nil, nil), ("", nil, nil),
    ] as [(String, String?, String?)])
  func names(_ key: String, _ territory: String?, _ name: String?) {
    #expect(ZoneNames.iana(windows: key, territory: territory) == name)
  }

  @Test func allOfTheUnicodeTable() throws {
    guard let root = SharedSuites.root, Files.exists(root + "/suites/tz/windowsZones.json") else {
      Skips.record(
        "ZoneNamesTests.allOfTheUnicodeTable: no suites/tz (POSTDUIF_SHARED, or ../shared beside the package)")
      return
    }
    let data = Data(try SharedSuites.bytes(root + "/suites/tz/windowsZones.json"))
    let top = try #require(JSONSerialization.jsonObject(with: data) as? [String: [String: [String: Any]]])
    let rows = try #require(top["supplemental"]?["windowsZones"]?["mapTimezones"] as? [[String: [String: String]]])
    #expect(rows.count == 500)
    var keys: Set<String> = []
    for row in rows.compactMap({ $0["mapZone"] }) {
      let (key, territory, names) = (row["_other"] ?? "", row["_territory"] ?? "", row["_type"] ?? "")
      keys.insert(key.lowercased())
      let name = ZoneNames.iana(windows: key, territory: territory == "001" ? nil : territory)
      #expect(name == names.split(separator: " ").first.map(String.init), "\(key), \(territory)")
    }
    #expect(Set(ZoneNames.table.keys) == keys)
    #expect(keys.count == 139)
  }
}

@Suite struct GlobalObjectIDTests {
  static let head: [UInt8] = [4, 0, 0, 0, 0x82, 0, 0xE0, 0, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 8]

  @Test func ownIDs() throws {
    let tail = [UInt8](repeating: 0, count: 16) + [16, 0, 0, 0] + [UInt8](0..<16)
    let series = try #require(GlobalObjectID(Self.head + [0, 0, 0, 0] + tail))
    let occurrence = try #require(GlobalObjectID(Self.head + [0x07, 0xE8, 2, 29] + tail))
    #expect(series.uid == occurrence.uid)
    #expect(
      series.uid == "040000008200E00074C5B7101A82E00800000000" + String(repeating: "00", count: 16) + "10000000"
        + "000102030405060708090A0B0C0D0E0F")
    #expect(series.day == nil && occurrence.day == SeriesBytes.day(2024, 2, 29))
  }

  @Test func foreignIDs() throws {
    let name = Array("vCal-Uid".utf8) + [1, 0, 0, 0] + Array("abc@example.com".utf8) + [0]
    let bytes = Self.head + [UInt8](repeating: 0, count: 20) + [UInt8(name.count), 0, 0, 0] + name
    #expect(GlobalObjectID(bytes)?.uid == "abc@example.com")
    for end in 1..<bytes.count { #expect(GlobalObjectID(Array(bytes[..<end]))?.uid.isEmpty == false) }
    #expect(GlobalObjectID([]) == nil)
    #expect(GlobalObjectID([0xAB, 1])?.uid == "AB01")
  }
}

enum S {
  static func time(_ text: String) -> CalendarTime {
    DateTimeValue(text)?.time ?? CalendarTime(year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0)
  }

  static func little(_ number: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// The last Sunday of a month at an hour, as SYSTEMTIME.
  static func change(_ month: Int, _ hour: Int) -> [UInt8] {
    [0, month, 0, 5, hour, 0, 0, 0].flatMap { little($0, 2) }
  }

  static let zoneStructure = [-60, 0, -60].flatMap { little($0, 4) } + [0, 0] + change(10, 3) + [0, 0] + change(3, 2)

  static let zone = NamedZone(
    id: "Europe/Brussels", zone: WindowsZone(structure: zoneStructure) ?? WindowsZone(offset: 0))

  static func definition(_ key: String, _ rules: [(year: Int, flags: Int)]) -> [UInt8] {
    let name = UTF16Text.bytes(key)
    var bytes: [UInt8] =
      [2, 1] + little(6 + name.count, 2) + little(2, 2) + little(name.count / 2, 2) + name + little(rules.count, 2)
    for rule in rules {
      bytes +=
        [2, 1] + little(0x3E, 2) + little(rule.flags, 2) + little(rule.year, 2) + [UInt8](repeating: 0, count: 14)
      bytes += [rule.year == 2010 ? -120 : -60, 0, -60].flatMap { little($0, 4) } + change(10, 3) + change(3, 2)
    }
    return bytes
  }
}
