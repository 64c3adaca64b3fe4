import Glibc
import TestKit
import Testing

/// One move of the company, and the kills that wait for it.
class KilledMove {
  let project: ProjectUnderTest
  /// The next one last.
  var due: [KillMoment]
  var kills = 0
  /// All mail is at the target; what follows is flags.
  private(set) var isMoved = false
  /// The last run came to its end and nothing is due.
  private(set) var isWhole = false

  init(_ project: ProjectUnderTest, due: [KillMoment]) {
    self.project = project
    self.due = due.reversed()
  }

  /// Moves all that is there, in the background. A run that does not end is ended, and found out by its exit code.
  func start() throws -> ChildProcess {
    let run = try project.start(["migrate", "--yes"])
    run.kill(SIGTERM, afterMilliseconds: 180_000)
    return run
  }

  /// Waits for the end of a run that nobody kills any more.
  func ends(_ run: ChildProcess, mayGiveUp: Bool = false) async throws {
    let code = await run.exit().code
    #expect(code == 0 || mayGiveUp && code != 143, "after \(kills) kills: \(project.output)")
    guard code == 0 else { return }
    isMoved = true
    due.removeAll { $0.place < .afterTheLast }
    isWhole = due.isEmpty
  }

  /// One run, killed at the next moment that is due or coming to its end.
  func killOnce(_ watch: MoveWatch, _ plan: inout KillPlan) async throws {
    let run = try start()
    defer { watch.close() }
    guard let moment = due.popLast() else { return try await ends(run) }
    guard try await watch.waits(for: moment, in: run) else {
      if let sooner = moment.sooner { due.append(sooner) }
      return try await ends(run)
    }
    run.kill()
    // It may have come to its end in the very last moment.
    guard await run.exit().signal == 9 else { return try await ends(run) }
    plan.spread.note(watch.share)
    kills += 1
  }
}
