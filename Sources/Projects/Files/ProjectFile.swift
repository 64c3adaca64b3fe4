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

  /// Replaces the file in one step: a crash leaves the old or the new contents, never a mixture. An existing file keeps
  /// its mode unless `mode` is given.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t? = nil) throws(Fault) {
    var status = stat()
    let kept = stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0o644
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).new"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw fault("FILE-WRITE", "cannot write", path) }
    do throws(Fault) {
      defer { close(file) }
      try write(bytes, to: file, path: path)
      guard fchmod(file, mode ?? kept) == 0, fsync(file) == 0 else { throw fault("FILE-WRITE", "cannot write", path) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let refused = fault("FILE-WRITE", "cannot replace", path)
      unlink(temporary)
      throw refused
    }
    syncFolder(of: path)
  }

  private static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(Fault) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw fault("FILE-WRITE", "cannot write", path) }
      done += count
    }
  }

  /// The rename itself must survive a power cut. Some file systems refuse to sync a folder; they need not.
  private static func syncFolder(of path: String) {
    let folder = open(parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
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
