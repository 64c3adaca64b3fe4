import Core

/// Brings one folder to its end over one pair of connections: looks at the target, copies what waits, brings flags up to
/// date. Whatever it was doing when a connection or the process died, the ledger and the target together tell where to
/// go on.
struct FolderMove {
  let shared: LaneContext
  let sessions: Sessions
  let work: FolderWork
  let book: RefusalBook
  /// How often the line was lost over this folder already.
  let losses: Int
  private var engine: MigrationEngine { shared.engine }
  private var ledger: Ledger { shared.engine.ledger }
  private var folder: Int64 { work.row.id }

  func run() async throws {
    engine.board.set(shared.pair.name, .copying(folder: work.source.displayName))
    var target = try await sessions.target.select(work.target)
    try await ledger.bind(folder, to: target)
    let open = try await ledger.openCounts(folder: folder)
    if open.sending > 0 { target = try await settled(target) }
    try await account(for: target, open: open.pending + open.sending + open.unknown)
    try await ledger.releaseSending(folder: folder)
    try await FolderCopy(shared: shared, sessions: sessions, work: work, target: target, book: book).run()
    try await Repair(shared: shared, sessions: sessions, work: work, target: target, book: book).run()
    if try await ledger.openCounts(folder: folder).unknown > 0 {
      // A target that tells no ids: what was just stored is found by looking.
      let now = try await sessions.target.select(target)
      try await account(for: now, open: 1)
    }
    try await FlagSync(shared: shared, sessions: sessions, work: work, target: target).run()
    if engine.options.mirrorDeletes { try await mirrorDeletes(target) }
  }

  /// Mail at the target that the ledger does not know is offered to the items that wait: it may be ours, sent before a
  /// crash, by another tool, or under an earlier ledger.
  private func account(for target: TargetFolder, open: Int) async throws {
    let seen = try await ledger.targetSeen(folder: folder)
    if open > 0, target.count > 0, target.nextID > seen {
      try await Adoption(shared: shared, sessions: sessions, work: work, target: target, from: max(1, seen)).run()
    }
    if open > 0 { try await ledger.setSeen(folder, target.nextID) }
  }

  /// After a connection was lost with appends under way, some of them may still land: the server may have their bytes.
  /// Waits until the folder has been quiet for the provider's settling time, and four times as long after each further
  /// loss: a server that keeps losing lines is slow with what it was given, too.
  private func settled(_ first: TargetFolder) async throws -> TargetFolder {
    let settling = sessions.target.traits.provider.settleMilliseconds << (2 * min(losses, 3))
    let step = Duration.milliseconds(max(50, settling / 2))
    var target = first
    var quiet = 0
    // A folder that never gets quiet belongs to a busy user, whose mail is not ours.
    for _ in 0..<20 where quiet < 2 {
      try await Task.sleep(for: step, clock: engine.clock)
      let now = try await sessions.target.select(target)
      quiet = now.nextID == target.nextID && now.count == target.count ? quiet + 1 : 0
      target = now
    }
    return target
  }

  /// Takes away our own copies of items the source lost, when nobody touched them since.
  private func mirrorDeletes(_ target: TargetFolder) async throws {
    guard sessions.target.traits.canRemove else {
      shared.tally.add(
        Finding(
          .warning, "TARGET-EXPUNGE", place: "\(shared.pair.name) \(work.target.displayName)",
          "this target cannot remove single messages (no UIDPLUS); nothing was removed"))
      return
    }
    let gone = try await ledger.gone(folder: folder)
    guard !gone.isEmpty else { return }
    var untouched: Set<ItemID> = []
    let first = gone.map(\.target).min() ?? ItemID(1)
    let wanted = Dictionary(gone.map { ($0.target, $0) }, uniquingKeysWith: { a, _ in a })
    try await sessions.target.list(target, from: first) { page in
      for item in page {
        guard let ours = wanted[item.id] else { continue }
        // Same size, same date and the flags we gave it: nobody made it his own.
        if item.size == ours.size, item.date.seconds == ours.date.seconds,
          item.flags.subtracting(ours.flags).isEmpty,
          ours.flags.subtracting(item.flags).filter({ $0.hasPrefix("\\") }).isEmpty
        {
          untouched.insert(item.id)
        }
      }
    }
    let removable = gone.filter { untouched.contains($0.target) }
    try await sessions.target.remove(removable.map(\.target), in: target)
    try await ledger.removed(folder: folder, removable.map(\.source))
    shared.tally.note(removed: removable.count)
  }
}
