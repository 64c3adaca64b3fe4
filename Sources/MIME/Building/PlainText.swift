/// Looking for what is not plain ASCII, eight bytes at a time.
package enum PlainText {
  /// The first offset from `start` on whose byte is not 0x20...0x7E; the end if there is none.
  @inlinable
  package static func end(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      // The lowest mark is exact: carries only go up from a byte that is marked itself.
      let marks =
        (word | word &+ 0x0101_0101_0101_0101 | (word &- 0x2020_2020_2020_2020) & ~word) & 0x8080_8080_8080_8080
      if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.count, bytes[index] >= 0x20, bytes[index] < 0x7F { index += 1 }
    return index
  }

  /// The first offset from `start` on whose byte is above 0x7F; the end if there is none.
  @inlinable
  package static func asciiEnd(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let marks = word & 0x8080_8080_8080_8080
      if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.count, bytes[index] < 0x80 { index += 1 }
    return index
  }

  /// All of it is 0x20...0x7E.
  package static func isPlain(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { end(of: $0, from: 0) == $0.count } }
  /// Nothing is above 0x7F.
  package static func isASCII(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { asciiEnd(of: $0, from: 0) == $0.count }
  }
}
