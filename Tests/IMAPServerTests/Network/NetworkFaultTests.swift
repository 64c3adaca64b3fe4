import Core
import IMAP
import TestKit
import Testing

@testable import IMAPServer

/// What only shows on a real connection: bytes counted, answers held back, memory kept small.
@Suite struct NetworkFaultTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func server(_ change: (inout Personality) -> Void = { _ in }) async throws -> RunningServer {
    var configuration = MailServerTests.configuration(folder)
    change(&configuration.personality)
    return try await MailServer.start(configuration)
  }

  @Test(arguments: [0, 1, 25, 300]) func cutAfterSending(_ extra: Int) async throws {
    let server = try await server()
    let client = try WireClient(port: server.port)
    _ = try client.ask("LOGIN jan duifje")
    try server.mailbox("jan").append(folder: .inbox, messages: [NewMessage([UInt8](repeating: 0x61, count: 5_000))])
    _ = try client.ask("SELECT INBOX")
    let control = try WireClient(port: server.port)
    _ = try control.ask("LOGIN jan duifje")
    let before = client.received
    server.personality.drops = [.afterSending(bytes: before + extra)]
    try client.write("a FETCH 1 BODY.PEEK[]\r\n")
    #expect(client.drain() == extra)
    // Once is enough.
    #expect(try control.ask("NOOP").last == "t OK Done.\r\n")
    let next = try WireClient(port: server.port)
    #expect(try next.ask("LOGIN jan duifje").last?.hasPrefix("t OK") == true)
    try await server.shutdown()
  }

  @Test func cutAfterReceiving() async throws {
    let server = try await server { $0.drops = [.afterReceiving(bytes: 10_000)] }
    let client = try WireClient(port: server.port)
    _ = try client.ask("LOGIN jan duifje")
    try client.write("a APPEND INBOX {20000+}\r\n")
    try? client.write([UInt8](repeating: 0x61, count: 20_000))
    #expect(client.drain() == 0)
    let next = try WireClient(port: server.port)
    _ = try next.ask("LOGIN jan duifje")
    #expect(try next.ask("STATUS INBOX (MESSAGES)").first?.contains("MESSAGES 0") == true)
    try await server.shutdown()
  }

  @Test func cutConnections() async throws {
    let server = try await server()
    let client = try WireClient(port: server.port)
    _ = try client.ask("NOOP")
    #expect(server.connectionCount == 1)
    await server.cutConnections()
    #expect(client.drain() == 0)
    #expect(try WireClient(port: server.port).ask("NOOP").last == "t OK Done.\r\n")
    try await server.shutdown()
  }

  @Test func delayedAnswersKeepTheirOrder() async throws {
    let server = try await server { $0.delayPerCommand = .milliseconds(5) }
    let client = try WireClient(port: server.port)
    try client.write("a NOOP\r\nb LOGIN jan duifje\r\nc APPEND INBOX {1+}\r\nx\r\nd STATUS INBOX (MESSAGES)\r\n")
    #expect(try client.answer("a").count == 1)
    #expect(try client.answer("b").count == 1)
    #expect(try client.answer("c").count == 1)
    #expect(try client.answer("d").first?.contains("MESSAGES 1") == true)
    try await server.shutdown()
  }

  /// A client that asks for 200 MB and does not read must not make the server hold it.
  @Test func slowReaderCostsOneWindow() async throws {
    let server = try await server()
    let messages = (0..<10).map { _ in NewMessage([UInt8](repeating: 0x61, count: 10 << 20)) }
    try server.mailbox("jan").append(folder: .inbox, messages: messages)
    let client = try WireClient(port: server.port)
    _ = try client.ask("LOGIN jan duifje")
    _ = try client.ask("SELECT INBOX")
    let before = try Memory.resident()
    for _ in 0..<2 { try client.write("a FETCH 1:* BODY.PEEK[]\r\n") }
    #expect(try client.line() == "* 1 FETCH (BODY[] {10485760}\r\n")
    let other = try WireClient(port: server.port)
    #expect(try other.ask("NOOP").count == 1)
    #expect(try Memory.resident() < before + (40 << 20))
    var total = 0
    while total < 200 << 20 { total += try client.skip() }
    try await server.shutdown()
  }

  @Test func noPlainTextBeyondLoopback() async throws {
    var configuration = MailServerTests.configuration(folder)
    configuration.host = "0.0.0.0"
    await #expect(throws: Fault.self) { try await MailServer.start(configuration) }
  }
}
