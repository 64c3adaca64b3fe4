/// A stretch of a block, without a copy of it. Numbers have their low byte first; what lies behind the end reads as zero.
struct ByteView {
  let block: [UInt8]
  let start: Int
  let count: Int

  init(_ block: [UInt8]) { (self.block, start, count) = (block, 0, block.count) }

  /// nil unless the stretch lies within the block.
  init?(_ block: [UInt8], from start: Int, to end: Int) {
    guard start >= 0, start <= end, end <= block.count else { return nil }
    (self.block, self.start, count) = (block, start, end - start)
  }

  /// nil unless the part lies within.
  func part(_ at: Int, _ size: Int) -> ByteView? {
    guard at >= 0, size >= 0, at <= count, size <= count - at else { return nil }
    return ByteView(block, from: start + at, to: start + at + size)
  }

  var bytes: [UInt8] { start == 0 && count == block.count ? block : Array(block[start..<(start + count)]) }

  @inline(__always)
  private func number<Number: FixedWidthInteger>(_ at: Int, _ type: Number.Type) -> Number {
    guard at >= 0, at <= count - MemoryLayout<Number>.size else { return 0 }
    return block.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: start + at, as: Number.self)) }
  }
  func uint8(_ at: Int) -> UInt8 { number(at, UInt8.self) }
  func uint16(_ at: Int) -> UInt16 { number(at, UInt16.self) }
  func uint32(_ at: Int) -> UInt32 { number(at, UInt32.self) }
  func uint64(_ at: Int) -> UInt64 { number(at, UInt64.self) }

  /// Up to eight bytes as one number.
  func number(_ at: Int, size: Int) -> UInt64 {
    switch size {
    case 1: UInt64(uint8(at))
    case 2: UInt64(uint16(at))
    case 4: UInt64(uint32(at))
    case 8: uint64(at)
    default: (0..<min(8, max(0, size))).reduce(0) { $0 | UInt64(uint8(at + $1)) << UInt64(8 * $1) }
    }
  }
}
