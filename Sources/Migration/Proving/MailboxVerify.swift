import Core

/// One mailbox's part of a verification.
struct MailboxVerify: Sendable {
  let engine: MigrationEngine
  let pair: MailboxPair
  /// Chance of each item's body to be compared, 0...1.
  let share: Double
  let seed: UInt64

  func run() async throws -> VerifyReport.Mailbox {
    let sessions = try await Sessions.open(pair)
    do {
      let report = try await compare(sessions)
      await sessions.close()
      return report
    } catch {
      await sessions.close()
      throw error
    }
  }

  private func compare(_ sessions: Sessions) async throws -> VerifyReport.Mailbox {
    var report = VerifyReport.Mailbox(name: pair.name, folders: [])
    let mailbox = try await engine.ledger.mailboxID(pair.name)
    let rows = try await engine.ledger.folders(mailbox: mailbox)
    async let targetFolders = sessions.target.folders()
    let sources = Dictionary(
      try await sessions.source.folders().map { ($0.wireName, $0) }, uniquingKeysWith: { a, _ in a })
    let targets = Dictionary(try await targetFolders.map { ($0.wireName, $0) }, uniquingKeysWith: { a, _ in a })
    for row in rows where row.moves && engine.isWanted(row.sourcePath) {
      let place = "\(pair.name) \(row.sourcePath.joined(separator: "/"))"
      let counts = try await engine.ledger.counts(folder: row.id)
      var folder = VerifyReport.Folder(source: row.sourcePath, target: row.targetPath, counts: counts)
      let there = row.targetWire.flatMap { targets[$0] }
      let placed = there == nil ? try await engine.ledger.placedCount(folder: row.id) : 0
      if placed > 0 {
        report.folders.append(folder)
        report.findings.append(
          Finding(
            .problem, "VERIFY-FOLDER", place: place,
            "the target folder is gone; it held \(placed) items",
            next: "Was it deleted on purpose? If not, copy it again: postduif migrate"))
        continue
      }
      let check = FolderVerify(
        engine: engine, sessions: sessions, row: row, source: sources[row.sourceWire], target: there, share: share,
        seed: seed)
      do {
        try await check.run(&folder)
      } catch let fault as Fault where fault.recovery == .skipFolder {
        report.findings.append(Finding(.problem, fault.code, place: place, fault.message, next: fault.advice))
      }
      report.folders.append(folder)
    }
    return report
  }
}
