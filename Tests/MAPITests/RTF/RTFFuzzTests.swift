import MAPI
import Testing

/// The rows of the other tests, damaged in a repeatable way. `script/fuzz --smoke` runs this; `script/fuzz RTFFuzz` looks
/// further with libFuzzer.
@Suite struct RTFFuzzTests {
  private static let tokens = [
    "{", "}", "\\", "{\\*", "\\'", "\\'93", "\\bin", "\\bin9 ", "\\uc3 ", "\\u-10179?", "\\u8364", "\\f4 ", "\\f99 ",
    "\\htmlrtf ", "\\htmlrtf0 ", "{\\*\\htmltag64 <p>}", "\\par ", "\\cell ", "\\row ", "\\trowd\\intbl ", "{\\fonttbl",
    "{\\colortbl;", "{\\field", "{\\*\\fldinst HYPERLINK \"http://a\"}", "{\\fldrslt ", "{\\pict\\pngblip 00", "{\\upr",
    "{\\listtext ", "{\\footnote ", "\\ansicpg932 ", "\\ansicpg65001 ", "\\plain ", "\\pard ", "\\v ", "\\objattph ",
    "<", "&", "\0", "\r\n", "é",
  ]

  private static let seeds: [[UInt8]] =
    EncapsulationTests.rows.map(\.rtf) + RTFDocumentTests.rows.map { Array("\(RTFDocumentTests.fonts)\($0.rtf)}".utf8) }

  private static func damage(_ input: inout [UInt8], _ random: inout RTFRandom) {
    let at = Int.random(in: 0...input.count, using: &random)
    let end = min(input.count, at + Int.random(in: 0...20, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0: input.removeSubrange(at..<end)
    case 1: input.insert(contentsOf: Array(input[at..<end]), at: at)
    case 2, 3: input.insert(contentsOf: Array((tokens.randomElement(using: &random) ?? "").utf8), at: at)
    default: if at < input.count { input[at] = UInt8.random(in: 0...255, using: &random) }
    }
  }

  @Test(arguments: [UInt64(1), 2, 3]) func damagedTexts(seed: UInt64) {
    var random = RTFRandom(seed: seed)
    var limits = RTFLimits()
    for round in 0..<1_500 {
      var input = Self.seeds.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...6, using: &random) { Self.damage(&input, &random) }
      (limits.depth, limits.outputBytes) = round % 2 == 0 ? (3, 300) : (1_000, 1 << 20)
      let html = RTFHTML(input, limits: limits)
      guard HTMLBalance.isSound(html.bytes), html.attachments.allSatisfy({ 0...html.bytes.count ~= $0 }),
        html.flaws.allSatisfy({ 0...input.count ~= $0.offset })
      else {
        Issue.record("seed \(seed), round \(round): \(String(decoding: input, as: UTF8.self).debugDescription)")
        return
      }
      let text = RTFText(input, limits: limits)
      #expect(text.attachments.allSatisfy { 0...text.bytes.count ~= $0 }, "seed \(seed), round \(round)")
      if let inside = Encapsulation(input, limits: limits) {
        #expect(inside.bytes.count <= limits.outputBytes + 16, "seed \(seed), round \(round)")
        #expect(inside.attachments.allSatisfy { 0...inside.bytes.count ~= $0 }, "seed \(seed), round \(round)")
        _ = HTMLText(inside.bytes)
      }
      #expect(CompressedRTF(decoding: CompressedRTF.compress(input)).bytes == input, "seed \(seed), round \(round)")
    }
  }
}
