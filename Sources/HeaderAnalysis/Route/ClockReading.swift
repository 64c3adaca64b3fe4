/// Which clocks of a route agree. Times that should follow each other are compared; the longest run of them that never
/// goes back is believed, and what does not fit in is a clock that is wrong.
struct ClockReading {
  /// Places in the list of times that are believed, in order.
  private(set) var agreeing: [Int] = []

  /// Clocks kept by network time differ by this much all the same.
  static let toleranceSeconds: Int64 = 5

  /// - Parameter times: In the order in which the servers took the message.
  init(_ times: [Int64]) {
    var smoothed = times
    for index in smoothed.indices.dropFirst() {
      let back = smoothed[index - 1] - smoothed[index]
      if back > 0, back <= Self.toleranceSeconds { smoothed[index] = smoothed[index - 1] }
    }
    let early = Self.longestRun(smoothed)
    // The same from behind: of runs of the same length, the one that begins latest.
    let late = Self.longestRun(smoothed.reversed().map { -$0 }).reversed().map { smoothed.count - 1 - $0 }
    agreeing = Self.span(late, smoothed) < Self.span(early, smoothed) ? late : early
  }

  /// A clock that is wrong makes the way look longer far more often than shorter.
  private static func span(_ run: [Int], _ times: [Int64]) -> Int64 {
    guard let first = run.first, let last = run.last else { return 0 }
    return times[last].subtractingReportingOverflow(times[first]).partialValue
  }

  /// Patience sorting: `tails[n]` is where the run of length n+1 ends that has the smallest end. Of runs of the same
  /// length the one with the earliest end wins, which among two clocks that disagree is the later server's.
  private static func longestRun(_ times: [Int64]) -> [Int] {
    var tails: [Int] = []
    var before = [Int](repeating: -1, count: times.count)
    for index in times.indices {
      var (low, high) = (0, tails.count)
      while low < high {
        let middle = (low + high) / 2
        if times[tails[middle]] <= times[index] { low = middle + 1 } else { high = middle }
      }
      if low > 0 { before[index] = tails[low - 1] }
      if low == tails.count { tails.append(index) } else { tails[low] = index }
    }
    var run: [Int] = []
    var at = tails.last ?? -1
    while at >= 0 {
      run.append(at)
      at = before[at]
    }
    return run.reversed()
  }
}
