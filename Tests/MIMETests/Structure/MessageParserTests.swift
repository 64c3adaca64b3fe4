import MIME
import TestKit
import Testing

@Suite struct MessageParserTests {
  @Test(arguments: MessageRow.all) func row(_ row: MessageRow) throws {
    let bytes = row.bytes
    let whole = try MessageOutcome(whole: bytes)
    #expect(whole.lines(bytes) == row.lines)
    #expect(whole.accounted == bytes && !whole.isBroken)
    #expect(try MessageOutcome(of: bytes, cuts: Array(0..<bytes.count)) == whole, "byte by byte")
    for cut in 0...bytes.count { #expect(try MessageOutcome(of: bytes, cuts: [cut]) == whole, "cut at \(cut)") }
  }

  /// The same rows under limits that they reach: other events, but still every byte, and still however they are cut.
  @Test(arguments: MessageRow.all) func rowUnderTightLimits(_ row: MessageRow) throws {
    let bytes = row.bytes
    for limit in 0..<4 {
      var limits = Limits()
      limits.depth = 1 + limit
      limits.parts = 1 + limit
      limits.fields = limit
      limits.fieldBytes = 4 + 9 * limit
      limits.headerBytes = 8 + 20 * limit
      let whole = try MessageOutcome(whole: bytes, limits: limits)
      #expect(whole.accounted == bytes && !whole.isBroken)
      for cut in 0...bytes.count {
        #expect(try MessageOutcome(of: bytes, cuts: [cut], limits: limits) == whole, "limits \(limit), cut at \(cut)")
      }
      #expect(try MessageOutcome(of: bytes, cuts: Array(0..<bytes.count), limits: limits) == whole, "limits \(limit)")
    }
  }

  /// Every kind of damage has a message that shows it, at its offset.
  @Test func everyKindOfDamageIsReported() throws {
    var seen: Set<Damage.Kind> = []
    for row in MessageRow.all { seen.formUnion(Message(row.bytes).damage.map(\.kind)) }
    for (bytes, limits) in Self.excesses { seen.formUnion(Message(bytes, limits: limits).damage.map(\.kind)) }
    #expect(seen == Set(Damage.Kind.allCases))
  }

  private static let excesses: [([UInt8], Limits)] = {
    var limits = Limits()
    limits.depth = 3
    limits.parts = 3
    limits.fields = 3
    limits.fieldBytes = 60
    limits.headerBytes = 100
    let part = "--b\n\nx\n"
    let long = String(repeating: "x", count: 50)
    return [
      (nested(5), limits),
      (Array("Content-Type: multipart/mixed; boundary=b\n\n\(part)\(part)\(part)--b--".utf8), limits),
      (Array("A: b\nA: b\nA: b\nA: b\n\nx".utf8), limits),
      (Array("A: \(long)\(long)\n\nx".utf8), limits),
      (Array("A: \(long)\nA: \(long)\n\nx".utf8), limits),
    ]
  }()

  /// Multiparts within each other, all but the innermost empty but for the next.
  private static func nested(_ depth: Int) -> [UInt8] {
    var text = ""
    for level in 0..<depth { text += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
    return Array("\(text)\nx".utf8)
  }

  @Test func tenThousandLevelsAreOneOpaquePart() throws {
    let bytes = Self.nested(10_000)
    let message = Message(bytes)
    #expect(message.parts.count == Limits().depth)
    #expect(message.parts.last?.content.form == .opaque)
    #expect(message.damage.contains { $0.kind == .tooDeep })
    #expect(try MessageOutcome(whole: bytes).accounted == bytes)
  }

  @Test func partsBeyondTheLimitAreOneOpaquePart() throws {
    var limits = Limits()
    limits.parts = 50
    let part = "--b\n\nx\n"
    let bytes = Array(("Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: part, count: 500)).utf8)
    let message = Message(bytes, limits: limits)
    #expect(message.root.children.count == 50)
    let last = try #require(message.root.children.last)
    #expect(last.content.form == .opaque && last.range.upperBound == bytes.count)
    #expect(message.damage.map(\.kind) == [.missingHeaderEnd, .tooManyParts].suffix(1))
  }

  /// A header line without end is held up to the limit and not beyond.
  @Test func anEndlessHeaderLineIsOpaque() throws {
    var limits = Limits()
    limits.fieldBytes = 1 << 16
    var parser = MessageParser(limits: limits)
    let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 14)
    var damage: [Damage] = []
    var handedOut = 0
    let start = Array("Subject: ".utf8)
    for piece in [start] + Array(repeating: chunk, count: 64) {
      try parser.consume(piece.span) { event, bytes in
        handedOut += bytes.count
        if case .damage(let found) = event { damage.append(found) }
      }
      #expect(parser.offset - handedOut <= limits.fieldBytes + chunk.count)
    }
    #expect(damage == [Damage(.fieldTooLong, at: 0)])
  }

  @Test func aHandlerMayThrow() {
    struct Enough: Error {}
    #expect(throws: Enough.self) {
      try MessageParser.parse(Array("A: b\n\nx".utf8).span) { event, _ in
        if case .field = event { throw Enough() }
      }
    }
  }
}
