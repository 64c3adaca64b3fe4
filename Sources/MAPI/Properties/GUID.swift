/// Sixteen bytes as they are stored: the first three groups with their low byte first. [MS-DTYP] §2.3.4.2
public struct GUID: Hashable, Sendable, CustomStringConvertible {
  public let low: UInt64
  public let high: UInt64

  /// Two halves, each read as a little-endian number.
  public init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

  /// nil unless there are sixteen bytes.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    for (place, byte) in bytes.enumerated() {
      if place < 8 { halves.0 |= UInt64(byte) << (8 * place) } else { halves.1 |= UInt64(byte) << (8 * (place - 8)) }
    }
    self.init(low: halves.0, high: halves.1)
  }

  /// Of Microsoft's own property sets most end alike: `{xxxxxxxx-0000-0000-C000-000000000046}`.
  public static func microsoft(_ first: UInt32) -> GUID { GUID(low: UInt64(first), high: 0x4600_0000_0000_00C0) }

  public var bytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: low >> (8 * $0)) }
      + (0..<8).map { UInt8(truncatingIfNeeded: high >> (8 * $0)) }
  }

  /// `00062002-0000-0000-C000-000000000046`.
  public var description: String {
    let at = bytes
    let order = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15]
    let digits = Array("0123456789ABCDEF")
    return order.map { $0 < 0 ? "-" : String([digits[Int(at[$0] >> 4)], digits[Int(at[$0] & 15)]]) }.joined()
  }
}
