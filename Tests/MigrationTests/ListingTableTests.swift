import Core
import Testing

@testable import Migration

@Suite struct ListingTableTests {
  @Test func findsEveryItemInWhateverOrderTheyCame() {
    var table = ListingTable()
    let ids: [UInt32] = [5, 9, 2, 70, 4_000_000_000]
    for id in ids {
      table.add(ListedItem(id: ItemID(id), size: Int64(id) * 2, date: ZonedTime(seconds: Int64(id)), flags: FlagSet()))
    }
    table.close()
    for id in ids { #expect(table[ItemID(id)]?.seconds == Int64(id)) }
    #expect(table[ItemID(3)] == nil)
    #expect(table[ItemID(70)]?.size == 140)
    #expect(table.entries { $0 < ItemID(10) }.map(\.id.rawValue) == [2, 5, 9])
  }

  @Test func idSetsKeepRangesAndGaps() {
    var set = IDSet()
    for id: UInt32 in [3, 4, 5, 9, 7, 8, 1] { set.insert(id) }
    #expect(set.ranges == [1...1, 3...5, 7...9])
    #expect(set.gaps(upTo: 12) == [0...0, 2...2, 6...6, 10...12])
    #expect(set.count == 7)
    set.insert(UInt32.max)
    #expect(set.gaps(upTo: .max).last == 10...(UInt32.max - 1))
  }

  @Test(arguments: [
    ("Archief", "Archief", true), ("Archief", "Archief/2019", true), ("Archief", "Archief2", false),
    ("Klanten/*", "Klanten/Jan", true), ("Klanten/*", "Klanten/Jan/2019", false),
    ("Klanten/**", "Klanten/Jan/2019", true),
    ("**/2019", "a/b/2019", true), ("arch*", "Archief", true), ("*a*a*b", "aaaaaaaaaaaaac", false), ("*", "x", true),
    ("*", "x/y", false),
  ])
  func patternsMatchPaths(pattern: String, path: String, matches: Bool) {
    #expect(FolderPattern(pattern).matches(path.split(separator: "/").map(String.init)) == matches)
  }
}
