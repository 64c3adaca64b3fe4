#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What in a message servers take offence at, found as its bytes stream by. However they are cut, the same is found.
package struct Inspection: Sendable, Hashable {
  package private(set) var size = 0
  /// Bytes of the longest line, without its end.
  package private(set) var longestLine = 0
  /// Where that line begins.
  package private(set) var longestLineStart = 0
  package private(set) var lineFeeds = 0
  /// Line feeds without carriage return.
  package private(set) var bareLFs = 0
  package private(set) var firstBareLF: Int?
  package private(set) var firstBareCR: Int?
  package private(set) var firstNUL: Int?
  package private(set) var firstEightBitHeader: Int?

  private var line = 0
  private var lineStart = 0
  private var lastWasCR = false
  private var isHeader = true

  package init() {}

  package var hasNUL: Bool { firstNUL != nil }
  package var hasBareLF: Bool { firstBareLF != nil }
  package var hasEightBitHeader: Bool { firstEightBitHeader != nil }
  /// Every line ends with a line feed alone, as files of Unix programs have it: on its way to a server each gets its
  /// carriage return, and nothing is changed by it.
  package var hasUnixLines: Bool { lineFeeds > 0 && bareLFs == lineFeeds }
  /// Bytes on the wire, where lines end with CRLF.
  package var wireSize: Int { hasUnixLines ? size + bareLFs : size }

  package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    if firstNUL == nil { firstNUL = Self.place(of: 0x00, in: bytes, from: 0, to: bytes.count).map { size + $0 } }
    var at = 0
    while let lineFeed = Self.place(of: 0x0A, in: bytes, from: at, to: bytes.count) {
      take(bytes, at..<lineFeed)
      endLine(size + lineFeed)
      at = lineFeed + 1
    }
    take(bytes, at..<bytes.count)
    size += bytes.count
    measure()
  }

  /// Bytes of a line, without its line feed.
  private mutating func take(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    if firstBareCR == nil {
      if lastWasCR {
        firstBareCR = size + range.lowerBound - 1
      } else if let place = Self.place(of: 0x0D, in: bytes, from: range.lowerBound, to: range.upperBound - 1) {
        firstBareCR = size + place
      }
    }
    if isHeader, firstEightBitHeader == nil {
      firstEightBitHeader = range.first { bytes[$0] >= 0x80 }.map { size + $0 }
    }
    line += range.count
    lastWasCR = bytes[range.upperBound - 1] == 0x0D
  }

  private mutating func endLine(_ offset: Int) {
    lineFeeds += 1
    if !lastWasCR {
      bareLFs += 1
      if firstBareLF == nil { firstBareLF = offset }
    }
    measure()
    if line == (lastWasCR ? 1 : 0) { isHeader = false }
    line = 0
    lineStart = offset + 1
    lastWasCR = false
  }

  private mutating func measure() {
    let length = lastWasCR ? line - 1 : line
    guard length > longestLine else { return }
    (longestLine, longestLineStart) = (length, lineStart)
  }

  private static func place(of byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
    guard start < end, let base = bytes.baseAddress, let found = memchr(base + start, Int32(byte), end - start) else {
      return nil
    }
    return UnsafeRawPointer(found) - base
  }

  // MARK: What follows from it

  /// The repairs that would change something, smallest first.
  package func repairs(lineLimit: Int) -> [BodyRepairs] {
    var repairs: [BodyRepairs] = []
    if hasBareLF { repairs.append(.bareLF) }
    if hasNUL { repairs.append(.nul) }
    if longestLine > lineLimit { repairs.append(.longLine) }
    if hasEightBitHeader { repairs.append(.eightBitHeader) }
    return repairs
  }

  /// Words for a person: what is odd about the message.
  package func suspects(lineLimit: Int) -> [String] {
    var words: [String] = []
    if size == 0 { words.append("it is empty") }
    if longestLine > lineLimit { words.append("a line has \(longestLine) bytes") }
    if hasNUL { words.append("it holds NUL bytes") }
    if hasBareLF { words.append("some lines end without carriage return") }
    if hasEightBitHeader { words.append("its header holds 8-bit bytes") }
    return words
  }
}

extension Provider {
  /// Longer lines, bytes without CRLF, are what the service may refuse.
  package var lineLimit: Int { maxLineBytes ?? BodyRepairs.usualLineLimit }
}
