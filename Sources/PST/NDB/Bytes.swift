import CZlib

/// Numbers in the order of the file, least byte first. Places outside trap: callers check sizes before.
extension RawSpan {
  func u8(_ offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }
  func u16(_ offset: Int) -> UInt16 {
    UInt16(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
  func u32(_ offset: Int) -> UInt32 {
    UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
  func u64(_ offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
  /// A number of `size` bytes, 4 or 8.
  func number(_ offset: Int, size: Int) -> UInt64 { size == 4 ? UInt64(u32(offset)) : u64(offset) }
}

/// The checksum of pages, blocks and the header: the polynomial everybody knows, begun with 0 and not inverted at the end.
/// [MS-PST] §5.3
enum Checksum {
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    // zlib inverts before and after; inverted input and output undo it. No piece here is 4 GiB long.
    let sum = crc32(
      0xFFFF_FFFF, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
      CUnsignedInt(truncatingIfNeeded: bytes.count))
    // zlib answers an absent buffer with its start value.
    return bytes.isEmpty ? 0 : UInt32(truncatingIfNeeded: sum) ^ 0xFFFF_FFFF
  }

  /// `range` must lie within `bytes`.
  static func of(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    precondition(range.upperBound <= bytes.count)
    return bytes.withUnsafeBytes { of(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
