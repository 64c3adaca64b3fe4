import Core
import Crypto
import NIOCore

/// Looks closer at what was refused: finds the likely cause and, when the user allowed it, stores the message in the
/// smallest changed form, with the change on record.
struct Repair {
  let shared: LaneContext
  let sessions: Sessions
  let work: FolderWork
  let target: TargetFolder
  let book: RefusalBook
  private var ledger: Ledger { shared.engine.ledger }
  private var lineLimit: Int { min(998, sessions.target.traits.provider.maxLineBytes ?? 998) }

  func run() async throws {
    while !shared.stop.isStopped, let entry = book.next() {
      let settlement = try await handle(entry)
      try await ledger.advance(folder: work.row.id, settled: [settlement], sending: [])
    }
  }

  private func handle(_ entry: RefusalBook.Entry) async throws -> Settlement {
    let header = try await Headers(session: sessions.source, folder: work.source).of([entry.item.id])[entry.item.id]
    func trouble(_ detail: String) -> Settlement {
      Settlement(
        id: entry.item.id,
        change: .trouble(
          entry.state, code: Refusals.code(entry.fault), detail: detail, subject: header?.subject ?? "",
          sender: header?.from ?? ""))
    }
    guard Refusals.code(entry.fault) == "ITEM-REFUSED" else { return trouble(entry.fault.message) }
    guard let seen = try await inspect(entry.item.id) else { return trouble(entry.fault.message) }
    let limit = sessions.target.traits.provider.maxLineBytes ?? 998
    let suspects = seen.suspects(lineLimit: limit)
    let words = suspects.isEmpty ? "" : "; likely because " + suspects.joined(separator: " and ")
    guard shared.engine.options.repair else { return trouble(entry.fault.message + words) }
    for attempt in attempts(entry.item, seen, limit: limit) {
      guard let id = try await store(entry.item, attempt) else { continue }
      shared.tally.note(copied: 1)
      shared.engine.board.add(shared.pair.name) {
        $0.failed -= 1
        $0.copied += 1
        $0.settledBytes += entry.item.size
      }
      return Settlement(id: entry.item.id, change: .state(.copied, target: id.stored))
    }
    return trouble(entry.fault.message + words + "; no repair was accepted")
  }

  struct Attempt: Hashable {
    var repairs: BodyRepairs = []
    var keepsFlags = true
    var keepsDate = true

    var names: [String] {
      repairs.names + (keepsFlags ? [] : ["flag-dropped"]) + (keepsDate ? [] : ["date-dropped"])
    }
  }

  /// From the smallest change to the largest; each is tried until one is accepted.
  func attempts(_ item: PendingItem, _ seen: Inspection, limit: Int) -> [Attempt] {
    var attempts: [Attempt] = []
    if !item.flags.isEmpty { attempts.append(Attempt(keepsFlags: false)) }
    attempts.append(Attempt(keepsDate: false))
    let repairs = seen.repairs(lineLimit: min(limit, lineLimit))
    attempts += repairs.map { Attempt(repairs: $0) }
    let all = repairs.reduce(into: BodyRepairs()) { $0.formUnion($1) }
    if repairs.count > 1 { attempts.append(Attempt(repairs: all)) }
    attempts.append(Attempt(repairs: all, keepsFlags: false, keepsDate: false))
    return attempts
  }

  private func inspect(_ id: ItemID) async throws -> Inspection? {
    var inspection = Inspection()
    var isThere = false
    let stream = try await sessions.source.open([id], in: work.source)
    while let events = try await stream.next() {
      for case .bytes(let bytes) in events {
        bytes.withUnsafeReadableBytes { inspection.feed($0) }
        isThere = true
      }
      for case .end in events { isThere = true }
    }
    return isThere ? inspection : nil
  }

  /// Nil when this form is refused too.
  private func store(_ item: PendingItem, _ attempt: Attempt) async throws -> (stored: ItemID?, Void)? {
    // A stream needs its size beforehand, so the message is read twice rather than held.
    let measured = try await RepairedStream(
      source: try await sessions.source.open([item.id], in: work.source), repairs: attempt.repairs,
      lineLimit: lineLimit,
      size: nil
    ).measure()
    let stream = RepairedStream(
      source: try await sessions.source.open([item.id], in: work.source), repairs: attempt.repairs,
      lineLimit: lineLimit,
      size: measured.size)
    let outgoing = OutgoingItem(
      id: item.id, flags: attempt.keepsFlags ? item.flags : FlagSet(), date: attempt.keepsDate ? item.date : .now())
    let outcome = try await sessions.target.append([outgoing], stream: stream, in: target).outcomes().first
    switch outcome?.result {
    case .stored(let id)?:
      if !attempt.keepsFlags, let id, !item.flags.isEmpty {
        // The flags that the target does take can be set one by one afterwards; one it refuses is left off.
        for flag in item.flags.names {
          do {
            try await sessions.target.update(
              [FlagChange(ids: [id], add: FlagSet([flag]), remove: FlagSet())], in: target)
          } catch let fault as Fault where fault.recovery == .skipItem { continue }
        }
      }
      try await ledger.save(
        RepairRecord(
          mailbox: shared.pair.name, folder: work.row.sourcePath, id: item.id.rawValue, changes: attempt.names,
          originalDigest: measured.original, storedDigest: measured.repaired), folder: work.row.id)
      return (id, ())
    case .refused(let fault)?, .batchRefused(let fault)?:
      if fault.recovery == .skipItem { return nil }
      throw fault
    case .missing?, nil:
      return nil
    }
  }
}

/// A stream of one item whose bytes pass through repairs.
actor RepairedStream: ItemStream {
  private let source: any ItemStream
  private var transform: BodyTransform
  private let size: Int?

  init(source: any ItemStream, repairs: BodyRepairs, lineLimit: Int, size: Int?) {
    self.source = source
    transform = BodyTransform(repairs: repairs, lineLimit: lineLimit)
    self.size = size
  }

  func next() async throws -> [ItemEvent]? {
    guard let events = try await source.next() else { return nil }
    return events.flatMap { event -> [ItemEvent] in
      switch event {
      case .begin(let id, let original): return [.begin(id, size: size ?? original)]
      case .bytes(let bytes):
        var out = ByteBuffer()
        bytes.withUnsafeReadableBytes { transform.feed($0, into: &out) }
        return out.readableBytes > 0 ? [.bytes(out)] : []
      case .end(let id):
        var out = ByteBuffer()
        transform.finish(into: &out)
        return out.readableBytes > 0 ? [.bytes(out), .end(id)] : [.end(id)]
      case .missing: return [event]
      }
    }
  }

  /// Size and digests of what would be sent, and the digest of what the source has.
  func measure() async throws -> (size: Int, original: String, repaired: String) {
    var before = SHA256()
    var after = SHA256()
    var size = 0
    func count(_ out: ByteBuffer) {
      size += out.readableBytes
      out.withUnsafeReadableBytes { after.update(bufferPointer: $0) }
    }
    while let events = try await source.next() {
      for event in events {
        var out = ByteBuffer()
        switch event {
        case .bytes(let bytes):
          bytes.withUnsafeReadableBytes {
            before.update(bufferPointer: $0)
            transform.feed($0, into: &out)
          }
        case .end: transform.finish(into: &out)
        case .begin, .missing: continue
        }
        count(out)
      }
    }
    return (size, MessageHash.hex(before.finalize()), MessageHash.hex(after.finalize()))
  }
}
