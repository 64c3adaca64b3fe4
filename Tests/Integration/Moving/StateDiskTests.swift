import Core
import Lab
import TestKit
import Testing

/// The disk under `.postduif/` runs full, is read-only or breaks: the run ends with a code that says so, and once the disk
/// takes writes again the same command finishes the move. Nothing is lost and nothing is there twice.
@Suite(.serialized) struct StateDiskTests {
  private struct Move {
    let source: LabServer
    let target: LabServer
    let project: ProjectUnderTest
    let users: [String]
    var state: String { project.folder(".postduif") }

    /// Of the whole company, or of one person where the size of the move does not matter.
    init(of person: String = "") async throws {
      users = Shortstraw().mailboxes.map(\.user).filter { $0.hasPrefix(person) }
      source = try await LabServer(filling: "shortstraw")
      target = try await LabServer()
      var (old, new) = (ProjectUnderTest.End(source), ProjectUnderTest.End(target))
      (old.administrator, new.administrator) = (Shortstraw.administrator.user, Shortstraw.administrator.user)
      project = try ProjectUnderTest(source: old, target: new, users: users.map { ($0, $0) })
      try Files.makeFolder(state, mode: 0o700)
    }

    var count: Int {
      Shortstraw().mailboxes.filter { users.contains($0.user) }.reduce(0) { $0 + $1.count }
    }

    private func name(_ user: String) -> String { "\(user)*\(Shortstraw.administrator.user)" }

    /// Messages at the target.
    func arrived() throws -> Int {
      try users.reduce(0) {
        $0 + (try MailboxSnapshot.read(port: target.port, user: name($1), password: target.password).count)
      }
    }

    func expectEqual() throws {
      var compared = 0
      for user in users {
        let found = try compare(source, name(user), target, name(user))
        #expect(found.isEqual, "\(user): \(found.summary) \(found.missingFolders) \(found.details)")
        compared += found.compared
      }
      #expect(compared == count)
    }

    func stop() async {
      await source.stop()
      await target.stop()
    }
  }

  /// Code, place, cause and next step, on standard error.
  private func expectFinding(_ code: String, in outcome: ProjectUnderTest.Outcome, _ when: String) {
    #expect(outcome.errors.contains(code), "\(when): \(outcome.all)")
    #expect(outcome.errors.contains(".postduif"), "\(when): \(outcome.all)")
    #expect(outcome.errors.contains("run the same command again"), "\(when): \(outcome.all)")
  }

  /// The disk grows by little and little, and the same command is given again each time: so it runs full while the tables
  /// are made, the folders listed, batches marked before they leave and after they arrived, and the run closed.
  @Test(.needs(.memoryDisk, .program("postduif"), .program("postduif-lab"))) func diskThatRunsFull() async throws {
    let move = try await Move()
    let all = move.count
    var size = 48
    let disk = try await TestDisk(.memory(kilobytes: size), on: move.state)
    var endings: [Int32] = []
    var inTheMiddle = 0
    while endings.last != 0, endings.count < 60 {
      let run = try await move.project.run("migrate", "--yes", "--format", "text")
      endings.append(run.code)
      if run.code != 0 {
        let arrived = try move.arrived()
        if arrived > 0, arrived < all { inTheMiddle += 1 }
        #expect(arrived <= all, "doubles at \(size) KB")
        #expect(run.code == 73 || run.code == 74, "at \(size) KB: \(run.all)")
        if run.code == 74 { expectFinding("LEDGER-FULL", in: run, "at \(size) KB") }
      }
      size += max(16, size / 6)
      try await disk.resize(kilobytes: size)
    }
    #expect(endings.last == 0, "\(move.project.output)")
    #expect(endings.count { $0 == 74 } >= 5, "\(endings)")
    #expect(inTheMiddle >= 2, "\(endings)")
    try move.expectEqual()
    let verified = try await move.project.run("verify", "--full")
    #expect(verified.code == 0, "\(verified.all)")
    await move.stop()
    try await disk.remove()
  }

  @Test(.needs(.memoryDisk, .program("postduif"), .program("postduif-lab"))) func diskThatIsReadOnly() async throws {
    let move = try await Move(of: "john")
    let disk = try await TestDisk(.memory(kilobytes: 16_384), on: move.state)
    try await disk.set(isReadOnly: true)
    let fresh = try await move.project.run("migrate", "--yes")
    #expect(fresh.code == 74, "\(fresh.all)")
    expectFinding("LEDGER-WRITE", in: fresh, "nothing there yet")
    try await disk.set(isReadOnly: false)
    #expect(try await move.project.run("plan").code == 0)
    try await disk.set(isReadOnly: true)
    let planned = try await move.project.run("migrate", "--yes")
    #expect(planned.code == 74, "\(planned.all)")
    expectFinding("LEDGER-WRITE", in: planned, "after the plan")
    #expect(planned.errors.contains("read-only"), "\(planned.all)")
    #expect(try move.arrived() == 0)
    try await disk.set(isReadOnly: false)
    let moved = try await move.project.run("migrate", "--yes")
    #expect(moved.code == 0, "\(moved.all)")
    try move.expectEqual()
    await move.stop()
    try await disk.remove()
  }

  /// What was fsynced before the disk broke is all there is afterwards: the write-ahead log's promise, tried.
  @Test(.needs(.imageDisk, .program("postduif"), .program("postduif-lab"))) func diskThatBreaksInTheMiddle()
    async throws
  {
    let move = try await Move(of: "john")
    let disk = try await TestDisk(.image(megabytes: 32), on: move.state)
    #expect(try await move.project.run("plan").code == 0)
    let run = try move.project.start(["migrate", "--yes", "--limit-rate", "200KB/s"])
    let clock = ContinuousClock()
    while run.isRunning, try move.arrived() == 0 {
      // No event says that mail has come to another program.
      try await clock.sleep(for: .milliseconds(20))
    }
    try await disk.fail()
    run.kill(afterMilliseconds: 60_000)
    let exit = await run.exit()
    #expect(exit.code == 74, "\(move.project.output)")
    #expect(move.project.output.contains("LEDGER-WRITE"), "\(move.project.output)")
    let arrived = try move.arrived()
    #expect(arrived > 0 && arrived < move.count)
    try await disk.mend()
    let again = try await move.project.run("migrate", "--yes")
    #expect(again.code == 0, "\(again.all)")
    try move.expectEqual()
    await move.stop()
    try await disk.remove()
  }

  /// The mail is what counts: a report that cannot be written does not stop or hide it, and the exit code says so.
  @Test(.needs(.memoryDisk, .program("postduif"), .program("postduif-lab"))) func reportsWithoutRoom() async throws {
    let move = try await Move(of: "john")
    let reports = "\(move.state)/reports"
    try Files.makeFolder(reports, mode: 0o700)
    let disk = try await TestDisk(.memory(kilobytes: 4), on: reports)
    let moved = try await move.project.run("migrate", "--yes")
    #expect(moved.code == 73, "\(moved.all)")
    #expect(moved.output.contains("are at the target"), "\(moved.all)")
    #expect(moved.errors.contains("OUTPUT-WRITE") && moved.errors.contains("disk is full"), "\(moved.all)")
    try move.expectEqual()
    for words in [["report"], ["report", "--output", "\(reports)/report.json"]] {
      let refused = try await move.project.run(words)
      #expect(refused.code == 73 && refused.errors.contains("OUTPUT-WRITE"), "\(words): \(refused.all)")
    }
    let cut = try await move.project.run(["status", "--format", "json"], output: "/dev/full")
    #expect(cut.code == 73 && cut.errors.contains("OUTPUT-WRITE"), "\(cut.all)")
    #expect(Files.all(below: reports).isEmpty, "half a report: \(Files.all(below: reports))")
    try await disk.remove()
    #expect(try await move.project.run("report").code == 0)
    await move.stop()
  }
}
