import Core
import Lab
import TestKit
import Testing

/// The servers and the comparer that every other test here leans on.
@Suite(.serialized) struct HarnessTests {
  static let letter = Array("Subject: Sleutel\r\n\r\nOnder de mat.\r\n".utf8)
  /// Cyrus takes no quotation marks in names.
  static let awkward = "Bäckerei M & Zoon ☀"
  static let date = ZonedTime(seconds: 1_600_000_000, zoneMinutes: 120)

  private func sample(_ user: String) -> LabMailbox {
    let messages = [
      LabMessage(flags: ["\\Seen", "$Forwarded"], date: Self.date, bytes: Self.letter),
      LabMessage(flags: [], date: Self.date, bytes: Self.letter),
    ]
    return LabMailbox(
      user: user,
      folders: [
        LabFolder(path: ["INBOX"], count: 2) { messages[$0] },
        LabFolder(path: ["Klanten", Self.awkward], count: 1) { messages[$0] },
      ])
  }

  private func fillAndRead(_ server: any RealServer) throws -> MailboxSnapshot {
    let client = try RawIMAP(port: server.port)
    try client.login("annie", server.password)
    try client.fill(sample("annie"))
    return try MailboxSnapshot.read(port: server.port, user: "annie", password: server.password)
  }

  @Test(.needs(.dovecot), arguments: [DovecotServer.Format.maildir, .sdbox])
  func dovecotKeepsWhatItIsGiven(format: DovecotServer.Format) async throws {
    var options = DovecotServer.Options()
    options.format = format
    let server = try await DovecotServer(options)
    let held = try fillAndRead(server)
    #expect(held.folders["INBOX"]?.map(\.flags) == [["$forwarded", "\\seen"], []])
    #expect(held.folders["INBOX"]?.map(\.seconds) == [Self.date.seconds, Self.date.seconds])
    #expect(held.folders["INBOX"]?.map(\.size) == [Self.letter.count, Self.letter.count])
    #expect(held.folders["Klanten/\(Self.awkward)"]?.count == 1)
    #expect(held.subscribed.contains("Klanten/\(Self.awkward)"))
    await server.stop()
  }

  @Test(.needs(.dovecot)) func dovecotComesBackAfterKill() async throws {
    let server = try await DovecotServer()
    let before = try fillAndRead(server)
    await server.kill()
    #expect(!Loopback.answers(port: server.port))
    try await server.start()
    let after = try MailboxSnapshot.read(port: server.port, user: "annie", password: server.password)
    #expect(MailboxComparison(source: before, target: after).isEqual)
    await server.stop()
  }

  @Test(.needs(.dovecot)) func dovecotMasterUserOpensAMailbox() async throws {
    let server = try await DovecotServer()
    _ = try fillAndRead(server)
    let seen = try MailboxSnapshot.read(
      port: server.port, user: "annie*admin", password: server.masterPassword)
    #expect(seen.count == 3)
    #expect(throws: RawIMAP.Failure.self) {
      try MailboxSnapshot.read(port: server.port, user: "annie*admin", password: "verkeerd")
    }
    await server.stop()
  }

  @Test(.needs(.dovecot)) func dovecotRefusesWhatIsOverQuota() async throws {
    var options = DovecotServer.Options()
    options.quotaMegabytes = 1
    let server = try await DovecotServer(options)
    let client = try RawIMAP(port: server.port)
    try client.login("john", server.password)
    let large = LabMailbox(
      user: "john",
      folders: [
        LabFolder(path: ["INBOX"], count: 1) { _ in
          LabMessage(date: Self.date, bytes: Self.letter + [UInt8](repeating: 0x61, count: 2 << 20) + [0x0D, 0x0A])
        }
      ])
    let refusal = #expect(throws: RawIMAP.Failure.self) { try client.fill(large) }
    #expect(refusal?.description.contains("OVERQUOTA") == true)
    await server.stop()
  }

  @Test(.needs(.dovecot)) func dovecotHasDutchSpecialFoldersAndRights() async throws {
    var options = DovecotServer.Options()
    options.specialFolders = DovecotServer.Options.dutch
    options.rights = ["Archief": "lr"]
    let server = try await DovecotServer(options)
    let client = try RawIMAP(port: server.port)
    try client.login("oliver", server.password)
    let lines = try client.text("LIST \"\" \"*\"")
    #expect(lines.contains { $0.contains("\\Sent") && $0.contains("Verzonden items") })
    let archive = LabMailbox(
      user: "oliver",
      folders: [LabFolder(path: ["Archief"], count: 1) { _ in LabMessage(date: Self.date, bytes: Self.letter) }])
    #expect(throws: RawIMAP.Failure.self) { try client.fill(archive) }
    await server.stop()
  }

  @Test(.needs(.cyrus)) func cyrusKeepsWhatItIsGivenAndComesBackAfterKill() async throws {
    let server = try await CyrusServer(users: ["annie", "john"])
    let before = try fillAndRead(server)
    #expect(before.folders["INBOX"]?.map(\.flags) == [["$forwarded", "\\seen"], []])
    #expect(before.folders["Klanten/\(Self.awkward)"]?.count == 1)
    await server.kill()
    #expect(!Loopback.answers(port: server.port))
    try await server.start()
    let after = try MailboxSnapshot.read(port: server.port, user: "annie", password: server.password)
    #expect(MailboxComparison(source: before, target: after).isEqual)
    await server.stop()
  }

  @Test func aChildTellsHowItEnded() async throws {
    let folder = try TemporaryFolder()
    let ended = try ChildProcess.start(
      "sh", ["-c", "pwd; echo $WORD; exit 3"], environment: ["WORD": "rogge"], folder: folder.path,
      output: folder("out"))
    #expect(await ended.exit() == ChildProcess.Exit(code: 3, signal: nil))
    #expect(Files.text(folder("out")) == "\(folder.path)\nrogge\n")
    let killed = try ChildProcess.start("sh", ["-c", "cat /dev/zero > /dev/null & wait"])
    killed.kill(9, afterMilliseconds: 20)
    #expect(await killed.exit() == ChildProcess.Exit(code: 137, signal: 9))
    #expect(!killed.isRunning)
  }
}
