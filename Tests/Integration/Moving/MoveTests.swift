import Core
import Lab
import TestKit
import Testing

/// Whole moves with the built program between servers of different kinds, judged by a comparer of its own.
@Suite(.serialized) struct MoveTests {
  static let standardFolders: [FolderName: FolderName] = [
    "Verzonden items": "Sent", "Concepten": "Drafts", "Prullenbak": "Trash", "Ongewenste e-mail": "Junk",
    "Archief": "Archive",
  ]

  /// Moves, verifies, moves again without anything to do.
  private func move(_ project: ProjectUnderTest) async throws {
    let moved = try await project.run("migrate", "--yes")
    #expect(moved.code == 0, "\(moved.all)")
    let verified = try await project.run("verify", "--full")
    #expect(verified.code == 0, "\(verified.all)")
    let again = try await project.run("migrate", "--yes", "--format", "json")
    #expect(again.code == 0, "\(again.all)")
  }

  @Test(.needs(.dovecot, .program("postduif"))) func dovecotMaildirToDovecotSdbox() async throws {
    var old = DovecotServer.Options()
    old.specialFolders = DovecotServer.Options.dutch
    let source = try await DovecotServer(old)
    var new = DovecotServer.Options()
    new.format = .sdbox
    new.specialFolders = DovecotServer.Options.english
    let target = try await DovecotServer(new)
    let annie = try shortstraw("annie")
    try source.fill(annie)
    let before = try MailboxSnapshot.read(port: source.port, user: "annie", password: source.password)
    let project = try ProjectUnderTest(
      source: .init(source), target: .init(target), users: [("annie", "annie.nieuw")])
    try await move(project)
    let found = try compare(source, "annie", target, "annie.nieuw", map: Self.standardFolders)
    #expect(found.isEqual, "\(found.summary) \(found.missingFolders) \(found.details)")
    #expect(found.compared == annie.count)
    #expect(found.unsubscribed.isEmpty, "\(found.unsubscribed)")
    #expect(found.reorderedFolders.isEmpty, "\(found.reorderedFolders)")
    // The source is as it was: nothing read, nothing flagged, nothing added.
    let after = try MailboxSnapshot.read(port: source.port, user: "annie", password: source.password)
    #expect(MailboxComparison(source: before, target: after).isEqual)
    await source.stop()
    await target.stop()
  }

  @Test(.needs(.cyrus, .dovecot, .program("postduif"))) func cyrusToDovecot() async throws {
    let source = try await CyrusServer(users: ["john"])
    let target = try await DovecotServer()
    try source.fill(try shortstraw("john"))
    let project = try ProjectUnderTest(source: .init(source), target: .init(target), users: [("john", "john")])
    try await move(project)
    let found = try compare(source, "john", target, "john")
    #expect(found.isEqual, "\(found.summary) \(found.missingFolders) \(found.details)")
    #expect(found.compared > 300)
    await source.stop()
    await target.stop()
  }

  @Test(.needs(.cyrus, .dovecot, .program("postduif"))) func dovecotToCyrus() async throws {
    let source = try await DovecotServer()
    let target = try await CyrusServer(users: ["john"])
    try source.fill(try shortstraw("john"))
    let project = try ProjectUnderTest(source: .init(source), target: .init(target), users: [("john", "john")])
    try await move(project)
    let found = try compare(source, "john", target, "john")
    #expect(found.isEqual, "\(found.summary) \(found.missingFolders) \(found.details)")
    #expect(found.compared > 300)
    await source.stop()
    await target.stop()
  }

  /// All of Shortstraw, the raw messages included, by an administrator who opens every mailbox.
  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func labToLab() async throws {
    let source = try await LabServer(filling: "shortstraw-raw")
    let target = try await LabServer()
    let company = Shortstraw(includesRaw: true)
    var old = ProjectUnderTest.End(source)
    old.administrator = Shortstraw.administrator.user
    var new = ProjectUnderTest.End(target)
    new.administrator = Shortstraw.administrator.user
    let project = try ProjectUnderTest(
      source: old, target: new, users: company.mailboxes.map { ($0.user, $0.user) })
    try await move(project)
    var compared = 0
    for mailbox in company.mailboxes {
      let name = "\(mailbox.user)*\(Shortstraw.administrator.user)"
      let found = try compare(source, name, target, name)
      #expect(found.isEqual, "\(mailbox.user): \(found.summary) \(found.missingFolders) \(found.details)")
      compared += found.compared
    }
    #expect(compared == company.count)
    await source.stop()
    await target.stop()
  }

  @Test(.needs(.dovecot, .program("postduif"))) func changesAfterTheFirstPassFollow() async throws {
    let source = try await DovecotServer()
    let target = try await DovecotServer()
    try source.fill(try shortstraw("john"))
    let project = try ProjectUnderTest(source: .init(source), target: .init(target), users: [("john", "john")])
    #expect(try await project.run("migrate", "--yes").code == 0)
    let client = try RawIMAP(port: source.port)
    try client.login("john", source.password)
    try client.text("SELECT INBOX")
    try client.text("STORE 1:20 +FLAGS (\\Flagged Opvolgen)")
    try client.text("STORE 21:40 -FLAGS (\\Seen)")
    let letter = LabMessage(
      date: ZonedTime(seconds: 1_790_000_000), bytes: Array("Subject: nieuw\r\n\r\nDag John\r\n".utf8))
    try client.fill(
      LabMailbox(user: "john", folders: [LabFolder(path: ["Werkplaats", "Nieuw"], count: 3) { _ in letter }]))
    #expect(try await project.run("migrate", "--yes").code == 0)
    let found = try compare(source, "john", target, "john")
    #expect(found.isEqual, "\(found.summary) \(found.missingFolders) \(found.details)")
    await source.stop()
    await target.stop()
  }
}
