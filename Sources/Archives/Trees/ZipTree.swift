public import Core
public import MIME

/// What is packed in a zip file ([APPNOTE 6.3.10]): files stored as they are or deflated, ZIP64 included.
///
/// The directory at the file's end counts, as for every program that unpacks; headers before files are only stepped over.
/// Checksums are compared when a file is read from its beginning to its end. Two files of one name are both shown.
public final class ZipTree: FileTree {
  private let index: PathIndex<ZipPayload>
  private let file: any MailboxSource & Sendable
  private let name: String
  public let faults: [Fault]

  /// `name` is for faults. Throws `TREE-DAMAGED`, `TREE-FORMAT`, `TREE-ENCRYPTED`, `TREE-LIMIT` when there is nothing to show.
  public init(_ file: any MailboxSource & Sendable, name: String) throws(Fault) {
    (self.file, self.name) = (file, name)
    var scan = ZipScan(file, name: name)
    try scan.run()
    (index, faults) = (scan.index, scan.faults.all)
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
    let (payload, size) = (item.payload, Int(item.size))
    switch payload.trouble {
    case .encrypted: throw TreeFault.encrypted(label(path))
    case .link: throw TreeFault.link("it stands in a packed file", label(path), .skipItem)
    case .overlap: throw TreeFault.limit("its bytes are those of another file, too", label(path))
    case nil: break
    }
    let range = try bytes(payload, label(path))
    switch payload.method {
    case 0:
      guard range.count == size else {
        throw TreeFault.damaged("two sizes are on record", at: range.lowerBound, label(path))
      }
      return SliceSource(file, range, sum: payload.sum, place: label(path))
    case 8: return DeflatedFile(file, range, .raw(size: size, sum: payload.sum), place: label(path)).reader()
    default:
      throw Fault(
        "TREE-FORMAT", "it is packed with method \(payload.method) of zip, which is not read here", place: label(path),
        recovery: .skipItem, advice: "Unpack the zip file into a new folder (7z x FILE) and name that folder instead.")
    }
  }

  /// Where the file's bytes are: behind its own header, whose name and fields have lengths of their own (§4.3.7).
  private func bytes(_ payload: ZipPayload, _ place: String) throws(Fault) -> Range<Int> {
    var window = SourceWindow(file, place: place, most: ZipScan.localBytes)
    let header = try window.bytes(at: payload.header, ZipScan.localBytes)
    guard header.count == ZipScan.localBytes, header.starts(with: [0x50, 0x4B, 3, 4]) else {
      throw TreeFault.damaged("the file's header is not there", at: payload.header, place)
    }
    let start = payload.header + ZipScan.localBytes + header.number16(26) + header.number16(28)
    guard start <= payload.end, payload.packedSize <= payload.end - start else {
      throw TreeFault.damaged("it reaches into the next file", at: start, place)
    }
    return start..<(start + payload.packedSize)
  }

  private func label(_ path: [UInt8]) -> String { path.isEmpty ? name : "\(name)/\(TreeFault.text(path))" }
}

struct ZipPayload: Sendable {
  enum Trouble: Sendable, Hashable { case encrypted, link, overlap }

  var header: Int
  var packedSize: Int
  var method: Int
  var sum: UInt32
  /// Where the next header or the directory begins: the bytes end before.
  var end: Int
  var trouble: Trouble?
}
