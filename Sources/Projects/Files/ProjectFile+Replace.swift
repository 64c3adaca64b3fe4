import Core
import Glibc

extension ProjectFile {
  /// What replacing a file consists of, in this order. A process may die, and the power may fail, before each.
  enum Step: String, Sendable, CaseIterable {
    case create, write, mode, sync, rename, syncFolder, done
  }

  /// Called before each step of the current task's replacements; what it throws stands for the step's failure.
  struct StepWatch: Sendable {
    var before: @Sendable (Step) throws(Fault) -> Void
  }

  @TaskLocal static var watch: StepWatch?

  /// Replaces the file in one step: a crash leaves the old or the new contents, never a mixture. An existing file keeps
  /// its mode unless `mode` is given. What an earlier crash left behind is removed.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t? = nil) throws(Fault) {
    sweep(path)
    var status = stat()
    let kept = stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0o644
    try watch?.before(.create)
    let (file, temporary) = try makeTemporary(path)
    defer { close(file) }
    do throws(Fault) {
      try watch?.before(.write)
      try write(bytes, to: file, path: path)
      try watch?.before(.mode)
      guard fchmod(file, mode ?? kept) == 0 else { throw fault("FILE-WRITE", "cannot write", path) }
      try watch?.before(.sync)
      guard fsync(file) == 0 else { throw fault("FILE-WRITE", "cannot write", path) }
      try watch?.before(.rename)
      guard rename(temporary, path) == 0 else { throw fault("FILE-WRITE", "cannot replace", path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try watch?.before(.syncFolder)
    syncFolder(of: path)
    try watch?.before(.done)
  }

  /// A new file beside `path`, for its owner alone, locked as long as it is open: that tells it from one whose writer
  /// died.
  private static func makeTemporary(_ path: String) throws(Fault) -> (file: Int32, name: String) {
    while true {
      let name = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).new"
      let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard file >= 0 else {
        if errno == EEXIST { continue }
        throw fault("FILE-WRITE", "cannot write", path)
      }
      let isTaken = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      var status = stat()
      // Another writer may have swept it away between its making and its locking.
      if !isTaken, fstat(file, &status) == 0, status.st_nlink == 1 { return (file, name) }
      close(file)
      unlink(name)
    }
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

  /// Removes temporary files of `path` whose writers died.
  private static func sweep(_ path: String) {
    let folder = parent(of: path)
    let base = String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
    for name in names(in: folder) where isTemporary(name, of: base) {
      let file = open(folder + "/" + name, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
      guard file >= 0 else { continue }
      if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink(folder + "/" + name) }
      close(file)
    }
  }

  /// `credentials.4711-123456.new` for `credentials`.
  private static func isTemporary(_ name: String, of base: String) -> Bool {
    guard name.hasPrefix(base + "."), name.hasSuffix(".new") else { return false }
    let numbers = name.dropFirst(base.count + 1).dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
    return numbers.count == 2 && numbers.allSatisfy { UInt32($0) != nil }
  }

  private static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }
}
