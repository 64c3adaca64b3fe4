/// Ids as ascending ranges; a folder with few gaps takes a few bytes whatever its size.
struct IDSet: Sendable, Hashable {
  private(set) var ranges: [ClosedRange<UInt32>] = []

  init() {}

  /// Ids come ascending almost always; one that does not is put in its place.
  mutating func insert(_ id: UInt32) {
    guard let last = ranges.last else {
      ranges = [id...id]
      return
    }
    if last.upperBound < id {
      if last.upperBound + 1 == id {
        ranges[ranges.count - 1] = last.lowerBound...id
      } else {
        ranges.append(id...id)
      }
    } else if !contains(id) {
      insertBetween(id)
    }
  }

  private mutating func insertBetween(_ id: UInt32) {
    let place = ranges.firstIndex { $0.lowerBound > id } ?? ranges.count
    ranges.insert(id...id, at: place)
    if place + 1 < ranges.count, id + 1 == ranges[place + 1].lowerBound {
      ranges[place] = id...ranges[place + 1].upperBound
      ranges.remove(at: place + 1)
    }
    if place > 0, ranges[place - 1].upperBound + 1 == id {
      ranges[place - 1] = ranges[place - 1].lowerBound...ranges[place].upperBound
      ranges.remove(at: place)
    }
  }

  func contains(_ id: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < id { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= id
  }

  var count: Int { ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) + 1 } }

  /// The ranges from 0 to `end` that hold no id.
  func gaps(upTo end: UInt32) -> [ClosedRange<UInt32>] {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
      if range.upperBound == UInt32.max { return gaps }
      next = range.upperBound + 1
    }
    if next <= end { gaps.append(next...end) }
    return gaps
  }
}
