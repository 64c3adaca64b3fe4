/// The bytes between the header and the end mark. [MS-OXRTFCP] §3.1.3.1
///
/// The dictionary of 4096 bytes is what was written last, so it is looked up in the output itself: what lies before its
/// beginning are the words every dictionary starts with, and zeros before these.
enum Decompression {
  enum End { case marked, cut, full }

  struct Result {
    var output: [UInt8]
    /// Offset after the last byte that was used.
    var consumed: Int
    var end: End
  }

  /// What a dictionary holds before anything was written. [MS-OXRTFCP] §2.1.2.1
  static let words = Array(
    (#"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "#
      + #"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"#
      + "\r\n" + #"\par \pard\plain\f0\fs20\b\i\u\tab\tx"#).utf8)

  /// At most `room` bytes; there is more where the end is ``End/full``.
  static func run(_ input: [UInt8], room: Int) -> Result {
    var (end, consumed) = (End.cut, input.count)
    let output = [UInt8](unsafeUninitializedCapacity: room) { output, count in
      input.withUnsafeBufferPointer { input in
        (end, consumed) = fill(output, &count, from: input)
      }
    }
    return Result(output: output, consumed: consumed, end: end)
  }

  private static func fill(
    _ output: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int, from input: UnsafeBufferPointer<UInt8>
  ) -> (End, Int) {
    var at = CompressedRTF.headerBytes
    var written = 0
    defer { count = written }
    while at < input.count {
      var control = input[at]
      at += 1
      for _ in 0..<8 {
        if control & 1 == 0 {
          guard at < input.count else { return (.cut, at) }
          guard written < output.count else { return (.full, at) }
          output[written] = input[at]
          written += 1
          at += 1
        } else {
          guard at + 1 < input.count else { return (.cut, input.count) }
          let reference = Int(input[at]) << 8 | Int(input[at + 1])
          at += 2
          let distance = (words.count + written - reference >> 4) & 0xFFF
          if distance == 0 { return (.marked, at) }
          let length = reference & 0xF + 2
          guard length <= output.count - written else {
            copy(distance, output.count - written, output, &written)
            return (.full, at)
          }
          copy(distance, length, output, &written)
        }
        control >>= 1
      }
    }
    return (.cut, at)
  }

  /// A copy may reach into itself: it repeats then what it writes.
  @inline(__always)
  private static func copy(
    _ distance: Int, _ length: Int, _ output: UnsafeMutableBufferPointer<UInt8>, _ written: inout Int
  ) {
    for place in written..<written + length {
      let from = place - distance
      output[place] = from >= 0 ? output[from] : words.count + from >= 0 ? words[words.count + from] : 0
    }
    written += length
  }
}
