import Core
import Glibc

/// What writing consists of. A process may die, and the power may fail, before each.
enum EmlStep: String, Sendable, CaseIterable {
  case makeFolder, create, write, sync, row, syncRows, name, unname, syncFolder, remove, rewrite, done
}

/// One folder on disk that is written to.
struct EmlDisk {
  /// Called before each step of the current task's writing; what it throws stands for the step's failure.
  struct Watch: Sendable {
    var before: @Sendable (EmlStep) throws(Fault) -> Void
  }
  @TaskLocal static var watch: Watch?

  let folder: OpenFile
  let place: String

  static func step(_ step: EmlStep) throws(Fault) { try watch?.before(step) }

  /// A new file for its owner and whoever the system's mask lets read.
  func create(_ name: [UInt8]) throws(Fault) -> OpenFile {
    try Self.step(.create)
    let file = CName.with(name) { openat(folder.descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644) }
    guard file >= 0 else { throw EmlFault.write("a file cannot be made", place) }
    return OpenFile(file)
  }

  func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) throws(Fault) {
    try Self.step(.write)
    guard Self.writeAll(bytes, to: file) else { throw EmlFault.write("a file cannot be written", place) }
  }

  func write(_ bytes: [UInt8], to file: OpenFile) throws(Fault) {
    try Self.step(.write)
    guard bytes.withUnsafeBytes({ Self.writeAll($0, to: file) }) else {
      throw EmlFault.write("a file cannot be written", place)
    }
  }

  /// False with `errno` when the system refuses.
  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) -> Bool {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      let count = Glibc.write(file.descriptor, base + done, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Sets the time of last writing and makes the bytes durable.
  func seal(_ file: OpenFile, date: ZonedTime?) throws(Fault) {
    try Self.step(.sync)
    if let date {
      let time = timespec(tv_sec: Int(date.seconds), tv_nsec: 0)
      // A file system without such times is no reason to stop: the side file has the date.
      _ = futimens(file.descriptor, [time, time])
    }
    guard fsync(file.descriptor) == 0 else { throw EmlFault.write("a file cannot be made durable", place) }
  }

  /// Gives the file `from` the name `to` as well, never in the place of another; then takes `from` away. Where the file
  /// system has no links it is renamed after a look.
  func name(_ from: [UInt8], _ to: [UInt8]) throws(Fault) {
    try Self.step(.name)
    let linked = CName.with(from) { from in
      CName.with(to) { linkat(folder.descriptor, from, folder.descriptor, $0, 0) }
    }
    guard linked != 0 else {
      try Self.step(.unname)
      // Left over it is swept away by the next writer.
      _ = CName.with(from) { unlinkat(folder.descriptor, $0, 0) }
      return
    }
    guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno), !exists(to) else {
      throw EmlFault.write("a message cannot be given its name", place)
    }
    let renamed = CName.with(from) { from in
      CName.with(to) { renameat(folder.descriptor, from, folder.descriptor, $0) }
    }
    guard renamed == 0 else { throw EmlFault.write("a message cannot be given its name", place) }
  }

  func exists(_ name: [UInt8]) -> Bool {
    var status = stat()
    return CName.with(name) { fstatat(folder.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0
  }

  func remove(_ name: [UInt8]) throws(Fault) {
    try Self.step(.remove)
    guard CName.with(name, { unlinkat(folder.descriptor, $0, 0) }) == 0 || errno == ENOENT else {
      throw EmlFault.write("a file cannot be removed", place)
    }
  }

  func syncFolder() throws(Fault) {
    try Self.step(.syncFolder)
    // Some file systems cannot sync a folder, and need not.
    guard fsync(folder.descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw EmlFault.write("the folder cannot be made durable", place)
    }
  }

  /// Adds whole lines to the side file, durable at once or with ``syncRows()``. A line that was left unfinished gets its end first, so
  /// that it spoils no other.
  func add(rows: [UInt8], isDurable: Bool = true) throws(Fault) {
    guard !rows.isEmpty else { return }
    try Self.step(.row)
    let name = EmlSheet.fileName
    let descriptor = CName.with(name) { openat(folder.descriptor, $0, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) }
    guard descriptor >= 0 else { throw EmlFault.write("the side file cannot be opened", place) }
    let file = OpenFile(descriptor)
    var bytes = rows
    let size = Int(file.status?.st_size ?? 0)
    var last: UInt8 = 10
    if size > 0, pread(descriptor, &last, 1, off_t(size - 1)) == 1, last != 10 { bytes.insert(10, at: 0) }
    if size == 0 { bytes.insert(contentsOf: EmlSheet.title.utf8, at: 0) }
    try write(bytes, to: file)
    if isDurable { try sync(rows: file) }
  }

  /// Makes the lines of the side file durable, if there is one.
  func syncRows() throws(Fault) {
    let descriptor = CName.with(EmlSheet.fileName) { openat(folder.descriptor, $0, O_WRONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw EmlFault.write("the side file cannot be opened", place)
    }
    try sync(rows: OpenFile(descriptor))
  }

  private func sync(rows file: OpenFile) throws(Fault) {
    try Self.step(.syncRows)
    guard fdatasync(file.descriptor) == 0 else { throw EmlFault.write("the side file cannot be made durable", place) }
  }

  /// Names in the folder, unsorted.
  func names() -> [[UInt8]] {
    let descriptor = openat(folder.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      if descriptor >= 0 { close(descriptor) }
      return []
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      names.append(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
    }
    return names
  }
}
