import Core
import Glibc
public import MIME

/// A file on disk, of the size it had when it was opened.
public final class DiskFile: MailboxSource, Sendable {
  private let file: OpenFile
  public let count: Int
  /// For faults.
  let place: String

  init(_ file: OpenFile, count: Int, place: String) {
    (self.file, self.count, self.place) = (file, count, place)
  }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count, offset + done < count, let base = buffer.baseAddress {
      let wanted = min(buffer.count - done, count - offset - done)
      let size = pread(file.descriptor, base + done, wanted, off_t(offset + done))
      if size < 0 {
        if errno == EINTR { continue }
        throw TreeFault.system("the file cannot be read at byte \(offset + done)", place, .skipItem)
      }
      if size == 0 { break }
      done += size
    }
    return done
  }
}
