/// Quoted-printable of text whose line ends are CRLF; other CR and LF are encoded (RFC 2045 §6.7).
package enum QuotedPrintableEncoder {
  private static let longestLine = 76
  /// Bytes whose encoded form is put together at once: three characters each at most, and soft line breaks.
  private static let stretch = 4_096

  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    bytes.withUnsafeBytes { encode($0, to: &out) }
    return out
  }

  package static func encode(_ bytes: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    var column = 0
    var start = 0
    // A break costs three characters in every 73 or more.
    withUnsafeTemporaryAllocation(byteCount: stretch * 3 * 77 / 72 + 16, alignment: 8) { room in
      while start < bytes.count {
        var run = Run(room: room, column: column)
        start = run.encode(bytes, from: start, to: min(start + stretch, bytes.count))
        column = run.column
        out.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<run.written]))
      }
    }
  }

  private struct Run {
    let room: UnsafeMutableRawBufferPointer
    var column: Int
    var written = 0

    /// - Returns: Where it stopped: at `end`, or behind a line end that begins before it.
    mutating func encode(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
      var index = start
      while index < end {
        let byte = bytes[index]
        if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
          put(0x0D)
          put(0x0A)
          (column, index) = (0, index + 2)
          continue
        }
        let isEscaped = QuotedPrintableEncoder.mustEscape(bytes, index, column)
        let size = isEscaped ? 3 : 1
        // Room for the `=` of a soft line break, unless the line ends here by itself.
        if column + size > longestLine - (isLineEnd(bytes, index + 1) ? 0 : 1) {
          put(UInt8(ascii: "="))
          put(0x0D)
          put(0x0A)
          column = 0
          // At the beginning of a line other rules hold.
          continue
        }
        if isEscaped {
          put(UInt8(ascii: "="))
          put(Hex.digit(byte >> 4))
          put(Hex.digit(byte & 15))
        } else {
          put(byte)
        }
        column += size
        index += 1
        index = plain(bytes, from: index, to: end)
      }
      return index
    }

    /// What needs no thought: letters and signs within a line, and blanks before them.
    private mutating func plain(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
      let last = min(end, start + longestLine - 2 - column, bytes.count - 1)
      var index = start
      while index < last {
        let byte = bytes[index]
        guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "="), byte > 0x20 || bytes[index + 1] > 0x20 else {
          break
        }
        room[written] = byte
        written += 1
        index += 1
      }
      column += index - start
      return index
    }

    private mutating func put(_ byte: UInt8) {
      room[written] = byte
      written += 1
    }
  }

  private static func isLineEnd(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Bool {
    index == bytes.count || bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
  }

  private static func mustEscape(_ bytes: UnsafeRawBufferPointer, _ index: Int, _ column: Int) -> Bool {
    let byte = bytes[index]
    if byte == UInt8(ascii: "=") || byte >= 0x7F || byte < 0x20 && byte != 0x09 { return true }
    // Blanks at the end of a line are lost on the way.
    if byte == 0x20 || byte == 0x09 { return isLineEnd(bytes, index + 1) }
    guard column == 0 else { return false }
    // `From ` and a dot alone, wherever a line of the encoded form begins; `--` so that no boundary stands there.
    if byte == UInt8(ascii: "F") { return bytes[index...].prefix(5).elementsEqual("From ".utf8) }
    return byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "-") && index + 1 < bytes.count && bytes[index + 1] == byte
  }
}
