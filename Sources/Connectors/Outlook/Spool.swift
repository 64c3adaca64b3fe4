import Archives
import Core
import Glibc

/// A message that was made of something else, to be read once: in memory, or in a file without a name when it is large.
final class Spool: StoredMessage {
  private let name: String
  private var bytes: [UInt8] = []
  private var descriptor: Int32 = -1
  private(set) var size = 0
  private var position = 0
  private static let mostInMemory = 1 << 20

  /// - Parameter name: for faults.
  init(name: String) { self.name = name }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func write(_ piece: Span<UInt8>) throws(Fault) {
    if descriptor < 0, bytes.count + piece.count > Self.mostInMemory { try moveToDisk() }
    size += piece.count
    guard descriptor >= 0 else {
      piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
      return
    }
    // Written before the call ends.
    let isWritten = piece.withUnsafeBytes { Self.put($0, descriptor) }
    guard isWritten else { throw failure("cannot be written") }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    let count = min(buffer.count, size - position)
    guard count > 0 else { return 0 }
    if descriptor < 0 {
      // `position + count` is at most the size, which is that of `bytes`.
      bytes.withUnsafeBytes {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
      }
      position += count
      return count
    }
    while true {
      let got = pread(descriptor, buffer.baseAddress, count, off_t(position))
      if got > 0 {
        position += got
        return got
      }
      guard got < 0, errno == EINTR else { throw failure("cannot be read") }
    }
  }

  /// Its room is the system's again when the process dies, however it dies.
  private func moveToDisk() throws(Fault) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/postduif-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    if descriptor >= 0 {
      unlink(template)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    guard descriptor >= 0, bytes.withUnsafeBytes({ Self.put($0, descriptor) }) else {
      throw failure("cannot be made")
    }
    bytes = []
  }

  private static func put(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) -> Bool {
    var at = 0
    while at < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + at }, bytes.count - at)
      if count > 0 {
        at += count
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Called before anything else sets `errno`.
  private func failure(_ what: String) -> Fault {
    Fault(
      "FILE-WRITE", "a temporary file for a large message \(what): \(String(cString: strerror(errno)))", place: name,
      recovery: .stopMailbox, advice: "Make room in the folder for temporary files, or name another in TMPDIR.")
  }
}
