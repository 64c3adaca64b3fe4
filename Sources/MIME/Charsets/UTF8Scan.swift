/// Where UTF-8 (RFC 3629 §4) holds and where it does not.
package enum UTF8Scan {
  enum Sequence: Equatable {
    case valid(Int)
    /// So many bytes cannot begin or continue a character: the longest prefix of one that breaks off.
    case invalid(Int)
    /// Right so far; the input ends within a character.
    case incomplete
  }

  /// The first offset from `start` on where no whole valid character stands; the end if there is none.
  static func validEnd(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int {
    var index = start
    while index < bytes.count {
      while index + 8 <= bytes.count,
        bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
      }
      guard index < bytes.count else { break }
      guard case .valid(let length) = sequence(bytes, at: index) else { return index }
      index += length
    }
    return index
  }

  static func sequence(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Sequence {
    let first = bytes[index]
    if first < 0x80 { return .valid(1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4 else { return .invalid(1) }
    for step in 1..<length {
      guard index + step < bytes.count else { return .incomplete }
      let byte = bytes[index + step]
      var range: ClosedRange<UInt8> = 0x80...0xBF
      if step == 1 {
        // Overlong forms, surrogates and what lies beyond U+10FFFF.
        switch first {
        case 0xE0: range = 0xA0...0xBF
        case 0xED: range = 0x80...0x9F
        case 0xF0: range = 0x90...0xBF
        case 0xF4: range = 0x80...0x8F
        default: break
        }
      }
      guard range.contains(byte) else { return .invalid(step) }
    }
    return .valid(length)
  }

  package static func isValid(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { validEnd($0) == $0.count }
  }
}
