import Core
import GRDB

/// An item that waits to be sent.
struct PendingItem: Sendable, Hashable {
  var id: ItemID
  var size: Int64
  var date: ZonedTime
  var flags: FlagSet
  var state: ItemState
}

extension Ledger {
  /// Merges one page of a source listing: new items wait to be sent, changed flags of known ones wait to be updated.
  /// - Parameter elsewhere: items that are carried from another folder. They are *adopted* without a target until they
  ///   stand nowhere else any more; what was sent stays sent.
  func merge(_ items: [ListedItem], elsewhere: Set<ItemID> = [], folder: Int64) async throws {
    guard !items.isEmpty else { return }
    try await write(.later) { db in
      var interned = FlagSetTable()
      let insert = try db.cachedStatement(
        sql: """
          INSERT INTO item (folder, id, state, size, date, zone, flags, wanted) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (folder, id) DO UPDATE SET wanted = excluded.wanted,
            state = CASE WHEN state = 0 OR (state = 3 AND target IS NULL) THEN excluded.state ELSE state END
            WHERE wanted <> excluded.wanted
              OR (state = 0 OR (state = 3 AND target IS NULL)) AND state <> excluded.state
          """)
      for item in items {
        let flags = try interned.id(of: item.flags, in: db)
        try insert.execute(arguments: [
          folder, item.id.rawValue, elsewhere.contains(item.id) ? ItemState.adopted.rawValue : 0, item.size,
          item.date.seconds, item.date.zoneMinutes, flags, flags,
        ])
      }
    }
  }

  /// Ends a listing: what it showed to be gone is let go, and the next one starts at `listing.checkpoint`.
  /// - Parameter present: every id the listing held, when it was complete.
  func finish(_ listing: Listing, present: IDSet?, folder: Int64) async throws {
    try await write(.later) { db in
      for range in listing.vanished { try Self.drop(range, folder: folder, in: db) }
      if let present {
        for gap in present.gaps(upTo: UInt32.max) { try Self.drop(gap, folder: folder, in: db) }
      }
      let checkpoint = listing.checkpoint
      try db.execute(
        sql: """
          UPDATE folder SET source_validity = ?, source_next = ?, source_modseq = ?, source_count = ? WHERE id = ?
          """,
        arguments: [
          checkpoint.validity, checkpoint.nextID, checkpoint.modSequence.map(Int64.init(clamping:)), checkpoint.count,
          folder,
        ])
    }
  }

  private static func drop(_ range: ClosedRange<UInt32>, folder: Int64, in db: Database) throws {
    let bounds: StatementArguments = [folder, range.lowerBound, range.upperBound]
    // An item that may have reached the target (sending) is let go only after the target was looked at: it stays.
    try db.execute(
      sql: "DELETE FROM trouble WHERE folder = ? AND id BETWEEN ? AND ? AND accepted IS NULL", arguments: bounds)
    try db.execute(
      sql: """
        DELETE FROM item WHERE folder = ? AND id BETWEEN ? AND ?
          AND (state IN (0, 4, 5) OR state = 3 AND target IS NULL)
        """, arguments: bounds)
    try db.execute(
      sql: "UPDATE item SET state = 6 WHERE folder = ? AND id BETWEEN ? AND ? AND state IN (2, 3)", arguments: bounds)
  }

  /// Items not settled yet, ascending from beyond `after`.
  func open(folder: Int64, after: ItemID?, limit: Int) async throws -> [PendingItem] {
    try await read { db in
      let flags = FlagSetReader()
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT id, size, date, zone, wanted, state FROM item
          WHERE folder = ? AND id > ? AND state < 2 ORDER BY id LIMIT ?
          """,
        arguments: [folder, after.map { Int64($0.rawValue) } ?? -1, limit])
      var items: [PendingItem] = []
      items.reserveCapacity(limit)
      while let row = try rows.next() {
        items.append(
          PendingItem(
            id: ItemID(row[0]), size: row[1], date: ZonedTime(seconds: row[2], zoneMinutes: row[3]),
            flags: try flags.flags(row[4], in: db), state: ItemState(rawValue: row[5]) ?? .pending))
      }
      return items
    }
  }

  /// How many items wait, and how many of them may already be at the target.
  func openCounts(folder: Int64) async throws -> (pending: Int, sending: Int, unknown: Int, flagUpdates: Int) {
    try await read { db in
      func count(_ sql: String) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM item WHERE folder = ?1 AND " + sql, arguments: [folder]) ?? 0
      }
      return (
        try count("state = 0 AND state < 2"), try count("state = 1 AND state < 2"),
        try count("target IS NULL AND state = 2"),
        try count(Self.waitsForFlags)
      )
    }
  }

  /// Adopted items: found at the target as they are. Returns how many of them were not ours: nothing of them was ever
  /// sent, as far as we know.
  func adopt(_ pairs: [(source: ItemID, target: ItemID, targetFlags: FlagSet)], folder: Int64) async throws -> Int {
    let rows = pairs.map { Adoption(source: $0.source, target: $0.target, flags: $0.targetFlags) }
    return try await write(.later) { db in
      var interned = FlagSetTable()
      let reader = FlagSetReader()
      var foreign = 0
      for row in rows {
        let item = try Row.fetchOne(
          db.cachedStatement(sql: "SELECT wanted, state, flags FROM item WHERE folder = ? AND id = ?"),
          arguments: [folder, row.source.rawValue])
        guard let item else { continue }
        let isForeign =
          try item[1] == ItemState.pending.rawValue && !Self.landed(row.source, folder: folder, in: db)
        if isForeign { foreign += 1 }
        let state = isForeign ? ItemState.adopted : .copied
        // Base = flags both ends share: what the source has more is added, what the target has more stays. What it has
        // from us counts as shared, so that a flag the source dropped since is taken away.
        let wanted = try reader.flags(item[0], in: db)
        let given = isForeign ? FlagSet() : try reader.flags(item[2], in: db)
        let base = try interned.id(of: wanted.union(given).filter { row.flags.contains($0) }, in: db)
        try db.cachedStatement(sql: "UPDATE item SET target = ?, flags = ?, state = ? WHERE folder = ? AND id = ?")
          .execute(arguments: [row.target.rawValue, base, state.rawValue, folder, row.source.rawValue])
        try db.cachedStatement(sql: "DELETE FROM trouble WHERE folder = ? AND id = ?")
          .execute(arguments: [folder, row.source.rawValue])
      }
      return foreign
    }
  }

  /// An item that waits was found at the target: true when an append of ours went unanswered and this is its work.
  private static func landed(_ id: ItemID, folder: Int64, in db: Database) throws -> Bool {
    try db.cachedStatement(sql: "UPDATE unanswered SET times = times - 1 WHERE folder = ? AND id = ?")
      .execute(arguments: [folder, id.rawValue])
    guard db.changesCount > 0 else { return false }
    try db.cachedStatement(sql: "DELETE FROM unanswered WHERE folder = ? AND id = ? AND times <= 0")
      .execute(arguments: [folder, id.rawValue])
    return true
  }

  private struct Adoption: Sendable {
    var source: ItemID
    var target: ItemID
    var flags: FlagSet
  }

  /// Target ids from `first` on that items are recorded under.
  func claimedTargets(folder: Int64, from first: UInt32) async throws -> IDSet {
    try await read { db in
      var set = IDSet()
      let rows = try Row.fetchCursor(
        db, sql: "SELECT target FROM item WHERE folder = ? AND target >= ? ORDER BY target", arguments: [folder, first])
      while let row = try rows.next() { set.insert(row[0] as UInt32) }
      return set
    }
  }
}

/// Flag sets stored once each; most mailboxes know a few dozen.
struct FlagSetTable {
  private var known: [FlagSet: Int64] = [:]

  mutating func id(of flags: FlagSet, in db: Database) throws -> Int64 {
    if let id = known[flags] { return id }
    // A space cannot stand in a flag (RFC 9051 §9, atom).
    let names = flags.names.joined(separator: " ")
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO flagset (names) VALUES (?)").execute(arguments: [names])
    let id =
      try Int64.fetchOne(db.cachedStatement(sql: "SELECT id FROM flagset WHERE names = ?"), arguments: [names]) ?? 0
    known[flags] = id
    return id
  }
}

final class FlagSetReader {
  private var known: [Int64: FlagSet] = [:]

  func flags(_ id: Int64, in db: Database) throws -> FlagSet {
    if let flags = known[id] { return flags }
    let names = try String.fetchOne(
      db.cachedStatement(sql: "SELECT names FROM flagset WHERE id = ?"), arguments: [id])
    let flags = FlagSet((names ?? "").split(separator: " ").map(String.init))
    known[id] = flags
    return flags
  }
}

extension Ledger {
  /// Every item that is not known to be at the target under an id: waiting, sending, or stored by a target that tells none.
  func unsettled(folder: Int64) async throws -> [PendingItem] {
    try await read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT id, size, date, zone, state FROM item WHERE folder = ? AND state < 2
          UNION ALL
          SELECT id, size, date, zone, state FROM item WHERE folder = ? AND target IS NULL AND state = 2
          """, arguments: [folder, folder])
      var items: [PendingItem] = []
      while let row = try rows.next() {
        items.append(
          PendingItem(
            id: ItemID(row[0]), size: row[1], date: ZonedTime(seconds: row[2], zoneMinutes: row[3]), flags: FlagSet(),
            state: ItemState(rawValue: row[4]) ?? .pending))
      }
      return items
    }
  }

  func states(folder: Int64, _ ids: [ItemID]) async throws -> [ItemID: ItemState] {
    try await read { db in
      var states: [ItemID: ItemState] = [:]
      let select = try db.cachedStatement(sql: "SELECT state FROM item WHERE folder = ? AND id = ?")
      for id in ids {
        if let state = try Int.fetchOne(select, arguments: [folder, id.rawValue]) {
          states[id] = ItemState(rawValue: state)
        }
      }
      return states
    }
  }
}
