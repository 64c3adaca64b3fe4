import Core
import GRDB

/// An item whose flags at the target are to be those of the source.
struct FlagUpdate: Sendable {
  var id: ItemID
  var target: ItemID
  /// Flags the target has from us for sure, and all that it may have: they differ after a change that was sent and never
  /// answered.
  var sure: FlagSet
  var possible: FlagSet
  /// Flags the source has now.
  var wanted: FlagSet
}

extension Ledger {
  /// Of the items of folder `?1`: those whose flags differ from what the target was given, or whose last change went
  /// unanswered.
  static let waitsForFlags = """
    state IN (2, 3) AND target IS NOT NULL AND item.id IN (
      SELECT id FROM item WHERE folder = ?1 AND wanted <> flags UNION SELECT id FROM flagging WHERE folder = ?1)
    """

  func flagUpdates(folder: Int64, limit: Int) async throws -> [FlagUpdate] {
    try await read { db in
      let flags = FlagSetReader()
      return try Row.fetchAll(
        db,
        sql: """
          SELECT item.id, target, flags, coalesce(given, flags), wanted
          FROM item LEFT JOIN flagging ON flagging.folder = item.folder AND flagging.id = item.id
          WHERE item.folder = ?1 AND \(Self.waitsForFlags) ORDER BY item.id LIMIT ?2
          """, arguments: [folder, limit]
      ).map {
        FlagUpdate(
          id: ItemID($0[0] as UInt32), target: ItemID($0[1] as UInt32), sure: try flags.flags($0[2], in: db),
          possible: try flags.flags($0[3], in: db), wanted: try flags.flags($0[4], in: db))
      }
    }
  }

  /// Writes down that `updates` are about to leave. Without it a flag that was set, not recorded, and then dropped at the
  /// source would stay: nobody would know that the target has it from us.
  func flagsLeave(folder: Int64, _ updates: [FlagUpdate]) async throws {
    try await write { db in
      var interned = FlagSetTable()
      let sure = try db.cachedStatement(sql: "UPDATE item SET flags = ? WHERE folder = ? AND id = ?")
      let possible = try db.cachedStatement(
        sql: """
          INSERT INTO flagging (folder, id, given) VALUES (?, ?, ?)
          ON CONFLICT (folder, id) DO UPDATE SET given = excluded.given
          """)
      for update in updates {
        let kept = try interned.id(of: update.sure.filter { update.wanted.contains($0) }, in: db)
        try sure.execute(arguments: [kept, folder, update.id.rawValue])
        let given = try interned.id(of: update.possible.union(update.wanted), in: db)
        try possible.execute(arguments: [folder, update.id.rawValue, given])
      }
    }
  }

  func flagsUpdated(folder: Int64, _ ids: [ItemID]) async throws {
    try await write(.later) { db in
      let update = try db.cachedStatement(sql: "UPDATE item SET flags = wanted WHERE folder = ? AND id = ?")
      let answered = try db.cachedStatement(sql: "DELETE FROM flagging WHERE folder = ? AND id = ?")
      for id in ids {
        try update.execute(arguments: [folder, id.rawValue])
        try answered.execute(arguments: [folder, id.rawValue])
      }
    }
  }
}
