/// A small generator (SplitMix64) whose numbers depend on the seed alone, on every machine and Swift version. The
/// standard library's `random(in:)` promises no such thing, so the helpers below draw for themselves.
public struct SeededRandom: Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A generator for one named thing: the same seed and labels give the same numbers whatever was drawn before.
  public init(seed: UInt64, _ labels: String...) {
    var mixed = seed ^ 0xCBF2_9CE4_8422_2325
    for label in labels {
      for byte in label.utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      mixed = (mixed ^ 0xFF) &* 0x0000_0100_0000_01B3
    }
    state = mixed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0..<`limit`. `limit` is at least 1.
  public mutating func below(_ limit: Int) -> Int {
    precondition(limit > 0, "a range with nothing in it")
    return Int(next().multipliedFullWidth(by: UInt64(limit)).high)
  }

  public mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True in `percent` of 100 draws.
  public mutating func chance(percent: Int) -> Bool { below(100) < percent }

  /// `items` has at least one element.
  public mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}
