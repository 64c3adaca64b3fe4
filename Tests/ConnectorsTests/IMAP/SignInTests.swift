import Connectors
import Core
import IMAP
import IMAPClient
import IMAPServer
import Migration
import TestKit
import Testing

/// Every way to sign in, against the embedded server.
struct SignInTests {
  private static func server(_ folder: TemporaryFolder) async throws -> RunningServer {
    var configuration = MailServer.Configuration(
      path: folder("store"), accounts: [Account(user: "annie", password: Secret("duifje-annie"))])
    configuration.masters = ["beheer": Secret("loper-beheer")]
    configuration.checkToken = { user, token in user == "annie" && token == "token-van-annie" }
    return try await MailServer.start(configuration)
  }

  private static func signIn(_ server: RunningServer, _ login: Login) async throws -> Login.Mechanism? {
    var login = login
    login.allowsSecretsInPlainText = true
    let connection = try await IMAPConnection.connect(
      to: Endpoint(host: "127.0.0.1", port: server.port, tls: .none), login: login, on: TestMailbox.loop)
    let mechanism = connection.facts.mechanism
    _ = try await connection.require(.select(.inbox, readOnly: true, .init()))
    await connection.close()
    return mechanism
  }

  @Test(arguments: [
    (Login.Mechanism.plain, Login.Mechanism.plain), (.login, .login), (.loginCommand, .loginCommand),
    (.cramMD5, .cramMD5), (.scramSHA256, .scramSHA256), (.automatic, .scramSHA256),
  ]) func byPassword(asked: Login.Mechanism, used: Login.Mechanism) async throws {
    let folder = try TemporaryFolder("sign-in")
    let server = try await Self.server(folder)
    let right = Login(user: "annie", mechanism: asked) { Secret("duifje-annie") }
    #expect(try await Self.signIn(server, right) == used)
    let wrong = Login(user: "annie", mechanism: asked) { Secret("verkeerd-annie") }
    let fault = await #expect(throws: Fault.self) { try await Self.signIn(server, wrong) }
    #expect(fault?.code == .auth)
    try await server.shutdown()
  }

  @Test(arguments: [
    (Login.Mechanism.xoauth2, Login.Mechanism.xoauth2), (.oauthBearer, .oauthBearer), (.automatic, .oauthBearer),
  ]) func byToken(asked: Login.Mechanism, used: Login.Mechanism) async throws {
    let folder = try TemporaryFolder("sign-in")
    let server = try await Self.server(folder)
    let right = Login(user: "annie", mechanism: asked, kind: .token) { Secret("token-van-annie") }
    #expect(try await Self.signIn(server, right) == used)
    let stale = Login(user: "annie", mechanism: asked, kind: .token) { Secret("token-van-gisteren") }
    let fault = await #expect(throws: Fault.self) { try await Self.signIn(server, stale) }
    #expect(fault?.code == .auth)
    try await server.shutdown()
  }

  @Test func anAdministratorOpensAnothersMailbox() async throws {
    let folder = try TemporaryFolder("sign-in")
    let server = try await Self.server(folder)
    let master = Login(user: "beheer", authorizationIdentity: "annie", mechanism: .plain) { Secret("loper-beheer") }
    #expect(try await Self.signIn(server, master) == .plain)
    try await server.shutdown()
  }

  @Test func thePlaceIsGivenBackWhenTheSecretCannotBeHad() async throws {
    struct NoSecret: Error {}
    let mail = try await TestMailbox()
    let budget = ConnectionBudget(limit: 1)
    var account = mail.account("annie", budget: budget)
    account.login = Login(user: "annie") { throw NoSecret() }
    account.login.allowsSecretsInPlainText = true
    await #expect(throws: NoSecret.self) { _ = try await IMAPMailSource(account).connect() }
    #expect(budget.free == 1)
    await mail.stop()
  }
}
