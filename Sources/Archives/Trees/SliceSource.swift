import CZlib
import Core
import MIME

/// A stretch of a file, as a file.
final class SliceSource: MailboxSource {
  private let base: any MailboxSource
  private let start: Int
  let count: Int
  private let place: String
  /// What the bytes must add up to (CRC-32); it is looked at when they are read from the first to the last.
  private let sum: UInt32?
  private var summed: (upTo: Int, sum: UInt32) = (0, 0)

  init(_ base: any MailboxSource, _ range: Range<Int>, sum: UInt32? = nil, place: String) {
    (self.base, start, count, self.sum, self.place) = (base, range.lowerBound, range.count, sum, place)
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard offset >= 0, offset < count else {
      if count == 0, let sum, sum != 0 { throw TreeFault.damaged("the checksum is another", at: start, place) }
      return 0
    }
    let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, count - offset)])
    let read = try base.read(at: start + offset, into: wanted)
    guard read == wanted.count else { throw TreeFault.damaged("the file is cut off", at: start + offset + read, place) }
    if let sum { try check(wanted, at: offset, sum) }
    return read
  }

  private func check(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int, _ wanted: UInt32) throws(Fault) {
    if offset == 0 { summed = (0, 0) }
    guard offset == summed.upTo else { return }
    summed = (offset + bytes.count, Checksum.crc32(summed.sum, UnsafeRawBufferPointer(bytes)))
    guard summed.upTo < count || summed.sum == wanted else {
      throw TreeFault.damaged("the checksum is another", at: start, place)
    }
  }
}

enum Checksum {
  /// CRC-32 as zip and gzip have it, going on from `sum`; 0 to begin with.
  static func crc32(_ sum: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    // zlib counts in 32 bits.
    var sum = UInt(sum)
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      sum = CZlib.crc32(sum, piece.bindMemory(to: UInt8.self).baseAddress, UInt32(piece.count))
      rest = rest.dropFirst(piece.count)
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}
