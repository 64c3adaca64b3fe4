import Core
import MIME
import Testing

@Suite struct TransferDecoderTests {
  struct Row: Sendable, CustomStringConvertible {
    var encoding: TransferEncoding
    var input: String
    var output: String
    var damage: DecodingDamage

    init(
      _ encoding: TransferEncoding, _ input: String, _ output: String, stray: Int = 0, cut: Int = 0, padding: Int = 0,
      marks: Int = 0
    ) {
      (self.encoding, self.input, self.output) = (encoding, input, output)
      damage = DecodingDamage()
      damage.strayBytes = stray
      damage.cutBytes = cut
      damage.wrongPadding = padding
      damage.missingMarks = marks
    }

    var description: String { "\(encoding) \(input)" }
  }

  static let rows: [Row] = [
    // RFC 4648 §10.
    Row(.base64, "", ""), Row(.base64, "Zg==", "f"), Row(.base64, "Zm8=", "fo"), Row(.base64, "Zm9v", "foo"),
    Row(.base64, "Zm9vYg==", "foob"), Row(.base64, "Zm9vYmE=", "fooba"), Row(.base64, "Zm9vYmFy", "foobar"),
    // Line ends and blanks anywhere (RFC 2045 §6.8).
    Row(.base64, "Zm\r\n9vYm\nFy\r\n", "foobar"), Row(.base64, " Z m 9 v\t", "foo"), Row(.base64, "Zg=\r\n=\r\n", "f"),
    Row(.base64, "Zg", "f", padding: 1), Row(.base64, "Zm8", "fo", padding: 1), Row(.base64, "Zg=", "f", padding: 1),
    Row(.base64, "Zm9vY", "foo", cut: 1), Row(.base64, "Zm9vY=", "foo", cut: 1),
    Row(.base64, "Zm9v=", "foo", padding: 1),
    Row(.base64, "Zm9v-_!", "foo", stray: 3), Row(.base64, "Z?m9v", "foo", stray: 1),
    // A footer behind padding is not data; a line of whole groups is.
    Row(.base64, "Zg==\r\n____\r\nMailing list\r\n", "f", stray: 15), Row(.base64, "Zg== ignored", "f", stray: 7),
    Row(.base64, "Zg==\r\nZm8=\r\nZm9v", "ffofoo", padding: 2), Row(.base64, "Zm8=\nZg=\n", "fo", stray: 3),
    Row(.quotedPrintable, "a=3Db=3d", "a=b="), Row(.quotedPrintable, "soft=\r\nline=\nbreak", "softlinebreak"),
    Row(.quotedPrintable, "a=  \t\r\nb", "ab"), Row(.quotedPrintable, "soft =\r\nline", "soft line"),
    // Blanks at the end of a line were added on the way; what is meant is encoded (RFC 2045 §6.7 rule 3).
    Row(.quotedPrintable, "gone \t\r\nblanks \nat ends  ", "gone\r\nblanks\nat ends"),
    Row(.quotedPrintable, "x =20 \r\n=09\n \r\n", "x  \r\n\t\n\r\n"),
    // A bare CR ends no line.
    Row(.quotedPrintable, "a \r b \r\r\n \n", "a \r b \r\r\n\n"), Row(.quotedPrintable, "end \r", "end \r"),
    Row(.quotedPrintable, "a = b \n =41 ", "a = b\n A", stray: 1),
    Row(.quotedPrintable, "1 = 2, =G1 =1G", "1 = 2, =G1 =1G", stray: 3), Row(.quotedPrintable, "==41", "=A", stray: 1),
    Row(.quotedPrintable, "end=", "end"), Row(.quotedPrintable, "end= ", "end", cut: 1),
    Row(.quotedPrintable, "end=4", "end=4", cut: 1), Row(.quotedPrintable, "=\rx", "=\rx", stray: 1),
    Row(
      .quotedPrintable, "a long line without any escape in it, then =41", "a long line without any escape in it, then A"
    ),
    Row(.uuencode, "begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n", "Cat"),
    Row(.uuencode, "words\nbegin 644 x\n#0V%T\n#0V%T\n`\nend\nmore", "CatCat"),
    Row(.uuencode, "begin 644 x\n#0V%T\n", "Cat", marks: 1), Row(.uuencode, "nothing", "", marks: 1),
    Row(.uuencode, "begin 644 x\n#0V\nend\n", "C`\0"), Row(.uuencode, "begin 644 x\n&0V%T\nend\n", "Cat", cut: 3),
    Row(.eightBit, "as it is =41", "as it is =41"), Row(.unknown, "as it is", "as it is"),
  ]

  @Test(arguments: rows) func row(_ row: Row) throws {
    let input = Array(row.input.utf8)
    for cuts in [[], Array(0..<input.count)] + (0...input.count).map({ [$0] }) {
      let (bytes, damage) = try Self.decode(input, row.encoding, cuts: cuts)
      #expect(String(decoding: bytes, as: UTF8.self) == row.output, "cut at \(cuts)")
      #expect(damage == row.damage, "cut at \(cuts)")
    }
  }

  /// A long run of blanks is no padding of transport; how long it may be does not depend on where the input is cut.
  @Test(arguments: [1, 999, 1_000, 1_001, 1_002, 16_384, 40_000]) func runsOfBlanks(count: Int) throws {
    let blanks = [UInt8](repeating: 0x20, count: count)
    for end in ["\n", "\r\n"] {
      let input = Array("a".utf8) + blanks + Array((end + "=20" + end).utf8)
      let wanted = Array("a".utf8) + (count > 1_000 ? blanks : []) + Array("\(end) \(end)".utf8)
      let ways = [
        [], [1], [2, 1_000], [1_001, 1_002], [count, count + 1], Array(stride(from: 1, to: input.count, by: 7)),
      ]
      for cuts in ways {
        let cuts = cuts.filter { $0 <= input.count }
        #expect(try Self.decode(input, .quotedPrintable, cuts: cuts).0 == wanted, "\(end.utf8.count) cut at \(cuts)")
      }
    }
  }

  static func decode(
    _ input: [UInt8], _ encoding: TransferEncoding, cuts: [Int] = []
  ) throws -> ([UInt8], DecodingDamage) {
    var decoder = TransferDecoder(encoding)
    var bytes: [UInt8] = []
    var start = 0
    for cut in cuts + [input.count] {
      try decoder.decode(input.span.extracting(start..<cut)) { piece in
        piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
      }
      start = cut
    }
    try decoder.finish { piece in piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) } }
    return (bytes, decoder.damage)
  }

  /// All byte values in all places of a group, over the sizes at which work is divided.
  @Test(arguments: [0, 1, 57, 12_287, 12_288, 12_289, 40_000]) func base64OfEverySize(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 / 256) }
    let plain = Array(Base64.encode(bytes).utf8)
    var folded: [UInt8] = []
    for start in stride(from: 0, to: plain.count, by: 76) {
      folded += plain[start..<min(start + 76, plain.count)] + [13, 10]
    }
    for input in [plain, folded] {
      let (decoded, damage) = try Self.decode(input, .base64)
      #expect(decoded == bytes && damage.isEmpty)
      let cuts = Array(stride(from: 1, to: input.count, by: 1_021))
      #expect(try Self.decode(input, .base64, cuts: cuts).0 == bytes)
    }
  }

  @Test(arguments: [1, 16_383, 16_384, 16_385, 50_000]) func quotedPrintableOfEverySize(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 97) }
    var input: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let digits = Array("0123456789ABCDEF".utf8)
      input += (33...126).contains(byte) && byte != 61 ? [byte] : [61, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      if index % 30 == 29 { input += [61, 13, 10] }
    }
    for cuts in [[], Array(stride(from: 1, to: input.count, by: 61))] {
      let (decoded, damage) = try Self.decode(input, .quotedPrintable, cuts: cuts)
      #expect(decoded == bytes && damage.isEmpty)
    }
  }
}
