import Foundation
import IMAP
import Testing

/// The fuzzer's seeds and dialogues, damaged in a repeatable way. `script/fuzz --smoke` runs this; `script/fuzz` looks
/// further with libFuzzer.
@Suite struct ResponseFuzzTests {
  static let seeds: [[UInt8]] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Fuzz/Seeds/imap-response").standardizedFileURL
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    let own = files.sorted { $0.path < $1.path }.compactMap { try? Array(Data(contentsOf: $0)) }
    return own + DialogueTests.dialogues.map(\.server)
  }()

  private static var limits: ResponseLimits {
    var limits = ResponseLimits()
    limits.line = 200
    limits.fetchLine = 400
    limits.listing = 400
    limits.literal = 64
    limits.depth = 4
    limits.flags = 20
    limits.numbers = 20
    return limits
  }

  @Test func seedsAreThere() { #expect(Self.seeds.count >= 30) }

  @Test(arguments: [UInt64(1), 2, 3, 4]) func damagedResponses(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for round in 0..<20_000 {
      var input = Self.seeds.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.damage(&input, &random) }
      let limits = round % 2 == 0 ? Self.limits : ResponseLimits()
      let whole = Drive.run([input], limits: limits)
      #expect(whole.streamed <= input.count)
      if let fault = whole.fault { #expect(0...input.count ~= fault.offset, "seed \(seed), round \(round)") }
      let cut = Int.random(in: 0...input.count, using: &random)
      let parts = Drive.run([Array(input[..<cut]), Array(input[cut...])], limits: limits)
      guard parts.seen == whole.seen, parts.isIdle == whole.isIdle, parts.fault?.offset == whole.fault?.offset,
        parts.fault?.reason == whole.fault?.reason
      else {
        Issue.record(
          "seed \(seed), round \(round), cut at \(cut): \(String(decoding: input, as: UTF8.self).debugDescription)")
        return
      }
    }
  }

  private static let tokens = [
    "(", ")", "\"", "\\", "{", "}", "{3}\r\n", "~{1+}\r\n", "{0}\r\n", "{99999999999999999999}", "\r\n", "\n", "\0",
    " ",
    "* ", "+ ", "NIL", "[", "]", "<0>", ",", ":", "*", "4294967296", "18446744073709551616", "FETCH (", "BODY[] ",
    "BODY[HEADER.FIELDS (", "FLAGS (", "ENVELOPE ", "* LIST () ", "[COPYUID ", "((((((((", "\u{FF}",
  ]

  private static func damage(_ input: inout [UInt8], _ random: inout SeededGenerator) {
    let at = Int.random(in: 0...input.count, using: &random)
    let end = min(input.count, at + Int.random(in: 0...20, using: &random))
    switch Int.random(in: 0...5, using: &random) {
    case 0: if at < input.count { input[at] = UInt8.random(in: 0...255, using: &random) }
    case 1: input.insert(contentsOf: Array((tokens.randomElement(using: &random) ?? "").utf8), at: at)
    case 2: input.removeSubrange(at..<end)
    case 3: input.insert(contentsOf: Array(input[at..<end]), at: at)
    case 4: input.insert(contentsOf: seeds.randomElement(using: &random)?.prefix(200) ?? [], at: at)
    default: input.removeSubrange(end...)
    }
  }
}
