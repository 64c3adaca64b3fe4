/// One question and one answer of the Simple Network Time Protocol (RFC 4330 §4), as bytes.
enum SNTP {
  static let size = 48
  static let port = 123
  /// 1970 in seconds since 1900.
  private static let epoch: Int64 = 2_208_988_800

  /// A moment as the protocol writes it: 32 bits of seconds, 32 bits of fractions.
  struct Timestamp: Hashable {
    var bits: UInt64

    init(bits: UInt64) { self.bits = bits }

    init(secondsSince1970 seconds: Double) {
      let whole = seconds.rounded(.down)
      let fraction = UInt64((seconds - whole) * 4_294_967_296)
      bits = UInt64(truncatingIfNeeded: Int64(whole) + SNTP.epoch) << 32 | min(fraction, 0xFFFF_FFFF)
    }

    /// With the highest bit off the 32 bits began anew, in 2036 (RFC 4330 §3).
    var secondsSince1970: Double {
      let era: Int64 = bits >> 63 == 0 ? 1 << 32 : 0
      return Double(Int64(bits >> 32) + era - SNTP.epoch) + Double(bits & 0xFFFF_FFFF) / 4_294_967_296
    }
  }

  /// A client's question, version 4. `sent` comes back in the answer, which proves that it answers this very question.
  static func request(_ sent: Timestamp) -> [UInt8] {
    [0b00_100_011] + [UInt8](repeating: 0, count: 39)
      + (0..<8).map { UInt8(truncatingIfNeeded: sent.bits >> (56 - 8 * $0)) }
  }

  /// How far this machine's clock is behind the server's, in seconds; nil for anything but a good answer to the question
  /// that was `sent` and whose answer was `received` by this machine's clock.
  static func offset(_ answer: [UInt8], sent: Timestamp, received: Timestamp) -> Double? {
    guard answer.count >= size else { return nil }
    let (leap, mode) = (answer[0] >> 6, answer[0] & 7)
    // Leap indicator 3 and stratum 0 or above 15: a server that does not know the time itself (RFC 4330 §5).
    guard leap != 3, mode == 4, (1...15).contains(answer[1]), timestamp(answer, at: 24) == sent else { return nil }
    let (arrived, left) = (timestamp(answer, at: 32), timestamp(answer, at: 40))
    guard left.bits != 0 else { return nil }
    let out = arrived.secondsSince1970 - sent.secondsSince1970
    let back = left.secondsSince1970 - received.secondsSince1970
    return (out + back) / 2
  }

  private static func timestamp(_ bytes: [UInt8], at offset: Int) -> Timestamp {
    Timestamp(bits: bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) })
  }
}
