import IMAP
import Testing

/// Input that is no command, and input meant to hurt.
@Suite struct CommandRejectionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var input: String
    var offset: Int
    var testDescription: String { input }
    init(_ input: String, at offset: Int) {
      self.input = input
      self.offset = offset
    }
  }

  static let rows: [Row] = [
    Row("a ", at: 2), Row("a LOGIN jan", at: 11), Row("a LOGIN jan \"x", at: 14), Row("a SELECT \"\"", at: 11),
    Row("a NOOP x", at: 7), Row("a FETCH 0 FLAGS", at: 9), Row("a FETCH 4294967296 FLAGS", at: 8),
    Row("a FETCH 1 BODY[HEADER", at: 21), Row("a FETCH 1 BODY[MIME]", at: 15), Row("a FETCH 1 NOTHING", at: 10),
    Row("a FETCH 1 FLAGS (VANISHED)", at: 26), Row("a FETCH 1 BODY[]<0.0>", at: 20),
    Row("a STORE 1 FLUGS ()", at: 10), Row("a UID NOOP", at: 10), Row("a STATUS x (MASSES)", at: 18),
    Row("a SEARCH ON 30-Feb-2024", at: 12), Row("a SEARCH ON 1-Xyz-2024", at: 14), Row("a SEARCH WHEREVER", at: 9),
    Row("a APPEND INBOX", at: 8), Row("a APPEND x \"yesterday\" {1+}\r\nx", at: 11),
    Row("a ID (\"a\" \"b\" \"c\")", at: 17), Row("a LIST \"\" x RETURN", at: 18),
  ]

  @Test(arguments: rows) func rejected(_ row: Row) {
    let seen = commandEventsAnyhow(row.input + "\r\nb NOOP\r\n")
    guard case .event(.rejected("a", let fault))? = seen.first else {
      Issue.record("\(seen)")
      return
    }
    #expect(fault.offset == row.offset, "\(fault.reason)")
    #expect(seen.dropFirst() == [.event(.command(tag: "b", .noop))])
  }

  @Test func noTag() {
    let seen = commandEventsAnyhow("\r\n{}\r\nb NOOP\r\n")
    #expect(seen.count == 3)
    for case .event(.rejected(let tag, _)) in seen { #expect(tag == "*") }
    #expect(seen.last == .event(.command(tag: "b", .noop)))
  }

  @Test func longLineIsSkipped() {
    var limits = CommandParser.Limits()
    limits.text = 32
    let seen = commandEventsAnyhow(
      "a LOGIN \(String(repeating: "x", count: 50)) {4+}\r\nb N\r\nb NOOP\r\n", limits: limits)
    #expect(seen.count == 2)
    #expect(seen.last == .event(.command(tag: "b", .noop)))
  }

  @Test func largeLiteralIsSkipped() {
    var limits = CommandParser.Limits()
    limits.literals = 8
    let seen = commandEventsAnyhow("a LOGIN {5+}\r\n12345 {9+}\r\n123456789\r\nb NOOP\r\n", limits: limits)
    #expect(seen.count == 2)
    guard case .event(.rejected("a", let fault))? = seen.first else {
      Issue.record("\(seen)")
      return
    }
    #expect(!fault.isFatal)
    #expect(seen.last == .event(.command(tag: "b", .noop)))
  }

  @Test func largeLiteralIsNotAskedFor() {
    var limits = CommandParser.Limits()
    limits.literals = 8
    #expect(commandEventsAnyhow("a LOGIN {9}\r\nb NOOP\r\n", limits: limits).last == .event(.command(tag: "b", .noop)))
  }

  @Test func literalBeyondNumbersIsFatal() {
    for literal in ["{99999999999999999999+}", "~{18446744073709551616+}"] {
      guard case .event(.rejected("a", let fault))? = commandEventsAnyhow("a LOGIN \(literal)\r\n").first else {
        Issue.record("\(literal) was taken")
        continue
      }
      #expect(fault.isFatal)
    }
  }

  @Test func brokenMultiAppendIsSkippedWhole() {
    let seen = commandEventsAnyhow("a APPEND x {1+}\r\ny (\\Seen {6+}\r\nb NOOP {2+}\r\n\r\n\r\nc NOOP\r\n")
    #expect(seen.count == 5)
    guard case .event(.rejected("a", _)) = seen[3] else {
      Issue.record("\(seen)")
      return
    }
    #expect(seen.last == .event(.command(tag: "c", .noop)))
  }

  @Test func deepSearchIsRefused() {
    let deep = String(repeating: "NOT ", count: 10_000) + "ALL"
    guard case .event(.rejected("a", _))? = commandEvents(Array("a SEARCH \(deep)\r\n".utf8), sizes: [4_096]).first
    else {
      Issue.record("nested keys were taken")
      return
    }
  }

  /// A set in descending order must not send the parser into quadratic work; 8,000 parts take no time when sorted.
  @Test func descendingSet() {
    let text = (0..<8_000).map { String(40_000 - $0 * 5) }.joined(separator: ",")
    let seen = commandEvents(Array("a UID FETCH \(text) FLAGS\r\n".utf8), sizes: [1_000])
    guard case .event(.command("a", .fetch(.set(let set), _, _, _)))? = seen.first else {
      Issue.record("\(seen.count) events")
      return
    }
    #expect(set.count == 8_000)
    #expect(set.first == 5)
  }

  /// Random bytes and random cuts of real commands: whatever they are, the parser comes back to its senses at a line.
  @Test(arguments: 1...40) func noise(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let alphabet = Array("aA1 ()[]{}<>\"\\%*+~.,:\r\n".utf8) + [0, 0x7F, 0xC3, 0xA9]
    var input: [UInt8] = []
    for _ in 0..<30 {
      var line = Array(CommandRows.all[random(CommandRows.all.count)].input.utf8)
      for _ in 0..<random(4) {
        line.insert(alphabet[random(alphabet.count)], at: random(line.count + 1))
      }
      input += Array("t ".utf8) + line + [0x0D, 0x0A]
    }
    let whole = commandEvents(input, sizes: [input.count])
    #expect(commandEvents(input, sizes: [1]) == whole)
    #expect(commandEvents(input, sizes: [7, 13, 5]) == whole)
  }
}
