import Lab
import TestKit
import Testing

/// What can be wrong with files, as the built program says it: code, place and next step, an exit code of its own, and
/// nothing lost.
@Suite(.serialized) struct MailboxFileFaultTests {
  /// The disk that takes the mail is too small: the run ends, and once there is room the same command finishes it.
  @Test(.needs(.memoryDisk, .program("postduif"), .program("postduif-lab")), arguments: MailboxFileTests.forms)
  func fullDisk(form: String) async throws {
    let source = try await OldHost("john")
    let place = try TemporaryFolder("mail")
    let disk = try await TestDisk(.memory(kilobytes: 1_200), on: place.path)
    let files = ProjectUnderTest.End(kind: form, path: place("{user}"))
    let project = try source.project(to: files)
    let full = try await project.run("migrate", "--yes")
    #expect(full.code == 73, "\(form): \(full.all)")
    #expect(full.all.contains("FILE-WRITE") && full.all.contains(place.path), "\(form): \(full.all)")
    #expect(full.all.contains("Next:"), "\(form): \(full.all)")
    try await disk.resize(kilobytes: 64_000)
    let moved = try await project.run("migrate", "--yes")
    #expect(moved.code == 0, "\(form): \(moved.all)")
    try await expectWhole(project, files, source, form)
    await source.server.stop()
  }

  @Test(.needs(.memoryDisk, .program("postduif"), .program("postduif-lab")), arguments: MailboxFileTests.forms)
  func readOnlyDisk(form: String) async throws {
    let source = try await OldHost("john")
    let place = try TemporaryFolder("mail")
    let disk = try await TestDisk(.memory(kilobytes: 64_000), on: place.path)
    try await disk.set(isReadOnly: true)
    let files = ProjectUnderTest.End(kind: form, path: place("{user}"))
    let project = try source.project(to: files)
    let refused = try await project.run("migrate", "--yes")
    #expect(refused.code == 73, "\(form): \(refused.all)")
    #expect(refused.all.contains("FILES-WRITE") && refused.all.contains("Read-only"), "\(form): \(refused.all)")
    try await disk.set(isReadOnly: false)
    let moved = try await project.run("migrate", "--yes")
    #expect(moved.code == 0, "\(form): \(moved.all)")
    try await expectWhole(project, files, source, form)
    await source.server.stop()
  }

  @Test(.needs(.tool("zip"), .program("postduif"), .program("postduif-lab")))
  func aZipWithAPassword() async throws {
    let place = try TemporaryFolder("mail")
    try Files.write("Subject: x\r\n\r\nDag\r\n", to: place("brief.eml"))
    let child = try ChildProcess.start("zip", ["-q", "-P", "geheim", "john.zip", "brief.eml"], folder: place.path)
    #expect(await child.exit().code == 0)
    let target = try await LabServer()
    let user = "john@\(Shortstraw.domain)"
    let project = try ProjectUnderTest(
      source: .init(kind: "eml", path: place("{local}.zip")), target: OldHost.opened(.init(target)),
      users: [(user, user)])
    for command in [["plan"], ["migrate", "--yes"], ["source", "test"]] {
      let refused = try await project.run(command)
      #expect(refused.code == 65, "\(command): \(refused.all)")
      #expect(refused.all.contains("TREE-ENCRYPTED") && refused.all.contains("john.zip"), "\(refused.all)")
    }
    await target.stop()
  }

  /// One mailbox's files are missing: it is named, the others move, and the exit code tells.
  @Test(.needs(.program("postduif"), .program("postduif-lab")))
  func oneMailboxIsNotThere() async throws {
    let source = try await OldHost("john", "info")
    let place = try TemporaryFolder("mail")
    let files = ProjectUnderTest.End(kind: "maildir", path: place("{user}"))
    #expect(try await source.project(to: files).run("migrate", "--yes").code == 0)
    Files.remove(place(source.users[0]))
    let target = try await LabServer()
    let back = try ProjectUnderTest(
      source: files, target: OldHost.opened(.init(target)), users: source.users.map { ($0, $0) })
    let moved = try await back.run("migrate", "--yes")
    #expect(moved.code == 66, "\(moved.all)")
    #expect(moved.all.contains("FILES-MISSING") && moved.all.contains(place(source.users[0])), "\(moved.all)")
    let there = try MailboxSnapshot.read(
      port: target.port, user: "\(source.users[1])*\(Shortstraw.administrator.user)", password: target.password)
    #expect(there.count == Shortstraw().mailboxes.first { $0.user == source.users[1] }?.count)
    await source.server.stop()
    await target.stop()
  }

  /// Verified by the program, and carried back to a server where the comparer counts.
  private func expectWhole(
    _ project: ProjectUnderTest, _ files: ProjectUnderTest.End, _ source: OldHost, _ when: String
  ) async throws {
    let verified = try await project.run("verify", "--full")
    #expect(verified.code == 0, "\(when): \(verified.all)")
    let target = try await LabServer()
    let back = try ProjectUnderTest(
      source: files, target: OldHost.opened(.init(target)), users: source.users.map { ($0, $0) })
    #expect(try await back.run("migrate", "--yes").code == 0)
    try source.expectEqual(target, when)
    await target.stop()
  }
}
