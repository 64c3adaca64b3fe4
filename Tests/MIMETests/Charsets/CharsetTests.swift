import MIME
import Testing

@Suite struct CharsetTests {
  static let labels: [(String, String?)] = [
    ("utf-8", "UTF-8"), ("UTF8", "UTF-8"), ("\"utf-8\"", "UTF-8"), ("utf_8", "UTF-8"), ("unicode-1-1-utf-8", "UTF-8"),
    ("iso-8859-1", "WINDOWS-1252"), ("ISO8859-1", "WINDOWS-1252"), ("iso-8859-1;", "WINDOWS-1252"),
    ("us-ascii", "WINDOWS-1252"),
    ("ANSI_X3.4-1968", "WINDOWS-1252"), ("latin1", "WINDOWS-1252"), ("iso-8859-2", "ISO-8859-2"),
    ("ISO_8859-2:1987", "ISO-8859-2"),
    ("x-iso-8859-15", "ISO-8859-15"), ("8859-7", "ISO-8859-7"), ("iso-8859-9", "CP1254"), ("windows-1251", "CP1251"),
    ("win-1251", "CP1251"), ("cp1251", "CP1251"), ("x-cp1251", "CP1251"), ("windows1250", "CP1250"),
    ("ibm850", "CP850"),
    ("cp-437", "CP437"), ("x-sjis", "CP932"), ("shift_jis", "CP932"), ("ks_c_5601-1987", "UHC"), ("euc-kr", "UHC"),
    ("gb2312", "GB18030"), ("GBK", "GB18030"), ("big5", "BIG5-HKSCS"), ("utf-7", "UTF-7"), ("koi8-r", "KOI8-R"),
    ("unknown-8bit", "UNKNOWN-8BIT"), ("", "UNKNOWN-8BIT"), ("x-user-defined", "X-USER-DEFINED"),
    ("macintosh", "MACINTOSH"),
    ("us-ascii*en", "WINDOWS-1252"), ("iso-8859-12", nil), ("nobody-knows", nil), ("../../tmp/evil", nil),
    ("internal", nil),
    ("utf-8//TRANSLIT", nil), ("windows-28592", "ISO-8859-2"),
  ]

  @Test(arguments: labels)
  func resolves(_ label: String, _ name: String?) { #expect(Charset(label: label)?.name == name) }

  static let texts: [(label: String, bytes: [UInt8], text: String)] = [
    ("iso-8859-1", [0x80, 0x93, 0xE4, 0x81], "€“ä\u{81}"), ("us-ascii", [0x41, 0xC3, 0xA4], "Aä"),
    ("us-ascii", [0x41, 0xE4], "Aä"),
    ("x-user-defined", [0x41, 0x80], "A\u{F780}"), ("shift_jis", [0x87, 0x40, 0xB1], "①ｱ"),
    ("gb2312", [0x81, 0x40], "丂"),
    ("utf-16", [0xFE, 0xFF, 0x00, 0x41], "A"), ("utf-16", [0xFF, 0xFE, 0x41, 0x00], "A"),
    ("utf-16le", [0x41, 0x00], "A"),
    ("utf-8", [0xEF, 0xBB, 0xBF, 0x41], "A"), ("utf-7", Array("+AOQ-x".utf8), "äx"),
    ("hz-gb-2312", Array("a~{<:Ky2;~}b~~".utf8), "a己所不b~"),
    ("iso-2022-kr", Array("\u{1B}$)C\u{0E}>H3g\u{0F}x".utf8), "안녕x"),
    ("iso-2022-jp", Array("\u{1B}$B$\"\n$\"".utf8), "あ\n$\""), ("cp437", [0x81], "ü"),
    ("big5", [0xA7, 0x41, 0xA6, 0x6E], "你好"),
    // Zeros of UTF-16 count only from the beginning.
    ("unknown-8bit", Array("ex\0i\0n".utf8), "ex\0i\0n"), ("unknown-8bit", [0x65, 0x00, 0x78, 0x00], "ex"),
  ]

  @Test(arguments: texts.indices)
  func converts(_ index: Int) throws {
    let (label, bytes, text) = Self.texts[index]
    let charset = try #require(Charset(label: label))
    let whole = charset.text(of: bytes)
    #expect(whole.text == text && whole.unconvertible == 0)
    // Cut at every point, and byte by byte.
    for cut in 0...bytes.count {
      var converter = CharsetConverter(charset)
      var output: [UInt8] = []
      converter.convert(Array(bytes[..<cut]), into: &output)
      converter.convert(Array(bytes[cut...]), into: &output)
      converter.finish(into: &output)
      #expect(String(decoding: output, as: UTF8.self) == text, "cut at \(cut)")
    }
    var converter = CharsetConverter(charset)
    var output: [UInt8] = []
    for byte in bytes { converter.convert([byte], into: &output) }
    converter.finish(into: &output)
    #expect(String(decoding: output, as: UTF8.self) == text)
  }

  static let broken: [(label: String, bytes: [UInt8], text: String, lost: Int, first: Int)] = [
    ("utf-8", [0x41, 0xC3, 0x28], "A\u{FFFD}(", 1, 1), ("utf-8", [0x41, 0xE2, 0x82], "A\u{FFFD}", 2, 1),
    ("utf-8", [0xF0, 0x9F, 0x98, 0x41], "\u{FFFD}A", 3, 0), ("utf-8", [0xC0, 0x80], "\u{FFFD}\u{FFFD}", 2, 0),
    ("utf-8", [0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}", 3, 0), ("gb2312", [0x41, 0xC4], "A\u{FFFD}", 1, 1),
    ("iso-2022-jp", Array("a\u{1B}$B$".utf8), "a\u{FFFD}", 1, 4), ("koi8-r", [0xC1, 0x41], "аA", 0, -1),
    ("hz", [0x41, 0xB0, 0xA1], "A\u{FFFD}\u{FFFD}", 2, 1),
    ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x24, 0x0A], "\u{FFFD}\n", 1, 3),
  ]

  @Test(arguments: broken.indices)
  func replaces(_ index: Int) throws {
    let row = Self.broken[index]
    let result = try #require(Charset(label: row.label)).text(of: row.bytes)
    #expect(result.text == row.text)
    #expect(result.unconvertible == row.lost)
    #expect(result.firstUnconvertible ?? -1 == row.first)
    for cut in 0...row.bytes.count {
      var converter = CharsetConverter(result.charset)
      var output: [UInt8] = []
      converter.convert(Array(row.bytes[..<cut]), into: &output)
      converter.convert(Array(row.bytes[cut...]), into: &output)
      converter.finish(into: &output)
      #expect(
        String(decoding: output, as: UTF8.self) == row.text && converter.unconvertible == row.lost, "cut at \(cut)")
    }
  }

  @Test func memoryStaysBounded() throws {
    // Ten megabytes through a converter, in pieces; the output buffer is emptied each time.
    let piece = Array("Grüße, 日本語 und 😀; ".utf8)
    for label in ["utf-8", "", "us-ascii"] {
      var converter = CharsetConverter(try #require(Charset(label: label)))
      var output: [UInt8] = []
      var (total, largest) = (0, 0)
      for _ in 0..<(2 << 20) / piece.count {
        converter.convert(piece, into: &output)
        (total, largest) = (total + output.count, max(largest, output.count))
        output.removeAll(keepingCapacity: true)
      }
      converter.finish(into: &output)
      #expect(total + output.count == (2 << 20) / piece.count * piece.count)
      #expect(largest <= 65 << 10)
      #expect(converter.unconvertible == 0 && converter.charset == .utf8)
    }
  }

  /// Any bytes, in two pieces as in one.
  @Test func anyBytesInEverySet() {
    var random = SplitMix(seed: 7)
    let shifts = Array("+-~{}66aQ \u{1B}$B(J\u{0E}\u{0F}\n".utf8)
    for (label, _) in Self.labels {
      guard let charset = Charset(label: label) else { continue }
      for round in 0..<30 {
        let bytes = (0..<Int(random.next() % 40)).map { _ in
          let any = random.next()
          return round % 2 == 0 || any % 4 == 0
            ? UInt8(truncatingIfNeeded: any >> 8) : shifts[Int(any >> 8 & 0xFFFF) % shifts.count]
        }
        let result = charset.text(of: bytes)
        let cut = Int(random.next() % UInt64(bytes.count + 1))
        var converter = CharsetConverter(charset)
        var output: [UInt8] = []
        converter.convert(Array(bytes[..<cut]), into: &output)
        converter.convert(Array(bytes[cut...]), into: &output)
        converter.finish(into: &output)
        #expect(result.unconvertible <= bytes.count)
        #expect(String(decoding: output, as: UTF8.self) == result.text, "\(label) cut at \(cut): \(bytes)")
      }
    }
  }
}
