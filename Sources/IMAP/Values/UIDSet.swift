/// A sorted set of numbers kept as ranges: `1:4,9,12:20` (`sequence-set`). Used for UIDs and sequence numbers alike.
public struct NumberSet: Hashable, Sendable, CustomStringConvertible {
  /// Disjoint, ascending, never touching.
  public private(set) var ranges: [ClosedRange<UInt32>] = []

  public init() {}
  public init(_ range: ClosedRange<UInt32>) { ranges = [range] }
  public init(_ numbers: some Sequence<UInt32>) { for number in numbers { insert(number) } }

  public var isEmpty: Bool { ranges.isEmpty }
  public var count: Int { ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) + 1 } }
  public var first: UInt32? { ranges.first?.lowerBound }
  public var last: UInt32? { ranges.last?.upperBound }
  public var numbers: some Sequence<UInt32> { ranges.lazy.flatMap { $0 } }

  public func contains(_ number: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= number
  }

  public mutating func insert(_ number: UInt32) { insert(number...number) }

  public mutating func insert(_ new: ClosedRange<UInt32>) {
    // Listings arrive in ascending order, so the end is the place to look first.
    if let last = ranges.last {
      if new.lowerBound > last.upperBound {
        if new.lowerBound == last.upperBound + 1 {
          ranges[ranges.count - 1] = last.lowerBound...new.upperBound
        } else {
          ranges.append(new)
        }
        return
      }
    } else {
      ranges.append(new)
      return
    }
    var merged = new
    var before: [ClosedRange<UInt32>] = []
    var after: [ClosedRange<UInt32>] = []
    for range in ranges {
      if range.upperBound < merged.lowerBound && merged.lowerBound - range.upperBound > 1 {
        before.append(range)
      } else if range.lowerBound > merged.upperBound && range.lowerBound - merged.upperBound > 1 {
        after.append(range)
      } else {
        merged = min(range.lowerBound, merged.lowerBound)...max(range.upperBound, merged.upperBound)
      }
    }
    ranges = before + [merged] + after
  }

  /// As on the wire.
  public var description: String {
    ranges.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }
      .joined(separator: ",")
  }
}
