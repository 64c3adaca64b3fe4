import Core
import IMAP
import IMAPClient
import NIOCore
import NIOPosix
import TestKit

/// Ways to a scripted server.
enum Dialling {
  static let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

  static func endpoint(_ port: Int, tls: Endpoint.TLS = .none) -> Endpoint {
    var endpoint = Endpoint(host: "127.0.0.1", port: port, tls: tls)
    endpoint.connectTimeout = .seconds(10)
    endpoint.responseTimeout = .seconds(300)
    return endpoint
  }

  static var login: Login {
    var login = Login(user: "tim", password: Secret("tanstaaftanstaaf"))
    login.allowsSecretsInPlainText = true
    return login
  }

  /// A server that lets anyone in and answers what `respond` knows; anything else is OK.
  static func server(
    _ capabilities: String = "IMAP4rev1",
    _ respond: @escaping @Sendable (ScriptedServer.Line) -> [ScriptedServer.Reply]? = { _ in nil },
    onLiteral: (@Sendable (String, String) -> ScriptedServer.LiteralAnswer)? = nil
  ) async throws -> ScriptedServer {
    var script = ScriptedServer.Script { line in
      if let replies = respond(line) { return replies }
      switch line.name {
      case "LOGIN": return .ok(line, "", "OK [CAPABILITY \(capabilities)] in")
      case "LOGOUT": return .ok(line, "* BYE bye\r\n")
      default: return .ok(line)
      }
    }
    if let onLiteral { script.onLiteral = onLiteral }
    return try await ScriptedServer(script)
  }

  static func connect(
    _ server: ScriptedServer, _ change: (inout Endpoint) -> Void = { _ in }
  ) async throws -> IMAPConnection {
    var endpoint = endpoint(server.port)
    change(&endpoint)
    return try await IMAPConnection.connect(to: endpoint, login: login, on: loop)
  }

  /// The fault of a connection that must not come about; nil when it does.
  static func fault(_ endpoint: Endpoint, _ login: Login? = login) async -> Fault? {
    do {
      let connection = try await IMAPConnection.connect(to: endpoint, login: login, on: loop)
      await connection.close()
      return nil
    } catch {
      return error as? Fault
    }
  }
}
