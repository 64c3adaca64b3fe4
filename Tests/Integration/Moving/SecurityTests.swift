import Core
import Lab
import TestKit
import Testing

/// TLS as it must be, and what is refused when it is not.
@Suite(.serialized) struct SecurityTests {
  private func john(_ source: ProjectUnderTest.End, _ target: ProjectUnderTest.End) throws -> ProjectUnderTest {
    try ProjectUnderTest(source: source, target: target, users: [("john", "john")])
  }

  @Test(.needs(.dovecot, .program("postduif"))) func ownAuthorityIsTrustedWhenNamed() async throws {
    let authority = try await TestAuthority()
    let source = try await DovecotServer(authority: authority)
    let target = try await DovecotServer(authority: authority)
    try source.fill(try shortstraw("john"))
    var old = ProjectUnderTest.End(source)
    (old.host, old.port, old.tls, old.trust) = ("localhost", source.tlsPort ?? 0, "implicit", authority.root)
    var new = ProjectUnderTest.End(target)
    (new.tls, new.trust) = ("starttls", authority.root)
    new.host = "localhost"
    let moved = try await john(old, new).run("migrate", "--yes")
    #expect(moved.code == 0, "\(moved.all)")
    #expect(try compare(source, "john", target, "john").isEqual)
    await source.stop()
    await target.stop()
  }

  @Test(.needs(.dovecot, .program("postduif"))) func unknownAuthorityIsRefused() async throws {
    let source = try await DovecotServer()
    let target = try await DovecotServer()
    var old = ProjectUnderTest.End(source)
    (old.host, old.port, old.tls) = ("localhost", source.tlsPort ?? 0, "implicit")
    let refused = try await john(old, .init(target)).run("plan")
    #expect(refused.code == 77 && refused.all.contains("TLS-UNTRUSTED"), "\(refused.all)")
    await source.stop()
    await target.stop()
  }

  @Test(.needs(.dovecot, .program("postduif"))) func certificateForAnotherNameIsRefused() async throws {
    let authority = try await TestAuthority(host: "imap.elders.example")
    let source = try await DovecotServer(authority: authority)
    let target = try await DovecotServer()
    var old = ProjectUnderTest.End(source)
    (old.host, old.port, old.tls, old.trust) = ("localhost", source.tlsPort ?? 0, "implicit", authority.root)
    let refused = try await john(old, .init(target)).run("plan")
    #expect(refused.code == 77 && refused.all.contains("TLS-NAME"), "\(refused.all)")
    await source.stop()
    await target.stop()
  }

  /// A certificate that ends tomorrow is told of, one that has ended stops the way; both with their day.
  @Test(
    .needs(.program("postduif"), .program("postduif-lab")), .enabled(if: TestAuthority.isAvailable),
    arguments: [(3, "CERT-SOON", "expires in 2 days", 0), (-3, "CERT-EXPIRED", "3 days ago", 77)])
  func doctorTellsHowLongACertificateHolds(days: Int, code: String, says: String, exit: Int32) async throws {
    let authority = try await TestAuthority(days: days)
    let source = try await LabServer(
      filling: "shortstraw",
      extra: ["--tls", "implicit", "--certificate", authority.certificate, "--key", authority.key])
    let target = try await LabServer()
    func end(_ server: LabServer) -> ProjectUnderTest.End {
      var end = ProjectUnderTest.End(server)
      end.administrator = Shortstraw.administrator.user
      return end
    }
    var old = end(source)
    (old.host, old.tls, old.trust) = ("localhost", "implicit", authority.root)
    let user = try #require(Shortstraw().mailboxes.first?.user)
    let project = try ProjectUnderTest(source: old, target: end(target), users: [(user, user)])
    let doctor = try await project.run("doctor", "--format", "csv")
    #expect(doctor.code == exit && doctor.output.contains(code) && doctor.output.contains(says), "\(doctor.all)")
    #expect(!doctor.output.contains("TLS-EXPIRED"))
    await source.stop()
    await target.stop()
  }

  /// A server that speaks plain IMAP on the port where TLS is expected: an answer, not a hang. Its greeting gives it away,
  /// unless its reset of the connection overtakes the greeting on the way to us; then all that is known is the loss.
  @Test(.needs(.dovecot, .program("postduif"))) func plainServerOnTheTLSPort() async throws {
    let source = try await DovecotServer()
    let target = try await DovecotServer()
    var old = ProjectUnderTest.End(source)
    old.tls = "implicit"
    let refused = try await john(old, .init(target)).run("plan", seconds: 90)
    let isKnown = refused.code == 77 && refused.all.contains("TLS-PLAIN")
    let isLost = refused.code == 69 && refused.all.contains("NET-LOST") && refused.all.contains("TLS handshake")
    #expect(isKnown || isLost, "\(refused.all)")
    await source.stop()
    await target.stop()
  }

  @Test(.needs(.dovecot, .program("postduif"))) func masterUserMovesAMailbox() async throws {
    let source = try await DovecotServer()
    let target = try await DovecotServer()
    try source.fill(try shortstraw("john"))
    var old = ProjectUnderTest.End(port: source.port, password: source.masterPassword)
    old.administrator = "admin"
    let moved = try await john(old, .init(target)).run("migrate", "--yes")
    #expect(moved.code == 0, "\(moved.all)")
    #expect(try compare(source, "john", target, "john").isEqual)
    await source.stop()
    await target.stop()
  }

  /// A password that was never written anywhere but its own file: not in state, reports, logs or the process list.
  @Test(.needs(.dovecot, .program("postduif"))) func passwordStaysInItsFile() async throws {
    let source = try await DovecotServer()
    let target = try await DovecotServer()
    try source.fill(try shortstraw("john"))
    let project = try john(.init(source), .init(target))
    let run = try project.start(["migrate", "--yes", "--verbose"])
    let watch = ProcessWatch(run)
    #expect(await run.exit().code == 0, "\(project.output)")
    _ = try await project.run("verify", "--verbose")
    let report = try await project.run("report")
    #expect(report.code == 0, "\(report.all)")
    let wrong = try john(.init(port: source.port, password: "verkeerd-\(source.password)"), .init(target))
    let refused = try await wrong.run("plan", "--verbose")
    #expect(refused.code == 77, "\(refused.all)")
    let search = SecretSearch([source.password, target.password])
    #expect(project.files.contains { $0.hasSuffix(".html") })
    let seen = await watch.text
    #expect(seen.contains("migrate"))
    #expect(search.found(in: seen, of: "the process list") == [])
    for file in project.files + wrong.files { #expect(search.found(in: Files.read(file) ?? [], of: file) == []) }
    await source.stop()
    await target.stop()
  }
}
