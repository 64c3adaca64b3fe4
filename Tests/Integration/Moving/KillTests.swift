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
      let run = try move.start()
      let watch = MoveWatch(move.project, move.target)
      defer { watch.close() }
      guard let moment = move.due.popLast() else { return try await move.ends(run) }
      guard try await watch.waits(for: moment, in: run) else {
        if let sooner = moment.sooner { move.due.append(sooner) }
        return try await move.ends(run)
      }
      run.kill()
      // It may have come to its end in the very last moment.
      guard await run.exit().signal == 9 else { return try await move.ends(run) }
      plan.spread.note(watch.share)
      move.kills += 1
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
    #expect(spread.counts.reduce(0, +) == Self.rounds, "kills never found their moment: \(spread)")
    if Self.rounds >= 12 { #expect(spread.least >= max(1, Self.rounds / 20), "\(spread)") }
  }

  /// Move after move until all rounds are spent, each compared when it came to its end. A kill whose moment did not come is
  /// drawn again.
  private static func row(
    _ name: String, rounds: Int, _ killsPerMove: Int, _ run: (Move, inout KillPlan) async throws -> Void
  ) async throws -> KillSpread {
    var plan = KillPlan(seed: seed, name, folders: OldHost.folders)
    var random = SeededRandom(seed: seed, name, "flags")
    let source = try await OldHost()
    var left = rounds
    for number in 1...(4 + rounds / 2) where left > 0 {
      let move = try await Move(from: source, due: plan.next(min(killsPerMove, left)))
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
      left -= move.kills
      print("KillTests.\(name): move \(number) whole after \(move.kills) kills, \(left) left")
      try source.expectEqual(move.target, "\(name), move \(number) after \(move.kills) kills")
      await move.target.stop()
    }
    await source.server.stop()
    return plan.spread
  }
}

/// One move of the company to an empty server, and the kills that wait for it.
private final class Move {
  let target: LabServer
  let project: ProjectUnderTest
  /// The next one last.
  var due: [KillMoment]
  var kills = 0
  /// All mail is at the target; what follows is flags.
  private(set) var isMoved = false
  /// The last run came to its end and nothing is due.
  private(set) var isWhole = false

  init(from source: OldHost, due: [KillMoment]) async throws {
    target = try await LabServer()
    project = try source.project(to: target)
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
}

/// Shortstraw's old host and what it holds, read once for as long as nothing changes there.
private final class OldHost {
  let server: LabServer
  private let users = Shortstraw().mailboxes.map(\.user)
  static let folders = Shortstraw().mailboxes.reduce(0) { $0 + $1.folders.count }
  private var held: [String: MailboxSnapshot] = [:]

  init() async throws { server = try await LabServer(filling: "shortstraw") }

  private func name(_ user: String) -> String { "\(user)*\(Shortstraw.administrator.user)" }

  func project(to target: LabServer) throws -> ProjectUnderTest {
    var (old, new) = (ProjectUnderTest.End(server), ProjectUnderTest.End(target))
    (old.administrator, new.administrator) = (Shortstraw.administrator.user, Shortstraw.administrator.user)
    return try ProjectUnderTest(source: old, target: new, users: users.map { ($0, $0) })
  }

  /// A stretch of somebody's INBOX gets a flag and another loses one.
  func changeFlags(_ random: inout SeededRandom) throws {
    let user = users[random.below(users.count)]
    let client = try RawIMAP(port: server.port)
    try client.login(name(user), server.password)
    try client.text("SELECT INBOX")
    let first = 1 + random.below(30)
    try client.text("STORE \(first):\(first + 10) +FLAGS (\\Flagged Opvolgen)")
    try client.text("STORE \(first + 5):\(first + 15) -FLAGS (\\Seen \\Flagged)")
    held[user] = nil
  }

  func expectEqual(_ target: LabServer, _ when: String) throws {
    for user in users {
      let old = try held[user] ?? MailboxSnapshot.read(port: server.port, user: name(user), password: server.password)
      held[user] = old
      let new = try MailboxSnapshot.read(port: target.port, user: name(user), password: target.password)
      let found = MailboxComparison(source: old, target: new)
      #expect(found.isEqual, "\(when), \(user): \(found.summary) \(found.missingFolders) \(found.details)")
      #expect(found.compared > 0)
    }
  }
}
