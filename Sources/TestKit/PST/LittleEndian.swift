import CZlib

extension [UInt8] {
  mutating func put8(_ value: Int) { append(UInt8(truncatingIfNeeded: value)) }
  mutating func put16(_ value: Int) { put(UInt16(truncatingIfNeeded: value)) }
  mutating func put32(_ value: Int) { put(UInt32(truncatingIfNeeded: value)) }
  mutating func put64(_ value: Int) { put(UInt64(truncatingIfNeeded: value)) }
  /// Four bytes in an ANSI file, else eight.
  mutating func putNumber(_ value: UInt64, _ layout: PSTLayout) {
    layout.isWide ? put(value) : put(UInt32(truncatingIfNeeded: value))
  }

  mutating func put(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
  mutating func pad(to count: Int, with byte: UInt8 = 0) {
    if self.count < count { append(contentsOf: repeatElement(byte, count: count - self.count)) }
  }
  /// Overwrites what stands at `place`.
  mutating func set(_ value: some FixedWidthInteger, at place: Int) {
    Swift.withUnsafeBytes(of: value.littleEndian) { bytes in
      for (step, byte) in bytes.enumerated() { self[place + step] = byte }
    }
  }

  init(little value: some FixedWidthInteger) {
    self = []
    put(value)
  }
}

/// ComputeCRC: CRC-32 without the first and the last inversion. [MS-PST] §5.3
func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  let sum = crc32(0xFFFF_FFFF, bytes.bindMemory(to: UInt8.self).baseAddress, UInt32(bytes.count))
  return ~UInt32(truncatingIfNeeded: sum)
}

func checksum(_ bytes: some Collection<UInt8>) -> UInt32 { Array(bytes).withUnsafeBytes { checksum($0) } }

/// A zlib stream undone; empty when it is none of `size` bytes.
func inflate(_ bytes: [UInt8], to size: Int) -> [UInt8] {
  var out = [UInt8](repeating: 0, count: size)
  var count = UInt(size)
  let result = bytes.withUnsafeBufferPointer { from in
    out.withUnsafeMutableBufferPointer { uncompress($0.baseAddress, &count, from.baseAddress, UInt(from.count)) }
  }
  return result == Z_OK && count == size ? out : []
}
