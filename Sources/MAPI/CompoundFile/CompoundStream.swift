public import MIME

/// The bytes of one stream, read from where its sectors lie.
public final class CompoundStream: MailboxSource {
  private struct Extent {
    /// Of the stream's bytes.
    var start: Int
    /// In what lies below.
    var offset: Int
  }
  private let base: any MailboxSource
  private let extents: [Extent]
  /// Bytes that are there; fewer than the directory says where the chain is broken.
  public let count: Int

  /// - Parameters:
  ///   - origin: where sector 0 lies.
  ///   - size: bytes that the stream should have; nil for all of its sectors.
  init(_ base: any MailboxSource, _ chain: SectorChain, shift: Int, origin: Int, size: Int?) {
    self.base = base
    var extents: [Extent] = []
    var start = 0
    for run in chain.runs {
      let offset = origin + run.first << shift
      let whole = run.count << shift
      let there = max(0, min(whole, base.count - offset))
      if there > 0 { extents.append(Extent(start: start, offset: offset)) }
      start += there
      // What follows a sector that is cut off would stand at the wrong place.
      if there < whole { break }
    }
    self.extents = extents
    count = min(size ?? start, start)
  }

  /// The same without its last bytes.
  init(_ stream: CompoundStream, prefix: Int) {
    (base, extents) = (stream.base, stream.extents)
    count = max(0, min(prefix, stream.count))
  }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard offset >= 0, offset < count else { return 0 }
    let wanted = min(buffer.count, count - offset)
    var done = 0
    var index = extent(at: offset)
    while done < wanted, index < extents.count {
      let extent = extents[index]
      let end = index + 1 < extents.count ? extents[index + 1].start : count
      let skip = offset + done - extent.start
      let size = min(wanted - done, end - extent.start - skip)
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<(done + size)])
      let got = try base.read(at: extent.offset + skip, into: piece)
      done += got
      if got < size { break }
      index += 1
    }
    return done
  }

  /// The extent that `offset` lies in: the last that begins at or before it.
  private func extent(at offset: Int) -> Int {
    var low = 0
    var high = extents.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if extents[middle].start <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
