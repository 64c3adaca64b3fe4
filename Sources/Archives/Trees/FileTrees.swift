public import Core
import Glibc
import MIME

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
    do { return try file.bytes(at: 0, PackedFormat.lookBytes) } catch {
      throw TreeFault.system("it cannot be read", file.place, .stopMailbox, error: EIO)
    }
  }

  private static func tree(of file: DiskFile, _ entry: FileEntry, _ path: String) throws(Fault) -> any FileTree {
    switch PackedFormat(try start(of: file)) {
    case nil: return SingleFileTree(entry) { () throws(Fault) in file }
    case .other(let format, let unpack): throw unread(format, unpack, path)
    case .zip: return try ZipTree(file, name: path)
    case .tar: return try TarTree(file, name: path)
    case .gzip: return try gzip(file, entry, path)
    }
  }

  /// A packed tar file, or else a single file that was packed.
  private static func gzip(_ file: DiskFile, _ entry: FileEntry, _ path: String) throws(Fault) -> any FileTree {
    let packed = DeflatedFile(gzip: file, place: path)
    if PackedFormat(try packed.start(PackedFormat.lookBytes)) == .tar { return try TarTree(packed, name: path) }
    var unpacked = entry
    var faults: [Fault] = []
    do throws(Fault) { _ = try packed.measure() } catch { faults.append(error) }
    unpacked.size = Int64(packed.reader().count)
    if let fault = faults.first, unpacked.size == 0 { throw fault }
    if unpacked.name.count > 3, unpacked.name.suffix(3).elementsEqual(".gz".utf8) { unpacked.name.removeLast(3) }
    return SingleFileTree(unpacked, faults: faults) { () throws(Fault) in packed.reader() }
  }

  private static func unread(_ format: String, _ unpack: String, _ path: String) -> Fault {
    Fault(
      "TREE-FORMAT", "the file is packed with \(format), which is not read here", place: path, recovery: .stopMailbox,
      advice: "Unpack it into a new folder (\(unpack)) and name that folder instead.")
  }
}
