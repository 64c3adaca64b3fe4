import MIME

/// Bytes in memory and stretches of other sources, one behind the other.
struct JoinedSource: MailboxSource {
  private struct Piece {
    var start: Int
    var count: Int
    var source: any MailboxSource
  }
  private var pieces: [Piece] = []
  private(set) var count = 0

  /// - Parameter size: how many bytes it takes; zeros behind a source that has fewer.
  mutating func append(_ source: any MailboxSource, size: Int) {
    guard size > 0 else { return }
    pieces.append(Piece(start: count, count: size, source: source))
    count += size
  }

  mutating func append(_ bytes: [UInt8]) { append(MailboxBytes(bytes), size: bytes.count) }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard offset >= 0, offset < count else { return 0 }
    let wanted = min(buffer.count, count - offset)
    var done = 0
    var index = piece(at: offset)
    while done < wanted {
      let piece = pieces[index]
      let skip = offset + done - piece.start
      let size = min(wanted - done, piece.count - skip)
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<(done + size)])
      let got = try piece.source.read(at: skip, into: part)
      if got < size {
        UnsafeMutableRawBufferPointer(rebasing: part[got...]).initializeMemory(as: UInt8.self, repeating: 0)
      }
      done += size
      index += 1
    }
    return done
  }

  private func piece(at offset: Int) -> Int {
    var low = 0
    var high = pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
