import Core

/// Recognises mail that is at the target already. Candidates agree in size and moment, or, where a server changed one of
/// them, in the other; header fields must agree, and whenever anything is left to doubt the bytes decide by SHA-256. Two
/// messages with one Message-ID stay two; exact copies stay as many as there are.
struct Adoption {
  let shared: LaneContext
  let sessions: Sessions
  let work: FolderWork
  let target: TargetFolder
  /// First target id not accounted for.
  let from: UInt32

  private struct Entry: Hashable {
    var id: ItemID
    var size: Int64
    var seconds: Int64
  }
  private struct Key: Hashable {
    var size: Int64
    var seconds: Int64
  }
  /// The header fields two prints of one message share.
  private struct Face: Hashable {
    var messageID: String
    var date: String
    var from: String
    var subject: String
    init(_ print: Fingerprint) {
      (messageID, date, from, subject) = (print.messageID, print.dateField, print.from, print.subject)
    }
  }

  func run() async throws {
    let found = try await unaccounted()
    guard !found.entries.isEmpty else { return }
    var sources = try await openItems()
    guard !sources.isEmpty else { return }
    var matched = try await matchExact(found.entries, sources)
    try await save(matched, found.flags)
    let taken = Set(matched.map(\.source))
    let used = Set(matched.map(\.target))
    sources.removeAll { taken.contains($0.id) }
    let altered = try await matchAltered(found.entries.filter { !used.contains($0.id) }, sources)
    try await save(altered, found.flags)
    let settled = taken.union(altered.map(\.source))
    matched = try await matchRepaired(
      found.entries.map(\.id).filter { id in !used.contains(id) && !altered.contains { $0.target == id } },
      sources.map(\.id).filter { !settled.contains($0) })
    try await save(matched, found.flags)
  }

  /// Items that were under way in a changed form: the ledger has the digest of that form.
  private func matchRepaired(_ targets: [ItemID], _ sources: [ItemID]) async throws -> [Pair] {
    let digests = try await shared.engine.ledger.repairedDigests(folder: work.row.id)
    let repaired = sources.filter { digests[$0] != nil }
    guard !repaired.isEmpty, !targets.isEmpty else { return [] }
    let there = try await Digests.of(targets.sorted()) { try await sessions.target.open($0, in: target) }
    var left = Dictionary(grouping: there.keys.sorted(by: >)) { there[$0]?.whole }
    return repaired.compactMap { id in left[digests[id]]?.popLast().map { (id, $0) } }
  }

  private typealias Pair = (source: ItemID, target: ItemID)

  private func save(_ pairs: [Pair], _ flags: [ItemID: FlagSet]) async throws {
    guard !pairs.isEmpty else { return }
    let ledger = shared.engine.ledger
    let open = try await ledger.states(folder: work.row.id, pairs.map(\.source))
    let waited = pairs.count { open[$0.source] == .pending || open[$0.source] == .sending }
    let adopted = try await ledger.adopt(
      pairs.map { ($0.source, $0.target, flags[$0.target] ?? FlagSet()) }, folder: work.row.id)
    shared.engine.board.add(shared.pair.name) {
      $0.adopted += adopted
      $0.copied += waited - adopted
    }
  }

  private func unaccounted() async throws -> (entries: [Entry], flags: [ItemID: FlagSet]) {
    let claimed = try await shared.engine.ledger.claimedTargets(folder: work.row.id, from: from)
    let gather = Gather<Entry>()
    let flags = Gather<(ItemID, FlagSet)>()
    try await sessions.target.list(target, from: ItemID(from)) { page in
      for item in page where !claimed.contains(item.id.rawValue) {
        gather.add(Entry(id: item.id, size: item.size, seconds: item.date.seconds))
        flags.add((item.id, item.flags))
      }
    }
    return (gather.items, Dictionary(flags.items, uniquingKeysWith: { a, _ in a }))
  }

  private func openItems() async throws -> [Entry] {
    try await shared.engine.ledger.unsettled(folder: work.row.id).map {
      Entry(id: $0.id, size: $0.size, seconds: $0.date.seconds)
    }
  }

  /// Same size and same moment.
  private func matchExact(_ targets: [Entry], _ sources: [Entry]) async throws -> [Pair] {
    let bySource = Dictionary(grouping: sources) { Key(size: $0.size, seconds: $0.seconds) }
    let byTarget = Dictionary(grouping: targets) { Key(size: $0.size, seconds: $0.seconds) }
    let shared = byTarget.keys.filter { bySource[$0] != nil }
    guard !shared.isEmpty else { return [] }
    let sourcePrints = try await sourceFaces(shared.flatMap { bySource[$0] ?? [] }.map(\.id))
    let targetPrints = try await targetFaces(shared.flatMap { byTarget[$0] ?? [] }.map(\.id))
    var pairs: [Pair] = []
    var doubtful: [([ItemID], [ItemID])] = []
    for key in shared {
      let ours = Dictionary(grouping: bySource[key] ?? []) { sourcePrints[$0.id] }
      let theirs = Dictionary(grouping: byTarget[key] ?? []) { targetPrints[$0.id] }
      for (face, here) in ours {
        guard let face, let there = theirs[face] else { continue }
        if here.count == 1, there.count == 1, !face.messageID.isEmpty {
          pairs.append((here[0].id, there[0].id))
        } else {
          doubtful.append((here.map(\.id), there.map(\.id)))
        }
      }
    }
    return pairs + (try await matchByDigest(doubtful, text: false))
  }

  /// A server that adds a header field or changes the moment: the faces agree and so does everything below the header.
  private func matchAltered(_ targets: [Entry], _ sources: [Entry]) async throws -> [Pair] {
    let moments = Dictionary(grouping: sources, by: \.seconds)
    let sizes = Dictionary(grouping: sources, by: \.size)
    var sourceIDs: Set<ItemID> = []
    var targetIDs: [ItemID] = []
    for target in targets {
      let near = (moments[target.seconds] ?? []) + (sizes[target.size] ?? [])
      if near.isEmpty { continue }
      sourceIDs.formUnion(near.map(\.id))
      targetIDs.append(target.id)
    }
    guard !targetIDs.isEmpty else { return [] }
    let ours = try await sourceFaces(sourceIDs.sorted())
    let theirs = try await targetFaces(targetIDs)
    let here = Dictionary(grouping: ours.keys) { ours[$0] }
    let there = Dictionary(grouping: theirs.keys) { theirs[$0] }
    var doubtful: [([ItemID], [ItemID])] = []
    for (face, ids) in here {
      guard let face, let others = there[face] else { continue }
      doubtful.append((ids.sorted(), others.sorted()))
    }
    return try await matchByDigest(doubtful, text: true)
  }

  /// Pairs ids whose digests agree, in ascending order: exact copies are interchangeable.
  private func matchByDigest(_ groups: [([ItemID], [ItemID])], text: Bool) async throws -> [Pair] {
    guard !groups.isEmpty else { return [] }
    let ours = try await Digests.of(groups.flatMap(\.0).sorted()) {
      try await sessions.source.open($0, in: work.source)
    }
    let theirs = try await Digests.of(groups.flatMap(\.1).sorted()) { try await sessions.target.open($0, in: target) }
    var pairs: [Pair] = []
    for (here, there) in groups {
      var left = Dictionary(grouping: there.sorted().reversed()) { id in
        theirs[id].map { text ? $0.text : $0.whole }
      }
      for id in here.sorted() {
        guard let digest = ours[id] else { continue }
        if let match = left[text ? digest.text : digest.whole]?.popLast() { pairs.append((id, match)) }
      }
    }
    return pairs
  }

  private func sourceFaces(_ ids: [ItemID]) async throws -> [ItemID: Face] {
    try await faces(ids) { try await sessions.source.fingerprints($0, in: work.source) }
  }
  private func targetFaces(_ ids: [ItemID]) async throws -> [ItemID: Face] {
    try await faces(ids) { try await sessions.target.fingerprints($0, in: target) }
  }

  private func faces(_ ids: [ItemID], _ fetch: ([ItemID]) async throws -> [Fingerprint]) async throws -> [ItemID: Face]
  {
    var faces: [ItemID: Face] = [:]
    let sorted = ids.sorted()
    for start in stride(from: 0, to: sorted.count, by: 500) {
      let page = Array(sorted[start..<min(start + 500, sorted.count)])
      for print in try await fetch(page) { faces[print.id] = Face(print) }
    }
    return faces
  }
}

/// Gathers values across the pages of one listing, which come one after the other.
final class Gather<Value> {
  private(set) var items: [Value] = []
  func add(_ value: Value) { items.append(value) }
}
