import Core

/// Brings to the target what changed in the flags at the source since the target was given them. Only the change itself is
/// applied: what a user of the target set or cleared meanwhile stays.
struct FlagSync {
  let shared: LaneContext
  let sessions: Sessions
  let work: FolderWork
  let target: TargetFolder
  private static let pageSize = 2_000

  func run() async throws {
    let ledger = shared.engine.ledger
    while !shared.stop.isStopped {
      let updates = try await ledger.flagUpdates(folder: work.row.id, limit: Self.pageSize)
      guard !updates.isEmpty else { return }
      var groups: [Change: [ItemID]] = [:]
      for update in updates {
        let change = Change(
          add: target.kept(update.wanted.subtracting(update.sure)),
          remove: target.kept(update.possible.subtracting(update.wanted)))
        groups[change, default: []].append(update.target)
      }
      let changes = groups.compactMap { change, ids in
        change.add.isEmpty && change.remove.isEmpty
          ? nil : FlagChange(ids: ids.sorted(), add: change.add, remove: change.remove)
      }
      if !changes.isEmpty {
        try await ledger.flagsLeave(folder: work.row.id, updates)
        try await apply(changes)
      }
      try await ledger.flagsUpdated(folder: work.row.id, updates.map(\.id))
      shared.tally.note(flagsUpdated: updates.count)
    }
  }

  private struct Change: Hashable {
    var add: FlagSet
    var remove: FlagSet
  }

  /// One flag the target refuses costs no other: after a refusal each is set by itself, and what is refused is left off.
  private func apply(_ changes: [FlagChange]) async throws {
    do {
      return try await sessions.target.update(changes, in: target)
    } catch let fault as Fault where fault.recovery == .skipItem {}
    for change in changes {
      for name in change.add.names + change.remove.names {
        let isAdded = change.add.contains(name)
        let single = FlagChange(
          ids: change.ids, add: FlagSet(isAdded ? [name] : []), remove: FlagSet(isAdded ? [] : [name]))
        do {
          try await sessions.target.update([single], in: target)
        } catch let fault as Fault where fault.recovery == .skipItem {
          shared.tally.note(droppedKeyword: name, items: change.ids.count)
        }
      }
    }
  }
}
