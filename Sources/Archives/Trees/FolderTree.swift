public import Core
import Glibc
public import MIME

/// A folder on disk and what lies below it.
///
/// Everything is opened by name from the folder above it, never by a path the system would resolve, so a link that is
/// exchanged meanwhile leads nowhere else. Links are resolved here, inside the root only; an absolute one is not
/// followed. What cannot be read is told as a file of size 0, and ``open(_:)`` says why.
public final class FolderTree: FileTree {
  /// More names than this in one path are taken for a loop no link explains.
  static let deepest = 200
  /// As many links in one path as the system itself follows.
  static let mostLinks = 40

  private let root: OpenFile
  private let name: String

  /// `path` as the system takes it. Throws `FILE-READ`.
  public convenience init(_ path: String) throws(Fault) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TreeFault.system("the folder cannot be opened", path, .stopMailbox) }
    self.init(OpenFile(descriptor), name: path)
  }

  init(_ root: OpenFile, name: String) { (self.root, self.name) = (root, name) }

  public func entries(_ folder: [UInt8]) throws(Fault) -> [FileEntry] {
    let place = try walk(folder, .skipFolder)
    guard place.status.kind == S_IFDIR else { throw TreeFault.missing(label(folder), .skipFolder) }
    var entries: [FileEntry] = []
    for name in try names(in: place.file, label(folder)) {
      if let entry = entry(name, in: place, path: folder) { entries.append(entry) }
    }
    entries.sort { $0.name.lexicographicallyPrecedes($1.name) }
    return entries
  }

  public func open(_ path: [UInt8]) throws(Fault) -> any MailboxSource {
    let place = try walk(path, .skipItem)
    guard place.status.kind == S_IFREG else {
      throw Fault("TREE-KIND", "it is no file that can be read", place: label(path), recovery: .skipItem)
    }
    return DiskFile(place.file, count: Int(place.status.st_size), place: label(path))
  }

  private func label(_ path: [UInt8]) -> String { path.isEmpty ? name : "\(name)/\(TreeFault.text(path))" }

  /// Nil for a file that vanished since its name was read.
  private func entry(_ name: [UInt8], in folder: Place, path: [UInt8]) -> FileEntry? {
    var status = stat()
    let found = CName.with(name) { fstatat(folder.file.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
    if found != 0 { return errno == ENOENT ? nil : FileEntry(name: name, isFolder: false) }
    if status.kind == S_IFLNK {
      let whole = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
      guard let place = try? walk(whole, .skipItem) else { return FileEntry(name: name, isFolder: false) }
      status = place.status
    }
    switch status.kind {
    case S_IFDIR: return FileEntry(name: name, isFolder: true, written: status.written, serial: UInt64(status.st_ino))
    case S_IFREG:
      return FileEntry(
        name: name, isFolder: false, size: Int64(status.st_size), written: status.written,
        serial: UInt64(status.st_ino))
    default: return FileEntry(name: name, isFolder: false)
    }
  }

  /// All names but `.` and `..`, in the system's order, a buffer of the system's at a time.
  private func names(in folder: OpenFile, _ place: String) throws(Fault) -> [[UInt8]] {
    // A descriptor of its own: closedir(3) closes it, and its place in the folder is not shared with other readers.
    let descriptor = openat(folder.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      let fault = TreeFault.system("the folder cannot be opened", place, .skipFolder)
      if descriptor >= 0 { close(descriptor) }
      throw fault
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [UInt8(ascii: ".")], name != Array("..".utf8) { names.append(name) }
    }
    guard errno == 0 else { throw TreeFault.system("the folder cannot be read to its end", place, .skipFolder) }
    return names
  }
}

extension FolderTree {
  /// What a path leads to.
  fileprivate struct Place {
    var file: OpenFile
    var status: stat
  }

  /// Which folder it is, whatever its name.
  private struct Identity: Hashable {
    var device: dev_t
    var number: ino_t
    init(_ status: stat) { (device, number) = (status.st_dev, status.st_ino) }
  }

  /// Goes from the root to `path`, name by name. A folder that stands twice on the way, reached through a link, is a
  /// loop: whoever walks the tree would never come to an end.
  private func walk(_ path: [UInt8], _ recovery: Fault.Recovery) throws(Fault) -> Place {
    guard let parts = CName.parts(of: path), parts.count <= Self.deepest else {
      throw Fault("TREE-NAME", "the path leads nowhere inside the folder", place: label(path), recovery: recovery)
    }
    var trail = Trail(here: root, names: [])
    guard var status = root.status else { throw TreeFault.system("it cannot be read", label(path), recovery) }
    var passed: Set<Identity> = [Identity(status)]
    for part in parts {
      guard status.kind == S_IFDIR else { throw TreeFault.missing(label(path), recovery) }
      status = try step(&trail, part, label(path), recovery)
      if status.kind == S_IFDIR, !passed.insert(Identity(status)).inserted {
        throw TreeFault.link("it leads back to a folder that holds it", label(path), recovery)
      }
    }
    return Place(file: trail.here, status: status)
  }

  /// Where a walk stands: the names from the root, all links resolved.
  private struct Trail {
    var here: OpenFile
    var names: [[UInt8]]
    var links = 0
  }

  /// One name of the path, with the links it stands for.
  private func step(
    _ trail: inout Trail, _ name: [UInt8], _ label: String, _ recovery: Fault.Recovery
  ) throws(Fault) -> stat {
    var waiting = [name]
    while let next = waiting.popLast() {
      if next == Array("..".utf8) {
        guard !trail.names.isEmpty else { throw TreeFault.link("it leads out of the folder", label, recovery) }
        trail.names.removeLast()
        trail.here = try again(trail.names, label, recovery)
        continue
      }
      var status = stat()
      guard CName.with(next, { fstatat(trail.here.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
        throw TreeFault.system("it cannot be read", label, recovery)
      }
      guard status.kind != S_IFLNK else {
        trail.links += 1
        guard trail.links <= Self.mostLinks else { throw TreeFault.link("too many in a row", label, recovery) }
        waiting += try target(next, in: trail.here, label, recovery).reversed()
        continue
      }
      try enter(&trail, next, status, label, recovery)
    }
    guard let status = trail.here.status else { throw TreeFault.system("it cannot be read", label, recovery) }
    return status
  }

  private func enter(
    _ trail: inout Trail, _ name: [UInt8], _ status: stat, _ label: String, _ recovery: Fault.Recovery
  ) throws(Fault) {
    guard status.kind == S_IFDIR || status.kind == S_IFREG else {
      throw Fault("TREE-KIND", "it is no file that can be read", place: label, recovery: recovery)
    }
    // O_NONBLOCK: a pipe that took the file's place would wait for its writer.
    let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (status.kind == S_IFDIR ? O_DIRECTORY : 0)
    let descriptor = CName.with(name) { openat(trail.here.descriptor, $0, flags) }
    guard descriptor >= 0 else { throw TreeFault.system("it cannot be opened", label, recovery) }
    trail.here = OpenFile(descriptor)
    trail.names.append(name)
  }

  /// The folder of these names, none of which was a link.
  private func again(_ names: [[UInt8]], _ label: String, _ recovery: Fault.Recovery) throws(Fault) -> OpenFile {
    var here = root
    for name in names {
      let descriptor = CName.with(name) {
        openat(here.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_DIRECTORY)
      }
      guard descriptor >= 0 else { throw TreeFault.system("it cannot be opened", label, recovery) }
      here = OpenFile(descriptor)
    }
    return here
  }

  private func target(
    _ name: [UInt8], in folder: OpenFile, _ label: String, _ recovery: Fault.Recovery
  ) throws(Fault) -> [[UInt8]] {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = CName.with(name) { name in
      buffer.withUnsafeMutableBytes { bytes in
        let room = bytes.bindMemory(to: CChar.self)
        return room.baseAddress.map { readlinkat(folder.descriptor, name, $0, room.count) } ?? -1
      }
    }
    guard count >= 0 else { throw TreeFault.system("the link cannot be read", label, recovery) }
    guard buffer[0] != UInt8(ascii: "/") else { throw TreeFault.link("it names an absolute path", label, recovery) }
    return buffer[..<count].split(separator: UInt8(ascii: "/")).map { Array($0) }.filter { $0 != [UInt8(ascii: ".")] }
  }
}
