import Core
import MIME

/// Reads small pieces of a file through one buffer.
struct SourceWindow {
  static let windowBytes = 128 << 10

  private let source: any MailboxSource
  private let place: String
  private var buffer: [UInt8] = []
  private var start = 0

  private let most: Int

  /// At least `most` bytes are read at a time.
  init(_ source: any MailboxSource, place: String, most: Int = windowBytes) {
    (self.source, self.place, self.most) = (source, place, most)
  }

  /// Up to `count` bytes from `offset` on, fewer only at the end.
  mutating func bytes(at offset: Int, _ count: Int) throws(Fault) -> ArraySlice<UInt8> {
    if offset < start || offset + count > start + buffer.count { try load(offset, max(count, most)) }
    let from = min(offset - start, buffer.count)
    return buffer[from..<min(from + count, buffer.count)]
  }

  private mutating func load(_ offset: Int, _ count: Int) throws(Fault) {
    // What is here already is kept: going back by a byte would make a packed file be unpacked again.
    var fresh = offset >= start && offset < start + buffer.count ? Array(buffer[(offset - start)...]) : []
    let kept = fresh.count
    buffer = []
    fresh += [UInt8](repeating: 0, count: count - kept)
    do {
      let read = try fresh.withUnsafeMutableBytes {
        try source.read(at: offset + kept, into: UnsafeMutableRawBufferPointer(rebasing: $0[kept...]))
      }
      if kept + read < count { fresh.removeLast(count - kept - read) }
    } catch {
      throw TreeFault.of(error, place, .stopMailbox)
    }
    buffer = fresh
    start = offset
  }
}

/// Numbers of a zip file stand with the lowest byte first ([APPNOTE 6.3.10] §4.4.1.1).
extension ArraySlice<UInt8> {
  /// The number of `count` bytes at `offset` from the slice's beginning; the caller knows that they are there.
  func number(_ offset: Int, _ count: Int) -> UInt64 {
    self[(startIndex + offset)..<(startIndex + offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  func number16(_ offset: Int) -> Int { Int(number(offset, 2)) }
  func number32(_ offset: Int) -> Int { Int(number(offset, 4)) }
}
