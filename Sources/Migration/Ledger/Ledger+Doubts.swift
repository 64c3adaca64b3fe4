import Core
import GRDB

/// A settled item of which the target may hold one copy too many: an append of it was never answered, it was sent again,
/// and the server may have stored the first one after all.
struct Doubt: Sendable {
  var source: ItemID
  /// The copy that counts.
  var target: ItemID
  var size: Int64
  var date: ZonedTime
  /// Flags the target was given.
  var flags: FlagSet
  /// Appends that may still land, unseen so far.
  var unanswered: Int
  /// The first target id they may have landed under.
  var since: UInt32
}

extension Ledger {
  /// How long after a loss an append may still land: twice the 30 minutes after which a server gives up a connection that
  /// it believes to be alive (RFC 9051 §5.4).
  static let doubtSeconds: Int64 = 3_600

  /// Puts items that were *sending* back to waiting: the target was looked at and does not have them yet. What was sent of
  /// them may still land, under ids from `target_seen` on. Those under repair have failed.
  func releaseSending(folder: Int64, now: Int64 = ZonedTime.now().seconds) async throws {
    try await write(.later) { db in
      try db.execute(
        sql: """
          INSERT INTO unanswered (folder, id, times, lost, since)
          SELECT item.folder, item.id, 1, ?, max(1, target_seen) FROM item JOIN folder ON folder.id = item.folder
          WHERE item.folder = ? AND state = 1 AND state < 2
          ON CONFLICT (folder, id) DO UPDATE SET times = times + 1, lost = excluded.lost
          """, arguments: [now, folder])
      try db.execute(
        sql: """
          DELETE FROM repair WHERE folder = ? AND id IN (
            SELECT id FROM item WHERE folder = ? AND state = 1 AND state < 2)
          """, arguments: [folder, folder])
      try db.execute(
        sql: """
          UPDATE item SET state = CASE WHEN EXISTS (
              SELECT 1 FROM trouble WHERE trouble.folder = item.folder AND trouble.id = item.id) THEN 5 ELSE 0 END
          WHERE folder = ? AND state = 1 AND state < 2
          """, arguments: [folder])
    }
  }

  /// Folders of the mailbox in which a copy too many may have landed, or is known to stand.
  func foldersInDoubt(mailbox: Int64) async throws -> [FolderRow] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM folder WHERE mailbox = ? AND target_wire IS NOT NULL
            AND (id IN (SELECT folder FROM unanswered) OR id IN (SELECT folder FROM twin)) ORDER BY id
          """, arguments: [mailbox]
      ).map(FolderRow.init)
    }
  }

  /// Settled items with unanswered appends or known twins. Those that still wait are looked for before they are sent.
  func doubts(folder: Int64) async throws -> [Doubt] {
    try await read { db in
      let flags = FlagSetReader()
      return try Row.fetchAll(
        db,
        sql: """
          SELECT item.id, item.target, size, date, zone, flags, coalesce(times, 0), coalesce(since, item.target)
          FROM item LEFT JOIN unanswered ON unanswered.folder = item.folder AND unanswered.id = item.id
          WHERE item.folder = ?1 AND state IN (2, 3, 6) AND item.target IS NOT NULL
            AND item.id IN (SELECT id FROM unanswered WHERE folder = ?1 UNION SELECT id FROM twin WHERE folder = ?1)
          ORDER BY item.id
          """, arguments: [folder]
      ).map {
        Doubt(
          source: ItemID($0[0] as UInt32), target: ItemID($0[1] as UInt32), size: $0[2],
          date: ZonedTime(seconds: $0[3], zoneMinutes: $0[4]), flags: try flags.flags($0[5], in: db),
          unanswered: $0[6], since: $0[7])
      }
    }
  }

  /// Copies too many that were seen before: target id to the item's.
  func twins(folder: Int64) async throws -> [ItemID: ItemID] {
    try await read { db in
      Dictionary(
        try Row.fetchAll(db, sql: "SELECT target, id FROM twin WHERE folder = ?", arguments: [folder]).map {
          (ItemID($0[0] as UInt32), ItemID($0[1] as UInt32))
        }, uniquingKeysWith: { a, _ in a })
    }
  }

  /// Writes down one look: twins that turned up, twins that are gone, and that ids below `seen` need no second look.
  func looked(
    folder: Int64, found: [ItemID: ItemID], gone: [ItemID], seen: UInt32, now: Int64 = ZonedTime.now().seconds
  ) async throws {
    try await write { db in
      for (target, source) in found {
        try db.execute(
          sql: "INSERT OR IGNORE INTO twin (folder, target, id) VALUES (?, ?, ?)",
          arguments: [folder, target.rawValue, source.rawValue])
        try db.execute(
          sql: "UPDATE unanswered SET times = times - 1 WHERE folder = ? AND id = ?",
          arguments: [folder, source.rawValue])
      }
      for target in gone {
        try db.execute(
          sql: "DELETE FROM twin WHERE folder = ? AND target = ?", arguments: [folder, target.rawValue])
      }
      // An item that waits is not looked at here: its appends stay in doubt from where they were.
      try db.execute(
        sql: """
          UPDATE unanswered SET since = max(since, ?2) WHERE folder = ?1
            AND id IN (SELECT id FROM item WHERE folder = ?1 AND state IN (2, 3, 6) AND target IS NOT NULL)
          """, arguments: [folder, seen])
      try db.execute(
        sql: """
          DELETE FROM unanswered WHERE folder = ?1 AND (times <= 0
            OR id NOT IN (SELECT id FROM item WHERE folder = ?1)
            OR (lost < ?2 AND id NOT IN (SELECT id FROM item WHERE folder = ?1 AND state < 2)))
          """, arguments: [folder, now - Self.doubtSeconds])
      try db.execute(
        sql: "DELETE FROM twin WHERE folder = ?1 AND id NOT IN (SELECT id FROM item WHERE folder = ?1)",
        arguments: [folder])
    }
  }
}
