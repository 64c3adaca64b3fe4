package import Core
import Glibc

/// The file operations by which a mailbox is written, each of which may be the last one a process does.
package protocol MboxDisk: Sendable {
  /// Opens for reading and writing, and makes the file when there is none and `creates` says so.
  func open(_ path: String, creates: Bool) throws(Fault) -> MboxHandle
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, to file: MboxHandle) throws(Fault)
  func truncate(_ file: MboxHandle, to size: Int) throws(Fault)
  /// Makes a file's bytes and size durable.
  func flush(_ file: MboxHandle) throws(Fault)
  /// Makes the names in a folder durable.
  func flushFolder(_ path: String) throws(Fault)
  /// Makes a file that was not there before, with `content`; false when it was.
  func createExclusively(_ path: String, content: String) throws(Fault) -> Bool
  func makeFolder(_ path: String) throws(Fault)
  func remove(_ path: String) throws(Fault)
}

extension MboxDisk {
  func write(_ bytes: [UInt8], at offset: Int, to file: MboxHandle) throws(Fault) {
    try bytes.span.withUnsafeBytes { (bytes) throws(Fault) in try write(bytes, at: offset, to: file) }
  }
}

/// An open file with the path it was opened by.
package final class MboxHandle: Sendable {
  package let descriptor: Int32
  package let path: String
  init(descriptor: Int32, path: String) { (self.descriptor, self.path) = (descriptor, path) }
  deinit { close(descriptor) }

  package func size() throws(Fault) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw MboxFault.unwritten(path, errno) }
    return Int(status.st_size)
  }

  /// False when another file has taken the name.
  var isCurrent: Bool {
    var own = stat()
    var named = stat()
    return fstat(descriptor, &own) == 0 && stat(path, &named) == 0 && own.st_ino == named.st_ino
      && own.st_dev == named.st_dev
  }

  /// Fills the beginning of `buffer`; fewer bytes than fit only at the end.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let size = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
      if size < 0, errno == EINTR { continue }
      guard size >= 0 else { throw MboxFault.unwritten(path, errno) }
      if size == 0 { break }
      done += size
    }
    return done
  }

  func read(at offset: Int, _ count: Int) throws(Fault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: Fault?
    let size = bytes.withUnsafeMutableBytes { buffer in
      do throws(Fault) { return try read(at: offset, into: buffer) } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    bytes.removeLast(count - size)
    return bytes
  }
}

/// The machine's own disks.
package struct SystemDisk: MboxDisk {
  package init() {}

  package func open(_ path: String, creates: Bool) throws(Fault) -> MboxHandle {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | (creates ? O_CREAT : 0), 0o600)
    guard descriptor >= 0 else { throw MboxFault.unwritten(path, errno) }
    return MboxHandle(descriptor: descriptor, path: path)
  }

  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, to file: MboxHandle) throws(Fault) {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      let size = pwrite(file.descriptor, base + done, bytes.count - done, off_t(offset + done))
      if size < 0, errno == EINTR { continue }
      guard size > 0 else { throw MboxFault.unwritten(file.path, size == 0 ? ENOSPC : errno) }
      done += size
    }
  }

  package func truncate(_ file: MboxHandle, to size: Int) throws(Fault) {
    guard ftruncate(file.descriptor, off_t(size)) == 0 else { throw MboxFault.unwritten(file.path, errno) }
  }

  package func flush(_ file: MboxHandle) throws(Fault) {
    guard fdatasync(file.descriptor) == 0 else { throw MboxFault.unwritten(file.path, errno) }
  }

  package func flushFolder(_ path: String) throws(Fault) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw MboxFault.unwritten(path, errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw MboxFault.unwritten(path, errno) }
  }

  package func createExclusively(_ path: String, content: String) throws(Fault) -> Bool {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return false }
      throw MboxFault.unwritten(path, errno)
    }
    let bytes = Array(content.utf8)
    // Other programs ask only whether the file is there; what it says is for us.
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    return true
  }

  package func makeFolder(_ path: String) throws(Fault) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw MboxFault.unwritten(path, errno) }
  }

  package func remove(_ path: String) throws(Fault) {
    guard unlink(path) == 0 || errno == ENOENT else { throw MboxFault.unwritten(path, errno) }
  }
}
