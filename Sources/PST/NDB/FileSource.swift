public import Core
import Glibc
public import MIME

/// A file on disk, of the size it had when it was opened. Read only.
public final class FileSource: MailboxSource, Sendable {
  private let descriptor: CInt
  private let path: String
  public let count: Int

  /// Throws `FILE-READ`.
  public init(path: String) throws(Fault) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.fault("the file cannot be opened", path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let fault = Self.fault("the file cannot be examined", path)
      close(descriptor)
      throw fault
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Fault(
        "FILE-READ", "it is no file", place: Self.name(path), recovery: .stopMailbox, advice: "Name the file itself.")
    }
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count, offset + done < count, let base = buffer.baseAddress {
      let wanted = min(buffer.count - done, count - offset - done)
      let size = pread(descriptor, base + done, wanted, off_t(offset + done))
      if size < 0 {
        if errno == EINTR { continue }
        throw Self.fault("the file cannot be read at byte \(offset + done)", path)
      }
      if size == 0 { break }
      done += size
    }
    return done
  }

  /// The last part of a path.
  static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Called before anything else sets `errno`.
  private static func fault(_ what: String, _ path: String) -> Fault {
    let error = errno
    let advice =
      switch error {
      case ENOENT: "Check its name; it may have been moved or deleted meanwhile."
      case EACCES, EPERM: "Let the user that runs the program read it: chmod, or run as its owner."
      case EIO: "The disk reports an error: copy the file with ddrescue and read the copy."
      default: ""
      }
    return Fault(
      "FILE-READ", "\(what): \(String(cString: strerror(error)))", place: name(path), recovery: .stopMailbox,
      advice: advice)
  }
}
