import Core
import GRDB
import Lab
import TestKit
import Testing

/// Nothing is lost and nothing is doubled, whatever dies and whenever.
@Suite(.serialized) struct KillTests {
  static let rounds = Environment["POSTDUIF_KILL_ROUNDS"].flatMap(Int.init) ?? 100
  static let seed = Environment["POSTDUIF_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)

  /// kill -9 to the program at random moments of a move, then the same command again, until every kill is spent. Each
  /// move that comes to its end is compared, and the next begins from nothing.
  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func killedProgram() async throws {
    print("KillTests.killedProgram: \(Self.rounds) rounds, seed \(Self.seed) (POSTDUIF_SEED repeats it)")
    var random = SeededRandom(seed: Self.seed, "program")
    let source = try await OldHost()
    var left = Self.rounds
    var move = 0
    // An undisturbed move says how long one takes, and a second one how long it takes to see that nothing is left.
    var (length, look) = (0, 0)
    var moments = KillMoments()
    while left > 0 || move == 0 {
      move += 1
      let target = try await LabServer()
      let project = try source.project(to: target)
      var kills = 0
      while true {
        let mayKill = move > 1 && left > 0 && kills < 25
        let clock = ContinuousClock()
        let started = clock.now
        let done = mayKill ? try await Self.shareDone(project) : 0
        let run = try project.start(["migrate", "--yes"])
        // Anywhere in the time that this run is likely to take, and a little beyond.
        let likely = look + Int(Double(length - look) * (1 - done))
        if mayKill { run.kill(9, afterMilliseconds: random.below(max(1, likely * 11 / 10))) }
        let exit = await run.exit()
        if exit.signal == nil {
          #expect(exit.code == 0, "move \(move) after \(kills) kills: \(project.output)")
          guard move == 1, look == 0 else { break }
          if length == 0 {
            length = (clock.now - started).milliseconds
          } else {
            look = (clock.now - started).milliseconds
          }
          continue
        }
        kills += 1
        left -= 1
        moments.note(try await Self.shareDone(project))
        // Somebody still reads his mail in the old mailbox: flags have to follow, too.
        if kills == 1 { try source.changeFlags(&random) }
      }
      print("KillTests.killedProgram: move \(move) whole after \(kills) kills, \(max(0, left)) left")
      try source.expectEqual(target, "move \(move) after \(kills) kills")
      await target.stop()
    }
    print("KillTests.killedProgram: \(moments)")
    await source.server.stop()
  }

  /// The target's server dies at random moments while the program runs and comes back a little later; the program goes
  /// on by itself or, when it gives up, with the same command.
  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func killedTarget() async throws {
    print("KillTests.killedTarget: \(Self.rounds) rounds, seed \(Self.seed) (POSTDUIF_SEED repeats it)")
    var random = SeededRandom(seed: Self.seed, "target")
    let source = try await OldHost()
    var left = Self.rounds
    var moments = KillMoments()
    while left > 0 {
      let target = try await LabServer()
      let project = try source.project(to: target)
      var kills = 0
      var (isDone, hasChanged) = (false, false)
      for _ in 0..<20 where !isDone {
        let run = try project.start(["migrate", "--yes"])
        // Drawn before the task begins, so that the seed decides. Now and then it dies again just after it came back.
        let pauses = (0..<max(0, min(12 - kills, left - kills))).map { _ in
          (alive: random.below(4) == 0 ? random.below(60) : 60 + random.below(1_200), dead: random.below(300))
        }
        let killing = Task { try await Self.kill(target, during: run, project, pauses) }
        isDone = await run.exit().code == 0
        for moment in try await killing.value {
          kills += 1
          moments.note(moment)
        }
        // Once all mail is there a run of flags alone follows, with kills of its own.
        if isDone, !hasChanged {
          try source.changeFlags(&random)
          (isDone, hasChanged) = (false, true)
        }
      }
      #expect(isDone, "\(project.output)")
      left -= max(1, kills)
      print("KillTests.killedTarget: a move whole after \(kills) kills, \(max(0, left)) left")
      try source.expectEqual(target, "after \(kills) kills of the target")
      await target.stop()
    }
    print("KillTests.killedTarget: \(moments)")
    await source.server.stop()
  }

  /// How far the move was at each kill that came before `run` ended.
  private static func kill(
    _ target: LabServer, during run: ChildProcess, _ project: ProjectUnderTest, _ pauses: [(alive: Int, dead: Int)]
  ) async throws -> [Double] {
    var moments: [Double] = []
    for pause in pauses {
      try await ContinuousClock().sleep(for: .milliseconds(pause.alive))
      guard run.isRunning else { return moments }
      await target.kill()
      moments.append(try await shareDone(project))
      try await ContinuousClock().sleep(for: .milliseconds(pause.dead))
      try await target.start()
    }
    return moments
  }

  /// How much of the company's mail the ledger has as settled, 0...1.
  private static func shareDone(_ project: ProjectUnderTest) async throws -> Double {
    let path = project.folder(".postduif/state.sqlite")
    guard Files.exists(path) else { return 0 }
    // Reading only: a writer would fold the write-ahead log in, and the program should find it as its death left it.
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    // A program that died while it made the file leaves none of its tables.
    let settled = try await queue.read { db in
      try db.tableExists("item") ? try Int.fetchOne(db, sql: "SELECT count(*) FROM item WHERE state > 1") ?? 0 : 0
    }
    return Double(settled) / Double(max(1, Shortstraw().count))
  }
}

/// Shortstraw's old host and what it holds, read once for as long as nothing changes there.
private final class OldHost {
  let server: LabServer
  private let users = Shortstraw().mailboxes.map(\.user)
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

/// Where in a move the kills fell, by the share of mail that was settled.
private struct KillMoments: CustomStringConvertible {
  /// Before the first message (listing, folders), in four quarters, and after the last (flags, closing).
  private var counts = [Int](repeating: 0, count: 6)

  mutating func note(_ after: Double) {
    let place = after <= 0 ? 0 : after >= 1 ? 5 : 1 + min(3, Int(after * 4))
    counts[place] += 1
  }

  var description: String {
    "before the first message \(counts[0]), in the quarters \(counts[1...4].map(String.init).joined(separator: " ")),"
      + " after the last \(counts[5])"
  }
}

extension Duration {
  fileprivate var milliseconds: Int { Int(self / .milliseconds(1)) }
}
