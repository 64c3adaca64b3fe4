import Core
import Glibc

/// Reading and replacing the project's files: whole, bounded, and never half written.
enum ProjectFile {
  /// Nil when there is no such file. `limit` in bytes.
  static func read(_ path: String, limit: Int) throws(Fault) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw fault("FILE-READ", "cannot read", path)
    }
    defer { close(file) }
    return try contents(of: file, path: path, limit: limit)
  }

  /// At most `count` bytes from the beginning; nil when there is no such file.
  static func read(_ path: String, first count: Int) throws(Fault) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw fault("FILE-READ", "cannot read", path)
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: count)
    let done = pread(file, &bytes, count, 0)
    guard done >= 0 else { throw fault("FILE-READ", "cannot read", path) }
    return Array(bytes.prefix(done))
  }

  private static func contents(of file: Int32, path: String, limit: Int) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    var page = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(file, &page, page.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw fault("FILE-READ", "cannot read", path) }
      if count == 0 { return bytes }
      bytes += page[..<count]
      guard bytes.count <= limit else {
        throw Fault(
          "FILE-SIZE", "the file is larger than \(ByteCount.text(Int64(limit)))", place: path, recovery: .stopRun,
          advice: "Split it")
      }
    }
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes a folder of the given mode; one that exists is left as it is.
  static func makeFolder(_ path: String, mode: mode_t) throws(Fault) {
    if mkdir(path, mode) == 0 || errno == EEXIST { return }
    throw fault("FILE-WRITE", "cannot make the folder", path)
  }

  /// Nothing happens when nothing is there.
  static func remove(_ path: String) throws(Fault) {
    if unlink(path) != 0, errno != ENOENT, errno != ENOTDIR { throw fault("FILE-WRITE", "cannot remove", path) }
  }

  /// What changes whenever a file is replaced.
  struct State: Equatable, Sendable {
    var inode: UInt64
    var size: Int
    var seconds: Int
    var nanoseconds: Int
  }

  /// Nil when nothing is there.
  static func state(of path: String) -> State? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return State(
      inode: UInt64(status.st_ino), size: Int(status.st_size), seconds: Int(status.st_mtim.tv_sec),
      nanoseconds: Int(status.st_mtim.tv_nsec))
  }

  /// Nil when nothing is there.
  static func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode : nil
  }

  /// Refuses a file or folder with a secret in it that anybody but its owner can open.
  static func checkPrivate(_ path: String) throws(Fault) {
    guard let mode = mode(of: path), mode & 0o077 != 0 else { return }
    let right = mode & S_IFMT == S_IFDIR ? "700" : "600"
    throw Fault(
      "CREDENTIAL-MODE", "others on this machine can open it (mode \(String(mode & 0o777, radix: 8)))", place: path,
      recovery: .stopRun, advice: "chmod \(right) \(path)")
  }

  static func fault(_ code: Fault.Code, _ what: String, _ path: String) -> Fault {
    let reason = String(cString: strerror(errno))
    return Fault(
      code, "\(what) \(path): \(reason)", place: path, recovery: .stopRun,
      advice: "Check the folder's owner and the room on the disk")
  }
}
