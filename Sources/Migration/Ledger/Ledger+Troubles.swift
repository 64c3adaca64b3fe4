import Core
import GRDB

extension Ledger {
  /// Skipped and failed items, newest number last; all mailboxes when `mailbox` is nil.
  public func troubles(mailbox: String? = nil) async throws -> [ItemRecord] {
    try await records(mailbox.map { ("mailbox.name = ?", [$0]) })
  }

  /// One skipped or failed item by its number; nil when there is none.
  public func trouble(number: Int64) async throws -> ItemRecord? {
    try await records(("trouble.number = ?", [number])).first
  }

  private func records(_ condition: (sql: String, arguments: StatementArguments)?) async throws -> [ItemRecord] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT trouble.number, mailbox.name, folder.source_path, trouble.id, item.state, replace(trouble.code, 'FOLDER/', ''), trouble.detail,
            trouble.subject, trouble.sender, item.date, item.zone, item.size, trouble.accepted
          FROM trouble JOIN folder ON folder.id = trouble.folder JOIN mailbox ON mailbox.id = folder.mailbox
            JOIN item ON item.folder = trouble.folder AND item.id = trouble.id
          \(condition.map { "WHERE " + $0.sql } ?? "") ORDER BY trouble.number
          """, arguments: condition?.arguments ?? []
      ).map { row in
        ItemRecord(
          number: row[0], mailbox: row[1], folder: FolderRow.path(row[2]), id: row[3],
          state: ItemState(rawValue: row[4]) ?? .failed, code: Fault.Code(rawValue: row[5]), detail: row[6],
          subject: row[7],
          from: row[8], date: ZonedTime(seconds: row[9], zoneMinutes: row[10]), size: row[11], accepted: row[12])
      }
    }
  }

  /// The customer lives with it; `reason` stands in the report. False when there is no such item.
  public func accept(number: Int64, reason: String) async throws -> Bool {
    try await write { db in
      try db.execute(sql: "UPDATE trouble SET accepted = ? WHERE number = ?", arguments: [reason, number])
      return db.changesCount > 0
    }
  }

  /// Puts the items back to waiting; the next run tries them again. Returns how many there were.
  public func retry(numbers: [Int64]) async throws -> Int {
    try await write { db in
      var count = 0
      for number in numbers {
        try db.execute(
          sql: """
            UPDATE item SET state = 0 WHERE state IN (4, 5)
              AND (folder, id) = (SELECT folder, id FROM trouble WHERE number = ?)
            """, arguments: [number])
        count += db.changesCount
        try db.execute(sql: "DELETE FROM trouble WHERE number = ?", arguments: [number])
      }
      return count
    }
  }
}
