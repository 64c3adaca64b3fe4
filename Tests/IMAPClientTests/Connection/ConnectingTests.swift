import Core
import IMAP
import IMAPClient
import NIOCore
import NIOPosix
import TestKit
import Testing

/// Everything that can go wrong before the first command.
struct ConnectingTests {
  @Test func aNameWithoutAddress() async {
    let fault = await Dialling.fault(Endpoint(host: "nothing.invalid", port: 993))
    #expect(fault?.code == .dns)
    #expect(fault?.recovery == .stopMailbox)
  }

  @Test func nothingListens() async throws {
    let dead = try #require(DeadPort())
    let fault = await Dialling.fault(Dialling.endpoint(dead.port))
    #expect(fault?.code == .refused)
    #expect(fault?.recovery == .reconnect)
    #expect(fault?.place == "127.0.0.1:\(dead.port)")
    withExtendedLifetime(dead) {}
  }

  @Test(arguments: [
    ("* BYE Too many connections\r\n", Fault.Code.limit), ("* BYE closed for the night\r\n", .greeting),
    ("HTTP/1.1 400 Bad Request\r\n\r\n", .greeting), ("220 mail ESMTP\r\n", .greeting),
    ("\u{15}\u{3}\u{1}\0\u{2}\u{2}\n", .tlsPlain), ("a OK what\r\n", .greeting),
  ]) func strangeGreetings(greeting: String, code: Fault.Code) async throws {
    var script = ScriptedServer.Script { .ok($0) }
    script.greeting = greeting
    let server = try await ScriptedServer(script)
    #expect(await Dialling.fault(Dialling.endpoint(server.port))?.code == code)
    await server.stop()
  }

  @Test func silenceInsteadOfAGreeting() async throws {
    var script = ScriptedServer.Script { .ok($0) }
    script.greeting = ""
    let server = try await ScriptedServer(script)
    var endpoint = Dialling.endpoint(server.port)
    endpoint.connectTimeout = .milliseconds(100)
    #expect(await Dialling.fault(endpoint)?.code == .timeout)
    await server.stop()
  }

  @Test(arguments: [ScriptedServer.Reply.close, .reset]) func aServerThatHangsUpDuringSignIn(end: ScriptedServer.Reply)
    async throws
  {
    let server = try await Dialling.server { $0.name == "LOGIN" ? [end] : nil }
    let fault = await Dialling.fault(Dialling.endpoint(server.port))
    #expect(fault?.code == .lost)
    #expect(fault?.recovery == .reconnect)
    await server.stop()
  }

  @Test func aWrongPassword() async throws {
    let server = try await Dialling.server { $0.name == "LOGIN" ? .ok($0, "", "NO [AUTHENTICATIONFAILED] no") : nil }
    let fault = await Dialling.fault(Dialling.endpoint(server.port))
    #expect(fault?.code == .auth)
    #expect(fault?.recovery == .stopMailbox)
    #expect(fault?.description.contains("tanstaaf") == false)
    await server.stop()
  }

  @Test func anUnreadablePasswordIsNeverSent() async throws {
    let server = try await Dialling.server()
    var login = Dialling.login
    login.allowsSecretsInPlainText = false
    #expect(await Dialling.fault(Dialling.endpoint(server.port), login)?.code == .authMethod)
    #expect(server.lines.allSatisfy { !$0.text.contains("tanstaaf") })
    await server.stop()
  }

  @Test func aSecretThatCannotBeHad() async throws {
    struct NoToken: Error {}
    let server = try await Dialling.server()
    var login = Login(user: "tim") { throw NoToken() }
    login.allowsSecretsInPlainText = true
    await #expect(throws: NoToken.self) {
      try await IMAPConnection.connect(to: Dialling.endpoint(server.port), login: login, on: Dialling.loop)
    }
    await server.stop()
  }

  @Test func aWholeSignInWithDialogue() async throws {
    var script = ScriptedServer.Script { line in
      switch line.name {
      case "AUTHENTICATE": [.send("+ \r\n")]
      case "": [.send("p2 OK [CAPABILITY IMAP4rev1 ID] in\r\n")]
      case "ID": .ok(line, "* ID (\"name\" \"Duiventil\" \"version\" \"7\")\r\n")
      default: .ok(line)
      }
    }
    script.greeting = "* OK hello\r\n"
    let respond = script.respond
    script.respond = { line in
      line.name == "CAPABILITY" ? .ok(line, "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n") : respond(line)
    }
    let server = try await ScriptedServer(script)
    let connection = try await Dialling.connect(server)
    #expect(connection.facts.identity.product == "Duiventil 7")
    #expect(connection.facts.mechanism == .plain)
    #expect(server.lines.contains { $0.tag == "AHRpbQB0YW5zdGFhZnRhbnN0YWFm" })
    await connection.close()
    await server.stop()
  }
}
