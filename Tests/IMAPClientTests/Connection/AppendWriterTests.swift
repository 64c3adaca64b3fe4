import Core
import IMAP
import IMAPClient
import NIOCore
import TestKit
import Testing

struct AppendWriterTests {
  private static let date = InternalDate(seconds: 1_600_000_000, zoneMinutes: 120)

  private static func message(_ body: String, cut: Int = 3, flags: [Flag] = [.seen]) -> [AppendPiece] {
    var pieces: [AppendPiece] = [.message(AppendHead(flags: flags, date: date, size: body.utf8.count))]
    var rest = Array(body.utf8)[...]
    while !rest.isEmpty {
      pieces.append(.bytes(ByteBuffer(bytes: rest.prefix(cut))))
      rest = rest.dropFirst(cut)
    }
    return pieces + [.endOfMessage]
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var capabilities: String
    var grouping: AppendWriter.Grouping
    var testDescription: String { "\(capabilities) \(grouping)" }
  }
  static let rows = ["IMAP4rev1", "IMAP4rev1 LITERAL-", "IMAP4rev1 LITERAL+"].flatMap { capabilities in
    [AppendWriter.Grouping.oneCommand, .commandPerMessage].map { Row(capabilities: capabilities, grouping: $0) }
  }

  @Test(arguments: rows) func messagesArriveWhole(row: Row) async throws {
    let server = try await Dialling.server(row.capabilities)
    let connection = try await Dialling.connect(server)
    let bodies = ["", "a", String(repeating: "0123456789abcdef", count: 1_000), "zz"]
    let writer = await connection.appendWriter(to: .inbox, row.grouping)
    for body in bodies { try await writer.write(Self.message(body, cut: 1_000)) }
    let answers = try await writer.finish()
    #expect(answers.count == (row.grouping == .oneCommand ? 1 : 4))
    for answer in answers { #expect(try await answer.value().status.isOK) }
    #expect(try await connection.run(.noop).status.isOK)
    let appends = server.lines.filter { $0.name == "APPEND" }
    #expect(appends.flatMap(\.literals).map { String(decoding: $0, as: UTF8.self) } == bodies)
    #expect(appends.first?.text.hasPrefix("APPEND INBOX (\\Seen) \"13-Sep-2020 14:26:40 +0200\" {0") == true)
    await connection.close()
    await server.stop()
  }

  @Test func nothingIsSentForNothing() async throws {
    let server = try await Dialling.server("IMAP4rev1 LITERAL+")
    let connection = try await Dialling.connect(server)
    let writer = await connection.appendWriter(to: .inbox, .oneCommand)
    #expect(try await writer.finish().isEmpty)
    #expect(try await connection.run(.noop).status.isOK)
    #expect(!server.lines.contains { $0.name == "APPEND" })
    await connection.close()
    await server.stop()
  }

  @Test func othersWaitUntilTheMessageIsOver() async throws {
    let server = try await Dialling.server("IMAP4rev1 LITERAL+")
    let connection = try await Dialling.connect(server)
    let writer = await connection.appendWriter(to: .inbox, .commandPerMessage)
    try await writer.write(Array(Self.message("0123456789").dropLast(2)))
    let noop = await connection.submit(.noop)
    try await writer.write(Array(Self.message("0123456789").suffix(2)))
    let answers = try await writer.finish()
    #expect(try await noop.value().status.isOK)
    #expect(try await answers[0].value().status.isOK)
    #expect(server.lines.suffix(2).map(\.name) == ["APPEND", "NOOP"])
    #expect(server.lines.suffix(2).first?.literals == [Array("0123456789".utf8)])
    await connection.close()
    await server.stop()
  }

  @Test(arguments: [AppendWriter.Grouping.oneCommand, .commandPerMessage])
  func aRefusedLiteralIsNotSent(grouping: AppendWriter.Grouping) async throws {
    let server = try await Dialling.server(onLiteral: { _, text in
      text.contains("{5}") ? .refuse("NO [TOOBIG] too big") : .accept
    })
    let connection = try await Dialling.connect(server)
    let writer = await connection.appendWriter(to: .inbox, grouping)
    for body in ["12345", "123"] { try await writer.write(Self.message(body)) }
    let answers = try await writer.finish()
    let first = try await answers[0].value()
    #expect(first.status.code == .word("TOOBIG"))
    if grouping == .commandPerMessage { #expect(try await answers[1].value().status.isOK) }
    #expect(try await connection.run(.noop).status.isOK)
    let literals = server.lines.filter { $0.name == "APPEND" }.flatMap(\.literals)
    #expect(literals == (grouping == .commandPerMessage ? [Array("123".utf8)] : []))
    await connection.close()
    await server.stop()
  }

  struct Broken: Error {}

  @Test func givingUpInTheMiddleClosesTheConnection() async throws {
    let server = try await Dialling.server("IMAP4rev1 LITERAL+")
    let connection = try await Dialling.connect(server)
    let writer = await connection.appendWriter(to: .inbox, .commandPerMessage)
    try await writer.write(Array(Self.message("0123456789").dropLast(2)))
    #expect(await writer.abort(Broken()) is Broken)
    let fault = await #expect(throws: Fault.self) { try await connection.run(.noop) }
    #expect(fault?.recovery == .reconnect)
    await server.stop()
  }

  @Test func givingUpBetweenMessagesDoesNot() async throws {
    let server = try await Dialling.server("IMAP4rev1 LITERAL+")
    let connection = try await Dialling.connect(server)
    let writer = await connection.appendWriter(to: .inbox, .commandPerMessage)
    try await writer.write(Self.message("0123456789"))
    await writer.abort(Broken())
    #expect(try await connection.run(.noop).status.isOK)
    await connection.close()
    await server.stop()
  }

  @Test(arguments: [4, 6]) func aWrongLengthIsNoticedBeforeItDoesHarm(size: Int) async throws {
    let server = try await Dialling.server("IMAP4rev1 LITERAL+")
    let connection = try await Dialling.connect(server)
    let writer = await connection.appendWriter(to: .inbox, .commandPerMessage)
    let pieces: [AppendPiece] = [
      .message(AppendHead(flags: [], date: nil, size: size)), .bytes(ByteBuffer(string: "12345")), .endOfMessage,
    ]
    await #expect(throws: Fault.self) { try await writer.write(pieces) }
    #expect(await connection.fault != nil)
    await server.stop()
  }

  @Test(arguments: [AppendWriter.Grouping.oneCommand, .commandPerMessage])
  func aServerThatDoesNotReadIsNotFlooded(grouping: AppendWriter.Grouping) async throws {
    let server = try await Dialling.server("IMAP4rev1 LITERAL+") { $0.name == "APPEND" ? [] : nil }
    let connection = try await Dialling.connect(server) { $0.responseTimeout = .milliseconds(400) }
    // Nobody answers: what was written stays unanswered, and the limit ends it.
    let writer = await connection.appendWriter(to: .inbox, grouping)
    try await writer.write(Self.message("12345"))
    let answers = try await writer.finish()
    let fault = await #expect(throws: Fault.self) { try await answers[0].value() }
    #expect(fault?.code == .timeout)
    await server.stop()
  }

  @Test func aSlowSourceIsNotTheServersSilence() async throws {
    let server = try await Dialling.server("IMAP4rev1 LITERAL+")
    let connection = try await Dialling.connect(server) { $0.responseTimeout = .seconds(1) }
    let writer = await connection.appendWriter(to: .inbox, .commandPerMessage)
    try await writer.write(Array(Self.message("0123456789").dropLast(2)))
    // Several limits long nothing comes from the source.
    try await Dialling.loop.scheduleTask(in: .milliseconds(2_500)) {}.futureResult.get()
    try await writer.write(Array(Self.message("0123456789").suffix(2)))
    let answers = try await writer.finish()
    #expect(try await answers[0].value().status.isOK)
    await connection.close()
    await server.stop()
  }

  @Test func theWriterWaitsForRoomOnTheLine() async throws {
    let held = Progress()
    var script = ScriptedServer.Script { .ok($0) }
    script.greeting = "* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] in\r\n"
    script.prepare = { channel in
      // A server that reads nothing after its greeting until told to.
      channel.setOption(.autoRead, value: false).whenComplete { _ in }
      channel.eventLoop.scheduleTask(in: .milliseconds(300)) { channel.setOption(.autoRead, value: true) }
    }
    let server = try await ScriptedServer(script)
    let connection = try await IMAPConnection.connect(to: Dialling.endpoint(server.port), login: nil, on: Dialling.loop)
    let writer = await connection.appendWriter(to: .inbox, .commandPerMessage)
    let piece = ByteBuffer(repeating: 0x61, count: 1 << 20)
    let count = 64
    try await writer.write([.message(AppendHead(flags: [], date: nil, size: count << 20))])
    for _ in 0..<count {
      try await writer.write([.bytes(piece)])
      held.add(1)
      // Kernel buffers, one high-water mark, and a piece on either side of it.
      #expect(held.value << 20 <= server.received + (24 << 20))
    }
    try await writer.write([.endOfMessage])
    let answers = try await writer.finish()
    #expect(try await answers[0].value().status.isOK)
    await connection.close()
    await server.stop()
  }
}
