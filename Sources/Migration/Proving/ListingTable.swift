import Core

/// A folder's listing in 16 bytes an item: what a comparison needs to know of a million items fits in 16 MB.
struct ListingTable: Sendable {
  private var ids: [UInt32] = []
  /// Bytes; sizes from 4 GB up count as 4 GB.
  private var sizes: [UInt32] = []
  private var seconds: [Int64] = []
  private var isSorted = true

  struct Entry: Hashable {
    var id: ItemID
    var size: Int64
    var seconds: Int64
  }

  var count: Int { ids.count }
  var isEmpty: Bool { ids.isEmpty }

  mutating func add(_ item: ListedItem) {
    if let last = ids.last, last >= item.id.rawValue { isSorted = false }
    ids.append(item.id.rawValue)
    sizes.append(UInt32(clamping: item.size))
    seconds.append(item.date.seconds)
  }

  /// Listings ascend; one of a server that does not is sorted here, once.
  mutating func close() {
    guard !isSorted else { return }
    let order = ids.indices.sorted { ids[$0] < ids[$1] }
    ids = order.map { ids[$0] }
    sizes = order.map { sizes[$0] }
    seconds = order.map { seconds[$0] }
    isSorted = true
  }

  subscript(id: ItemID) -> Entry? {
    var low = 0
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id.rawValue { low = middle + 1 } else { high = middle }
    }
    return low < ids.count && ids[low] == id.rawValue ? self[low] : nil
  }

  private subscript(place: Int) -> Entry {
    Entry(id: ItemID(ids[place]), size: Int64(sizes[place]), seconds: seconds[place])
  }

  func entries(where isWanted: (ItemID) -> Bool) -> [Entry] {
    ids.indices.filter { isWanted(ItemID(ids[$0])) }.map { self[$0] }
  }
}
