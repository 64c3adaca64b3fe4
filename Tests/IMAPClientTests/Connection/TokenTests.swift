import Core
import IMAP
import IMAPClient
import Synchronization
import Testing
import TestKit

/// Signing in with tokens that servers refuse, and sessions that end when a token does.
@Suite struct TokenTests {
  /// A server that lets in whoever shows one of `good`.
  private static func server(good: Set<String>, examine: String = "OK open") async throws -> ScriptedServer {
    let fits = good.map { Base64.encode(Array("user=tim\u{1}auth=Bearer \($0)\u{1}\u{1}".utf8)) }
    var script = ScriptedServer.Script { line in
      switch line.name {
      case "AUTHENTICATE":
        fits.contains { line.text.hasSuffix($0) }
          ? .ok(line, "", "OK [CAPABILITY IMAP4rev1] in") : [.send("\(line.tag) NO AUTHENTICATE failed.\r\n")]
      case "EXAMINE": [.send("\(line.tag) \(examine)\r\n")]
      default: .ok(line)
      }
    }
    script.greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n"
    return try await ScriptedServer(script)
  }

  /// Hands out `tokens` one after the other, the last one again and again.
  private final class Purse: Sendable {
    let tokens: Mutex<[String]>
    let refused = Mutex<[String]>([])
    init(_ tokens: [String]) { self.tokens = Mutex(tokens) }
    func next() -> Secret { Secret(tokens.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }) }

    func login(renews: Bool = true) -> Login {
      var login = Login(user: "tim", kind: .token) { self.next() }
      login.allowsSecretsInPlainText = true
      login.tokenRefused = { token in
        self.refused.withLock { $0.append(token.reveal()) }
        return renews
      }
      login.explain = { fault in
        var fault = fault
        fault.advice = "explained"
        return fault
      }
      return login
    }
  }

  @Test(arguments: [
    (["old-token", "new-token"], true, true, 2), (["old-token", "old-token"], true, false, 2),
    (["old-token", "new-token"], false, false, 1), (["new-token"], true, true, 1),
  ]) func aRefusedTokenIsReplacedOnce(tokens: [String], renews: Bool, getsIn: Bool, tries: Int) async throws {
    let server = try await Self.server(good: ["new-token"])
    let purse = Purse(tokens)
    let fault = await Dialling.fault(Dialling.endpoint(server.port), purse.login(renews: renews))
    #expect(fault?.code == (getsIn ? nil : .auth))
    #expect(fault?.advice == (getsIn ? nil : "explained"))
    #expect(server.lines.count { $0.name == "AUTHENTICATE" } == tries)
    #expect(purse.refused.withLock { $0 } == (tokens[0] == "old-token" ? ["old-token"] : []))
    await server.stop()
  }

  @Test(arguments: ["NO [EXPIRED] token", "BAD User is authenticated but not connected."])
  func aSessionThatEndedIsOpenedAnew(words: String) async throws {
    let server = try await Self.server(good: ["new-token"], examine: words)
    let connection = try await IMAPConnection.connect(
      to: Dialling.endpoint(server.port), login: Purse(["new-token"]).login(), on: Dialling.loop)
    let answer = try await connection.run(.select(.inbox, readOnly: true, SelectOptions()))
    let first = connection.refusal(answer.status, of: "EXAMINE")
    #expect(first.recovery == .stopMailbox)
    #expect(first.advice == "explained")
    connection.noteOpened()
    let later = connection.refusal(answer.status, of: "EXAMINE")
    #expect(later.recovery == .reconnect)
    await connection.close()
    await server.stop()
  }
}
