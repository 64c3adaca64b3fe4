#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that the grammar of messages is made of.
package enum Byte {
  package static let tab = UInt8(ascii: "\t")
  package static let lineFeed = UInt8(ascii: "\n")
  package static let carriageReturn = UInt8(ascii: "\r")
  package static let space = UInt8(ascii: " ")
  package static let dash = UInt8(ascii: "-")
  package static let colon = UInt8(ascii: ":")

  /// Space or tab: what a folded line begins with.
  @inline(__always) package static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  /// What may stand in a field name: printable ASCII except the colon (RFC 5322 §2.2).
  @inline(__always) package static func isFieldName(_ byte: UInt8) -> Bool { byte > 32 && byte < 127 && byte != colon }

  /// A to Z made small, everything else as it is.
  @inline(__always) package static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 32 : byte }
}

extension Span where Element == UInt8 {
  /// The first place of `byte` in `start..<end`, which must lie in the span. memchr: the machine's widest steps.
  @inline(__always) package func position(of byte: UInt8, from start: Int, to end: Int) -> Int? {
    precondition(start >= 0 && end <= count)
    guard start < end else { return nil }
    return withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = memchr(base + start, Int32(byte), end - start) else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Whether `word` stands at `start`; false when the span ends before.
  package func has(_ word: StaticString, at start: Int) -> Bool {
    guard count - start >= word.utf8CodeUnitCount else { return false }
    for index in 0..<word.utf8CodeUnitCount where self[start + index] != word.utf8Start[index] { return false }
    return true
  }

  /// Whether `bytes` stand at `start`; false when the span ends before.
  package func has(_ bytes: [UInt8], at start: Int) -> Bool {
    precondition(start >= 0)
    guard count - start >= bytes.count else { return false }
    return withUnsafeBytes { own in
      bytes.withUnsafeBytes { other in
        guard let first = own.baseAddress, let second = other.baseAddress else { return other.isEmpty }
        return memcmp(first + start, second, other.count) == 0
      }
    }
  }

  /// Whether the bytes in `range` are `word`, which is in small letters, without regard to case.
  package func spells(_ word: StaticString, in range: Range<Int>) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    for (index, place) in range.enumerated() where Byte.lowercased(self[place]) != word.utf8Start[index] {
      return false
    }
    return true
  }
}
