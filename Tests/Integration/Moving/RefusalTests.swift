import Core
import GRDB
import Lab
import TestKit
import Testing

/// Things that go wrong at a customer's, and the exit code each ends with.
@Suite(.serialized) struct RefusalTests {
  @Test(.needs(.dovecot, .program("postduif"))) func wrongPassword() async throws {
    let server = try await DovecotServer()
    let project = try ProjectUnderTest(
      source: .init(port: server.port, password: "verkeerd"), target: .init(server), users: [("john", "john2")])
    let refused = try await project.run("plan")
    #expect(refused.code == 77, "\(refused.all)")
    #expect(refused.all.contains("IMAP-AUTH"), "\(refused.all)")
    await server.stop()
  }

  @Test(.needs(.dovecot, .program("postduif"))) func nobodyThere() async throws {
    let server = try await DovecotServer()
    let silent = Loopback.freePorts(1)[0]
    let project = try ProjectUnderTest(
      source: .init(port: silent, password: "geheim"), target: .init(server), users: [("john", "john2")])
    let refused = try await project.run("plan", seconds: 120)
    #expect(refused.code == 69, "\(refused.all)")
    await server.stop()
  }

  @Test(.needs(.program("postduif"))) func brokenRowInTheList() async throws {
    let project = try ProjectUnderTest(
      source: .init(port: 1, password: "x"), target: .init(port: 1, password: "x"), users: [("a", "a")])
    try Files.write(
      "EmailAddress,UserName,Password\nannie@shortstraw.example,annie,geheim\n\"john@shortstraw.example,john\n",
      to: project.folder("kapot.csv"))
    let refused = try await project.run("mailbox", "import", "kapot.csv")
    #expect(refused.code == 65, "\(refused.all)")
    #expect(refused.all.contains("3"), "the line is named: \(refused.all)")
    #expect(!refused.all.contains("geheim"))
  }

  @Test(.needs(.program("postduif"))) func unknownKeyInTheProjectFile() async throws {
    let project = try ProjectUnderTest(
      source: .init(port: 1, password: "x"), target: .init(port: 1, password: "x"), users: [("a", "a")],
      options: ["paralel: 3"])
    let refused = try await project.run("plan")
    #expect(refused.code == 78, "\(refused.all)")
    #expect(refused.all.contains("paralel") && refused.all.contains("parallel"), "\(refused.all)")
  }

  @Test(.needs(.dovecot, .program("postduif"))) func ledgerOfALaterVersion() async throws {
    let server = try await DovecotServer()
    try server.fill(try shortstraw("john"))
    let project = try ProjectUnderTest(source: .init(server), target: .init(server), users: [("john", "john2")])
    #expect(try await project.run("plan").code == 0)
    let ledger = try #require(project.files.first { Files.read($0)?.starts(with: "SQLite format 3".utf8) == true })
    let queue = try DatabaseQueue(path: ledger)
    try await queue.write { try $0.execute(sql: "PRAGMA user_version = 9999") }
    try queue.close()
    let refused = try await project.run("plan")
    #expect(refused.code == 78, "\(refused.all)")
    await server.stop()
  }

  /// The target takes some and refuses the rest: what arrived is counted, what did not is named, nothing is hidden.
  @Test(.needs(.dovecot, .program("postduif"))) func quotaRunsOut() async throws {
    let source = try await DovecotServer()
    var options = DovecotServer.Options()
    options.quotaMegabytes = 2
    let target = try await DovecotServer(options)
    try source.fill(try shortstraw("annie"))
    let project = try ProjectUnderTest(source: .init(source), target: .init(target), users: [("annie", "annie")])
    let planned = try await project.run("plan")
    #expect(planned.all.contains("PLAN-QUOTA"), "\(planned.all)")
    let moved = try await project.run("migrate", "--yes")
    #expect(moved.code != 0, "\(moved.all)")
    #expect(moved.all.contains("QUOTA"), "\(moved.all)")
    let found = try compare(source, "annie", target, "annie")
    #expect(found.extra == 0, "\(found.summary)")
    await source.stop()
    await target.stop()
  }

  /// Nothing may be stored in one folder; everything else arrives and the run says which folder it was.
  @Test(.needs(.dovecot, .program("postduif"))) func readOnlyFolderAtTheTarget() async throws {
    let source = try await DovecotServer()
    var options = DovecotServer.Options()
    options.specialFolders = ["Werkplaats": "\\Archive"]
    options.rights = ["Werkplaats": "lr"]
    let target = try await DovecotServer(options)
    try source.fill(try shortstraw("john"))
    let project = try ProjectUnderTest(
      source: .init(source), target: .init(target), users: [("john", "john")],
      options: ["map:", "  Werkplaats: Werkplaats"])
    let moved = try await project.run("migrate", "--yes")
    #expect(moved.code == 1 || moved.code == 77, "\(moved.all)")
    #expect(moved.all.contains("Werkplaats"), "\(moved.all)")
    let old = try MailboxSnapshot.read(port: source.port, user: "john", password: source.password)
    let new = try MailboxSnapshot.read(port: target.port, user: "john", password: target.password)
    for folder: FolderName in ["INBOX", "Sent Items", "Deliveries/Łódź"] {
      #expect(new.folders[folder]?.count == old.folders[folder]?.count, "\(folder)")
    }
    await source.stop()
    await target.stop()
  }

  /// At the source, reading is all that is needed.
  @Test(.needs(.dovecot, .program("postduif"))) func readOnlyFolderAtTheSource() async throws {
    var options = DovecotServer.Options()
    let source = try await DovecotServer(options)
    try source.fill(try shortstraw("john"))
    await source.stop()
    options.rights = ["Werkplaats": "lr", "INBOX": "lr"]
    try source.reconfigure(options)
    try await source.start()
    let target = try await DovecotServer()
    let project = try ProjectUnderTest(source: .init(source), target: .init(target), users: [("john", "john")])
    let moved = try await project.run("migrate", "--yes")
    #expect(moved.code == 0, "\(moved.all)")
    #expect(try compare(source, "john", target, "john").isEqual)
    await source.stop()
    await target.stop()
  }
}
