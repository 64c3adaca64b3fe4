public import Core
import Foundation
import GRDB

#if canImport(Glibc)
  import Glibc
#endif

/// What another process may ask of a run that is under way.
public enum RunRequest: String, Sendable { case none, pause, stop }

/// Held for as long as a run lasts; the kernel gives it back when the process dies.
public final class RunLock: Sendable {
  private let descriptor: Int32
  fileprivate init(descriptor: Int32) { self.descriptor = descriptor }
  deinit {
    // Closing alone would leave the lock to a child process that was forked and has not executed yet.
    _ = flock(descriptor, LOCK_UN)
    _ = Glibc.close(descriptor)
  }
}

extension Ledger {
  /// Makes this process the one that runs. Throws `PROJECT-LOCKED` when another one does.
  public func lockForRun() throws -> RunLock {
    let file = path + ".lock"
    let descriptor = Glibc.open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StateDisk.fault("the lock file cannot be made (\(String(cString: strerror(errno))))", file)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      _ = Glibc.close(descriptor)
      // Some network file systems have no locks at all: that is not another run.
      guard reason == EWOULDBLOCK else {
        throw StateDisk.fault("the lock file cannot be locked (\(String(cString: strerror(reason))))", file)
      }
      throw Fault(
        "PROJECT-LOCKED", "another run of this project is under way", place: file, recovery: .stopRun,
        advice: "See how far it is with: postduif status")
    }
    return RunLock(descriptor: descriptor)
  }

  /// True while some process holds the run lock. A lock that cannot be made is held by nobody; a run says why it cannot.
  public func isRunning() -> Bool {
    do {
      withExtendedLifetime(try lockForRun()) {}
      return false
    } catch {
      return (error as? Fault)?.code == "PROJECT-LOCKED"
    }
  }

  public func save(_ plan: Plan) async throws { try await insert(plan, into: "plan", key: plan.id, at: plan.madeAt) }
  public func save(_ run: RunSummary) async throws { try await insert(run, into: "run", key: nil, at: run.startedAt) }
  public func save(_ report: VerifyReport) async throws {
    try await insert(report, into: "verify", key: nil, at: report.startedAt)
  }

  /// The plan made last; nil before the first.
  public func plan() async throws -> Plan? { try await latest(Plan.self, from: "plan") }
  public func lastRun() async throws -> RunSummary? { try await latest(RunSummary.self, from: "run") }
  public func lastVerify() async throws -> VerifyReport? { try await latest(VerifyReport.self, from: "verify") }

  /// `2026-11-23-2` when the day has one plan already.
  public func nextPlanID(now: ZonedTime) async throws -> String {
    try await read { db in
      let day = now.day
      let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM plan WHERE id LIKE ?", arguments: [day + "-%"]) ?? 0
      return "\(day)-\(count + 1)"
    }
  }

  public func request(_ request: RunRequest) async throws {
    try await write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO control (id, request) VALUES (1, ?)", arguments: [request.rawValue])
    }
  }

  public func request() async throws -> RunRequest {
    try await read { db in
      try String.fetchOne(db, sql: "SELECT request FROM control").flatMap(RunRequest.init(rawValue:)) ?? .none
    }
  }

  private func insert(_ value: some Encodable & Sendable, into table: String, key: String?, at time: ZonedTime)
    async throws
  {
    let body = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    try await write { db in
      let column = table == "verify" || table == "run" ? "started" : "made"
      try db.execute(
        sql: "INSERT OR REPLACE INTO \(table) (id, \(column), body) VALUES (?, ?, ?)",
        arguments: [key, time.seconds, body])
    }
  }

  private func latest<T: Decodable & Sendable>(_ type: T.Type, from table: String) async throws -> T? {
    let body = try await read { db in
      try String.fetchOne(db, sql: "SELECT body FROM \(table) ORDER BY rowid DESC LIMIT 1")
    }
    return try body.map { try JSONDecoder().decode(T.self, from: Data($0.utf8)) }
  }
}
