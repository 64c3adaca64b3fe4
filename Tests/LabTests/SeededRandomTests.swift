import Lab
import Testing

@Suite struct SeededRandomTests {
  /// First numbers of SplitMix64 from seed 1234567, as its authors publish them.
  @Test func followsSplitMix64() {
    var random = SeededRandom(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func staysWithinItsRange() {
    var random = SeededRandom(seed: 3)
    let drawn = Set((0..<1_000).map { _ in random.within(-2...2) })
    #expect(drawn == [-2, -1, 0, 1, 2])
  }

  @Test func labelsDoNotRunTogether() {
    var a = SeededRandom(seed: 1, "ab", "c")
    var b = SeededRandom(seed: 1, "a", "bc")
    #expect(a.next() != b.next())
  }
}
