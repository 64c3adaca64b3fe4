public import Core
public import PST
import Synchronization

/// An Outlook data file on disk, for several tasks to read at a time.
public final class OutlookFile: Sendable {
  public let file: PSTFile

  /// Sendable since the pool is the only one that has it: whoever takes it out is the only one to use it.
  private struct Idle: @unchecked Sendable {
    let store: OutlookStore
  }
  private let idle = Mutex<[Idle]>([])
  /// As many as work at a time; each holds its caches.
  private static let most = 2

  /// Throws `PST-NOT-PST`, `PST-ENCODING`, `FILE-READ`.
  public init(path: String) throws(Fault) { file = try PSTFile(path: path) }

  public var name: String { file.name }

  /// Lends a store to `work`; it must not keep it.
  public func withStore<Result, Failure: Error>(
    _ work: (OutlookStore) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let found = idle.withLock { $0.popLast() }
    let lent = found ?? Idle(store: OutlookStore(NodeDatabase(file), name: name))
    defer { idle.withLock { if $0.count < Self.most { $0.append(lent) } } }
    return try work(lent.store)
  }
}
