import Core
import GRDB

extension Ledger {
  /// Items at the target, over all mailboxes.
  func settledCount() async throws -> Int {
    try await read { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM item WHERE state IN (2, 3) AND target IS NOT NULL") ?? 0
    }
  }

  /// Items of one folder at the target under a known id.
  func placedCount(folder: Int64) async throws -> Int {
    try await read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM item WHERE folder = ? AND state IN (2, 3) AND target IS NOT NULL",
        arguments: [folder]) ?? 0
    }
  }

  /// Copied and adopted items with both ids, ascending.
  func settled(folder: Int64, after: ItemID?, limit: Int) async throws -> [SettledItem] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, target, size, date, zone FROM item
          WHERE folder = ? AND id > ? AND state IN (2, 3) AND target IS NOT NULL ORDER BY id LIMIT ?
          """, arguments: [folder, after.map { Int64($0.rawValue) } ?? -1, limit]
      ).map {
        SettledItem(
          source: ItemID($0[0] as UInt32), target: ItemID($0[1] as UInt32), size: $0[2],
          date: ZonedTime(seconds: $0[3], zoneMinutes: $0[4]))
      }
    }
  }

  func knownIDs(folder: Int64) async throws -> IDSet {
    try await read { db in
      var ids = IDSet()
      let rows = try Row.fetchCursor(db, sql: "SELECT id FROM item WHERE folder = ? ORDER BY id", arguments: [folder])
      while let row = try rows.next() { ids.insert(row[0] as UInt32) }
      return ids
    }
  }
}
