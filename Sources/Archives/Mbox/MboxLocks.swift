import Core
import Synchronization

/// The locks this process holds, so that two of its parts share one.
final class MboxLocks: Sendable {
  private struct Weak: Sendable {
    weak var lock: MboxLock?
  }
  private let held = Mutex<[String: Weak]>([:])

  func lock(_ file: MboxHandle, disk: any MboxDisk, patience: Duration) throws(Fault) -> MboxLock {
    if let lock = held.withLock({ $0[file.path]?.lock }) { return lock }
    let lock = try MboxLock.take(file, disk: disk, patience: patience)
    held.withLock { $0[file.path] = Weak(lock: lock) }
    return lock
  }
}
