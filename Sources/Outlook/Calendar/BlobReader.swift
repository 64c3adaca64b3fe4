/// Little-endian numbers out of a property's bytes; nil behind the end, and nothing traps.
struct BlobReader {
  private let bytes: ArraySlice<UInt8>
  private var at: Int

  init(_ bytes: some Collection<UInt8>) {
    self.bytes = Array(bytes)[...]
    at = 0
  }

  var left: Int { bytes.count - at }

  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard count >= 0, count <= left else { return nil }
    defer { at += count }
    return Array(bytes[at..<(at + count)])
  }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= left else { return false }
    at += count
    return true
  }

  mutating func number8() -> Int? { number(1) }
  mutating func number16() -> Int? { number(2) }
  /// Without a sign.
  mutating func number32() -> Int? { number(4) }
  mutating func signed32() -> Int? { number(4).map { Int(Int32(truncatingIfNeeded: $0)) } }

  private mutating func number(_ count: Int) -> Int? {
    guard count <= left else { return nil }
    defer { at += count }
    return (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
  }
}
