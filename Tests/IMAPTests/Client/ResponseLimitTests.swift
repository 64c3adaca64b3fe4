import IMAP
import Testing

/// What a server may not make the client hold, and what it may.
@Suite struct ResponseLimitTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static var small: ResponseLimits {
    var limits = ResponseLimits()
    limits.line = 40
    limits.fetchLine = 80
    limits.listing = 120
    limits.literal = 16
    limits.depth = 3
    limits.flags = 4
    limits.numbers = 5
    return limits
  }

  private static func row(_ input: String, _ spec: String, at offset: Int, _ reason: ParseFault.Reason) -> ResponseRow {
    ResponseRow(input, spec, outcome: .rejected(at: offset, reason), limits: small)
  }

  static let rows: [ResponseRow] = [
    row("* OK x\r\n* OK \(String(repeating: "x", count: 40))\r\n", "line", at: 8, .lineTooLong),
    row("\(String(repeating: "a", count: 41)) OK [CAPABILITY x] y\r\n", "a tag beyond the line", at: 0, .lineTooLong),
    row("* X-A \(String(repeating: "x", count: 40))\r\n", "line", at: 0, .lineTooLong),
    row("* 1 FETCH (X \(String(repeating: "x", count: 80)))\r\n", "FETCH", at: 0, .lineTooLong),
    row("* LIST () \"/\" \(String(repeating: "x", count: 120))\r\n", "LIST", at: 0, .lineTooLong),
    row("* LIST () \"/\" {17}\r\n", "literal", at: 14, .literalTooLong),
    row("* 1 FETCH (X {9}\r\n123456789 Y {8}\r\n", "literals together", at: 30, .literalTooLong),
    row("* 1 FETCH (X ((((1)))))\r\n", "depth", at: 16, .tooDeep),
    row("* FLAGS (a b c d e)\r\n", "flags", at: 17, .tooMany),
    row("* SEARCH 1 2 3 4 5 6\r\n", "numbers", at: 19, .tooMany),
    row("* VANISHED 1,2,3,4,5,6\r\n", "ranges", at: 21, .tooMany),
  ]

  @Test(arguments: rows) func refused(_ row: ResponseRow) { row.check() }

  @Test func listingsMayBeLong() {
    let numbers = (1...300_000).map { String($0) }.joined(separator: " ")
    let input = bytes("* SEARCH \(numbers)\r\n")
    #expect(input.count > 1_900_000)
    let chunks = stride(from: 0, to: input.count, by: 65_536).map { Array(input[$0..<min($0 + 65_536, input.count)]) }
    let run = Drive.run(chunks)
    guard case .response(.search(let found, nil)) = run.seen.first else {
      Issue.record("no SEARCH: \(String(describing: run.fault))")
      return
    }
    #expect(found.count == 300_000)
    #expect(found.last == 300_000)
  }

  @Test func aHeaderBeyondTheLimitStreams() {
    let header = String(repeating: "h", count: 17)
    let run = Drive.run([bytes("* 1 FETCH (BODY[HEADER] {17}\r\n\(header) UID 2)\r\n")], limits: Self.small)
    #expect(run.fault == nil)
    #expect(
      run.seen == [.body(item(1), .header, bytes(header)), .response(.fetch(item(1) { $0.uid = UID(2) }))])
  }

  @Test func nothingStreamsThatIsNotAskedFor() {
    let run = Drive.run([bytes("* 1 FETCH (BODY[] {3}\r\nabc)\r\n")], streams: [])
    #expect(run.seen == [.response(.fetch(item(1) { $0.sections = [.whole: bytes("abc")] }))])
    #expect(run.streamed == 0)
  }

  @Test func aSpentParserStaysSpent() {
    var parser = ResponseParser()
    #expect(throws: ParseFault.self) { try parser.consume(bytes("nonsense here\r\n").span) { _ in } }
    #expect(throws: ParseFault.self) { try parser.consume(bytes("* OK fine\r\n").span) { _ in } }
  }

  @Test func whatTheReceiverThrowsComesOut() {
    struct Enough: Error {}
    var parser = ResponseParser()
    #expect(throws: Enough.self) { try parser.consume(bytes("* OK a\r\n* OK b\r\n").span) { _ in throw Enough() } }
    #expect(throws: Enough.self) { try parser.consume(bytes("* OK c\r\n").span) { _ in } }
  }

  /// RFC 4978 §3: the bytes behind the tagged OK are deflated.
  @Test func stopsBehindATaggedAnswer() throws {
    var parser = ResponseParser()
    parser.stopsBehindTagged = true
    let input = bytes("* OK a\r\nt1 OK on\r\n\u{1}\u{2}")
    var count = 0
    let taken = try parser.consume(input.span) { _ in count += 1 }
    #expect(taken == input.count - 2)
    #expect(count == 2)
    #expect(parser.isIdle)
  }

  @Test func faultsKeepTheServersBytesOutOfTheirDescription() {
    let fault = Drive.run([bytes("secret text\r\n")]).fault
    #expect(fault?.description == "byte 7: neither OK, NO, BAD nor a known kind of response")
    #expect(fault?.debugDescription.contains("text") == true)
  }
}
