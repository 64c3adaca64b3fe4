import Core

/// Compares one folder: every settled item by id, size, date, flags and Message-ID, some or all by digest.
struct FolderVerify: Sendable {
  let engine: MigrationEngine
  let sessions: Sessions
  let row: FolderRow
  /// Nil when the source no longer has the folder: then only the target is held against the ledger.
  let source: SourceFolder?
  /// Nil when nothing was ever put there: then only what came to the source since is looked for.
  let target: TargetFolder?
  let share: Double
  let seed: UInt64
  private static let pageSize = 500
  /// Differences kept for the report; all are counted.
  private static let keptDifferences = 100

  func run(_ report: inout VerifyReport.Folder) async throws {
    let (here, elsewhere) = try await sourceItems()
    if let target { try await compare(here, with: target, &report) }
    try await noteNew(here, elsewhere, &report)
  }

  private func compare(
    _ here: ListingTable, with target: TargetFolder, _ report: inout VerifyReport.Folder
  ) async throws {
    let selected = try await sessions.target.select(target)
    let repairs = try await engine.ledger.repairedDigests(folder: row.id)
    let there = try await targetItems(selected)
    var generator = SeededGenerator(seed: seed &+ UInt64(bitPattern: row.id))
    var mapped = 0
    var after: ItemID?
    while true {
      let page = try await engine.ledger.settled(folder: row.id, after: after, limit: Self.pageSize)
      guard !page.isEmpty else { break }
      after = page.last?.source
      try Task.checkCancellation()
      mapped += page.count { there[$0.target] != nil }
      var doubtful: Set<ItemID> = []
      for item in page where compare(item, here[item.source], there[item.target], repairs, &report) {
        doubtful.insert(item.source)
      }
      let present = page.filter { there[$0.target] != nil && here[$0.source] != nil }
      try await compareHeaders(present.filter { repairs[$0.source] == nil }, selected, &report)
      let chosen = present.filter {
        Double.random(in: 0..<1, using: &generator) < share || doubtful.contains($0.source)
      }
      try await compareBodies(chosen, selected, repairs, &report)
    }
    report.extra = max(0, there.count - mapped)
  }

  private func targetItems(_ folder: TargetFolder) async throws -> ListingTable {
    let gather = TableGather()
    if folder.count > 0 {
      try await sessions.target.list(folder, from: ItemID(1)) { page in for item in page { gather.table.add(item) } }
    }
    gather.table.close()
    return gather.table
  }

  /// The source's items, and those of them that stand in other folders as well.
  private func sourceItems() async throws -> (ListingTable, elsewhere: IDSet) {
    let gather = TableGather()
    let elsewhere = IDCollector()
    if let source {
      _ = try await sessions.source.list(source, since: nil) { page in
        for item in page {
          gather.table.add(item)
          if item.places?.isEmpty == false { elsewhere.insert(item.id) }
        }
      }
    }
    gather.table.close()
    return (gather.table, elsewhere.ids)
  }

  /// True when only the bytes can tell: servers announce sizes that are not those of the bytes they hand out.
  private func compare(
    _ item: SettledItem, _ here: ListingTable.Entry?, _ there: ListingTable.Entry?, _ repairs: [ItemID: String],
    _ report: inout VerifyReport.Folder
  ) -> Bool {
    guard let there else {
      add(.missing, "VERIFY-MISSING", item, detail: "no longer at the target", culprit: .unknown, &report)
      return false
    }
    guard let here else { return false }
    if repairs[item.source] != nil {
      add(.known, "VERIFY-REPAIRED", item, detail: "stored in a changed form, see repairs", culprit: .us, &report)
      return false
    }
    if here.seconds != there.seconds {
      let (before, after) = (ZonedTime(seconds: here.seconds), ZonedTime(seconds: there.seconds))
      add(
        .differs, "VERIFY-DATE", item, detail: "date \(before.rfc3339) → \(after.rfc3339)", culprit: .server, &report)
    }
    return here.size != there.size
  }

  private func compareHeaders(
    _ items: [SettledItem], _ folder: TargetFolder, _ report: inout VerifyReport.Folder
  ) async throws {
    guard !items.isEmpty, let source else { return }
    async let theirs = sessions.target.fingerprints(items.map(\.target), in: folder)
    let ours = try await sessions.source.fingerprints(items.map(\.source), in: source)
    let here = Dictionary(ours.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    let there = Dictionary(try await theirs.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    for item in items {
      guard let a = here[item.source], let b = there[item.target] else { continue }
      if a.messageID != b.messageID {
        add(
          .differs, "VERIFY-MESSAGE-ID", item, detail: "another Message-ID", culprit: .server, subject: a.subject,
          &report)
      }
    }
  }

  private func compareBodies(
    _ items: [SettledItem], _ folder: TargetFolder, _ repairs: [ItemID: String], _ report: inout VerifyReport.Folder
  ) async throws {
    guard !items.isEmpty, let source else { return }
    async let theirs = Digests.of(items.map(\.target)) { try await sessions.target.open($0, in: folder) }
    let ours = try await Digests.of(items.map(\.source)) { try await sessions.source.open($0, in: source) }
    let there = try await theirs
    for item in items {
      guard let a = ours[item.source], let b = there[item.target] else { continue }
      report.bodiesCompared += 1
      // What was stored in a changed form must still be that form.
      guard b.whole != repairs[item.source] ?? a.whole else { continue }
      let isHeaderOnly = a.text == b.text
      add(
        .differs, isHeaderOnly ? "VERIFY-HEADER" : "VERIFY-BODY", item,
        detail: isHeaderOnly
          ? "the target changed the header (\(a.size) → \(b.size) bytes)"
          : "the bodies differ (\(a.size) → \(b.size) bytes)", culprit: .server, &report)
    }
  }

  /// Mail that arrived at the source after the last pass. What stands in other folders too is noticed there.
  private func noteNew(
    _ here: ListingTable, _ elsewhere: IDSet, _ report: inout VerifyReport.Folder
  ) async throws {
    let known = try await engine.ledger.knownIDs(folder: row.id)
    for item in here.entries(where: { !known.contains($0.rawValue) && !elsewhere.contains($0.rawValue) }) {
      report.counts.found += 1
      add(
        .missing, "VERIFY-NEW",
        SettledItem(source: item.id, target: item.id, size: item.size, date: ZonedTime(seconds: item.seconds)),
        targetID: nil, detail: "came to the source after the last pass", culprit: .unknown, &report)
    }
    for item in try await engine.ledger.open(folder: row.id, after: nil, limit: Self.keptDifferences) {
      add(
        .missing, "VERIFY-OPEN", SettledItem(source: item.id, target: item.id, size: item.size, date: item.date),
        targetID: nil, detail: "not copied yet", culprit: .unknown, &report)
    }
  }

  private func add(
    _ sign: VerifyReport.Sign, _ code: Fault.Code, _ item: SettledItem, detail: String,
    culprit: VerifyReport.Culprit, subject: String = "", _ report: inout VerifyReport.Folder
  ) {
    add(sign, code, item, targetID: item.target, detail: detail, culprit: culprit, subject: subject, &report)
  }

  private func add(
    _ sign: VerifyReport.Sign, _ code: Fault.Code, _ item: SettledItem, targetID: ItemID?, detail: String,
    culprit: VerifyReport.Culprit, subject: String = "", _ report: inout VerifyReport.Folder
  ) {
    report.differenceCount += 1
    guard report.differences.count < Self.keptDifferences else { return }
    report.differences.append(
      VerifyReport.Difference(
        sign: sign, code: code, sourceID: item.source.rawValue, targetID: targetID?.rawValue, subject: subject,
        date: item.date, size: item.size, detail: detail, culprit: culprit))
  }
}

/// Fills a table across the pages of one listing, which come one after the other.
final class TableGather {
  var table = ListingTable()
}

/// An item with both its ids.
struct SettledItem: Sendable, Hashable {
  var source: ItemID
  var target: ItemID
  var size: Int64
  var date: ZonedTime
}

/// Repeatable choice of the sample (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
