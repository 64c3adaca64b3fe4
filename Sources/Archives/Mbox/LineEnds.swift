import MIME

/// Counts line ends, sixteen bytes at a time.
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

  /// Everything but the first byte.
  private mutating func count(_ bytes: UnsafeRawBufferPointer) {
    typealias Block = SIMD16<UInt8>
    let one = Block(repeating: 1)
    var at = 1
    while at + 16 <= bytes.count {
      // 255 rounds fill no lane beyond its byte.
      var feeds = Block()
      var both = Block()
      let stop = min(bytes.count - 15, at + 255 * 16)
      while at < stop {
        let here = bytes.loadUnaligned(fromByteOffset: at, as: Block.self)
        let before = bytes.loadUnaligned(fromByteOffset: at - 1, as: Block.self)
        let isFeed = here .== Byte.lineFeed
        feeds.replace(with: feeds &+ one, where: isFeed)
        both.replace(with: both &+ one, where: isFeed .& (before .== Byte.carriageReturn))
        at += 16
      }
      lineFeeds += Self.sum(feeds)
      pairs += Self.sum(both)
    }
    while at < bytes.count {
      if bytes[at] == Byte.lineFeed {
        lineFeeds += 1
        if bytes[at - 1] == Byte.carriageReturn { pairs += 1 }
      }
      at += 1
    }
  }

  private static func sum(_ lanes: SIMD16<UInt8>) -> Int {
    Int(SIMD16<UInt16>(truncatingIfNeeded: lanes).wrappedSum())
  }
}
