import MIME
import TestKit
import Testing

/// The rows of the other tests, damaged in a repeatable way. `script/fuzz --smoke` runs this; `script/fuzz` looks further
/// with libFuzzer.
@Suite struct MessageFuzzTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
  }

  private static let tokens = [
    "\n", "\r", "\r\n", "\n\n", "\n--b", "\n--b--", "\n--b\n", "--", ":", " ", "\t", "=", "==\n", "=41", "From ",
    ">From ",
    "From -\n", "From a@b Mon Jun  3 12:50:27 1996\n", "Content-Type: multipart/mixed; boundary=b\n",
    "Content-Type: message/rfc822\n\n", "Content-Transfer-Encoding: base64\n", "Content-Length: 5\n", "\0", "é",
    "begin 6",
  ]

  private static func damage(_ input: inout [UInt8], _ random: inout Random) {
    let at = Int.random(in: 0...input.count, using: &random)
    let end = min(input.count, at + Int.random(in: 0...12, using: &random))
    switch Int.random(in: 0..<4, using: &random) {
    case 0: input.removeSubrange(at..<end)
    case 1: input.insert(contentsOf: input[at..<end], at: Int.random(in: 0...input.count, using: &random))
    case 2: input.insert(contentsOf: Array((tokens.randomElement(using: &random) ?? "").utf8), at: at)
    default: if at < input.count { input[at] = UInt8.random(in: 0...255, using: &random) }
    }
  }

  private static var tight: Limits {
    var limits = Limits()
    limits.depth = 3
    limits.parts = 4
    limits.fields = 4
    limits.fieldBytes = 60
    limits.headerBytes = 120
    return limits
  }

  @Test(arguments: [UInt64(1), 2, 3]) func damagedMessages(seed: UInt64) throws {
    var random = Random(state: seed)
    let rows = MessageRow.all.map(\.bytes)
    for round in 0..<2_000 {
      var input = rows.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...5, using: &random) { Self.damage(&input, &random) }
      let limits = round % 2 == 0 ? Limits() : Self.tight
      let whole = try MessageOutcome(whole: input, limits: limits)
      let cut = Int.random(in: 0...input.count, using: &random)
      guard whole.accounted == input, !whole.isBroken,
        try MessageOutcome(of: input, cuts: [cut], limits: limits) == whole,
        try MessageOutcome(of: input, cuts: Array(0..<input.count), limits: limits) == whole
      else {
        Issue.record(
          "seed \(seed), round \(round), cut at \(cut): \(String(decoding: input, as: UTF8.self).debugDescription)")
        return
      }
      for part in Message(input, limits: limits).parts where part.content.form == .leaf {
        let body = Array(input[part.bodyRange])
        let first = try TransferDecoderTests.decode(body, part.encoding)
        let second = try TransferDecoderTests.decode(body, part.encoding, cuts: Array(0..<body.count))
        #expect(first == second, "seed \(seed), round \(round)")
      }
    }
  }

  @Test(arguments: [UInt64(4), 5]) func damagedMailboxes(seed: UInt64) throws {
    var random = Random(state: seed)
    let mark = "From a@b Mon Jun  3 12:50:27 1996\n"
    let start = Array("\(mark)A: b\n\n>From x\n\n\(mark)Content-Length: 4\n\nFrom\n\n\(mark)\n>>From y\nz".utf8)
    for round in 0..<3_000 {
      var input = start
      for _ in 0..<Int.random(in: 1...6, using: &random) { Self.damage(&input, &random) }
      for dialect in MailboxDialect.allCases {
        var reader = MailboxReader(MailboxBytes(input), dialect: dialect)
        var end: Int?
        while true {
          var count = 0
          guard let entry = try reader.next({ count += $1.count }) else { break }
          let between = input[(end ?? reader.junk)..<entry.marker.lowerBound]
          let taken = dialect == .mboxrd || dialect == .mboxcl ? entry.quotedLines : 0
          guard between.allSatisfy({ $0 == 10 || $0 == 13 }), entry.range.count == count + taken else {
            Issue.record("seed \(seed), round \(round): \(String(decoding: input, as: UTF8.self).debugDescription)")
            return
          }
          end = entry.range.upperBound
        }
        let rest = input[(end ?? input.endIndex)...]
        #expect(rest.allSatisfy { $0 == 10 || $0 == 13 }, "seed \(seed), round \(round)")
      }
    }
  }
}
