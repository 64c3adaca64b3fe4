import Core
import Glibc

/// Keeps other programs from writing an mbox file, by both ways they know: a lock on the file, as fcntl(2) has it, and a
/// file of its name with `.lock` behind it. Given up when the last holder lets go of it.
final class MboxLock: Sendable {
  private let disk: any MboxDisk
  private let file: MboxHandle
  private let path: String
  private static let signature = "postduif\n"
  /// As long as no event tells that a lock file is gone, it is looked for ten times a second.
  private static let step = 100_000_000

  private init(_ file: MboxHandle, disk: any MboxDisk) {
    (self.disk, self.file) = (disk, file)
    path = Self.path(file)
  }

  private static func path(_ file: MboxHandle) -> String { file.path + ".lock" }

  /// - Parameter patience: How long to wait for another program.
  static func take(_ file: MboxHandle, disk: any MboxDisk, patience: Duration) throws(Fault) -> MboxLock {
    let clock = ContinuousClock()
    let end = clock.now + patience
    // The kernel gives up the first kind when a process dies. So whoever has it may take a lock file of ours for one
    // that a dead process left behind.
    while !set(Int16(F_WRLCK), file) {
      guard clock.now < end else { throw MboxFault.locked(file.path) }
      pause()
    }
    do throws(Fault) {
      while try !disk.createExclusively(path(file), content: signature) {
        if isOurs(path(file)) {
          try disk.remove(path(file))
        } else {
          guard clock.now < end else { throw MboxFault.locked(file.path) }
          pause()
        }
      }
    } catch {
      _ = set(Int16(F_UNLCK), file)
      throw error
    }
    return MboxLock(file, disk: disk)
  }

  deinit {
    // A lock file that cannot be removed is found again as ours.
    try? disk.remove(path)
    _ = Self.set(Int16(F_UNLCK), file)
  }

  private static func pause() {
    var time = timespec(tv_sec: 0, tv_nsec: step)
    nanosleep(&time, nil)
  }

  private static func set(_ type: Int16, _ file: MboxHandle) -> Bool {
    // F_OFD_SETLK, which glibc shows to GNU sources only: a lock of this opening of the file, which conflicts with those
    // of other programs and is not lost when another part of this process closes the file.
    let setLock: Int32 = 37
    var lock = flock()
    lock.l_type = type
    lock.l_whence = Int16(SEEK_SET)
    return fcntl(file.descriptor, setLock, &lock) == 0
  }

  private static func isOurs(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 32)
    let size = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    return size > 0 && bytes[..<size].elementsEqual(signature.utf8)
  }
}
