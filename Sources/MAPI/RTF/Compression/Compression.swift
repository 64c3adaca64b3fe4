extension CompressedRTF {
  /// `rtf` as the property holds it. [MS-OXRTFCP] §3.1.3.3
  ///
  /// For at most 1 GiB; the sizes of the header have 32 bits.
  public static func compress(_ rtf: [UInt8]) -> [UInt8] {
    var matcher = Matcher(rtf)
    let body = matcher.run()
    return header(of: body, raw: rtf.count, mark: compressedMark, checksum: RTFChecksum.of(body[...])) + body
  }

  /// The other form, which every reader takes as well.
  public static func store(_ rtf: [UInt8]) -> [UInt8] {
    header(of: rtf, raw: rtf.count, mark: uncompressedMark, checksum: 0) + rtf
  }

  private static func header(of body: [UInt8], raw: Int, mark: UInt32, checksum: UInt32) -> [UInt8] {
    [UInt32(truncatingIfNeeded: body.count + headerBytes - 4), UInt32(truncatingIfNeeded: raw), mark, checksum]
      .flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
  }
}

/// Finds what stands in the dictionary already: places that begin with the same two bytes are chained, the last first.
private struct Matcher {
  /// The dictionary's first words, then the text.
  private let text: [UInt8]
  private var heads = [Int32](repeating: -1, count: 1 << 16)
  private var previous: [Int32]
  private static let longest = 17
  private static let reach = 4095
  /// Enough to find most of the longest matches.
  private static let steps = 32

  init(_ rtf: [UInt8]) {
    text = Decompression.words + rtf
    previous = [Int32](repeating: -1, count: text.count)
  }

  mutating func run() -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 2)
    var at = Decompression.words.count
    for place in 0..<at { note(place) }
    var control = 0
    var bit = 8
    func begin(_ isReference: Bool) {
      if bit == 8 {
        (control, bit) = (output.count, 0)
        output.append(0)
      }
      if isReference { output[control] |= 1 << UInt8(bit) }
      bit += 1
    }
    func refer(to place: Int, _ length: Int) {
      begin(true)
      let reference = (place & 0xFFF) << 4 | (length - 2)
      output += [UInt8(truncatingIfNeeded: reference >> 8), UInt8(truncatingIfNeeded: reference)]
    }
    while at < text.count {
      let match = longestMatch(at)
      if match.length >= 2 {
        refer(to: match.place, match.length)
      } else {
        begin(false)
        output.append(text[at])
      }
      for _ in 0..<max(1, match.length) {
        note(at)
        at += 1
      }
    }
    refer(to: at, 2)
    return output
  }

  private mutating func note(_ place: Int) {
    guard place + 1 < text.count else { return }
    let key = Int(text[place]) << 8 | Int(text[place + 1])
    previous[place] = heads[key]
    heads[key] = Int32(truncatingIfNeeded: place)
  }

  private func longestMatch(_ at: Int) -> (place: Int, length: Int) {
    guard at + 1 < text.count else { return (at, 0) }
    let most = min(Self.longest, text.count - at)
    var best = (place: at, length: 0)
    var place = Int(heads[Int(text[at]) << 8 | Int(text[at + 1])])
    var left = Self.steps
    while place >= 0, at - place <= Self.reach, left > 0 {
      var length = 2
      while length < most, text[place + length] == text[at + length] { length += 1 }
      if length > best.length { best = (place, length) }
      if length == most { break }
      place = Int(previous[place])
      left -= 1
    }
    return best
  }
}
