import Archives
import Core
import Foundation
import TestKit
import Testing

@testable import Connectors

@Suite struct ItemIndexTests {
  let folder: TemporaryFolder
  var path: String { folder("a.index") }

  init() throws { folder = try TemporaryFolder("index") }

  static func message(_ number: Int, flags: [String] = ["\\Seen"]) -> ScannedMessage {
    ScannedMessage(
      key: MessageKey(high: UInt64(number), low: 7), place: MessagePlace(name: Array("cur/\(number)".utf8)),
      size: Int64(number) * 10, date: ZonedTime(seconds: Int64(number), zoneMinutes: -90), flags: flags)
  }

  func all(_ index: ItemIndex) throws -> [(UInt32, ScannedMessage)] {
    var reader = index.reader
    var out: [(UInt32, ScannedMessage)] = []
    for row in index.ids.indices {
      if let item = try index.item(row: row, by: &reader) { out.append((item.id, item.message)) }
    }
    return out
  }

  @Test func whatWasWrittenIsReadBack() throws {
    let index = try ItemIndex(path)
    for number in 1...2_000 { #expect(try index.add(Self.message(number)) == UInt32(number)) }
    index.beginChanges()
    try index.remove(id: 7)
    try index.change(IndexedItem(id: 9, modSequence: index.modSequence, message: Self.message(9, flags: ["a", "b"])))
    try index.set(stamp: 99)
    try index.commit()
    let again = try ItemIndex(path)
    #expect(again.validity == index.validity && again.nextID == 2_001 && again.count == 1_999 && again.stamp == 99)
    #expect(again.modSequence == index.modSequence)
    let found = try all(again)
    #expect(found.map(\.0) == (1...2_000).filter { $0 != 7 }.map { UInt32($0) })
    #expect(found.first { $0.0 == 9 }?.1.flags == ["a", "b"])
    let last = try #require(found.last?.1)
    #expect(last.key == MessageKey(high: 2_000, low: 7) && last.place.name == Array("cur/2000".utf8))
    #expect(last.size == 20_000 && last.date == ZonedTime(seconds: 2_000, zoneMinutes: -90))
    let changes = try again.changes(since: 1)
    #expect(changes.changed == [9] && changes.gone == [7])
  }

  /// A death cuts the file off at any byte: what was whole stays, with its numbers.
  @Test func cutOffAnywhereItKeepsWhatWasWhole() throws {
    let index = try ItemIndex(path)
    var ends: [Int] = []
    for number in 1...5 {
      try index.add(Self.message(number))
      try index.commit()
      ends.append(try Data(contentsOf: URL(filePath: path)).count)
    }
    let whole = try Data(contentsOf: URL(filePath: path))
    for length in 12...whole.count {
      try whole.prefix(length).write(to: URL(filePath: path))
      let cut = try ItemIndex(path)
      let kept = ends.count { $0 <= length }
      #expect(cut.validity == index.validity && cut.count == kept && cut.nextID == UInt32(kept + 1), "\(length)")
      #expect(try cut.add(Self.message(50)) == UInt32(kept + 1))
      try cut.commit()
      #expect(try ItemIndex(path).count == kept + 1)
    }
  }

  @Test func anyOtherDamageCostsTheValidity() throws {
    let index = try ItemIndex(path)
    for number in 1...3 { try index.add(Self.message(number)) }
    try index.commit()
    let whole = try Data(contentsOf: URL(filePath: path))
    for place in 0..<whole.count where !(8..<12).contains(place) {
      var damaged = whole
      damaged[place] ^= 0x11
      try damaged.write(to: URL(filePath: path))
      let fresh = try ItemIndex(path)
      #expect(fresh.validity != index.validity && fresh.count == 0 && fresh.nextID == 1, "byte \(place)")
    }
  }

  @Test func whatSaysNothingAnyMoreIsLeftOutInTime() throws {
    let index = try ItemIndex(path)
    for number in 1...3 { try index.add(Self.message(number)) }
    try index.remove(id: 3)
    for round in 0..<12_000 {
      try index.change(IndexedItem(id: 2, modSequence: 5, message: Self.message(2, flags: ["r\(round)"])))
    }
    try index.commit()
    #expect(try Data(contentsOf: URL(filePath: path)).count < 1_000)
    for index in [index, try ItemIndex(path)] {
      #expect(index.nextID == 4 && index.count == 2)
      #expect(try all(index).map(\.1.flags) == [["\\Seen"], ["r11999"]])
    }
  }

  @Test func aNameLongerThanTheWindowIsRead() throws {
    let index = try ItemIndex(path)
    var long = Self.message(1)
    long.place.name = [UInt8](repeating: 0x61, count: 200_000)
    try index.add(long)
    try index.add(Self.message(2))
    try index.commit()
    #expect(try all(ItemIndex(path)).map(\.1.place.name.count) == [200_000, 5])
  }

  @Test func keysThatAreNotSpreadAreFound() {
    var table = KeyTable(capacity: 4)
    for number in 0..<5_000 {
      let (place, isNew) = table.insert(MessageKey(high: 0, low: UInt64(number) << 20))
      #expect(place == number && isNew)
    }
    for number in 0..<5_000 {
      let (place, isNew) = table.insert(MessageKey(high: 0, low: UInt64(number) << 20))
      #expect(place == number && !isNew)
    }
  }
}
