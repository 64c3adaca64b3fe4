public import Core
import Glibc

/// Opens whatever holds files.
public enum FileTrees {
  /// The tree at `path`: a folder, a zip, tar or tar.gz file, or a single file (packed by gzip or not), which then is a
  /// tree with one file. Which it is, is told by its content, never by its name.
  ///
  /// Throws `FILE-READ`, `TREE-FORMAT` for a packed file that is not read here, `TREE-ENCRYPTED`, `TREE-DAMAGED`,
  /// `TREE-LIMIT`.
  public static func open(_ path: String) throws(Fault) -> any FileTree {
    // O_NONBLOCK: a pipe would wait for its writer.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw TreeFault.system("it cannot be opened", path, .stopMailbox) }
    let file = OpenFile(descriptor)
    guard let status = file.status else { throw TreeFault.system("it cannot be read", path, .stopMailbox) }
    if status.kind == S_IFDIR { return FolderTree(file, name: path) }
    guard status.kind == S_IFREG else {
      throw Fault("TREE-KIND", "it is neither a folder nor a file", place: path, recovery: .stopMailbox)
    }
    let disk = DiskFile(file, count: Int(status.st_size), place: path)
    var entry = FileEntry(name: name(of: path), isFolder: false, size: Int64(status.st_size))
    (entry.written, entry.serial) = (status.written, UInt64(status.st_ino))
    return try tree(of: disk, entry, path)
  }

  /// The last name of `path`.
  private static func name(of path: String) -> [UInt8] {
    Array(path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? [])
  }

  private static func start(of file: DiskFile) throws(Fault) -> [UInt8] {
    var start = [UInt8](repeating: 0, count: PackedFormat.lookBytes)
    let count: Int
    do {
      count = try start.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
    } catch {
      throw TreeFault.system("it cannot be read", file.place, .stopMailbox, error: EIO)
    }
    return Array(start[..<count])
  }

  private static func tree(of file: DiskFile, _ entry: FileEntry, _ path: String) throws(Fault) -> any FileTree {
    switch PackedFormat(try start(of: file)) {
    case nil: return SingleFileTree(entry) { () throws(Fault) in file }
    case .other(let format, let unpack): throw unread(format, unpack, path)
    case .zip: throw unread("zip", "unzip FILE", path)
    case .tar: throw unread("tar", "tar -xf FILE", path)
    case .gzip: throw unread("gzip", "tar -xzf FILE, or gzip -d FILE", path)
    }
  }

  private static func unread(_ format: String, _ unpack: String, _ path: String) -> Fault {
    Fault(
      "TREE-FORMAT", "the file is packed with \(format), which is not read here", place: path, recovery: .stopMailbox,
      advice: "Unpack it into a new folder (\(unpack)) and name that folder instead.")
  }
}
