import GRDB

/// A folder with its counts, for `status` and reports.
public struct FolderStanding: Sendable, Codable, Hashable {
  public var mailbox: String
  public var source: [String]
  public var target: [String]
  public var action: FolderPlan.Action
  public var why: String
  public var counts: ItemCounts
}

extension Ledger {
  /// All folders of all mailboxes (or of one) with their counts, in the order they were found.
  public func standing(mailbox: String? = nil) async throws -> [FolderStanding] {
    try await read { db in
      let folders = try Row.fetchAll(
        db,
        sql: """
          SELECT folder.id, mailbox.name, source_path, target_path, action, why
          FROM folder JOIN mailbox ON mailbox.id = folder.mailbox
          \(mailbox == nil ? "" : "WHERE mailbox.name = ?") ORDER BY mailbox.id, folder.id
          """, arguments: mailbox.map { [$0] } ?? [])
      return try folders.map { row in
        FolderStanding(
          mailbox: row[1], source: FolderRow.path(row[2]), target: FolderRow.path(row[3]),
          action: FolderPlan.Action(rawValue: row[4]) ?? .use, why: row[5],
          counts: try Self.counts(folder: row[0], in: db))
      }
    }
  }

  func counts(folder: Int64) async throws -> ItemCounts {
    try await read { db in try Self.counts(folder: folder, in: db) }
  }

  private static func counts(folder: Int64, in db: Database) throws -> ItemCounts {
    var counts = ItemCounts()
    let rows = try Row.fetchCursor(
      db, sql: "SELECT state, count(*), total(size) FROM item WHERE folder = ? GROUP BY state", arguments: [folder])
    while let row = try rows.next() {
      let items: Int = row[1]
      let bytes = Int64(row[2] as Double)
      guard let state = ItemState(rawValue: row[0]), state != .gone else { continue }
      counts.found += items
      counts.foundBytes += bytes
      switch state {
      case .copied: counts.copied += items
      case .adopted: counts.adopted += items
      case .skipped: counts.skipped += items
      case .failed: counts.failed += items
      case .pending, .sending, .gone: continue
      }
      if state == .copied || state == .adopted { counts.settledBytes += bytes }
    }
    return counts
  }

  /// Sizes of what waits in a folder: the largest, and how many exceed `limit`.
  func sizes(folder: Int64, over limit: Int?) async throws -> (largest: Int64, oversized: Int) {
    try await read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT coalesce(max(size), 0), coalesce(sum(size > ?), 0) FROM item
          WHERE folder = ? AND state <> 6 AND NOT (state = 3 AND target IS NULL)
          """,
        arguments: [limit ?? Int.max, folder])
      return (row?[0] ?? 0, row?[1] ?? 0)
    }
  }
}
