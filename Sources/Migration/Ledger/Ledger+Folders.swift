import Core
import Foundation
import GRDB

/// A folder as the ledger knows it: both names, and how far source and target are accounted for.
struct FolderRow: Sendable, Hashable {
  var id: Int64
  var sourceWire: [UInt8]
  var sourcePath: [String]
  var targetPath: [String]
  var role: FolderRole?
  var action: FolderPlan.Action
  var why: String
  var isSubscribed: Bool
  /// A run has begun with this target path.
  var isDecided: Bool
  var checkpoint: Checkpoint?
  var targetWire: [UInt8]?
  var targetValidity: UInt32?
  /// Every target item with a lower id is accounted for.
  var targetSeen: UInt32

  var moves: Bool { action == .use || action == .create }
}

extension FolderRow {
  init(row: Row) throws {
    self.init(
      id: row["id"], sourceWire: Array(row["source_wire"] as Data), sourcePath: Self.path(row["source_path"]),
      targetPath: Self.path(row["target_path"]), role: (row["role"] as String?).flatMap(FolderRole.init(rawValue:)),
      action: FolderPlan.Action(rawValue: row["action"]) ?? .use, why: row["why"], isSubscribed: row["subscribed"],
      isDecided: row["decided"],
      checkpoint: nil, targetWire: (row["target_wire"] as Data?).map(Array.init),
      targetValidity: row["target_validity"],
      targetSeen: row["target_seen"])
    if let validity = row["source_validity"] as UInt32? {
      checkpoint = Checkpoint(
        validity: validity, nextID: row["source_next"] ?? 0,
        modSequence: (row["source_modseq"] as Int64?).map(UInt64.init), count: row["source_count"] ?? 0)
    }
  }

  /// Paths are stored as JSON arrays: a folder's name may hold any character.
  static func path(_ text: String) -> [String] {
    (try? JSONDecoder().decode([String].self, from: Data(text.utf8))) ?? [text]
  }
  static func text(_ path: [String]) -> String {
    (try? JSONEncoder().encode(path)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}

extension Ledger {
  /// The mailbox's number, made at first sight.
  func mailboxID(_ name: String) async throws -> Int64 {
    try await write(.later) { db in
      if let id = try Int64.fetchOne(db, sql: "SELECT id FROM mailbox WHERE name = ?", arguments: [name]) { return id }
      try db.execute(sql: "INSERT INTO mailbox (name) VALUES (?)", arguments: [name])
      return db.lastInsertedRowID
    }
  }

  func folders(mailbox: Int64) async throws -> [FolderRow] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM folder WHERE mailbox = ? ORDER BY id", arguments: [mailbox])
        .map(FolderRow.init)
    }
  }

  /// Stores the folder map. A target path that was decided once is kept, unless the caller decided anew.
  func save(_ map: [MappedFolder], mailbox: Int64) async throws {
    try await write(.later) { db in
      for folder in map {
        let arguments: StatementArguments = [
          mailbox, Data(folder.source.wireName), FolderRow.text(folder.source.path), FolderRow.text(folder.target),
          folder.role?.rawValue, folder.action.rawValue, folder.why, folder.source.isSubscribed,
        ]
        try db.execute(
          sql: """
            INSERT INTO folder (mailbox, source_wire, source_path, target_path, role, action, why, subscribed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (mailbox, source_wire) DO UPDATE SET source_path = excluded.source_path,
              target_path = excluded.target_path, role = excluded.role, action = excluded.action, why = excluded.why,
              subscribed = excluded.subscribed
            """, arguments: arguments)
      }
    }
  }

  /// Makes the map final, before anything is made by it.
  func decide(mailbox: Int64) async throws {
    try await write { db in
      try db.execute(
        sql: "UPDATE folder SET decided = 1 WHERE mailbox = ? AND action IN ('use', 'create') AND decided = 0",
        arguments: [mailbox])
    }
  }

  /// The target folder as it was found or made. Another validity than before voids what was known of its items.
  func bind(_ folder: Int64, to target: TargetFolder) async throws {
    try await write(.later) { db in
      try db.execute(
        sql: "UPDATE folder SET target_wire = ? WHERE id = ?", arguments: [Data(target.wireName), folder])
      let known = try UInt32.fetchOne(db, sql: "SELECT target_validity FROM folder WHERE id = ?", arguments: [folder])
      guard known != target.validity else { return }
      try db.execute(
        sql: "UPDATE folder SET target_validity = ?, target_seen = 0 WHERE id = ?",
        arguments: [target.validity, folder])
      if known != nil {
        // The ids are void; the mail may still be there. What is found again by its fingerprint is adopted.
        try db.execute(
          sql: """
            UPDATE item SET state = 0, target = NULL, flags = wanted
            WHERE folder = ? AND (state IN (1, 2) OR state = 3 AND target IS NOT NULL)
            """,
          arguments: [folder])
        // What may still land does so under new ids, and what was seen twice has another one now.
        try db.execute(sql: "UPDATE unanswered SET since = 1 WHERE folder = ?", arguments: [folder])
        try db.execute(
          sql: """
            INSERT INTO unanswered (folder, id, times, lost, since) SELECT folder, id, count(*), ?, 1 FROM twin
            WHERE folder = ? GROUP BY id ON CONFLICT (folder, id) DO UPDATE SET times = times + excluded.times
            """, arguments: [ZonedTime.now().seconds, folder])
        try db.execute(sql: "DELETE FROM twin WHERE folder = ?", arguments: [folder])
        try db.execute(sql: "DELETE FROM flagging WHERE folder = ?", arguments: [folder])
      }
    }
  }

  func setSeen(_ folder: Int64, _ seen: UInt32) async throws {
    try await write(.later) { db in
      try db.execute(
        sql: "UPDATE folder SET target_seen = max(target_seen, ?) WHERE id = ?", arguments: [seen, folder])
    }
  }

  /// The source's numbers have lost their meaning: everything known of the folder's items is void.
  func forget(_ folder: Int64) async throws {
    try await write(.later) { db in
      for table in ["item", "trouble", "repair", "unanswered", "twin", "flagging"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE folder = ?", arguments: [folder])
      }
      try db.execute(
        sql: """
          UPDATE folder SET source_validity = NULL, source_next = NULL, source_modseq = NULL, source_count = NULL,
            target_seen = 0 WHERE id = ?
          """, arguments: [folder])
    }
  }
}

extension Ledger {
  func targetSeen(folder: Int64) async throws -> UInt32 {
    try await read { db in
      try UInt32.fetchOne(db, sql: "SELECT target_seen FROM folder WHERE id = ?", arguments: [folder]) ?? 0
    }
  }

  /// The folder cannot be carried: what waits in it failed for this reason. The next run tries again.
  func fail(folder: Int64, code: Fault.Code, detail: String) async throws {
    try await write(.later) { db in
      try db.execute(
        sql: """
          INSERT INTO trouble (folder, id, code, detail, subject, sender)
          SELECT folder, id, ?, ?, '', '' FROM item WHERE folder = ? AND state = 0 AND state < 2
          ON CONFLICT (folder, id) DO UPDATE SET code = excluded.code, detail = excluded.detail
          """, arguments: ["FOLDER/" + code.rawValue, detail, folder])
      try db.execute(sql: "UPDATE item SET state = 5 WHERE folder = ? AND state = 0", arguments: [folder])
    }
  }

  /// Failures of whole folders are no verdict on their items: they wait again.
  func reopenFolderFailures(mailbox: Int64) async throws {
    try await write(.later) { db in
      try db.execute(
        sql: """
          UPDATE item SET state = 0 WHERE (folder, id) IN (
            SELECT trouble.folder, trouble.id FROM trouble JOIN folder ON folder.id = trouble.folder
            WHERE folder.mailbox = ? AND code LIKE 'FOLDER/%')
          """, arguments: [mailbox])
      try db.execute(
        sql: """
          DELETE FROM trouble WHERE code LIKE 'FOLDER/%' AND folder IN (SELECT id FROM folder WHERE mailbox = ?)
          """, arguments: [mailbox])
    }
  }

  func goneCount(folder: Int64) async throws -> Int {
    try await read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM item WHERE folder = ? AND state = 6 AND target IS NOT NULL", arguments: [folder])
        ?? 0
    }
  }

  /// Items the source lost after they were settled, with what the target was given.
  func gone(folder: Int64) async throws -> [GoneItem] {
    try await read { db in
      let flags = FlagSetReader()
      return try Row.fetchAll(
        db,
        sql:
          "SELECT id, target, size, date, zone, flags FROM item WHERE folder = ? AND state = 6 AND target IS NOT NULL",
        arguments: [folder]
      ).map {
        GoneItem(
          source: ItemID($0[0] as UInt32), target: ItemID($0[1] as UInt32), size: $0[2],
          date: ZonedTime(seconds: $0[3], zoneMinutes: $0[4]), flags: try flags.flags($0[5], in: db))
      }
    }
  }

  func removed(folder: Int64, _ ids: [ItemID]) async throws {
    try await write(.later) { db in
      for id in ids {
        try db.execute(sql: "DELETE FROM item WHERE folder = ? AND id = ?", arguments: [folder, id.rawValue])
        try db.execute(sql: "DELETE FROM flagging WHERE folder = ? AND id = ?", arguments: [folder, id.rawValue])
      }
    }
  }
}

struct GoneItem: Sendable {
  var source: ItemID
  var target: ItemID
  var size: Int64
  var date: ZonedTime
  var flags: FlagSet
}
