import Core
import Glibc

/// One holder at a time among all processes of this machine and all tasks of each: flock(2) on a file of its own. The
/// kernel lets go of it when the holder dies.
enum FileLock {
  /// Runs `body` while the lock is held. Waits without occupying a thread, at most for `limit`; then throws
  /// `CREDENTIAL-LOCKED`. A cancelled wait throws it at once.
  static func hold<Answer: Sendable>(
    _ path: String, limit: Duration = .seconds(60), _ body: @Sendable () async throws(Fault) -> Answer
  ) async throws(Fault) -> Answer {
    let file = try await take(path, limit: limit)
    defer { close(file) }
    return try await body()
  }

  private static func take(_ path: String, limit: Duration) async throws(Fault) -> Int32 {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(2)
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { throw ProjectFile.fault("FILE-WRITE", "cannot lock", path) }
      if flock(file, LOCK_EX | LOCK_NB) == 0 {
        if isStill(file, at: path) {
          sign(file)
          return file
        }
        // Its last holder took the file away; there is a new one to ask for.
        close(file)
        continue
      }
      let reason = errno
      let holder = reader(of: file)
      close(file)
      guard reason == EWOULDBLOCK || reason == EINTR else {
        errno = reason
        throw ProjectFile.fault("FILE-WRITE", "cannot lock", path)
      }
      guard ContinuousClock.now < deadline else {
        throw busy(path, "\(holder) has held it for more than \(limit.components.seconds) seconds")
      }
      // flock(2) has no end to its waiting and would hold one of the few threads that carry all tasks.
      do { try await Task.sleep(for: pause) } catch { throw busy(path, "the wait for it was given up") }
      pause = min(pause * 2, .milliseconds(50))
    }
  }

  /// Takes the lock's file away if nobody holds it.
  static func discard(_ path: String) {
    let file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return }
    if flock(file, LOCK_EX | LOCK_NB) == 0, isStill(file, at: path) { unlink(path) }
    close(file)
  }

  private static func isStill(_ file: Int32, at path: String) -> Bool {
    var opened = stat()
    var named = stat()
    return fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino
      && opened.st_dev == named.st_dev
  }

  /// Writes who holds it, for the messages of those who wait in vain.
  private static func sign(_ file: Int32) {
    let text = Array("\(getpid())\n".utf8)
    guard ftruncate(file, 0) == 0 else { return }
    _ = text.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
  }

  private static func reader(of file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(file, &bytes, bytes.count, 0)
    let number = Int32(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0x0A }, as: UTF8.self))
    return number.map { $0 == getpid() ? "another part of this run" : "process \($0)" } ?? "another process"
  }

  private static func busy(_ path: String, _ message: String) -> Fault {
    Fault(
      "CREDENTIAL-LOCKED", message, place: path, recovery: .retry(after: nil),
      advice: "See what that process does; the lock goes with it")
  }
}
