import Core
import IMAP
import IMAPClient
import NIOCore
import TestKit
import Testing

/// Commands, streams and their ends, over a real socket.
struct CommandTests {
  @Test func manyCommandsOnTheLineAtOnce() async throws {
    let server = try await Dialling.server { line in
      line.name == "STATUS"
        ? .ok(line, "* STATUS \(line.text.split(separator: " ")[1]) (MESSAGES \(line.tag.dropFirst()))\r\n") : nil
    }
    let connection = try await Dialling.connect(server)
    var pending: [PendingCommand] = []
    for number in 0..<500 {
      pending.append(await connection.submit(.status(MailboxName(wire: "f\(number)"), [.messages])))
    }
    for (number, command) in pending.enumerated() {
      let answer = try await command.value()
      guard case .mailboxStatus(let name, _)? = answer.responses.first, answer.responses.count == 1 else {
        Issue.record("answer \(number): \(answer)")
        return
      }
      #expect(name == MailboxName(wire: "f\(number)"))
    }
    await connection.close()
    await server.stop()
  }

  @Test func aRefusalIsAnAnswerAndTheSessionGoesOn() async throws {
    let server = try await Dialling.server { $0.name == "CREATE" ? .ok($0, "", "NO [OVERQUOTA] full") : nil }
    let connection = try await Dialling.connect(server)
    let create = Command.create(MailboxName(wire: "x"), specialUse: [])
    #expect(try await connection.run(create).status.condition == .no)
    let fault = await #expect(throws: Fault.self) { try await connection.require(create, place: "x") }
    #expect(fault?.code == .quota)
    #expect(fault?.place == "x")
    #expect(try await connection.run(.noop).status.isOK)
    await connection.close()
    await server.stop()
  }

  @Test func literalsWaitUntilTheyAreAskedFor() async throws {
    let server = try await Dialling.server()
    let connection = try await Dialling.connect(server)
    let name = MailboxName(bytes: Array("caf\u{e9}".utf8))
    let first = await connection.submit(.create(name, specialUse: []))
    let second = await connection.submit(.noop)
    #expect(try await first.value().status.isOK)
    #expect(try await second.value().status.isOK)
    let create = server.lines.first { $0.name == "CREATE" }
    #expect(create?.literals == [name.bytes])
    #expect(server.lines.last?.name == "NOOP")
    await connection.close()
    await server.stop()
  }

  @Test func aRefusedLiteralEndsItsCommandAlone() async throws {
    let server = try await Dialling.server(onLiteral: { _, _ in .refuse("NO not that") })
    let connection = try await Dialling.connect(server)
    let first = await connection.submit(.create(MailboxName(bytes: Array("caf\u{e9}".utf8)), specialUse: []))
    let second = await connection.submit(.noop)
    #expect(try await first.value().status.condition == .no)
    #expect(try await second.value().status.isOK)
    await connection.close()
    await server.stop()
  }

  @Test(arguments: [ScriptedServer.Reply.close, .reset])
  func aLostConnectionFailsEverythingInFlight(end: ScriptedServer.Reply) async throws {
    let server = try await Dialling.server {
      ["NOOP", "UID FETCH"].contains($0.name) ? [] : $0.name == "CHECK" ? [end] : nil
    }
    let connection = try await Dialling.connect(server)
    var pending: [PendingCommand] = []
    for _ in 0..<5 { pending.append(await connection.submit(.noop)) }
    let stream = await connection.fetch(.from(1), [.uid])
    pending.append(await connection.submit(.check))
    for command in pending {
      let fault = await #expect(throws: Fault.self) { try await command.value() }
      #expect(fault?.code == .lost)
      #expect(fault?.recovery == .reconnect)
    }
    await #expect(throws: Fault.self) { while try await stream.next() != nil {} }
    await #expect(throws: Fault.self) { try await connection.run(.noop) }
    #expect(await connection.fault?.code == .lost)
    await connection.close()
    await server.stop()
  }

  @Test func theServersLastWordsAreTheFault() async throws {
    let server = try await Dialling.server { line in
      line.name == "NOOP"
        ? [.send("* BYE Request is throttled. Suggested Backoff Time: 4000 milliseconds\r\n"), .close] : nil
    }
    let connection = try await Dialling.connect(server)
    let fault = await #expect(throws: Fault.self) { try await connection.run(.noop) }
    #expect(fault?.code == .throttled)
    #expect(fault?.recovery == .retry(after: .seconds(4)))
    await server.stop()
  }

  @Test func silenceHasALimit() async throws {
    let server = try await Dialling.server { $0.name == "NOOP" ? [.stall] : nil }
    let connection = try await Dialling.connect(server) { $0.responseTimeout = .milliseconds(150) }
    let fault = await #expect(throws: Fault.self) { try await connection.run(.noop) }
    #expect(fault?.code == .timeout)
    #expect(fault?.recovery == .reconnect)
    await server.stop()
  }

  @Test(arguments: ["* 1 FETCH (UID\r\n", "p999 OK\r\n", "* \0\0\r\n* 1 FETCH (BODY[] {99999999999999999999}\r\n"])
  func aBrokenProtocolEndsTheConnection(bytes: String) async throws {
    let server = try await Dialling.server { $0.name == "NOOP" ? [.send(bytes)] : nil }
    let connection = try await Dialling.connect(server)
    let fault = await #expect(throws: Fault.self) { try await connection.run(.noop) }
    #expect(fault?.code == .protocolBroken)
    #expect(fault?.recovery == .reconnect)
    await server.stop()
  }

  @Test func aCancelledCommandClosesTheConnection() async throws {
    let server = try await Dialling.server { $0.name == "NOOP" ? [.stall] : nil }
    let connection = try await Dialling.connect(server)
    let task = Task { try await connection.run(.noop) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await connection.fault != nil)
    await server.stop()
  }

  @Test func aCancelledReaderStopsWaiting() async throws {
    let server = try await Dialling.server { $0.name == "UID FETCH" ? [.stall] : nil }
    let connection = try await Dialling.connect(server)
    let stream = await connection.fetch(.from(1), [.uid])
    let task = Task { try await stream.next() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    await connection.close()
    await server.stop()
  }

  /// Nobody takes what arrives: the server must be made to wait. When somebody does, all of it comes, whole.
  @Test func readingStopsWhenNobodyReads() async throws {
    let size = 48 << 20
    let sent = Progress()
    let server = try await Dialling.server { line in
      guard line.name == "UID FETCH" else { return nil }
      return [
        .change { channel in Self.trickle(size, tag: line.tag, to: channel, sent) }
      ]
    }
    let connection = try await Dialling.connect(server)
    let stream = await connection.fetch(.from(1), [.uid, .section(.whole, peek: true, partial: nil)])
    let before = await sent.whenQuiet()
    #expect(before < size / 2)
    var received = 0
    while let events = try await stream.next() {
      for case .bytes(let bytes) in events { received += bytes.readableBytes }
    }
    #expect(received == size)
    await connection.close()
    await server.stop()
  }

  /// Sends a message of `size` bytes, a piece whenever the last one has left.
  private static func trickle(_ size: Int, tag: String, to channel: any Channel, _ sent: Progress) {
    let piece = ByteBuffer(repeating: 0x61, count: 256 << 10)
    channel.writeAndFlush(ByteBuffer(string: "* 1 FETCH (UID 1 BODY[] {\(size)}\r\n"), promise: nil)
    @Sendable func send(_ left: Int) {
      guard left > 0 else {
        return channel.writeAndFlush(ByteBuffer(string: ")\r\n\(tag) OK\r\n"), promise: nil)
      }
      channel.writeAndFlush(piece).whenSuccess {
        sent.add(piece.readableBytes)
        send(left - piece.readableBytes)
      }
    }
    send(size)
  }

  @Test func aReaderWithEmptyHandsOverrulesAFullWindow() async throws {
    // Two streams; the second's answer comes first and is larger than the window. Who waits for the first must get it.
    let big = String(repeating: "a", count: 4 << 20)
    let held = Progress()
    let server = try await Dialling.server { line in
      guard line.name == "UID FETCH" else { return nil }
      if held.add(1) == 1 { return [] }
      return [
        .send("* 2 FETCH (UID 2 BODY[] {\(big.utf8.count)}\r\n\(big))\r\n\(line.tag) OK\r\n"),
        .send("* 1 FETCH (UID 1 BODY[] {1}\r\nx)\r\np2 OK\r\n"),
      ]
    }
    let connection = try await Dialling.connect(server)
    let first = await connection.fetch(.from(1), [.uid])
    let second = await connection.fetch(.from(1), [.uid])
    var events = 0
    while let more = try await first.next() { events += more.count }
    while let more = try await second.next() { events += more.count }
    #expect(events > 0)
    await connection.close()
    await server.stop()
  }

  @Test func anAbandonedStreamBlocksNobody() async throws {
    let big = String(repeating: "a", count: 6 << 20)
    let server = try await Dialling.server { line in
      line.name == "UID FETCH"
        ? .ok(line, "* 1 FETCH (UID 1 BODY[] {\(big.utf8.count)}\r\n\(big))\r\n") : nil
    }
    let connection = try await Dialling.connect(server)
    _ = await connection.fetch(.from(1), [.uid])
    #expect(try await connection.run(.noop).status.isOK)
    await connection.close()
    await server.stop()
  }

  @Test func compression() async throws {
    // A peer that compresses is the embedded server's; see the connectors' tests. Here: a refusal, and going on without.
    let server = try await Dialling.server("IMAP4rev1 COMPRESS=DEFLATE") {
      $0.name == "COMPRESS" ? .ok($0, "", "NO not today") : nil
    }
    let connection = try await Dialling.connect(server) { $0.compress = true }
    #expect(!connection.facts.isCompressed)
    #expect(try await connection.run(.noop).status.isOK)
    await connection.close()
    await server.stop()
  }
}
