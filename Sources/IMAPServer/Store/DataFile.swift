public import Core
internal import Glibc

/// A file written and read at given places. Whatever `write` returned from is safe from the process's death; only
/// `sync` makes it safe from the machine's.
final class DataFile: Sendable {
  let path: String
  private let descriptor: CInt

  /// Opens `path` for reading and writing and creates it when it is not there.
  init(path: String, empty: Bool = false) throws(Fault) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | (empty ? O_TRUNC : 0), 0o600)
    guard descriptor >= 0 else { throw Self.fault("cannot be opened", path) }
  }

  deinit { close(descriptor) }

  func size() throws(Fault) -> UInt64 {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw Self.fault("cannot be examined", path) }
    return UInt64(info.st_size)
  }

  func truncate(to size: UInt64) throws(Fault) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.fault("cannot be cut", path) }
  }

  func sync() throws(Fault) {
    guard fdatasync(descriptor) == 0 else { throw Self.fault("cannot be flushed", path) }
  }

  /// Makes the names in a folder safe from the machine's death, as ``sync()`` does for what a file holds.
  static func syncFolder(_ path: String) throws(Fault) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, fsync(descriptor) == 0 else { throw fault("cannot be flushed", path) }
  }

  /// Writes all of `bytes`; on a fault nothing is promised about what arrived.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(Fault) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.fault("cannot be written", path) }
      done += count
    }
  }

  func write(_ bytes: [UInt8], at offset: UInt64) throws(Fault) {
    do { try bytes.withUnsafeBytes { try write($0, at: offset) } } catch { throw Self.typed(error, path) }
  }

  /// Appends `count` bytes from `offset` to `out`. A file that ends sooner is a fault.
  func read(_ count: Int, at offset: UInt64, appendingTo out: inout [UInt8]) throws(Fault) {
    guard count > 0 else { return }
    var done = 0
    out.append(addingCapacity: count) { span in
      span.withUnsafeMutableBufferPointer { buffer, initialized in
        done = fill(UnsafeMutableRawBufferPointer(buffer), at: offset)
        initialized += done
      }
    }
    guard done == count else {
      out.removeLast(done)
      throw Self.fault("ends too soon", path)
    }
  }

  /// How many of the wanted bytes could be read.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return done }
      done += got
    }
    return done
  }

  static func fault(_ what: String, _ path: String) -> Fault {
    let reason = String(cString: strerror(errno))
    return Fault(
      .storeIO, "A file of the mail store \(what): \(reason).", place: path, recovery: .stopRun,
      advice: "Check the disk's free space and the folder's permissions.")
  }

  private static func typed(_ error: any Error, _ path: String) -> Fault {
    (error as? Fault) ?? fault("cannot be written", path)
  }
}

extension Fault.Code {
  /// A file of the mail store cannot be read or written.
  public static let storeIO: Fault.Code = "STORE-IO"
  /// A file of the mail store holds something it cannot hold; more than a torn last write.
  public static let storeDamaged: Fault.Code = "STORE-DAMAGED"
  /// Another process has the mail store open.
  public static let storeBusy: Fault.Code = "STORE-BUSY"
  public static let storeNoFolder: Fault.Code = "STORE-NO-FOLDER"
  public static let storeFolderExists: Fault.Code = "STORE-FOLDER-EXISTS"
  public static let storeNameRefused: Fault.Code = "STORE-NAME-REFUSED"
  public static let storeQuota: Fault.Code = "STORE-QUOTA"
  /// A folder has no room for another keyword, or a batch for another message.
  public static let storeLimit: Fault.Code = "STORE-LIMIT"
}
