import Core

extension MigrationEngine {
  /// Carries out the plan: creates folders, copies what waits, brings flags up to date. May be run again at any time; what
  /// is settled is not touched again. A mailbox that cannot go on is reported and the others continue. Throws only for
  /// faults that stop everything (the ledger, a second run).
  public func run(_ plan: Plan) async throws -> RunSummary {
    let lock = try ledger.lockForRun()
    defer { withExtendedLifetime(lock) {} }
    try await ledger.request(.none)
    let startedAt = ZonedTime.now()
    let started = clock.now
    board.begin()
    // Mailboxes that wait for their turn count from the start: a total that grows makes the bar run backwards.
    for folder in try await ledger.standing() { board.add(folder.mailbox) { $0 = $0 + folder.counts } }
    let watcher = Task { await self.watchRequests() }
    defer { watcher.cancel() }
    let pacer = Pacer(bytesPerSecond: options.limitRate.map(Double.init))
    let wanted = Set(plan.mailboxes.map(\.name))
    let outcomes = try await overMailboxes { pair in
      guard wanted.contains(pair.name) else { return nil as MailboxOutcome? }
      return try await MailboxRun(engine: self, pair: pair, runPacer: pacer).run()
    }.compactMap { $0 }
    let summary = RunSummary(
      ending: stopSignal.ending ?? .finished, startedAt: startedAt, seconds: (clock.now - started) / .seconds(1),
      mailboxes: outcomes)
    try await ledger.save(summary)
    return summary
  }

  /// Obeys what another terminal asks through the ledger.
  private func watchRequests() async {
    while !Task.isCancelled {
      do {
        try await Task.sleep(for: .milliseconds(500), clock: clock)
        switch try await ledger.request() {
        case .pause: stopSignal.stop(.paused)
        case .stop: stopSignal.stop(.interrupted)
        case .none: continue
        }
      } catch { return }
    }
  }
}
