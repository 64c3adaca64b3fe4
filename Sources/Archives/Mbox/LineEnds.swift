import MIME

/// Counts line ends.
struct LineEnds {
  /// All LF.
  private(set) var lineFeeds = 0
  /// Those behind a CR.
  private(set) var pairs = 0
  private(set) var last = Byte.lineFeed

  mutating func take(_ bytes: Span<UInt8>) {
    guard !bytes.isEmpty else { return }
    if bytes[0] == Byte.lineFeed {
      lineFeeds += 1
      if last == Byte.carriageReturn { pairs += 1 }
    }
    last = bytes[bytes.count - 1]
    bytes.withUnsafeBytes { count($0) }
  }

  /// Everything but the first byte. A plain loop over counters of two bytes, which the compiler makes one over sixteen
  /// bytes; masks of `SIMD16` are taken apart lane by lane.
  private mutating func count(_ bytes: UnsafeRawBufferPointer) {
    let bytes = bytes.bindMemory(to: UInt8.self)
    guard let base = bytes.baseAddress else { return }
    var at = 1
    while at < bytes.count {
      // Fewer than a counter holds.
      let stop = min(bytes.count, at + 32_768)
      var feeds: UInt16 = 0
      var both: UInt16 = 0
      for index in at..<stop {
        let isFeed: UInt16 = base[index] == Byte.lineFeed ? 1 : 0
        let isBehindReturn: UInt16 = base[index - 1] == Byte.carriageReturn ? 1 : 0
        feeds &+= isFeed
        both &+= isFeed & isBehindReturn
      }
      lineFeeds += Int(feeds)
      pairs += Int(both)
      at = stop
    }
  }
}
