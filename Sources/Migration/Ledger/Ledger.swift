import Core
import Foundation
import GRDB

/// The table that knows, per item, where it came from and where it went. One SQLite file per project, in WAL mode.
///
/// Whatever announces a change at the target, or answers a person, is flushed to the disk before it counts
/// (``Durability/now``); the rest is flushed along with the next of these. Since the log is written in order, a power cut
/// leaves the ledger as it stood at some moment after the last announcement, as if the program had been killed then.
///
/// Two processes may read it at once; only one may run (``lockForRun()``).
public final class Ledger: Sendable {
  /// Raised when the tables change. A ledger with a higher number is refused, never guessed at.
  public static let schemaVersion = 3

  let pool: DatabasePool
  public let path: String
  /// Called whenever all that was written has reached the disk; for tests that cut the power.
  private let afterFlush: (@Sendable () -> Void)?

  /// Opens the ledger, or creates it. Throws ``Fault``: `LEDGER-NEWER` for a file of a later version, `LEDGER-DAMAGED`
  /// when SQLite cannot make sense of it, `LEDGER-WRITE` when the folder cannot be written.
  public convenience init(path: String) throws { try self.init(path: path, afterFlush: nil) }

  init(path: String, afterFlush: (@Sendable () -> Void)?) throws {
    self.path = path
    self.afterFlush = afterFlush
    var configuration = Configuration()
    configuration.maximumReaderCount = 2
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      // One megabyte of page cache per connection is plenty for batches of a few hundred rows.
      try db.execute(sql: "PRAGMA cache_size = -1000")
    }
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { db in
        try Self.commit(.now, in: db, path: path) { db in try Self.migrate(db, path: path) }
      }
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Self.fault(error, path: path)
    }
  }

  private static func migrate(_ db: Database, path: String) throws {
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    if version > schemaVersion {
      throw Fault(
        "LEDGER-NEWER", "the state database has version \(version); this program knows \(schemaVersion)", place: path,
        recovery: .stopRun, advice: "Use the newer postduif that wrote it, or start a new project folder.")
    }
    if version < 1 { try db.execute(sql: LedgerSchema.tables) }
    if version < 2 { try db.execute(sql: LedgerSchema.second) }
    if version < 3 { try db.execute(sql: LedgerSchema.third) }
    if version < schemaVersion { try db.execute(sql: "PRAGMA user_version = \(schemaVersion)") }
    // A file that says it is ours and is not would fail later, in the middle of something.
    for probe in LedgerSchema.probes { _ = try Row.fetchOne(db, sql: probe) }
  }

  /// `error` of SQLite or the file system as a ``Fault`` that says what to do.
  static func fault(_ error: any Error, path: String) -> Fault {
    if let fault = error as? Fault { return fault }
    guard let error = error as? DatabaseError else {
      return StateDisk.fault("the state database failed: \(error)", path, cause: error)
    }
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR:
      return Fault(
        "LEDGER-DAMAGED", "the state database cannot be read", place: path, recovery: .stopRun,
        advice: "Move it away and run again: what is at the target is recognised and not copied twice.", cause: error)
    case .SQLITE_FULL: return StateDisk.fullFault(path, cause: error)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return Fault(
        "PROJECT-LOCKED", "another program holds the state database", place: path, recovery: .stopRun,
        advice: "Wait for it to finish, then run again.", cause: error)
    default: return StateDisk.fault("the state database cannot be written (\(error.resultCode))", path, cause: error)
    }
  }

  /// When a commit must have reached the disk.
  enum Durability: String, Sendable {
    /// Before ``Ledger/write(_:_:)`` returns, with all that was committed earlier.
    case now = "FULL"
    /// With the next commit that is flushed. Only for what may be found out again: the target is looked at anyway.
    case later = "NORMAL"
  }

  func write<T: Sendable>(
    _ durability: Durability = .now, _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> T {
    do {
      let (path, afterFlush) = (path, afterFlush)
      return try await pool.writeWithoutTransaction { db in
        let value = try Self.commit(durability, in: db, path: path, body)
        if durability == .now { afterFlush?() }
        return value
      }
    } catch is CancellationError { throw CancellationError() } catch { throw Self.fault(error, path: path) }
  }

  /// SQLite takes another level between transactions only, and keeps silent about a level it does not take.
  private static func commit<T>(
    _ durability: Durability, in db: Database, path: String, _ body: (Database) throws -> T
  ) throws -> T {
    try db.execute(sql: "PRAGMA synchronous = \(durability.rawValue)")
    if durability == .now, try Int.fetchOne(db.cachedStatement(sql: "PRAGMA synchronous")) != 2 {
      throw Fault("LEDGER-WRITE", "SQLite does not keep synchronous = FULL", place: path, recovery: .stopRun)
    }
    var value: T?
    try db.inTransaction(.immediate) {
      value = try body(db)
      return .commit
    }
    guard let value else { throw Fault("LEDGER-WRITE", "a commit came to nothing", place: path, recovery: .stopRun) }
    return value
  }

  func read<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws -> T {
    do { return try await pool.read(body) } catch is CancellationError { throw CancellationError() } catch {
      throw Self.fault(error, path: path)
    }
  }

  /// True when SQLite finds the file whole (`PRAGMA quick_check`).
  public func isWhole() async throws -> Bool {
    try await read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") == "ok" }
  }
}
