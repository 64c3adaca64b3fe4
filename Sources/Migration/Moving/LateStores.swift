import Core

/// After a lost line the server may store what it was given long after we looked and sent it again. So a folder in which
/// that can have happened is looked at once more when its mailbox is done. A copy too many is reported and left alone; it
/// is taken away only with the consent to remove (`--mirror-deletes`), when it is byte for byte the copy that counts, has
/// its date and the flags we gave it, and appeared since the append that was never answered.
struct LateStores {
  let engine: MigrationEngine
  let pair: MailboxPair
  let tally: Tally
  let session: any TargetSession
  let row: FolderRow
  private var ledger: Ledger { engine.ledger }

  private struct Twin {
    var doubt: Doubt
    var item: ListedItem
    /// Same bytes, size and date as the copy that counts.
    var isExact: Bool
  }

  /// Goes through all folders of a mailbox that are in doubt, over a connection of its own; does nothing when none is.
  static func look(engine: MigrationEngine, pair: MailboxPair, mailbox: Int64, tally: Tally) async throws {
    let rows = try await engine.ledger.foldersInDoubt(mailbox: mailbox).filter { engine.isWanted($0.sourcePath) }
    guard !rows.isEmpty else { return }
    let session: any TargetSession = try await pair.target.connect()
    do {
      for row in rows {
        let late = LateStores(engine: engine, pair: pair, tally: tally, session: session, row: row)
        do { try await late.run() } catch let fault as Fault where fault.recovery == .skipFolder { continue }
      }
      await session.close()
    } catch {
      await session.close()
      throw error
    }
  }

  private func run() async throws {
    let target = try await session.select(TargetFolder(wireName: row.targetWire ?? [], path: row.targetPath))
    // With another validity all ids are void; the next run finds the items again by their looks.
    guard target.validity == row.targetValidity else { return }
    let doubts = try await ledger.doubts(folder: row.id)
    let known = try await ledger.twins(folder: row.id)
    let candidates = try await unclaimed(target, doubts, known)
    let twins = try await match(candidates, doubts, known, in: target)
    let found = twins.filter { known[$0.item.id] == nil }
    let standing = Set(twins.map(\.item.id))
    try await ledger.looked(
      folder: row.id,
      found: Dictionary(found.map { ($0.item.id, $0.doubt.source) }, uniquingKeysWith: { a, _ in a }),
      gone: known.keys.filter { !standing.contains($0) }, seen: target.nextID)
    let removed = try await remove(twins, in: target)
    report(found.map(\.item.id).filter { !removed.contains($0) }, level: .problem)
    report(known.keys.filter { standing.contains($0) && !removed.contains($0) }, level: .note)
  }

  /// Mail nobody accounts for that has the size or the moment of an item in doubt; of all else only a number is kept.
  private func unclaimed(
    _ target: TargetFolder, _ doubts: [Doubt], _ known: [ItemID: ItemID]
  ) async throws -> [ListedItem] {
    let firsts = doubts.filter { $0.unanswered > 0 }.map(\.since) + known.keys.map(\.rawValue)
    guard let first = firsts.min(), first < target.nextID else { return [] }
    let claimed = try await ledger.claimedTargets(folder: row.id, from: first)
    let sizes = Set(doubts.map(\.size))
    let moments = Set(doubts.map(\.date.seconds))
    let found = Gather<ListedItem>()
    try await session.list(target, from: ItemID(first)) { page in
      for item in page where !claimed.contains(item.id.rawValue) {
        if sizes.contains(item.size) || moments.contains(item.date.seconds) { found.add(item) }
      }
    }
    return found.items
  }

  /// Both copies are read at the target, so that what the server did to one it did to the other. No more are called twins
  /// than appends went unanswered: a copy beyond those was made by somebody else.
  private func match(
    _ candidates: [ListedItem], _ doubts: [Doubt], _ known: [ItemID: ItemID], in target: TargetFolder
  ) async throws -> [Twin] {
    guard !candidates.isEmpty else { return [] }
    let near = doubts.filter { doubt in
      candidates.contains { $0.size == doubt.size || $0.date.seconds == doubt.date.seconds }
    }
    let digests = try await Digests.of((candidates.map(\.id) + near.map(\.target)).sorted()) {
      try await session.open($0, in: target)
    }
    var left = Dictionary(near.map { ($0.source, $0.unanswered) }, uniquingKeysWith: { a, _ in a })
    for source in known.values { left[source, default: 0] += 1 }
    let bySize = Dictionary(grouping: near) { $0.size }
    let byMoment = Dictionary(grouping: near) { $0.date.seconds }
    var twins: [Twin] = []
    for item in candidates {
      guard let theirs = digests[item.id] else { continue }
      var pool: [Doubt] = []
      if let source = known[item.id] { pool = near.filter { $0.source == source } }
      pool += (byMoment[item.date.seconds] ?? []) + (bySize[item.size] ?? [])
      let fitting = pool.filter { doubt in
        // Without the copy that counts, this one is no copy too many.
        guard (left[doubt.source] ?? 0) > 0, let ours = digests[doubt.target] else { return false }
        return known[item.id] == doubt.source || item.id.rawValue >= doubt.since ? ours.text == theirs.text : false
      }
      let same = fitting.first { digests[$0.target]?.whole == theirs.whole && $0.date.seconds == item.date.seconds }
      guard let doubt = same ?? fitting.first else { continue }
      left[doubt.source, default: 0] -= 1
      twins.append(Twin(doubt: doubt, item: item, isExact: same != nil))
    }
    return twins
  }

  private func remove(_ twins: [Twin], in target: TargetFolder) async throws -> Set<ItemID> {
    guard engine.options.mirrorDeletes, session.traits.canRemove else { return [] }
    let removable = twins.filter { twin in
      let (flags, given) = (twin.item.flags, twin.doubt.flags)
      return twin.isExact && flags.subtracting(given).isEmpty
        && given.subtracting(flags).filter({ $0.hasPrefix("\\") }).isEmpty
    }.map(\.item.id)
    guard !removable.isEmpty else { return [] }
    try await session.remove(removable.sorted(), in: target)
    try await ledger.looked(folder: row.id, found: [:], gone: removable, seen: target.nextID)
    tally.note(removed: removable.count)
    tally.add(
      Finding(
        .note, "MOVE-DOUBLE", place: place,
        "\(Words.count(removable.count, "message")) stored twice by the target after a lost line; the second"
          + " \(removable.count == 1 ? "copy was" : "copies were") removed (UID \(Self.text(removable)))"))
    return Set(removable)
  }

  private func report(_ ids: [ItemID], level: Finding.Level) {
    guard !ids.isEmpty else { return }
    let which = "\(Words.count(ids.count, "message")) stored twice by the target after a lost line"
    let still = level == .note ? ", reported before and still there" : ""
    tally.add(
      Finding(
        level, "MOVE-DOUBLE", place: place,
        "\(which)\(still): UID \(Self.text(ids)) \(ids.count == 1 ? "is a second copy" : "are second copies")",
        next: "Delete \(ids.count == 1 ? "it" : "them") at the target, or: postduif migrate --mirror-deletes"))
  }

  private var place: String { "\(pair.name) \(row.targetPath.joined(separator: "/"))" }

  /// `103, 107:109`; the first twenty stretches and how many ids there are beyond.
  private static func text(_ ids: [ItemID]) -> String {
    var set = IDSet()
    for id in ids.sorted() { set.insert(id.rawValue) }
    let shown = set.ranges.prefix(20)
    let words = shown.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }
    let rest = set.count - shown.reduce(0) { $0 + $1.count }
    return words.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
