import Core
import Glibc
import Lab
import TestKit
import Testing

/// Nothing is lost and nothing is doubled, whatever dies and whenever.
@Suite(.serialized) struct KillTests {
  static let rounds = Environment["POSTDUIF_KILL_ROUNDS"].flatMap(Int.init) ?? 100
  static let seed = Environment["POSTDUIF_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)

  /// kill -9 to the program, then the same command again.
  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func killedProgram() async throws {
    try await moves("killedProgram", rows: 4, killsPerMove: 13) { move, plan in
      try await move.killOnce(MoveWatch(move.project, move.target), &plan)
    }
  }

  /// The target's server dies while the program runs and comes back a little later; the program goes on by itself or, when
  /// it gives up, with the same command. After each loss over a folder it waits longer for what may still land there, so
  /// few kills fall on one move and more moves go side by side.
  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func killedTarget() async throws {
    try await moves("killedTarget", rows: 8, killsPerMove: 7) { move, plan in
      let run = try move.start()
      let watch = MoveWatch(move.project, move.target)
      defer { watch.close() }
      while let moment = move.due.last, move.isMoved || moment.place < .afterTheLast {
        move.due.removeLast()
        guard try await watch.waits(for: moment, in: run) else {
          if let sooner = moment.sooner { move.due.append(sooner) }
          break
        }
        await move.target.kill()
        plan.spread.note(watch.share)
        move.kills += 1
        try await ContinuousClock().sleep(for: .milliseconds(plan.pause()))
        try await move.target.start()
      }
      try await move.ends(run, mayGiveUp: true)
    }
  }

  /// Spends all rounds, in several rows of moves side by side, and wants kills everywhere.
  private func moves(
    _ name: String, rows most: Int, killsPerMove: Int,
    _ run: @escaping @Sendable (Move, inout KillPlan) async throws -> Void
  ) async throws {
    print("KillTests.\(name): \(Self.rounds) rounds, seed \(Self.seed) (POSTDUIF_SEED repeats it)")
    let rows = max(1, min(most, Self.rounds / 12))
    var spread = KillSpread()
    try await withThrowingTaskGroup(of: KillSpread.self) { group in
      for row in 0..<rows {
        let rounds = Self.rounds / rows + (row < Self.rounds % rows ? 1 : 0)
        group.addTask { try await Self.row("\(name) \(row + 1)", rounds: rounds, killsPerMove, run) }
      }
      for try await found in group { spread += found }
    }
    print("KillTests.\(name): \(spread)")
  }

  /// Move after move until there were kills enough at every place, each compared when it came to its end. A kill whose
  /// moment did not come is drawn again.
  private static func row(
    _ name: String, rounds: Int, _ killsPerMove: Int, _ run: (Move, inout KillPlan) async throws -> Void
  ) async throws -> KillSpread {
    var plan = KillPlan(
      seed: seed, name, folders: OldHost.folders, rounds: rounds, least: rounds < 12 ? 0 : max(1, rounds / 20))
    var random = SeededRandom(seed: seed, name, "flags")
    let source = try await OldHost()
    for number in 1...(8 + rounds) where plan.left > 0 {
      let move = try await Move(from: source, due: plan.next(min(killsPerMove, plan.left)))
      for _ in 0..<(4 * killsPerMove) {
        let before = move.kills
        try await run(move, &plan)
        if move.isWhole { break }
        // Somebody still reads his mail in the old mailbox: flags have to follow, too.
        if before == 0, move.kills > 0 { try source.changeFlags(&random) }
        // A run of flags alone follows, with kills of its own.
        if move.isMoved { for _ in 0..<4 { try source.changeFlags(&random) } }
      }
      #expect(move.isWhole, "\(name), move \(number) after \(move.kills) kills: \(move.project.output)")
      print("KillTests.\(name): move \(number) whole after \(move.kills) kills, \(plan.left) left")
      try source.expectEqual(move.target, "\(name), move \(number) after \(move.kills) kills")
      await move.target.stop()
    }
    await source.server.stop()
    #expect(plan.left == 0, "\(name): kills never found their moment: \(plan.spread)")
    return plan.spread
  }
}

/// A move to an empty server of the lab.
private final class Move: KilledMove {
  let target: LabServer

  init(from source: OldHost, due: [KillMoment]) async throws {
    target = try await LabServer()
    super.init(try source.project(to: .init(target)), due: due)
  }
}
