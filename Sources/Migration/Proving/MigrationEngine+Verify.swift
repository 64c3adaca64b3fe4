import Core
public import NIOCore

extension MigrationEngine {
  /// Compares both ends with the ledger: ids, sizes, dates, flags and Message-IDs of all items, digests of a sample or of
  /// all. Reads only. A mailbox that cannot be asked is in the report with the finding that says why.
  public func verify(_ options: VerifyOptions = VerifyOptions()) async throws -> VerifyReport {
    let startedAt = ZonedTime.now()
    let started = clock.now
    let total = try await ledger.settledCount()
    // One chance for all items gives small and large mailboxes their share of the sample.
    let share = options.full ? 1 : total == 0 ? 0 : min(1, Double(options.sample) / Double(total))
    let mailboxes = try await overMailboxes { pair in
      do {
        return try await MailboxVerify(engine: self, pair: pair, share: share, seed: options.seed).run()
      } catch let fault as Fault where fault.recovery != .stopRun {
        var mailbox = VerifyReport.Mailbox(name: pair.name, folders: [])
        mailbox.findings.append(Self.finding(fault, mailbox: pair.name))
        return mailbox
      }
    }
    let report = VerifyReport(
      startedAt: startedAt, seconds: (clock.now - started) / .seconds(1), isFull: options.full, mailboxes: mailboxes)
    try await ledger.save(report)
    return report
  }

  /// Hands out the bytes of a skipped or failed item as the source has it. Throws `ITEM-GONE` when it is no longer there.
  public func export(_ record: ItemRecord, to write: @Sendable (ByteBuffer) async throws -> Void) async throws {
    guard let pair = pairs.first(where: { $0.name == record.mailbox }) else {
      throw Fault(
        "MAILBOX-UNKNOWN", "the project has no mailbox of this name", place: record.mailbox, recovery: .stopRun,
        advice: "See: postduif mailbox list")
    }
    let session = try await pair.source.connect()
    do {
      let place = record.folder.joined(separator: "/")
      guard let folder = try await session.folders().first(where: { $0.path == record.folder }) else {
        throw Fault("ITEM-GONE", "the source has no such folder any more", place: place, recovery: .skipItem)
      }
      let stream = try await session.open([ItemID(record.id)], in: folder)
      while let events = try await stream.next() {
        for event in events {
          switch event {
          case .bytes(let bytes): try await write(bytes)
          case .missing(_, let fault): throw fault
          case .begin, .end: continue
          }
        }
      }
      await session.close()
    } catch {
      await session.close()
      throw error
    }
  }
}
