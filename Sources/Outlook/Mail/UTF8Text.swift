import MAPI
import MIME

/// Text as it is stored, to UTF-8, without a detour through strings.
enum UTF8Text {
  /// Of UTF-16LE. Halves of surrogate pairs become U+FFFD, a last odd byte is left aside, so are zeros at the end.
  static func bytes(utf16 source: [UInt8]) -> [UInt8] {
    var units = source.count / 2
    while units > 0, source[2 * units - 1] == 0, source[2 * units - 2] == 0 { units -= 1 }
    guard units > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: units * 3) { room, count in
      source.withUnsafeBytes { count = convert(UnsafeRawBufferPointer(rebasing: $0[..<(2 * units)]), room) }
    }
  }

  private static func convert(_ source: UnsafeRawBufferPointer, _ room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let raw = UnsafeMutableRawBufferPointer(room)
    var (from, to) = (0, 0)
    while from < source.count {
      // Four ASCII characters at once.
      while from + 8 <= source.count {
        var word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: from, as: UInt64.self))
        guard word & 0xFF80_FF80_FF80_FF80 == 0 else { break }
        word = (word | word >> 8) & 0x0000_FFFF_0000_FFFF
        word = word | word >> 16
        raw.storeBytes(of: UInt32(truncatingIfNeeded: word).littleEndian, toByteOffset: to, as: UInt32.self)
        from += 8
        to += 4
      }
      guard from < source.count else { break }
      let unit = UInt32(source[from]) | UInt32(source[from + 1]) << 8
      from += 2
      var scalar = unit
      if unit >= 0xD800, unit < 0xE000 {
        scalar = 0xFFFD
        if unit < 0xDC00, from + 1 < source.count {
          let low = UInt32(source[from]) | UInt32(source[from + 1]) << 8
          if low >= 0xDC00, low < 0xE000 {
            scalar = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            from += 2
          }
        }
      }
      to += put(scalar, room, to)
    }
    return to
  }

  private static func put(_ scalar: UInt32, _ room: UnsafeMutableBufferPointer<UInt8>, _ at: Int) -> Int {
    switch scalar {
    case 0..<0x80:
      room[at] = UInt8(truncatingIfNeeded: scalar)
      return 1
    case 0x80..<0x800:
      room[at] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      room[at + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 2
    case 0x800..<0x10000:
      room[at] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      room[at + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      room[at + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 3
    default:
      room[at] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
      room[at + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
      room[at + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      room[at + 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 4
    }
  }

  /// Of text in a code page; zeros at the end are left aside.
  static func bytes(_ source: [UInt8], in codePage: () -> CodePage) -> [UInt8] {
    var source = source
    while source.last == 0 { source.removeLast() }
    // Sets that shift write everything in ASCII bytes.
    let isASCII = PlainText.isASCII(source)
    if isASCII, !source.contains(where: { $0 == 0x1B || $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "+") }) {
      return source
    }
    let page = codePage()
    if isASCII, !Self.shifting.contains(page.number) { return source }
    var converter = CharsetConverter(page.charset)
    var output: [UInt8] = []
    output.reserveCapacity(source.count + source.count / 2)
    converter.convert(source, into: &output)
    converter.finish(into: &output)
    return output
  }

  private static let shifting: Set<Int> = [50_220, 50_221, 50_222, 50_225, 50_227, 52_936, 65_000]

  /// Without blanks and control characters at both ends.
  static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    guard let first = bytes.first, let last = bytes.last, first <= 0x20 || last <= 0x20 else { return bytes }
    guard let start = bytes.firstIndex(where: { $0 > 0x20 }), let end = bytes.lastIndex(where: { $0 > 0x20 }) else {
      return []
    }
    return Array(bytes[start...end])
  }
}

extension UTF8Text {
  /// Blanks in a row become one.
  static func squeezed(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes.split { $0 <= 0x20 }.joined(separator: [0x20]))
  }
}
