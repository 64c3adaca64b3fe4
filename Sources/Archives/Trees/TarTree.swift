public import Core
public import MIME

/// What is packed in a tar file, as it is or packed again by gzip.
///
/// One pass at the beginning finds all headers. Files are then read where they lie; in a tar.gz through access points
/// (``AccessPoints``). A file that stands there twice shows its last state, as tar itself has it.
public final class TarTree: FileTree {
  private let index: PathIndex<TarPayload>
  private let bytes: TarBytes
  private let name: String
  public let faults: [Fault]

  /// `name` is for faults. Throws only when nothing at all can be read; what is broken further on is in ``faults``.
  public convenience init(_ file: any MailboxSource & Sendable, name: String) throws(Fault) {
    try self.init(TarBytes.plain(file), name: name)
  }

  /// The same for one that gzip packed.
  public convenience init(gzip file: any MailboxSource & Sendable, name: String) throws(Fault) {
    try self.init(DeflatedFile(gzip: file, place: name), name: name)
  }

  convenience init(_ packed: DeflatedFile, name: String) throws(Fault) {
    try self.init(TarBytes.deflated(packed, ReaderShelf(packed)), name: name)
  }

  private init(_ bytes: TarBytes, name: String) throws(Fault) {
    (self.bytes, self.name) = (bytes, name)
    var scan = TarScan(bytes.source(), name: name)
    try scan.run()
    if case .deflated(let packed, _) = bytes { packed.measured(scan.end) }
    index = scan.index
    faults = scan.faults.all
  }

  public func entries(_ folder: [UInt8]) throws(Fault) -> [FileEntry] {
    guard let names = CName.parts(of: folder), let entries = index.entries(names) else {
      throw TreeFault.missing(label(folder), .skipFolder)
    }
    return entries
  }

  public func open(_ path: [UInt8]) throws(Fault) -> any MailboxSource {
    guard let names = CName.parts(of: path), let item = index.file(names) else {
      throw TreeFault.missing(label(path), .skipItem)
    }
    switch item.payload {
    case .bytes(let start):
      return SliceSource(bytes.source(), start..<(start + Int(item.size)), place: label(path))
    case .link: throw TreeFault.link("what it points to is not in the file", label(path), .skipItem)
    case .symbolicLink: throw TreeFault.link("it stands in a packed file", label(path), .skipItem)
    case .sparse:
      throw Fault(
        "TREE-KIND", "the file has holes that are stored apart", place: label(path), recovery: .skipItem,
        advice: "Unpack it with tar and name the folder.")
    case .special: throw Fault("TREE-KIND", "it is a device or a pipe", place: label(path), recovery: .skipItem)
    }
  }

  private func label(_ path: [UInt8]) -> String { path.isEmpty ? name : "\(name)/\(TreeFault.text(path))" }
}

/// Where the bytes of a file in a tar file are.
enum TarPayload: Sendable, Hashable {
  case bytes(start: Int)
  /// A further name of another file, by the number in the list of links.
  case link(Int)
  case symbolicLink, sparse, special
}

enum TarBytes: Sendable {
  case plain(any MailboxSource & Sendable)
  case deflated(DeflatedFile, ReaderShelf)

  /// A reader of its own for each who reads.
  func source() -> any MailboxSource {
    switch self {
    case .plain(let file): file
    case .deflated(_, let shelf): shelf.reader()
    }
  }
}
