import Core
import MIME

/// The pass through a zip file's directory.
struct ZipScan {
  /// A file's own header without its name and fields ([APPNOTE 6.3.10] §4.3.7).
  static let localBytes = 30
  /// Nothing that holds mail has a directory like that: some eight million files.
  static let mostDirectoryBytes = 1 << 30

  private(set) var index = PathIndex<ZipPayload>()
  private(set) var faults: FaultList

  private var window: SourceWindow
  private let total: Int
  private let name: String
  private var serial: UInt64 = 0
  private var files = 0
  private var encrypted = 0

  init(_ file: any MailboxSource, name: String) {
    window = SourceWindow(file, place: name)
    total = file.count
    faults = FaultList(place: name)
    self.name = name
  }

  mutating func run() throws(Fault) {
    let end = try ZipEnd.find(&window, size: total, name: name)
    guard end.directory.count <= Self.mostDirectoryBytes else {
      throw TreeFault.limit("its directory alone has \(end.directory.count) bytes", name, .stopMailbox)
    }
    try readDirectory(end)
    // One password for all: said once, not for each file.
    guard encrypted == 0 || encrypted < files else { throw TreeFault.encrypted(name, .stopMailbox) }
    bound(before: end.directory.lowerBound)
    index.finish(.numbered)
  }

  private mutating func readDirectory(_ end: ZipEnd) throws(Fault) {
    var place = end.directory.lowerBound
    // The longest record: its fixed part and three fields of 16-bit lengths.
    let longest = ZipHeader.fixedBytes + 3 * 65_535
    while place < end.directory.upperBound {
      let fixed = try window.bytes(at: place, min(ZipHeader.fixedBytes, end.directory.upperBound - place))
      guard fixed.count == ZipHeader.fixedBytes else { return broken(place) }
      let size = ZipHeader.fixedBytes + fixed.number16(28) + fixed.number16(30) + fixed.number16(32)
      guard let header = ZipHeader(try window.bytes(at: place, min(size, longest, end.directory.upperBound - place)))
      else {
        // What follows the entries may be a signature of the directory (§4.3.13).
        if fixed.starts(with: [0x50, 0x4B, 5, 5]) { return }
        // Bit 13 hides the whole directory (§4.4.4).
        return broken(place)
      }
      add(header, end, at: place)
      place += header.bytes
    }
    // §4.4.22 has 16 bits; programs without ZIP64 let the number run over.
    if serial & 0xFFFF != UInt64(end.entries) & 0xFFFF {
      faults.add(
        TreeFault.damaged(
          "the directory has \(serial) entries where \(end.entries) should be", at: place, name, .skipFolder))
    }
  }

  private mutating func broken(_ place: Int) {
    faults.add(TreeFault.damaged("the directory is damaged behind \(serial) entries", at: place, name, .skipFolder))
  }

  private mutating func add(_ header: ZipHeader, _ end: ZipEnd, at place: Int) {
    serial += 1
    // `C:\mail` leads out as much as `/mail` does.
    let isDrive = header.name.count > 2 && header.name[1] == UInt8(ascii: ":") && header.name[2] == UInt8(ascii: "/")
    guard let names = isDrive ? nil : CName.parts(of: header.name) else {
      faults.add(
        Fault("TREE-NAME", "a name leads out of the file, at byte \(place)", place: name, recovery: .skipItem))
      return
    }
    let offset = header.offset.addingReportingOverflow(end.shift)
    guard !offset.overflow, offset.partialValue < end.directory.lowerBound || header.isFolder,
      header.packedSize <= total
    else {
      faults.add(TreeFault.damaged("an entry says what cannot be", at: place, name))
      return
    }
    if !header.isFolder { files += 1 }
    if header.isEncrypted { encrypted += 1 }
    var payload = ZipPayload(
      header: offset.partialValue, packedSize: header.packedSize, method: header.method, sum: header.sum, end: 0)
    payload.trouble = header.isEncrypted ? .encrypted : header.isSymbolicLink ? .link : nil
    index.add(
      names, isFolder: header.isFolder, size: header.isFolder ? 0 : Int64(header.size), written: header.written,
      serial: serial, payload)
  }

  /// Gives each file the end of its bytes. Where one reaches into the next, the next would unpack the same bytes again:
  /// so a few kilobytes become a full disk.
  private mutating func bound(before directory: Int) {
    let starts = index.items.filter { !$0.isFolder }.map(\.payload.header).sorted()
    var claimed: [Int: Int] = [:]
    var twice: Set<Int> = []
    for (start, next) in zip(starts, starts.dropFirst()) where start == next { twice.insert(start) }
    for item in index.items where !item.isFolder && twice.contains(item.payload.header) {
      // The first in the directory keeps them.
      claimed[item.payload.header] = min(claimed[item.payload.header] ?? .max, Int(item.serial))
    }
    index.change { item in
      guard !item.isFolder else { return }
      let header = item.payload.header
      if let owner = claimed[header], owner != Int(item.serial) { item.payload.trouble = .overlap }
      item.payload.end = Self.next(after: header, in: starts) ?? directory
      if item.payload.packedSize > item.payload.end - header - Self.localBytes { item.payload.trouble = .overlap }
    }
  }

  private static func next(after start: Int, in starts: [Int]) -> Int? {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= start { low = middle + 1 } else { high = middle }
    }
    return low < starts.count ? starts[low] : nil
  }
}
