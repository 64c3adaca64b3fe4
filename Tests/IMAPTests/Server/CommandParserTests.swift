import Core
import IMAP
import Testing

/// One row: what a client sends and what the parser must make of it.
struct CommandRow: Sendable, CustomTestStringConvertible {
  var input: String
  var command: Command
  init(_ input: String, _ command: Command) {
    self.input = input
    self.command = command
  }
  var testDescription: String { input }
}

/// Events with the bytes of messages put together, so that rows do not depend on how the input was cut.
enum CommandSeen: Equatable {
  case event(CommandParser.Event)
  case body([UInt8])
}

/// Feeds `input` in chunks of `sizes`, the last of which repeats.
func commandEvents(_ input: [UInt8], sizes: [Int], limits: CommandParser.Limits = .init()) -> [CommandSeen] {
  var parser = CommandParser(limits: limits)
  var seen: [CommandSeen] = []
  var body: [UInt8] = []
  var start = 0
  var turn = 0
  while start < input.count {
    let chunk = Array(input[start..<min(input.count, start + max(1, sizes[min(turn, sizes.count - 1)]))])
    var offset = 0
    while let event = parser.next(in: chunk.span, from: &offset) {
      switch event {
      case .appendBytes(let range): body += chunk[range]
      case .appendMessageEnd:
        seen.append(.body(body))
        body = []
      default: seen.append(.event(event))
      }
    }
    start += chunk.count
    turn += 1
  }
  return seen
}

/// Whole, byte by byte, and cut in two at every point: the same events every time.
func commandEventsAnyhow(_ input: String, limits: CommandParser.Limits = .init()) -> [CommandSeen] {
  let bytes = Array(input.utf8)
  let whole = commandEvents(bytes, sizes: [bytes.count], limits: limits)
  #expect(commandEvents(bytes, sizes: [1], limits: limits) == whole, "byte by byte")
  for cut in 1..<max(2, bytes.count) {
    #expect(commandEvents(bytes, sizes: [cut, bytes.count], limits: limits) == whole, "cut at \(cut)")
  }
  return whole
}

@Suite struct CommandParserTests {
  @Test(arguments: CommandRows.all) func command(_ row: CommandRow) {
    #expect(commandEventsAnyhow("a1 \(row.input)\r\n") == [.event(.command(tag: "a1", row.command))])
  }

  @Test func pipelined() {
    #expect(
      commandEventsAnyhow("1 NOOP\r\n2 CHECK\n3 LOGOUT\r\n") == [
        .event(.command(tag: "1", .noop)), .event(.command(tag: "2", .check)), .event(.command(tag: "3", .logout)),
      ])
  }

  @Test func literalsAreAskedFor() {
    #expect(
      commandEventsAnyhow("a LOGIN {3}\r\njan {7}\r\nduif\r\nj\r\n") == [
        .event(.needContinuation), .event(.needContinuation),
        .event(.command(tag: "a", .login(user: Array("jan".utf8), password: Array("duif\r\nj".utf8)))),
      ])
  }

  @Test func literalsMayComeUnasked() {
    #expect(
      commandEventsAnyhow("a LOGIN {3+}\r\njan ~{0+}\r\n\r\n") == [
        .event(.command(tag: "a", .login(user: Array("jan".utf8), password: [])))
      ])
  }

  @Test func append() {
    let head = AppendHead(
      flags: [.seen, Flag("$Mooi")], date: InternalDate(seconds: 837_596_665, zoneMinutes: -420), size: 6)
    #expect(
      commandEventsAnyhow("a APPEND \"Ver zonden\" (\\Seen $Mooi) \"17-Jul-1996 02:44:25 -0700\" {6+}\r\n{3+}\r\n\r\n")
        == [
          .event(.appendBegin(tag: "a", MailboxName(wire: "Ver zonden"))), .event(.appendMessage(head)),
          .body(Array("{3+}\r\n".utf8)), .event(.appendEnd(tag: "a")),
        ])
  }

  @Test func multiAppend() {
    let head = { AppendHead(flags: [], date: nil, size: $0) }
    #expect(
      commandEventsAnyhow("a append {5}\r\nInbox {1}\r\nx () ~{0+}\r\n {2+}\r\n\r\n\r\nb NOOP\r\n") == [
        .event(.needContinuation), .event(.appendBegin(tag: "a", MailboxName(wire: "Inbox"))),
        .event(.appendMessage(head(1))), .event(.needContinuation), .body([0x78]),
        .event(.appendMessage(head(0))), .body([]), .event(.appendMessage(head(2))), .body([0x0D, 0x0A]),
        .event(.appendEnd(tag: "a")), .event(.command(tag: "b", .noop)),
      ])
  }

  @Test func appendOfUTF8() {
    #expect(
      commandEventsAnyhow("a APPEND x UTF8 (~{1+}\r\nz) UTF8 (~{1+}\r\ny)\r\n") == [
        .event(.appendBegin(tag: "a", MailboxName(wire: "x"))),
        .event(.appendMessage(AppendHead(flags: [], date: nil, size: 1))), .body([0x7A]),
        .event(.appendMessage(AppendHead(flags: [], date: nil, size: 1))), .body([0x79]),
        .event(.appendEnd(tag: "a")),
      ])
  }

  @Test func declinedLiteralEndsTheCommand() {
    var parser = CommandParser()
    let chunk = Array("a APPEND x {900}\r\nb NOOP\r\n".utf8)
    var offset = 0
    _ = parser.next(in: chunk.span, from: &offset)
    #expect(
      parser.next(in: chunk.span, from: &offset) == .appendMessage(AppendHead(flags: [], date: nil, size: 900)))
    let isOver = parser.refuseLiteral()
    #expect(isOver)
    #expect(parser.next(in: chunk.span, from: &offset) == .command(tag: "b", .noop))
  }

  @Test func unaskedLiteralCannotBeDeclined() {
    var parser = CommandParser()
    let chunk = Array("a APPEND x {1+}\r\nq\r\n".utf8)
    var offset = 0
    _ = parser.next(in: chunk.span, from: &offset)
    _ = parser.next(in: chunk.span, from: &offset)
    let isOver = parser.refuseLiteral()
    #expect(!isOver)
    #expect(parser.next(in: chunk.span, from: &offset) == .appendBytes(17..<18))
    #expect(parser.next(in: chunk.span, from: &offset) == .appendMessageEnd)
    #expect(parser.next(in: chunk.span, from: &offset) == .appendEnd(tag: "a"))
  }

  @Test func lines() {
    var parser = CommandParser()
    let chunk = Array("a IDLE\r\nDONE\r\nb NOOP\r\n".utf8)
    var offset = 0
    #expect(parser.next(in: chunk.span, from: &offset) == .command(tag: "a", .idle))
    parser.expectLine()
    #expect(parser.next(in: chunk.span, from: &offset) == .line(Array("DONE".utf8)))
    #expect(parser.next(in: chunk.span, from: &offset) == .command(tag: "b", .noop))
  }
}
