import Core
import GRDB

/// Items that a target refused and that are stored in a changed form. One that is *sending* with a trouble on record is
/// under repair: it never goes back to waiting, or it would be refused again.
extension Ledger {
  /// The form in which the item is about to be sent, before its first byte leaves.
  func beginRepair(_ repair: RepairRecord, folder: Int64) async throws {
    try await write { db in
      try Self.insert(repair, folder: folder, in: db)
      try db.execute(
        sql: "UPDATE item SET state = 1, target = NULL WHERE folder = ? AND id = ?", arguments: [folder, repair.id])
    }
  }

  /// It was taken. A record without changes is none: the message was stored as it is.
  func endRepair(_ repair: RepairRecord, folder: Int64, target: ItemID?) async throws {
    try await write(.later) { db in
      if repair.changes.isEmpty {
        try Self.remove(repair.id, folder: folder, in: db)
      } else {
        try Self.insert(repair, folder: folder, in: db)
      }
      let settlement = Settlement(id: ItemID(repair.id), change: .state(.copied, target: target))
      try Self.apply(settlement, folder: folder, in: db)
    }
  }

  /// It was refused in this form, too.
  func abandonRepair(_ id: ItemID, folder: Int64, state: ItemState) async throws {
    try await write { db in
      try Self.remove(id.rawValue, folder: folder, in: db)
      try db.execute(
        sql: "UPDATE item SET state = ? WHERE folder = ? AND id = ?", arguments: [state.rawValue, folder, id.rawValue])
    }
  }

  /// SHA-256 of the forms in which items of the folder were stored or are under way.
  func repairedDigests(folder: Int64) async throws -> [ItemID: String] {
    try await read { db in
      var digests: [ItemID: String] = [:]
      let rows = try Row.fetchCursor(db, sql: "SELECT id, stored FROM repair WHERE folder = ?", arguments: [folder])
      while let row = try rows.next() { digests[ItemID(row[0] as UInt32)] = row[1] }
      return digests
    }
  }

  /// A message that was stored in a changed form by other means.
  func save(_ repair: RepairRecord, folder: Int64) async throws {
    try await write(.later) { db in try Self.insert(repair, folder: folder, in: db) }
  }

  private static func insert(_ repair: RepairRecord, folder: Int64, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO repair (folder, id, changes, original, stored) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        folder, repair.id, repair.changes.joined(separator: " "), repair.originalDigest, repair.storedDigest,
      ])
  }

  private static func remove(_ id: UInt32, folder: Int64, in db: Database) throws {
    try db.execute(sql: "DELETE FROM repair WHERE folder = ? AND id = ?", arguments: [folder, id])
  }

  public func repairs() async throws -> [RepairRecord] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT mailbox.name, folder.source_path, repair.id, changes, original, stored
          FROM repair JOIN folder ON folder.id = repair.folder JOIN mailbox ON mailbox.id = folder.mailbox
          ORDER BY mailbox.name, folder.id, repair.id
          """
      ).map { row in
        RepairRecord(
          mailbox: row[0], folder: FolderRow.path(row[1]), id: row[2],
          changes: (row[3] as String).split(separator: " ").map(String.init), originalDigest: row[4],
          storedDigest: row[5])
      }
    }
  }
}
