import Core

/// What the lanes of one mailbox share.
struct LaneContext: Sendable {
  let engine: MigrationEngine
  let pair: MailboxPair
  let queue: FolderQueue
  let tally: Tally
  let runPacer: Pacer
  let mailboxPacer: Pacer
  /// The mailbox's own.
  let stop: StopSignal
}

/// Takes folders from the queue and brings each to its end, over as many connections as it takes.
struct Lane {
  let shared: LaneContext
  var sessions: Sessions?
  private var engine: MigrationEngine { shared.engine }

  init(shared: LaneContext, sessions: Sessions?) {
    self.shared = shared
    self.sessions = sessions
  }

  mutating func run() async throws {
    do {
      while !shared.stop.isStopped, let work = await shared.queue.next() { try await finish(work) }
    } catch {
      await sessions?.close()
      throw error
    }
    await sessions?.close()
  }

  /// A lost connection is an ordinary event: the folder is taken up again where the ledger says it stands.
  private mutating func finish(_ work: FolderWork) async throws {
    var patience = Patience()
    let book = RefusalBook()
    var losses = 0
    while !shared.stop.isStopped {
      let before = shared.tally.progress
      do {
        let sessions = try await connected()
        try await FolderMove(shared: shared, sessions: sessions, work: work, book: book, losses: losses).run()
        return
      } catch let fault as Fault {
        if shared.tally.progress > before { patience.restore() }
        if fault.recovery == .skipFolder || fault.recovery == .skipItem {
          try await give(up: work, fault)
          return
        }
        guard let pause = patience.pause(after: fault) else { throw fault }
        await sessions?.close()
        sessions = nil
        losses += 1
        engine.board.set(shared.pair.name, .waiting(seconds: Int(pause / .seconds(1)), why: fault.message))
        try await shared.engine.wait(pause, unless: shared.stop)
      }
    }
  }

  private func give(up work: FolderWork, _ fault: Fault) async throws {
    try await engine.ledger.fail(folder: work.row.id, code: fault.code, detail: fault.message)
    shared.tally.add(
      Finding(
        .problem, fault.code, place: "\(shared.pair.name) \(work.source.displayName)", fault.message, next: fault.advice
      ))
  }

  private mutating func connected() async throws -> Sessions {
    if let sessions { return sessions }
    let new = try await Sessions.open(shared.pair)
    sessions = new
    return new
  }
}
