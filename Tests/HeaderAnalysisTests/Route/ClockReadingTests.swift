import Testing

@testable import HeaderAnalysis

@Suite struct ClockReadingTests {
  @Test(
    arguments: [
      ([], []), ([5], [0]), ([1, 2, 3], [0, 1, 2]), ([7, 7, 7], [0, 1, 2]),
      // Within the tolerance.
      ([100, 96, 98], [0, 1, 2]),
      // The one in the middle is ahead, or behind.
      ([0, 300, 10], [0, 2]), ([100, 0, 110], [0, 2]), ([600, 0, 10, 20], [1, 2, 3]), ([0, 10, 20, -600], [0, 1, 2]),
      // Two that disagree: the later one stays.
      ([100, 0], [1]),
    ] as [([Int64], [Int])])
  func rows(times: [Int64], agreeing: [Int]) { #expect(ClockReading(times).agreeing == agreeing) }

  /// No other choice of clocks that never go back is larger.
  @Test func longestOfAll() {
    var state: UInt64 = 0x2545_F491_4F6C_DD1D
    func random(_ bound: UInt64) -> Int64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int64(state % bound)
    }
    for _ in 0..<500 {
      let times = (0..<Int(random(9))).map { _ in random(8) * 100 }
      let run = ClockReading(times).agreeing
      #expect(zip(run, run.dropFirst()).allSatisfy { $0 < $1 && times[$0] <= times[$1] })
      var best = 0
      for mask in 0..<(1 << times.count) {
        let chosen = times.indices.filter { mask & (1 << $0) != 0 }.map { times[$0] }
        if zip(chosen, chosen.dropFirst()).allSatisfy({ $0 <= $1 }) { best = max(best, chosen.count) }
      }
      #expect(run.count == best, "\(times)")
    }
  }
}
