import Core
import GRDB

/// What became of an item, to be written down.
struct Settlement: Sendable {
  enum Change: Sendable {
    case state(ItemState, target: ItemID?)
    /// Skipped or failed, with what a person needs to judge it.
    case trouble(ItemState, code: Fault.Code, detail: String, subject: String, sender: String)
    /// No longer at the source: never found, as far as counts go.
    case vanished
  }
  var id: ItemID
  var change: Change
}

extension Ledger {
  /// Writes down what became of earlier items and, in the same transaction, that `sending` are about to leave: that is
  /// on the disk when this returns.
  /// - Parameter seen: the target's ids below which everything is accounted for, when that is known.
  func advance(
    folder: Int64, settled: [Settlement], sending: [ItemID], seen: UInt32? = nil
  ) async throws {
    guard !settled.isEmpty || !sending.isEmpty || seen != nil else { return }
    try await write(sending.isEmpty ? .later : .now) { db in
      for step in SettlementStep.steps(settled) { try Self.apply(step, folder: folder, in: db) }
      if !sending.isEmpty {
        var ids = IDSet()
        for id in sending { ids.insert(id.rawValue) }
        let mark = try db.cachedStatement(
          sql: "UPDATE item SET state = 1, flags = wanted WHERE folder = ? AND id BETWEEN ? AND ? AND state < 2")
        for range in ids.ranges { try mark.execute(arguments: [folder, range.lowerBound, range.upperBound]) }
      }
      if let seen {
        try db.cachedStatement(sql: "UPDATE folder SET target_seen = max(target_seen, ?) WHERE id = ?")
          .execute(arguments: [seen, folder])
      }
    }
  }

  static func apply(_ settlement: Settlement, folder: Int64, in db: Database) throws {
    for step in SettlementStep.steps([settlement]) { try apply(step, folder: folder, in: db) }
  }

  private static func apply(_ step: SettlementStep, folder: Int64, in db: Database) throws {
    let bounds: StatementArguments = [folder, step.ids.lowerBound, step.ids.upperBound]
    switch step.change {
    case .state(let state, let target):
      // It was sent with the flags the source had at the last listing, which does not change while a folder is copied.
      let distance = target.map { Int64($0.rawValue) - Int64(step.ids.lowerBound) }
      try db.cachedStatement(
        sql: "UPDATE item SET state = ?, target = id + ?, flags = wanted WHERE folder = ? AND id BETWEEN ? AND ?"
      ).execute(arguments: [state.rawValue, distance] + bounds)
      try db.cachedStatement(sql: "DELETE FROM trouble WHERE folder = ? AND id BETWEEN ? AND ?")
        .execute(arguments: bounds)
    case .trouble(let state, let code, let detail, let subject, let sender):
      try db.cachedStatement(
        sql: "UPDATE item SET state = ?, target = NULL WHERE folder = ? AND id BETWEEN ? AND ?"
      ).execute(arguments: [state.rawValue] + bounds)
      try db.cachedStatement(
        sql: """
          INSERT INTO trouble (folder, id, code, detail, subject, sender) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (folder, id) DO UPDATE SET code = excluded.code, detail = excluded.detail,
            subject = excluded.subject, sender = excluded.sender
          """
      ).execute(arguments: [folder, step.ids.lowerBound, code.rawValue, detail, subject, sender])
    case .vanished:
      try db.cachedStatement(sql: "DELETE FROM item WHERE folder = ? AND id BETWEEN ? AND ?").execute(arguments: bounds)
    }
  }
}

/// Settlements that one statement can write down: neighbours at the source that are neighbours at the target, too. Most
/// batches are a few of these, and a statement for each item would cost more than all else that is done for a small one.
struct SettlementStep {
  private(set) var ids: ClosedRange<UInt32>
  /// What became of the first; the target's ids of the others follow.
  let change: Settlement.Change

  private init(_ settlement: Settlement) {
    ids = settlement.id.rawValue...settlement.id.rawValue
    change = settlement.change
  }

  /// In the order given: the last word on an item stands.
  static func steps(_ settlements: [Settlement]) -> [SettlementStep] {
    var steps: [SettlementStep] = []
    for settlement in settlements {
      if steps.last?.isFollowed(by: settlement) == true {
        let last = steps.count - 1
        steps[last].ids = steps[last].ids.lowerBound...settlement.id.rawValue
      } else {
        steps.append(SettlementStep(settlement))
      }
    }
    return steps
  }

  private func isFollowed(by next: Settlement) -> Bool {
    guard case .state(let state, let first) = change, case .state(state, let target) = next.change,
      ids.upperBound < .max, next.id.rawValue == ids.upperBound + 1
    else { return false }
    guard let first, let target else { return first == nil && target == nil }
    return Int64(target.rawValue) - Int64(first.rawValue) == Int64(next.id.rawValue) - Int64(ids.lowerBound)
  }
}
