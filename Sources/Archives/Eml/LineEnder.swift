import Core
import Crypto
import Glibc

/// Gives every line the end CRLF, piece by piece: a line feed that has no carriage return before it gets one.
struct LineEnder {
  private var last: UInt8 = 0
  /// Line feeds that stood alone.
  private(set) var bare = 0

  /// Appends `bytes` to `output`.
  mutating func convert(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    var start = 0
    var place = 0
    while place < bytes.count, let base = bytes.baseAddress {
      guard let found = memchr(base + place, 10, bytes.count - place) else { break }
      let feed = UnsafeRawPointer(found) - base
      if (feed > 0 ? bytes[feed - 1] : last) != 13 {
        output += bytes[start..<feed]
        output.append(13)
        start = feed
        bare += 1
      }
      place = feed + 1
    }
    output += bytes[start...]
    last = bytes.last ?? last
  }

  /// Only counts.
  mutating func count(_ bytes: UnsafeRawBufferPointer) {
    var place = 0
    while place < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + place, 10, bytes.count - place)
    {
      let feed = UnsafeRawPointer(found) - base
      if (feed > 0 ? bytes[feed - 1] : last) != 13 { bare += 1 }
      place = feed + 1
    }
    last = bytes.last ?? last
  }
}

/// What is learned of a message while its bytes pass: by what it is known again, its size on the wire, its header.
struct EmlGauge {
  /// More of a header is not needed for a date and a subject.
  static let headerBytes = 64 << 10

  private var hash = SHA256()
  private var ender = LineEnder()
  private var converted: [UInt8] = []
  private(set) var header: [UInt8] = []
  private var isHeaderWhole = false
  /// Bytes as they stand in the file.
  private(set) var count = 0

  mutating func take(_ bytes: UnsafeRawBufferPointer) {
    count += bytes.count
    converted.removeAll(keepingCapacity: true)
    ender.convert(bytes, into: &converted)
    converted.withUnsafeBytes { hash.update(bufferPointer: $0) }
    if header.count < Self.headerBytes { header += converted.prefix(Self.headerBytes - header.count) }
  }

  /// Bytes with all lines ended by CRLF.
  var wireCount: Int { count + ender.bare }
  var hasBareLineFeeds: Bool { ender.bare > 0 }

  /// SHA-256 of the bytes with all lines ended by CRLF, cut to 128 bits: the same before and after a file went through
  /// a program that changes the ends of lines.
  func digest() -> EmlDigest { EmlDigest(hash.finalize()) }

  /// A first line that programs leave over from an mbox file; 0 bytes when there is none.
  static func senderLine(_ start: some Collection<UInt8>) -> Int {
    guard start.starts(with: "From ".utf8), let feed = start.prefix(1_000).firstIndex(of: 10) else { return 0 }
    return start.distance(from: start.startIndex, to: feed) + 1
  }
}

/// Half of a SHA-256.
struct EmlDigest: Sendable, Hashable {
  var high: UInt64
  var low: UInt64

  init(_ digest: some Sequence<UInt8>) {
    (high, low) = (0, 0)
    for (index, byte) in digest.prefix(16).enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
  }

  /// The hash of a name, for what has no bytes to go by.
  init(of name: [UInt8]) { self.init(SHA256.hash(data: name)) }

  init?(hex: some Collection<UInt8>) {
    let text = String(decoding: Array(hex), as: UTF8.self)
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    (self.high, self.low) = (high, low)
  }

  var hex: String {
    [high, low].map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }

  /// The key of the `number`th message with these bytes in a folder, from 0 on.
  func key(_ number: Int) -> MessageKey {
    guard number > 0 else { return MessageKey(high: high, low: low) }
    let next = EmlDigest(of: Array("\(hex) \(number)".utf8))
    return MessageKey(high: next.high, low: next.low)
  }
}
