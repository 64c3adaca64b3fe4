/// Reads a stretch of bytes front to back, numbers with their low byte first. Beyond the end there is nothing: nil, and the
/// place stays where it was.
struct StreamCursor {
  let bytes: [UInt8]
  /// Where the next number is read.
  private(set) var at: Int
  /// The first byte that is not part of the stretch.
  let end: Int

  init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

  /// `range` is cut to what there is.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    end = max(0, min(range.upperBound, bytes.count))
    at = max(0, min(range.lowerBound, end))
  }

  var left: Int { end - at }

  /// The number of four bytes that would be read next.
  var next: UInt32? {
    var copy = self
    return copy.u32()
  }

  private mutating func number(_ size: Int) -> UInt64? {
    guard left >= size else { return nil }
    var value: UInt64 = 0
    for place in 0..<size { value |= UInt64(bytes[at + place]) << UInt64(8 * place) }
    at += size
    return value
  }

  mutating func u8() -> UInt8? { number(1).map { UInt8(truncatingIfNeeded: $0) } }
  mutating func u16() -> UInt16? { number(2).map { UInt16(truncatingIfNeeded: $0) } }
  mutating func u32() -> UInt32? { number(4).map { UInt32(truncatingIfNeeded: $0) } }
  mutating func u64() -> UInt64? { number(8) }

  mutating func guid() -> GUID? {
    guard left >= 16, let low = u64(), let high = u64() else { return nil }
    return GUID(low: low, high: high)
  }

  /// A length that fits into what is left; nil, and not stepped over, where it does not.
  mutating func count() -> Int? {
    let start = at
    guard let value = u32(), let count = Int(exactly: value), count <= left else {
      at = start
      return nil
    }
    return count
  }

  mutating func take(_ count: Int) -> [UInt8]? { range(count).map { Array(bytes[$0]) } }

  mutating func range(_ count: Int) -> Range<Int>? {
    guard count >= 0, count <= left else { return nil }
    at += count
    return (at - count)..<at
  }

  /// Steps over `count` bytes, or over as many as there are.
  mutating func skip(_ count: Int) { at += max(0, min(count, left)) }
}
