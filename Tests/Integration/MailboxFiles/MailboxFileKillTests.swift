import Lab
import TestKit
import Testing

/// kill -9 while mail is written to files, and the same command again: nothing is missing and nothing is there twice.
@Suite(.serialized) struct MailboxFileKillTests {
  static let rounds = Environment["POSTDUIF_FILE_KILL_ROUNDS"].flatMap(Int.init) ?? 30

  @Test(.needs(.program("postduif"), .program("postduif-lab")))
  func killedProgram() async throws {
    print("MailboxFileKillTests: \(Self.rounds) rounds a form, seed \(KillTests.seed) (POSTDUIF_SEED repeats it)")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for form in MailboxFileTests.forms { group.addTask { try await Self.kills(form) } }
      try await group.waitForAll()
    }
  }

  /// Move after move until there were kills enough at every place. Each is verified by the program and then carried back to a server, where
  /// the comparer that shares nothing with the program counts.
  private static func kills(_ form: String) async throws {
    var plan = KillPlan(seed: KillTests.seed, form, folders: 0, rounds: rounds, least: rounds < 12 ? 0 : 1)
    var random = SeededRandom(seed: KillTests.seed, form, "flags")
    let source = try await OldHost("john", "info")
    for number in 1...(8 + rounds) where plan.left > 0 {
      let place = try TemporaryFolder("mail")
      let files = ProjectUnderTest.End(kind: form, path: place("{user}"))
      let move = KilledMove(try source.project(to: files), due: plan.next(min(15, plan.left)))
      for _ in 0..<60 where !move.isWhole {
        let before = move.kills
        try await move.killOnce(MoveWatch(move.project, files: place.path, count: source.count), &plan)
        if move.isWhole { break }
        if before == 0, move.kills > 0 { try source.changeFlags(&random) }
        // A run of flags alone follows, with kills of its own.
        if move.isMoved { for _ in 0..<4 { try source.changeFlags(&random) } }
      }
      #expect(move.isWhole, "\(form), move \(number) after \(move.kills) kills: \(move.project.output)")
      let when = "\(form), move \(number) after \(move.kills) kills"
      let verified = try await move.project.run("verify", "--full")
      #expect(verified.code == 0, "\(when): \(verified.all)")
      let target = try await LabServer()
      let back = try ProjectUnderTest(
        source: files, target: OldHost.opened(.init(target)), users: source.users.map { ($0, $0) })
      let carried = try await back.run("migrate", "--yes")
      #expect(carried.code == 0, "\(when): \(carried.all)")
      try source.expectEqual(target, when)
      await target.stop()
    }
    await source.server.stop()
    print("MailboxFileKillTests.\(form): \(plan.spread)")
    #expect(plan.left == 0, "\(form): kills never found their moment: \(plan.spread)")
  }
}
