internal import Core
internal import MIME

#if canImport(Glibc)
  import Glibc
#endif

/// A Maildir on disk. Messages that are links, pipes or devices are never opened: who may write into his own Maildir must
/// not make us read the files of others.
final class MaildirDisk: MaildirFiles {
  let path: String
  private let root: OpenFile
  /// The root without links, with a slash at its end.
  private let real: String
  let isLive = true

  init(_ path: String) throws(Fault) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TreeFault.system("the Maildir cannot be opened", path, .stopMailbox) }
    root = OpenFile(descriptor)
    self.path = path
    guard let real = realpath(path, nil) else {
      throw TreeFault.system("the Maildir cannot be found", path, .stopMailbox)
    }
    defer { free(real) }
    self.real = String(cString: real) + "/"
  }

  func label(_ path: [UInt8]) -> String { path.isEmpty ? self.path : "\(self.path)/\(TreeFault.text(path))" }

  /// Opens a folder below the root; nil when it is not there.
  func directory(_ path: [UInt8], _ recovery: Fault.Recovery = .skipFolder) throws(Fault) -> OpenFile? {
    if path.isEmpty { return root }
    guard let parts = CName.parts(of: path) else { throw TreeFault.missing(label(path), recovery) }
    var current = root
    for part in parts {
      let next = CName.with(part) {
        openat(current.descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      }
      if next >= 0 {
        current = OpenFile(next)
        continue
      }
      if errno == ENOENT { return nil }
      guard errno == ELOOP || errno == ENOTDIR else {
        throw TreeFault.system("the folder cannot be opened", label(path), recovery)
      }
      return try linked(path, recovery)
    }
    return current
  }

  /// A folder behind a link, which may lead elsewhere inside the root and nowhere else.
  private func linked(_ path: [UInt8], _ recovery: Fault.Recovery) throws(Fault) -> OpenFile? {
    let whole = Array(real.utf8) + path
    guard let target = CName.with(whole, { realpath($0, nil) }) else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw TreeFault.system("the folder cannot be opened", label(path), recovery)
    }
    defer { free(target) }
    guard strncmp(target, real, real.utf8.count) == 0 else {
      throw TreeFault.link("it leads out of the Maildir", label(path), recovery)
    }
    let descriptor = Glibc.open(target, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if descriptor >= 0 { return OpenFile(descriptor) }
    if errno == ENOTDIR || errno == ENOENT { return nil }
    throw TreeFault.system("the folder cannot be opened", label(path), recovery)
  }

  static func split(_ path: [UInt8]) -> (folder: [UInt8], name: [UInt8]) {
    guard let slash = path.lastIndex(of: 0x2F) else { return ([], path) }
    return (Array(path[..<slash]), Array(path[(slash + 1)...]))
  }

  // MARK: reading

  func folders(in folder: [UInt8]) throws(Fault) -> [[UInt8]] {
    guard let directory = try directory(folder) else { return [] }
    var found: [[UInt8]] = []
    try Self.walk(directory, label(folder)) { name, _, kind in
      guard name.count > 2 || !name.allSatisfy({ $0 == 0x2E }) else { return }
      if kind == DT_DIR || kind == DT_LNK || kind == DT_UNKNOWN { found.append(Array(name)) }
    }
    var folders: [[UInt8]] = []
    for name in found.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let path = folder.isEmpty ? name : folder + [0x2F] + name
      // One that leads out of the root is told, with its fault, when it is looked at.
      do throws(Fault) { if try self.directory(path) != nil { folders.append(name) } } catch { folders.append(name) }
    }
    return folders
  }

  func list(_ folder: [UInt8], into names: inout MaildirNames, isNew: Bool) throws(Fault) {
    guard let directory = try directory(folder) else { return }
    try Self.walk(directory, label(folder)) { name, serial, kind in
      if kind != DT_DIR { names.add(name, isNew: isNew, serial: serial) }
    }
  }

  /// Every name in a folder, with its serial number and kind as the folder tells it.
  private static func walk(
    _ folder: OpenFile, _ place: String, _ body: (UnsafeRawBufferPointer, UInt64, Int) -> Void
  ) throws(Fault) {
    // A descriptor of its own: closedir(3) closes it, and its place is not shared with other readers.
    let descriptor = openat(folder.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      let fault = TreeFault.system("the folder cannot be read", place, .skipFolder)
      if descriptor >= 0 { close(descriptor) }
      throw fault
    }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      guard let field = MemoryLayout<dirent>.offset(of: \.d_name) else { continue }
      let name = UnsafeRawPointer(entry) + field
      let length = strlen(name.assumingMemoryBound(to: CChar.self))
      body(
        UnsafeRawBufferPointer(start: name, count: length), UInt64(entry.pointee.d_ino), Int(entry.pointee.d_type))
    }
    guard errno == 0 else { throw TreeFault.system("the folder cannot be read to its end", place, .skipFolder) }
  }

  func facts(_ path: [UInt8]) throws(Fault) -> MaildirFacts? {
    let (folder, name) = Self.split(path)
    guard let directory = try directory(folder) else { return nil }
    return try facts(name, in: directory)
  }

  func facts(_ name: [UInt8], in directory: OpenFile) throws(Fault) -> MaildirFacts? {
    var status = stat()
    let found = CName.with(name) { fstatat(directory.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
    if found != 0 {
      if errno == ENOENT { return nil }
      throw TreeFault.system("a file's size and time cannot be read", TreeFault.text(name), .skipFolder)
    }
    return MaildirFacts(
      isPlain: status.kind == S_IFREG, size: Int64(status.st_size), written: status.written,
      serial: UInt64(status.st_ino))
  }

  func open(_ path: [UInt8]) throws(Fault) -> any MailboxSource {
    let (folder, name) = Self.split(path)
    guard let directory = try directory(folder, .skipItem) else { throw Self.gone(label(path)) }
    let descriptor = CName.with(name) {
      // Not to wait for a pipe's other end before its kind is known.
      openat(directory.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    }
    guard descriptor >= 0 else {
      if errno == ENOENT { throw Self.gone(label(path)) }
      if errno == ELOOP { throw TreeFault.link("messages are files of their own", label(path), .skipItem) }
      throw TreeFault.system("the message cannot be opened", label(path), .skipItem)
    }
    let file = OpenFile(descriptor)
    guard let status = file.status, status.kind == S_IFREG else {
      throw Fault("TREE-KIND", "it is no file that can be read", place: label(path), recovery: .skipItem)
    }
    return DiskFile(file, count: Int(status.st_size), place: label(path))
  }

  static func gone(_ place: String) -> Fault {
    Fault("ITEM-GONE", "the file is no longer there", place: place, recovery: .skipItem)
  }

  func text(_ path: [UInt8]) throws(Fault) -> [UInt8]? {
    guard let facts = try facts(path), facts.isPlain else { return nil }
    return try MaildirText.read(try open(path), label(path))
  }
}

/// Small files beside the messages.
enum MaildirText {
  /// Larger than any of them.
  private static let mostBytes = 4 << 20

  static func read(_ file: any MailboxSource, _ place: String) throws(Fault) -> [UInt8] {
    guard file.count <= mostBytes else {
      throw Fault("FILE-SIZE", "the file is larger than any of its kind", place: place, recovery: .skipFolder)
    }
    do { return try file.bytes(at: 0, file.count) } catch {
      throw (error as? Fault) ?? Fault("FILE-READ", "\(error)", place: place, recovery: .skipFolder)
    }
  }
}
