import Core
import NIOCore

/// Looks closer at what was refused: says the likely cause and, when the user allowed it, finds the cause by trying and
/// stores the message in the smallest changed form, with the change on record.
///
/// Nothing is ever sent to be taken away again. Each form is in the ledger before its first byte leaves, so that what was
/// under way when the line or the process died is recognised at the target (``Adoption``).
struct Repair {
  let shared: LaneContext
  let sessions: Sessions
  let work: FolderWork
  let target: TargetFolder
  let book: RefusalBook
  private var ledger: Ledger { shared.engine.ledger }
  private var folder: Int64 { work.row.id }

  /// Longer lines are what the target may have refused, bytes without CRLF.
  private var longestLine: Int { sessions.target.traits.provider.lineLimit }

  func run() async throws {
    while !shared.stop.isStopped, let entry = book.next() { try await handle(entry) }
  }

  private func handle(_ entry: RefusalBook.Entry) async throws {
    // Adopted, or gone, since it was refused.
    guard let state = try await ledger.states(folder: folder, [entry.item.id])[entry.item.id], state == entry.state
    else { return }
    let header = try await Headers(session: sessions.source, folder: work.source).of([entry.item.id])[entry.item.id]
    func note(_ detail: String) async throws {
      let trouble = Settlement.Change.trouble(
        entry.state, code: Refusals.code(entry.fault), detail: detail, subject: header?.subject ?? "",
        sender: header?.from ?? "")
      try await ledger.advance(folder: folder, settled: [Settlement(id: entry.item.id, change: trouble)], sending: [])
    }
    guard Refusals.code(entry.fault) == "ITEM-REFUSED", let seen = try await inspect(entry.item.id) else {
      return try await note(entry.fault.message)
    }
    let suspicion = Suspicion(
      item: entry.item, flags: target.kept(entry.item.flags), seen: seen, provider: sessions.target.traits.provider,
      longestLine: longestLine)
    guard shared.engine.options.repair else {
      return try await note("\(entry.fault.message); \(suspicion.words(now: .now()))")
    }
    let forms = RepairForm.combinations(of: suspicion.causes, size: entry.item.size)
    if entry.tried == 0, entry.losses == 0 { try await note(entry.fault.message) }
    if try await isStored(entry, forms) { return }
    try await note(
      "\(entry.fault.message); \(suspicion.words(now: .now())); none of \(forms.count) changed forms was accepted")
  }

  private func inspect(_ id: ItemID) async throws -> Inspection? {
    var inspection = Inspection()
    var isThere = false
    let stream = try await sessions.source.open([id], in: work.source)
    while let events = try await stream.next() {
      for case .bytes(let bytes) in events { bytes.withUnsafeReadableBytes { inspection.feed($0) } }
      for case .end in events { isThere = true }
    }
    return isThere ? inspection : nil
  }

  /// Tries one form after the other. After a lost connection the form is tried once more: it may have been the refusal
  /// before it that was one too many.
  private func isStored(_ entry: RefusalBook.Entry, _ forms: [RepairForm]) async throws -> Bool {
    var entry = entry
    var measures: [BodyRepairs: RepairedStream.Measure] = [:]
    for (place, form) in forms.enumerated().dropFirst(entry.tried) {
      if shared.stop.isStopped { return false }
      do {
        if measures[form.body] == nil {
          measures[form.body] = try await RepairedStream.measure(
            try await sessions.source.open([entry.item.id], in: work.source), transform(form))
        }
        guard let measure = measures[form.body] else { return false }
        if try await isStored(entry.item, form, measure) { return true }
      } catch {
        entry.losses += 1
        entry.tried = entry.losses > 1 ? place + 1 : place
        if entry.losses > 1 { entry.losses = 0 }
        book.add(entry)
        throw error
      }
      entry.losses = 0
      // Each refusal is an answer: the server is alive.
      shared.tally.noteRefusal()
    }
    return false
  }

  private func transform(_ form: RepairForm) -> BodyTransform {
    BodyTransform(repairs: form.body, longerThan: longestLine)
  }

  /// False when this form is refused too. Throws when nothing is known of it, or when the target wants no mail at all.
  private func isStored(
    _ item: PendingItem, _ form: RepairForm, _ measure: RepairedStream.Measure
  ) async throws -> Bool {
    var record = RepairRecord(
      mailbox: shared.pair.name, folder: work.row.sourcePath, id: item.id.rawValue, changes: form.names,
      originalDigest: measure.original, storedDigest: measure.stored)
    try await ledger.beginRepair(record, folder: folder)
    let stream = RepairedStream(
      source: try await sessions.source.open([item.id], in: work.source), transform: transform(form),
      size: measure.size)
    let flags = target.kept(item.flags)
    let outgoing = OutgoingItem(
      id: item.id, flags: form.contains(.flags) ? FlagSet() : flags, date: form.contains(.date) ? nil : item.date)
    let outcome = try await sessions.target.append([outgoing], stream: stream, in: target).outcomes().first
    switch outcome?.result {
    case .stored(let id)?:
      if form.contains(.flags), try await lost(flags, of: id).isEmpty, id != nil {
        // Nothing is missing after all.
        record.changes = form.subtracting(.flags).names
      }
      try await ledger.endRepair(record, folder: folder, target: id)
      note(item)
      return true
    case .refused(let fault)?, .batchRefused(let fault)?:
      try await ledger.abandonRepair(item.id, folder: folder, state: .failed)
      if fault.recovery != .skipItem { throw fault }
      return false
    case .missing?, nil:
      try await ledger.abandonRepair(item.id, folder: folder, state: .failed)
      return false
    }
  }

  /// Sets the flags that were left off one by one, so that one the target refuses costs no other. Returns those it
  /// refused. Where the target tells no ids, they are set once the item was found by looking.
  private func lost(_ flags: FlagSet, of id: ItemID?) async throws -> [String] {
    guard let id else { return [] }
    var lost: [String] = []
    for name in flags.names {
      do {
        try await sessions.target.update([FlagChange(ids: [id], add: FlagSet([name]), remove: FlagSet())], in: target)
      } catch let fault as Fault where fault.recovery == .skipItem {
        shared.tally.note(droppedKeyword: name, items: 1)
        lost.append(name)
      }
    }
    return lost
  }

  private func note(_ item: PendingItem) {
    shared.tally.note(copied: 1)
    shared.engine.board.add(shared.pair.name) {
      $0.failed -= 1
      $0.copied += 1
      $0.settledBytes += item.size
    }
  }
}
