import Foundation
import Synchronization

/// A disk that keeps of a ledger what was flushed, and nothing of what came later.
final class PowerCut: Sendable {
  private let path: String
  private let kept = Mutex<[String: Data]>([:])

  init(path: String) { self.path = path }

  /// The database and its log as they stand.
  func flushed() {
    let files = ["", "-wal"].compactMap { suffix in
      FileManager.default.contents(atPath: path + suffix).map { (suffix, $0) }
    }
    kept.withLock { $0 = Dictionary(uniqueKeysWithValues: files) }
  }

  /// To be called when no program has the ledger open.
  func cut() throws {
    for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
      try FileManager.default.removeItem(atPath: path + suffix)
    }
    for (suffix, data) in kept.withLock({ $0 }) { try data.write(to: URL(fileURLWithPath: path + suffix)) }
  }
}
