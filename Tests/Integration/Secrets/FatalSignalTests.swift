import Core
import Glibc
import Lab
import TestKit
import Testing

/// The built program dies of a fault of its own while a token, an app's secret and a password are in its memory.
@Suite(.serialized) struct FatalSignalTests {
  /// Swift's own backtracer as it is set unless somebody sets it, and set to print all it can.
  private static let full =
    "enable=yes,interactive=no,color=no,threads=all,registers=all,images=all,limit=none,sanitize=no,timeout=60s"
  private static let rows: [(signal: Int32, name: String, backtracer: String?)] = [
    (SIGABRT, "SIGABRT", full), (SIGBUS, "SIGBUS", full), (SIGFPE, "SIGFPE", full), (SIGILL, "SIGILL", full),
    (SIGSEGV, "SIGSEGV", full), (SIGTRAP, "SIGTRAP", full), (SIGILL, "SIGILL", nil), (SIGSEGV, "SIGSEGV", nil),
  ]

  @Test(
    .needs(.program("postduif"), .program("postduif-lab")), arguments: rows.indices)
  func aCrashTellsNothing(row: Int) async throws {
    let row = Self.rows[row]
    let issuer = try await Issuer()
    let source = try await LabServer(filling: "shortstraw")
    // Takes the token and says nothing more.
    let (tokens, took) = AsyncStream.makeStream(of: String.self)
    var script = ScriptedServer.Script { line in
      guard line.name == "AUTHENTICATE" else { return .ok(line, "* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n") }
      took.yield(line.text)
      return [.stall]
    }
    script.greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n"
    let target = try await ScriptedServer(script)
    var (old, new) = (ProjectUnderTest.End(source), ProjectUnderTest.End(port: target.port, password: "(none)"))
    old.administrator = Shortstraw.administrator.user
    new.credential = "microsoft"
    let user = try #require(Shortstraw().mailboxes.first?.user)
    let project = try ProjectUnderTest(source: old, target: new, users: [(user, user)])
    let outside = try TemporaryFolder("outside")
    try Files.write(PeetersIDs.appSecret + "\n", to: outside("secret"), mode: 0o600)
    let stored = try await project.run(
      "credential", "set", "microsoft", "--kind", "microsoft-app", "--tenant", PeetersIDs.tenant, "--client-id",
      PeetersIDs.app, "--authority", issuer.address, "--password-file", outside("secret"))
    #expect(stored.code == 0, "\(stored.all)")

    let scratch = try TemporaryFolder("scratch")
    // A core file is asked for, of any size.
    let child = try project.start(
      ["migrate", "--yes", "--verbose"],
      environment: ["SWIFT_BACKTRACE": row.backtracer, "TMPDIR": scratch.path],
      through: ["sh", "-c", "ulimit -c unlimited; exec \"$0\" \"$@\""])
    child.kill(afterMilliseconds: 120_000)
    let taken = await tokens.first { _ in true }
    let secrets = [try #require(issuer.issued.last?.token), PeetersIDs.appSecret, source.password]
    #expect(taken?.isEmpty == false)
    if let inMemory = ProcessMemory.texts(secrets, in: child.pid) {
      #expect(inMemory == Set(secrets), "\(inMemory.count) of \(secrets.count) are in memory")
    } else {
      _ = Skips.unless(false, "another process's memory cannot be read here")
    }
    #expect(Files.text("/proc/\(child.pid)/limits").contains(#/Max core file size +1 +1 /#))
    child.kill(row.signal)
    let exit = await child.exit()
    #expect(exit.signal == row.signal, "\(exit) \(project.output)")

    let printed = project.output
    #expect(printed.contains("broke off by a fault of its own: \(row.name)"), "\(printed)")
    // Places in the code; not a register, and no memory they point to.
    #expect(printed.matches(of: #/\(\+0x[0-9a-f]+\)\[0x[0-9a-f]+\]/#).count > 2, "\(printed)")
    #expect(!printed.contains("Registers") && !printed.contains("rsp 0x") && !printed.contains("sp 0x"), "\(printed)")
    let search = SecretSearch(issuer.everySecret + secrets, inMemory: true)
    #expect(search.found(in: printed, of: "what was printed") == [])
    #expect(search.found(below: project.folder.path) == [])
    #expect(search.found(below: scratch.path) == [])
    await source.stop()
    await target.stop()
    await issuer.stop()
  }
}
