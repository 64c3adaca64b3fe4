/// Counts that tell the double-byte sets of East Asia from each other and from western text.
struct MultiByteStatistics {
  /// Pairs that are well-formed, pairs of the characters every text is full of, pairs with an ASCII second byte.
  private var pairs = 0, frequent = 0, lowTrails = 0
  private var runs = 0
  private var isBroken = false

  private struct Set {
    var name: String
    var leads: [ClosedRange<UInt8>]
    var trails: [ClosedRange<UInt8>]
    /// Half-width kana stand alone in Shift_JIS.
    var singles: ClosedRange<UInt8>?
    /// Common characters, as `lead << 8 | trail`, and ranges of them.
    var frequent: Swift.Set<UInt16>
    var common: [ClosedRange<UInt16>]
    /// Of a hundred pairs so many must be frequent ones.
    var threshold: Int
  }

  static func guess(_ sample: [UInt8]) -> String? {
    let results = sets.compactMap { set -> (name: String, share: Int)? in
      let found = MultiByteStatistics(sample, set)
      guard !found.isBroken, found.pairs >= 3, found.pairs * 2 >= found.runs * 3 else { return nil }
      let share = found.frequent * 100 / found.pairs
      guard share >= set.threshold else { return nil }
      // Big5 has every second character's second byte in ASCII; a GB or Korean text has none.
      if set.name == "BIG5-HKSCS", found.lowTrails * 8 < found.pairs { return nil }
      if set.name == "GB18030", found.lowTrails * 8 > found.pairs { return nil }
      return (set.name, share)
    }
    guard let best = results.max(by: { $0.share < $1.share }) else { return nil }
    let second = results.filter { $0.name != best.name }.map(\.share).max() ?? 0
    return best.share * 2 >= second * 3 ? best.name : nil
  }

  private init(_ sample: [UInt8], _ set: Set) {
    var index = 0
    var previousWasPair = false
    while index < sample.count, !isBroken {
      let lead = sample[index]
      if lead < 0x80 || set.singles?.contains(lead) ?? false {
        previousWasPair = false
        index += 1
        continue
      }
      guard set.leads.contains(where: { $0.contains(lead) }) else {
        isBroken = true
        return
      }
      // Cut off at the end.
      guard index + 1 < sample.count else { return }
      let trail = sample[index + 1]
      guard set.trails.contains(where: { $0.contains(trail) }) else {
        isBroken = true
        return
      }
      count(UInt16(lead) << 8 | UInt16(trail), set)
      if !previousWasPair { runs += 1 }
      previousWasPair = true
      index += 2
    }
  }

  private mutating func count(_ pair: UInt16, _ set: Set) {
    pairs += 1
    if pair & 0xFF < 0x80 { lowTrails += 1 }
    if set.frequent.contains(pair) || set.common.contains(where: { $0.contains(pair) }) { frequent += 1 }
  }

  private static let high: [ClosedRange<UInt8>] = [0xA1...0xFE]

  private static let sets: [Set] = [
    // Kana are a third of any Japanese text.
    Set(
      name: "CP932", leads: [0x81...0x9F, 0xE0...0xFC], trails: [0x40...0x7E, 0x80...0xFC], singles: 0xA1...0xDF,
      frequent: [0x8141, 0x8142, 0x815B], common: [0x829F...0x82F1, 0x8340...0x8396], threshold: 30),
    Set(
      name: "EUC-JP-MS", leads: [0x8E...0x8F, 0xA1...0xFE], trails: high, singles: nil,
      frequent: [0xA1A2, 0xA1A3, 0xA1BC], common: [0xA4A1...0xA4F3, 0xA5A1...0xA5F6], threshold: 30),
    Set(
      name: "BIG5-HKSCS", leads: [0x87...0xFE], trails: [0x40...0x7E, 0xA1...0xFE], singles: nil,
      frequent: [
        0xAABA, 0xAC4F, 0xA4A3, 0xA446, 0xA662, 0xA6B3, 0xA7DA, 0xA440, 0xA448, 0xA4A4, 0xB0EA, 0xA46A, 0xA141, 0xA143,
        0xA457, 0xA741, 0xA54C, 0xB36F, 0xADD3, 0xA8D3, 0xBDD0, 0xA4E5, 0xA5F3, 0xA4BD, 0xA571, 0xB17A, 0xA66E, 0xAB48,
        0xA548, 0xADCC, 0xA5FE, 0xA5CD, 0xB77C, 0xA45D, 0xBB50, 0xACB0, 0xA147, 0xA149, 0xA4E9, 0xA4EB, 0xA67E, 0xB0DD,
      ], common: [], threshold: 12),
    Set(
      name: "GB18030", leads: [0x81...0xFE], trails: [0x40...0x7E, 0x80...0xFE], singles: nil,
      frequent: [
        0xB5C4, 0xCAC7, 0xB2BB, 0xC1CB, 0xD4DA, 0xD3D0, 0xCED2, 0xD2BB, 0xC8CB, 0xD6D0, 0xB9FA, 0xA3AC, 0xA1A3, 0xB4F3,
        0xC9CF, 0xCEAA, 0xC4E3, 0xCBFB, 0xD5E2, 0xC3C7, 0xC0B4, 0xB8F6, 0xB5BD, 0xBACD, 0xBAC3, 0xC7EB, 0xCEC4, 0xBCFE,
        0xB9AB, 0xCBBE, 0xCDA8, 0xD6AA, 0xA3BA, 0xA3A1, 0xD3CA, 0xD4C2, 0xC8D5, 0xC4EA, 0xC4FA, 0xBBE1, 0xBFC9, 0xD2D4,
      ], common: [], threshold: 12),
    Set(
      name: "UHC", leads: [0x81...0xFD], trails: [0x41...0x5A, 0x61...0x7A, 0x81...0xFE], singles: nil,
      frequent: [
        0xC0CC, 0xB4D9, 0xB4C2, 0xC0C7, 0xBFA1, 0xC0BB, 0xC7CF, 0xB0ED, 0xB0A1, 0xC1F6, 0xC0BA, 0xB7CE, 0xB1E2, 0xC7D1,
        0xBBE7, 0xB4CF, 0xB5B5, 0xB8A6, 0xBCAD, 0xC0CE, 0xBDC0, 0xBEC8, 0xB3E7, 0xC7D8, 0xC0D6, 0xBEEE, 0xBDC3, 0xC0DA,
        0xBCBC, 0xBFE4, 0xB3AA, 0xB6F3, 0xB8AE, 0xBACE, 0xC0FB, 0xB5C8, 0xC0E5, 0xBDBA, 0xB8E9, 0xB4EB, 0xC1A6, 0xBAF1,
      ], common: [], threshold: 15),
  ]
}
