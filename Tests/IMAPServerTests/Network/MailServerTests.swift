import Core
import IMAP
import TestKit
import Testing

@testable import IMAPServer

@Suite struct MailServerTests {
  static func configuration(_ folder: TemporaryFolder) -> MailServer.Configuration {
    MailServer.Configuration(
      path: folder.path + "/store", accounts: [Account(user: "jan", password: Secret("duifje"))])
  }

  @Test func twoServersInOneProcess() async throws {
    let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
    let one = try await MailServer.start(Self.configuration(first))
    let two = try await MailServer.start(Self.configuration(second))
    #expect(one.port != two.port)
    try one.mailbox("jan").append(folder: .inbox, messages: [NewMessage(Array("A: b\r\n\r\nc".utf8))])
    let (a, b) = (try WireClient(port: one.port), try WireClient(port: two.port))
    for (client, count) in [(a, 1), (b, 0)] {
      #expect(try client.ask("LOGIN jan duifje").last?.hasPrefix("t OK") == true)
      #expect(try client.ask("SELECT INBOX").contains("* \(count) EXISTS\r\n"))
    }
    try await one.shutdown()
    try await two.shutdown()
  }

  @Test func oneClientTooManyIsTurnedAway() async throws {
    let folder = try TemporaryFolder()
    var configuration = Self.configuration(folder)
    configuration.mostConnections = 2
    let server = try await MailServer.start(configuration)
    let clients = try (0..<2).map { _ in try WireClient(port: server.port) }
    #expect(throws: WireClient.Failure.self) { try WireClient(port: server.port) }
    for client in clients { #expect(try client.ask("NOOP").last?.hasPrefix("t OK") == true) }
    try await server.shutdown()
  }

  @Test(arguments: [Durability.process, .machine]) func restart(_ durability: Durability) async throws {
    let folder = try TemporaryFolder()
    var configuration = Self.configuration(folder)
    configuration.durability = durability
    var validity: [String] = []
    for round in 0..<3 {
      let server = try await MailServer.start(configuration)
      let client = try WireClient(port: server.port)
      _ = try client.ask("LOGIN jan duifje")
      if round == 0 { _ = try client.ask("CREATE Werk") }
      _ = try client.ask("APPEND Werk (k\(round)) {1+}\r\nx")
      let lines = try client.ask("SELECT Werk")
      #expect(lines.contains("* \(round + 1) EXISTS\r\n"))
      validity += lines.filter { $0.contains("UIDVALIDITY") }
      try await server.shutdown()
    }
    #expect(Set(validity).count == 1)
  }

  @Test func largeMessageStreamsBothWays() async throws {
    let folder = try TemporaryFolder()
    let server = try await MailServer.start(Self.configuration(folder))
    let client = try WireClient(port: server.port)
    _ = try client.ask("LOGIN jan duifje")
    let piece = [UInt8](repeating: 0x61, count: 1 << 20)
    try client.write("a APPEND INBOX {\(20 << 20)+}\r\n")
    for _ in 0..<20 { try client.write(piece) }
    try client.write("\r\n")
    #expect(try client.line().hasPrefix("a OK [APPENDUID "))
    _ = try client.ask("SELECT INBOX")
    try client.write("b FETCH 1 BODY.PEEK[]\r\n")
    #expect(try client.line() == "* 1 FETCH (BODY[] {\(20 << 20)}\r\n")
    for _ in 0..<20 { #expect(try client.bytes(1 << 20) == piece) }
    #expect(try client.line() == ")\r\n")
    #expect(try client.line() == "b OK Done.\r\n")
    try await server.shutdown()
  }

  @Test func idleIsTold() async throws {
    let folder = try TemporaryFolder()
    let server = try await MailServer.start(Self.configuration(folder))
    let client = try WireClient(port: server.port)
    _ = try client.ask("LOGIN jan duifje")
    _ = try client.ask("SELECT INBOX")
    try client.write("i IDLE\r\n")
    #expect(try client.line() == "+ idling\r\n")
    try server.mailbox("jan").append(folder: .inbox, messages: [NewMessage(Array("A: b\r\n\r\nc".utf8))])
    #expect(try client.line() == "* 1 EXISTS\r\n")
    #expect(try client.line() == "* 1 RECENT\r\n")
    try client.write("DONE\r\n")
    #expect(try client.line() == "i OK Done.\r\n")
    try await server.shutdown()
  }
}
