import Core

/// Copies what waits in one folder. Bodies flow from the source's stream straight into the target's connection; several
/// batches are on their way at once, and each is in the ledger as *sending* before its first byte leaves.
struct FolderCopy {
  let shared: LaneContext
  let sessions: Sessions
  let work: FolderWork
  let target: TargetFolder
  let book: RefusalBook
  private var engine: MigrationEngine { shared.engine }
  private var ledger: Ledger { shared.engine.ledger }
  private var folder: Int64 { work.row.id }

  /// Streams opened ahead of the one being written, so that the source is never idle between small messages. Their bytes
  /// are bounded: a server may answer the later request first, and what arrives for it is held until its turn.
  private static let openAhead = 2
  private static let openAheadBytes: Int64 = 4 << 20

  private struct Opened {
    var batch: [PendingItem]
    var bytes: Int64
    var stream: any ItemStream
  }
  private struct Sent {
    var batch: [PendingItem]
    var ticket: any StoreTicket
    var disarmer: ReceiptDisarmer?
  }

  func run() async throws {
    let traits = sessions.target.traits
    // One command per batch where the target takes many in one. Elsewhere a batch is only a unit of bookkeeping, and enough
    // of them are on their way to fill a line of 50 ms with small messages.
    // A slow limit is felt in seconds, not in megabytes.
    let maxBytes = min(2 << 20, max(1, engine.options.limitRate ?? .max))
    // A batch costs a transaction and some changes of thread whatever is in it: of small messages it holds many.
    var feed = BatchFeed(
      ledger: ledger, folder: folder, maxItems: traits.hasBatchAppend ? 250 : 100, maxBytes: maxBytes)
    let mostSent = !traits.canPipeline ? 1 : traits.hasBatchAppend ? 6 : 16
    let refusals = Refusals(shared: shared, book: book)
    let keywords = KeywordCheck(target: target, tally: shared.tally)
    var opened: [Opened] = []
    var sent: [Sent] = []
    var settled: [Settlement] = []
    var mayOpen = true
    var held: [PendingItem]?
    while true {
      while mayOpen, opened.count < Self.openAhead {
        if held == nil { held = try await nextBatch(&feed, &settled, refusals) }
        guard !shared.stop.isStopped, let batch = held else {
          mayOpen = false
          break
        }
        let bytes = batch.reduce(0) { $0 + $1.size }
        if !opened.isEmpty, opened.reduce(bytes, { $0 + $1.bytes }) > Self.openAheadBytes { break }
        if let delay = spend(bytes) {
          // Nothing is left half done over a wait: what is open goes first, and what was answered is written down.
          if !opened.isEmpty || !sent.isEmpty { break }
          try await ledger.advance(folder: folder, settled: settled, sending: [])
          settled = []
          try await wait(delay)
          continue
        }
        held = nil
        // The source answers while the ledger is flushed.
        let stream = try await sessions.source.open(batch.map(\.id), in: work.source)
        try await ledger.advance(folder: folder, settled: settled, sending: batch.map(\.id))
        settled = []
        opened.append(Opened(batch: batch, bytes: bytes, stream: stream))
      }
      if !opened.isEmpty, sent.count < mostSent {
        let next = opened.removeFirst()
        let outgoing = next.batch.map { OutgoingItem(id: $0.id, flags: keywords.kept($0.flags), date: $0.date) }
        let disarmer = disarmer(for: next)
        let ticket = try await sessions.target.append(outgoing, stream: disarmer ?? next.stream, in: target)
        sent.append(Sent(batch: next.batch, ticket: ticket, disarmer: disarmer))
        mayOpen = true
        if sent.count < mostSent { continue }
      }
      guard !sent.isEmpty else { break }
      let first = sent.removeFirst()
      let outcomes = try await first.ticket.outcomes()
      let verdict = try judge(outcomes, of: first.batch, refusals)
      settled += verdict.settled
      if let disarmer = first.disarmer { try await note(await disarmer.changes, verdict.settled) }
      for batch in verdict.again.reversed() {
        feed.putBack(batch)
        mayOpen = true
      }
    }
    try await ledger.advance(folder: folder, settled: settled, sending: [])
  }

  private func disarmer(for opened: Opened) -> ReceiptDisarmer? {
    guard engine.options.disarmReceipts else { return nil }
    let unread = opened.batch.filter { !$0.flags.contains("\\Seen") }
    return unread.isEmpty ? nil : ReceiptDisarmer(source: opened.stream, unread: Set(unread.map(\.id)))
  }

  private func note(_ changes: [ItemID: ReceiptDisarmer.Change], _ settled: [Settlement]) async throws {
    for settlement in settled {
      guard case .state(.copied, _) = settlement.change, let change = changes[settlement.id] else { continue }
      try await ledger.save(
        RepairRecord(
          mailbox: shared.pair.name, folder: work.row.sourcePath, id: settlement.id.rawValue,
          changes: [ReceiptRequest.changeName],
          originalDigest: change.original, storedDigest: change.stored), folder: folder)
    }
  }

  /// Counts `bytes` that set out, unless they have to wait: counted when they have arrived, everything on its way would be
  /// over the limit; looked at now and counted later, all lanes would set out at once.
  private func spend(_ bytes: Int64) -> Pacer.Delay? {
    if let delay = shared.mailboxPacer.spend(bytes: bytes) { return delay }
    guard var delay = shared.runPacer.spend(bytes: bytes) else { return nil }
    shared.mailboxPacer.giveBack(bytes: bytes)
    delay.isOwn = true
    return delay
  }

  /// Waits as long as a server or the user's limit wants, or until the run is to stop.
  private func wait(_ delay: Pacer.Delay) async throws {
    // The user's own limit is no news: it stands beside the rate.
    if !delay.isOwn, delay.time > .seconds(2) {
      let why = delay.isAsked ? "the server asked for a pause" : limit
      engine.board.set(shared.pair.name, .waiting(seconds: Int(delay.time / .seconds(1)), why: why))
    }
    try await engine.wait(delay.time, unless: shared.stop)
    if !shared.stop.isStopped { engine.board.set(shared.pair.name, .copying(folder: work.source.displayName)) }
  }

  /// `Exchange Online takes 150 MB in 5 min per mailbox`.
  private var limit: String {
    let provider = sessions.target.traits.provider
    return "\(provider.name) takes \(ByteCount.text(Int64(provider.rateBytes ?? 0))) in"
      + " \(Words.duration(Double(provider.rateWindowSeconds ?? 1))) per mailbox"
  }

  /// The next batch without what the target is known to refuse for its size.
  private func nextBatch(
    _ feed: inout BatchFeed, _ settled: inout [Settlement], _ refusals: Refusals
  ) async throws -> [PendingItem]? {
    let traits = sessions.target.traits
    let limit = Int64(traits.maxMessageBytes ?? traits.provider.maxMessageBytes ?? Int.max)
    while let batch = try await feed.next() {
      let fitting = batch.filter { $0.size <= limit }
      for item in batch where item.size > limit {
        let fault = Fault(
          "IMAP-TOOBIG", "\(ByteCount.text(item.size)); the target takes \(ByteCount.text(limit))", recovery: .skipItem)
        if case .settled(let settlement) = try refusals.judge(item, fault) { settled.append(settlement) }
      }
      if !fitting.isEmpty { return fitting }
    }
    return nil
  }

  private struct Verdict {
    var settled: [Settlement] = []
    var again: [[PendingItem]] = []
  }

  private func judge(_ outcomes: [StoreOutcome], of batch: [PendingItem], _ refusals: Refusals) throws -> Verdict {
    var verdict = Verdict()
    var bytes: Int64 = 0
    var copied = 0
    let items = Dictionary(batch.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    var refusedTogether: [PendingItem] = []
    var togetherFault: Fault?
    for outcome in outcomes {
      guard let item = items[outcome.id] else { continue }
      switch outcome.result {
      case .stored(let id):
        verdict.settled.append(Settlement(id: item.id, change: .state(.copied, target: id)))
        bytes += Int64(outcome.size)
        copied += 1
        engine.board.add(shared.pair.name) {
          $0.copied += 1
          $0.settledBytes += item.size
        }
      case .missing(let fault):
        verdict.settled.append(refusals.missing(item, fault))
      case .refused(let fault):
        switch try refusals.judge(item, fault) {
        case .settled(let settlement): verdict.settled.append(settlement)
        case .again: verdict.again.append([item])
        }
      case .batchRefused(let fault):
        refusedTogether.append(item)
        togetherFault = fault
      }
    }
    if let fault = togetherFault {
      verdict.again += try refusals.split(refusedTogether, fault)
    }
    shared.tally.note(copied: copied)
    engine.board.sent(bytes: bytes, items: copied)
    return verdict
  }
}

/// Drops keywords a folder does not keep, and counts them for the report.
struct KeywordCheck {
  let target: TargetFolder
  let tally: Tally

  func kept(_ flags: FlagSet) -> FlagSet {
    let kept = target.kept(flags)
    for name in flags.subtracting(kept).names { tally.note(droppedKeyword: name, items: 1) }
    return kept
  }
}

extension TargetFolder {
  /// Those of `flags` that can be stored here for good.
  func kept(_ flags: FlagSet) -> FlagSet {
    guard !takesNewKeywords, let permanentFlags else { return flags }
    return flags.filter { permanentFlags.contains($0) }
  }
}

/// Header fields for records of skipped and failed items.
struct Headers {
  let session: any SourceSession
  let folder: SourceFolder

  func of(_ ids: [ItemID]) async throws -> [ItemID: Fingerprint] {
    Dictionary(
      try await session.fingerprints(ids, in: folder).map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
  }
}
