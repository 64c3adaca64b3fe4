import Core
import Lab
import NIOCore
import TestKit
import Testing

/// A whole move into a server that takes nothing but tokens, and these for seconds only.
@Suite(.serialized) struct TokenMoveTests {
  private static let lifetime = 20

  /// Every connection is cut when its token ends, so the mail goes over in pieces, each with a token of its own.
  @Test(.needs(.dovecot, .program("postduif"), .program("postduif-lab")))
  func tokensThatEndInTheMiddle() async throws {
    let certificate = try await AppCertificate()
    var state = IssuerState.peeters
    state.tokenLifetime = Int64(Self.lifetime)
    state.apps[0].certificates = [try #require(RegisteredCertificate(pem: certificate.pem))]
    let issuer = try await Issuer(state)
    let source = try await LabServer(filling: "shortstraw")
    var options = DovecotServer.Options()
    options.tokens = DovecotServer.TokenCheck(issuer, nameClaim: nil)
    let target = try await DovecotServer(options)
    let relay = try await ShortLivedRelay(to: target.port, life: .seconds(Int64(Self.lifetime)))

    var (old, new) = (ProjectUnderTest.End(source), ProjectUnderTest.End(target))
    old.administrator = Shortstraw.administrator.user
    new.port = relay.port
    new.credential = "microsoft"
    let users = Shortstraw().mailboxes.map(\.user)
    let project = try ProjectUnderTest(source: old, target: new, users: users.map { ($0, $0) })
    try Files.write(certificate.pem, to: project.folder("app.cer"))
    try Files.write(certificate.keyPEM, to: project.folder("app.key"), mode: 0o600)
    let stored = try await project.run(
      "credential", "set", "microsoft", "--kind", "microsoft-app", "--tenant", PeetersIDs.tenant, "--client-id",
      PeetersIDs.app, "--certificate", "app.cer", "--key", "app.key", "--authority", issuer.address)
    #expect(stored.code == 0, "\(stored.all)")
    let tried = try await project.run("credential", "test", "microsoft")
    #expect(tried.code == 0 && tried.output.contains("IMAP.AccessAsApp"), "\(tried.all)")
    Files.remove(project.folder("app.key"))

    // Slow enough that the move outlives three tokens.
    let bytes = try users.reduce(0) { sum, user in
      try sum
        + MailboxSnapshot.read(
          port: source.port, user: "\(user)*\(Shortstraw.administrator.user)", password: source.password
        ).bytes
    }
    let rate = max(50_000, bytes / (Self.lifetime * 3 + Self.lifetime / 4))
    let moving = try project.start(["migrate", "--yes", "--limit-rate", "\(rate / 1_000)kB/s"])
    moving.kill(afterMilliseconds: 300_000)
    let seen = ProcessWatch(moving)
    let exit = await moving.exit()
    #expect(exit.code == 0, "\(project.output)")
    let printed = stored.all + tried.all + project.output
    #expect(relay.cut >= 2, "\(relay.cut) of \(relay.connections) connections were cut")
    #expect(issuer.count("/token") >= 3, "\(issuer.count("/token")) tokens")
    // Every lane shares one: far fewer questions than connections.
    #expect(issuer.count("/token") <= 12, "\(issuer.count("/token")) tokens")
    #expect(Set(issuer.issued.map(\.token)).count == issuer.issued.count)

    for user in users {
      let found = MailboxComparison(
        source: try MailboxSnapshot.read(
          port: source.port, user: "\(user)*\(Shortstraw.administrator.user)", password: source.password),
        target: try MailboxSnapshot.read(port: target.port, user: user, password: target.password))
      // Dovecot makes the present of a date that lies ahead, which one message has; verify names it.
      #expect(
        found.missing + found.extra + found.otherFlags == 0 && found.missingFolders.isEmpty && found.otherDates <= 1,
        "\(user): \(found.summary) \(found.missingFolders) \(found.details)")
      #expect(found.compared > 0)
    }
    let verified = try await project.run("verify", "--full")
    #expect(
      verified.output.contains("Everything found at the source is at the target")
        && verified.output.contains("bodies compared: all equal"), "\(verified.all)")
    // Its modulus is half of the key's lines, and no secret.
    Files.remove(project.folder("app.cer"))
    let search = SecretSearch(issuer.everySecret + [certificate.keyPEM, source.password, target.password])
    #expect(search.found(below: project.folder.path) == [])
    let processList = await seen.text
    #expect(processList.contains("migrate"))
    #expect(search.found(in: processList, of: "the process list") == [])
    #expect(search.found(in: printed + verified.all, of: "what was printed") == [])
    for server in [source, target] as [any RealServer] { await server.stop() }
    await relay.stop()
    await issuer.stop()
  }

  /// A token opens its owner's mailbox and no other; who tries is told whose it must be, before anything is moved.
  @Test(.needs(.dovecot, .program("postduif")))
  func somebodyElsesMailboxStaysClosed() async throws {
    var state = IssuerState.peeters
    state.deviceInterval = 1
    state.device = .approve(afterPolls: 0, as: "an@peeters.example")
    let issuer = try await Issuer(state)
    var options = DovecotServer.Options()
    options.tokens = DovecotServer.TokenCheck(issuer)
    let server = try await DovecotServer(options)
    var new = ProjectUnderTest.End(server)
    new.credential = "an"
    for (user, code) in [("an@peeters.example", Int32(0)), ("jan@peeters.example", 77)] {
      let project = try ProjectUnderTest(
        source: ProjectUnderTest.End(server), target: new, users: [("info@peeters.example", user)])
      let stored = try await project.run(
        "credential", "set", "an", "--kind", "microsoft-user", "--tenant", PeetersIDs.tenant, "--client-id",
        PeetersIDs.userApp, "--authority", issuer.address)
      #expect(stored.code == 0 && stored.errors.contains("enter the code"), "\(stored.all)")
      let tried = try await project.run("credential", "test", "an")
      #expect(tried.code == code, "\(user): \(tried.all)")
      let planned = try await project.run("plan")
      #expect(planned.code == code, "\(user): \(planned.all)")
      if code == 77 { #expect(tried.output.contains("IMAP-AUTH"), "\(tried.all)") }
      let search = SecretSearch(issuer.everySecret + [server.password])
      #expect(search.found(below: project.folder.path) == [])
      #expect(search.found(in: stored.all + tried.all + planned.all, of: "what was printed") == [])
    }
    await server.stop()
    await issuer.stop()
  }
}
