import Core
import Lab
import TestKit
import Testing

/// Nothing is lost and nothing is doubled, whatever dies and whenever.
@Suite(.serialized) struct KillTests {
  static let rounds = Environment["POSTDUIF_KILL_ROUNDS"].flatMap(Int.init) ?? 100
  static let seed = Environment["POSTDUIF_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)

  private func lab(_ server: LabServer) -> ProjectUnderTest.End {
    var end = ProjectUnderTest.End(server)
    end.administrator = Shortstraw.administrator.user
    return end
  }

  private func expectEqual(_ source: LabServer, _ target: LabServer, _ users: [String], _ when: String) throws {
    for user in users {
      let name = "\(user)*\(Shortstraw.administrator.user)"
      let found = try compare(source, name, target, name)
      #expect(found.isEqual, "\(when), \(user): \(found.summary) \(found.missingFolders) \(found.details)")
      #expect(found.compared > 0)
    }
  }

  /// kill -9 to the program at random moments of a move, then the same command again, until every kill is spent. Each
  /// move that comes to its end is compared, and the next begins from nothing.
  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func killedProgram() async throws {
    print("KillTests.killedProgram: \(Self.rounds) rounds, seed \(Self.seed) (POSTDUIF_SEED repeats it)")
    var random = SeededRandom(seed: Self.seed, "program")
    let users = Shortstraw().mailboxes.map(\.user)
    let source = try await LabServer(filling: "shortstraw")
    var left = Self.rounds
    var move = 0
    // An undisturbed move says how long one takes; kills fall anywhere in that time.
    var length = 0
    while left > 0 || move == 0 {
      move += 1
      let target = try await LabServer()
      let project = try ProjectUnderTest(
        source: lab(source), target: lab(target), users: users.map { ($0, $0) })
      var kills = 0
      while true {
        let mayKill = move > 1 && left > 0 && kills < 25
        let clock = ContinuousClock()
        let started = clock.now
        let run = try project.start(["migrate", "--yes"])
        if mayKill { run.kill(9, afterMilliseconds: random.below(max(1, length * 11 / 10))) }
        let exit = await run.exit()
        if exit.signal == nil {
          #expect(exit.code == 0, "move \(move) after \(kills) kills: \(project.output)")
          if move == 1 { length = Int((clock.now - started) / .milliseconds(1)) }
          break
        }
        kills += 1
        left -= 1
      }
      print("KillTests.killedProgram: move \(move) whole after \(kills) kills, \(max(0, left)) left")
      try expectEqual(source, target, users, "move \(move) after \(kills) kills")
      await target.stop()
    }
    await source.stop()
  }

  /// The target's server dies at random moments while the program runs and comes back a little later; the program goes
  /// on by itself or, when it gives up, with the same command.
  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func killedTarget() async throws {
    let rounds = max(1, Self.rounds / 5)
    print("KillTests.killedTarget: \(rounds) rounds, seed \(Self.seed) (POSTDUIF_SEED repeats it)")
    var random = SeededRandom(seed: Self.seed, "target")
    let users = Shortstraw().mailboxes.map(\.user)
    let source = try await LabServer(filling: "shortstraw")
    var left = rounds
    while left > 0 {
      let target = try await LabServer()
      let project = try ProjectUnderTest(
        source: lab(source), target: lab(target), users: users.map { ($0, $0) })
      var kills = 0
      var isDone = false
      for _ in 0..<20 where !isDone {
        let run = try project.start(["migrate", "--yes"])
        // Drawn before the task begins, so that the seed decides.
        let pauses = (0..<max(0, min(8 - kills, left - kills))).map { _ in
          (alive: 100 + random.below(1_500), dead: random.below(400))
        }
        let killing = Task { try await Self.kill(target, during: run, pauses) }
        isDone = await run.exit().code == 0
        kills += try await killing.value
      }
      #expect(isDone, "\(project.output)")
      left -= max(1, kills)
      try expectEqual(source, target, users, "after \(kills) kills of the target")
      await target.stop()
    }
    await source.stop()
  }

  /// How often it was killed before `run` ended.
  private static func kill(
    _ target: LabServer, during run: ChildProcess, _ pauses: [(alive: Int, dead: Int)]
  ) async throws -> Int {
    for (kills, pause) in pauses.enumerated() {
      try await ContinuousClock().sleep(for: .milliseconds(pause.alive))
      guard run.isRunning else { return kills }
      await target.kill()
      try await ContinuousClock().sleep(for: .milliseconds(pause.dead))
      try await target.start()
    }
    return pauses.count
  }
}
