/// Which character set unlabelled bytes are in.
///
/// A guess is made only where one answer is clearly better than all others; otherwise the caller takes windows-1252,
/// which is what unlabelled 8-bit mail of the west is.
public enum CharsetDetector {
  public struct Guess: Hashable, Sendable {
    public var charset: Charset
    /// The bytes themselves prove it: a byte order mark, escapes, UTF-8 that holds throughout.
    public var isCertain: Bool
  }

  /// Looks at the first 64 KiB. Unless `isWhole`, a character cut off at the end does not count against a set.
  /// Nil when nothing fits clearly.
  public static func guess(_ bytes: [UInt8], isWhole: Bool = true) -> Guess? {
    guess(bytes, isWhole: isWhole, isStart: true)
  }

  /// Only at the start of a text are there marks, and the zeros of UTF-16.
  static func guess(_ bytes: [UInt8], isWhole: Bool, isStart: Bool) -> Guess? {
    let isCut = !isWhole || bytes.count > CharsetConverter.sampleBytes
    let sample = bytes.count > CharsetConverter.sampleBytes ? Array(bytes[..<CharsetConverter.sampleBytes]) : bytes
    if isStart {
      for (mark, name) in marks where sample.starts(with: mark) {
        return Guess(charset: Charset(name: name), isCertain: true)
      }
      if let name = wide(sample) { return Guess(charset: Charset(name: name), isCertain: false) }
    }
    let hasUpper = sample.contains { $0 >= 0x80 }
    if !hasUpper { return Guess(charset: shifted(sample), isCertain: true) }
    if isUTF8(sample, isCut: isCut) { return Guess(charset: .utf8, isCertain: true) }
    return (MultiByteStatistics.guess(sample) ?? cyrillic(sample)).map {
      Guess(charset: Charset(name: $0), isCertain: false)
    }
  }

  private static let marks: [([UInt8], String)] = [
    ([0xEF, 0xBB, 0xBF], CharsetNames.utf8), ([0xFF, 0xFE, 0x00, 0x00], "UTF-32"),
    ([0x00, 0x00, 0xFE, 0xFF], "UTF-32"),
    ([0xFE, 0xFF], "UTF-16"), ([0xFF, 0xFE], "UTF-16"),
  ]

  private static func isUTF8(_ sample: [UInt8], isCut: Bool) -> Bool {
    sample.withUnsafeBytes { bytes in
      let end = UTF8Scan.validEnd(bytes)
      return end == bytes.count || isCut && UTF8Scan.sequence(bytes, at: end) == .incomplete
    }
  }

  /// UTF-16 of western text: every other byte is zero.
  private static func wide(_ sample: [UInt8]) -> String? {
    guard sample.count >= 4 else { return nil }
    var zeros = (even: 0, odd: 0)
    for (index, byte) in sample.enumerated() where byte == 0 {
      if index & 1 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
    }
    let pairs = sample.count / 2
    if zeros.even * 10 > pairs * 6, zeros.odd * 20 <= pairs { return "UTF-16BE" }
    if zeros.odd * 10 > pairs * 6, zeros.even * 20 <= pairs { return "UTF-16LE" }
    return nil
  }

  /// Seven-bit sets that announce themselves; otherwise ASCII, which is UTF-8.
  private static func shifted(_ sample: [UInt8]) -> Charset {
    var index = 0
    while let escape = sample[index...].firstIndex(where: { $0 == 0x1B || $0 == UInt8(ascii: "~") }) {
      let rest = sample[escape...].prefix(4)
      if rest.starts(with: "\u{1B}$)C".utf8) { return Charset(name: "ISO-2022-KR") }
      for start in ["\u{1B}$@", "\u{1B}$B", "\u{1B}$(", "\u{1B}(J", "\u{1B}(I"] where rest.starts(with: start.utf8) {
        return Charset(name: CharsetNames.iso2022JP)
      }
      if rest.starts(with: "~{".utf8), isHZ(sample[(escape + 2)...]) { return Charset(name: CharsetNames.hz) }
      index = escape + 1
    }
    return .utf8
  }

  /// Pairs of GB 2312 up to `~}` on the same line: at least two, and all in the rows that Chinese text uses.
  private static func isHZ(_ rest: ArraySlice<UInt8>) -> Bool {
    let text = rest.prefix(2_000).prefix { $0 != UInt8(ascii: "~") && $0 > 0x20 }
    guard text.count >= 4, text.count % 2 == 0, rest[text.endIndex...].starts(with: "~}".utf8) else { return false }
    return stride(from: text.startIndex, to: text.endIndex, by: 2).allSatisfy { (0x21...0x77).contains(text[$0]) }
  }

  /// Letters of words written in Cyrillic stand close together, and ten of them make most of any text.
  private static func cyrillic(_ sample: [UInt8]) -> String? {
    var (upper, runs, letters) = (0, 0, 0)
    var previous: UInt8 = 0
    var counts = [Int](repeating: 0, count: 256)
    for byte in sample {
      if byte >= 0x80 {
        upper += 1
        counts[Int(byte)] += 1
        if previous < 0x80 { runs += 1 }
      } else if byte.isLetter {
        letters += 1
      }
      previous = byte
    }
    guard upper >= 6, upper >= runs * 3, upper * 2 >= letters else { return nil }
    let scores = cyrillicSets.map { (name: $0.0, hits: $0.1.reduce(0) { $0 + counts[Int($1)] }) }
    guard let best = scores.max(by: { $0.hits < $1.hits }) else { return nil }
    let second = scores.filter { $0.name != best.name }.map(\.hits).max() ?? 0
    return best.hits * 100 >= upper * 45 && best.hits * 10 >= second * 15 ? best.name : nil
  }

  /// `оеаинтсрвл` in each set.
  private static let cyrillicSets: [(String, [UInt8])] = [
    ("CP1251", [0xEE, 0xE5, 0xE0, 0xE8, 0xED, 0xF2, 0xF1, 0xF0, 0xE2, 0xEB]),
    ("KOI8-R", [0xCF, 0xC5, 0xC1, 0xC9, 0xCE, 0xD4, 0xD3, 0xD2, 0xD7, 0xCC]),
    ("ISO-8859-5", [0xDE, 0xD5, 0xD0, 0xD8, 0xDD, 0xE2, 0xE1, 0xE0, 0xD2, 0xDB]),
    ("CP866", [0xAE, 0xA5, 0xA0, 0xA8, 0xAD, 0xE2, 0xE1, 0xE0, 0xA2, 0xAB]),
  ]
}
