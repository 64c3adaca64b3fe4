import Core
import MIME

/// The pass that finds all headers of a tar file.
struct TarScan {
  /// The longest name or list of records in front of a header: far more than any system takes.
  static let mostExtraBytes = 1 << 20
  /// Empty blocks between concatenated tar files; behind so many nothing is expected any more.
  static let mostEmptyBytes = 64 << 20

  private(set) var index = PathIndex<TarPayload>()
  private(set) var faults: FaultList
  /// Where the bytes ended, as far as they could be read.
  private(set) var end = 0

  private var window: SourceWindow
  private let total: Int
  private let name: String
  private var offset = 0
  private var serial: UInt64 = 0
  private var links: [[[UInt8]]] = []
  private var next = TarRecords()
  private var forAll = TarRecords()

  init(_ source: any MailboxSource, name: String) {
    window = SourceWindow(source, place: name)
    // A packed file says how long it is when it was read to its end.
    total = source.count
    faults = FaultList(place: name)
    self.name = name
  }

  mutating func run() throws(Fault) {
    do throws(Fault) {
      try readAll()
    } catch {
      // Nothing came out at all: there is no tree to show.
      guard offset > 0 else { throw error }
      faults.add(error)
    }
    end = max(end, offset)
    resolveLinks()
    index.finish(.lastCounts)
  }

  private mutating func readAll() throws(Fault) {
    var emptyBytes = 0
    var isLost = false
    while true {
      let block = try window.bytes(at: offset, TarHeader.blockBytes)
      end = max(end, offset + block.count)
      guard block.count == TarHeader.blockBytes else {
        // The end mark is two empty blocks; without any the file may have been cut right between two files.
        if !block.isEmpty || emptyBytes == 0 { cut(at: offset + block.count) }
        return
      }
      if block.allSatisfy({ $0 == 0 }) {
        emptyBytes += block.count
        offset += block.count
        if emptyBytes >= Self.mostEmptyBytes { return }
        continue
      }
      guard let header = TarHeader(block) else {
        // Behind the end mark anything may stand.
        if emptyBytes > 0 { return }
        if !isLost { faults.add(damaged("there should be a header", at: offset)) }
        isLost = true
        offset += block.count
        continue
      }
      (emptyBytes, isLost) = (0, false)
      offset += block.count
      guard try take(header) else { return }
    }
  }

  private mutating func cut(at place: Int) {
    do throws(Fault) {
      // A packed file that does not only end says so when it is asked to go on.
      if total == .max { _ = try window.bytes(at: place, 1) }
      faults.add(damaged("the file is cut off", at: place))
    } catch {
      faults.add(error)
    }
  }

  private func damaged(_ what: String, at offset: Int) -> Fault {
    TreeFault.damaged(what, at: offset, name, .skipFolder)
  }

  /// False when the file ends within.
  private mutating func take(_ header: TarHeader) throws(Fault) -> Bool {
    switch header.kind {
    case .longName:
      next.path = try extra(header).map { Array($0.prefix { $0 != 0 }) }
    case .longLink:
      next.linkPath = try extra(header).map { Array($0.prefix { $0 != 0 }) }
    case .extended:
      if let bytes = try extra(header), !next.read(bytes) { faults.add(damaged("records are broken", at: offset)) }
    case .global:
      if let bytes = try extra(header), !forAll.read(bytes) { faults.add(damaged("records are broken", at: offset)) }
    default:
      defer { next = TarRecords() }
      try add(header)
      return try skip(next.size ?? forAll.size ?? header.size)
    }
    return try skip(header.size)
  }

  /// The bytes behind a header that speaks of the next one; nil when they are too many to be meant.
  private mutating func extra(_ header: TarHeader) throws(Fault) -> [UInt8]? {
    guard header.size <= Self.mostExtraBytes else {
      faults.add(damaged("a name is longer than can be", at: offset))
      return nil
    }
    return Array(try window.bytes(at: offset, Int(header.size)))
  }

  /// Goes behind `size` bytes and what fills up their last block.
  private mutating func skip(_ size: Int64) throws(Fault) -> Bool {
    let block = Int64(TarHeader.blockBytes)
    let (blocks, isOver) = size.addingReportingOverflow(block - 1)
    let (target, isOverToo) = Int64(offset).addingReportingOverflow(blocks / block * block)
    guard !isOver, !isOverToo else {
      faults.add(damaged("a size is larger than can be", at: offset))
      return false
    }
    // Of a packed file the end is not known yet: its last byte is asked for.
    let last = Int64(offset) + size
    if total == .max, size > 0 {
      guard try !window.bytes(at: Int(last) - 1, 1).isEmpty else {
        cut(at: Int(last))
        return false
      }
    } else if last > Int64(total) {
      cut(at: total)
      return false
    }
    offset = Int(target)
    return true
  }

  private mutating func add(_ header: TarHeader) throws(Fault) {
    serial += 1
    let path = next.path ?? forAll.path ?? header.name
    guard let names = CName.parts(of: path) else {
      faults.add(
        Fault(
          "TREE-NAME", "a name leads out of the file, at byte \(offset - TarHeader.blockBytes)", place: name,
          recovery: .skipItem))
      return
    }
    var payload = TarPayload.bytes(start: offset)
    var size = next.size ?? forAll.size ?? header.size
    switch header.kind {
    case .file: if next.isSparse { payload = .sparse }
    case .sparse:
      payload = .sparse
      try skipMaps()
    case .folder: size = 0
    case .symbolicLink: (payload, size) = (.symbolicLink, 0)
    case .hardLink:
      links.append(CName.parts(of: next.linkPath ?? header.linkName) ?? [])
      // POSIX.1-2001 lets the bytes follow again; then they are the file's own.
      if size == 0 { payload = .link(links.count - 1) }
    case .other(UInt8(ascii: "V")): return
    case .other(let type) where Array("346M".utf8).contains(type): (payload, size) = (.special, 0)
    default: break
    }
    let seconds = next.written ?? Int64(clamping: header.written)
    let (written, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    index.add(
      names, isFolder: header.kind == .folder, size: size, written: isOver ? 0 : written, serial: serial, payload)
  }

  /// GNU tar's maps of holes go on in blocks of their own, as long as a byte in each says so.
  private mutating func skipMaps() throws(Fault) {
    var flag = try window.bytes(at: offset - TarHeader.blockBytes, TarHeader.blockBytes).dropFirst(482).first ?? 0
    while flag != 0 {
      let block = try window.bytes(at: offset, TarHeader.blockBytes)
      guard block.count == TarHeader.blockBytes else { return }
      flag = block.dropFirst(504).first ?? 0
      offset += block.count
    }
  }

  /// Gives further names of a file its bytes. A link may point to a link, which stands before it.
  private mutating func resolveLinks() {
    guard !links.isEmpty else { return }
    var found = index
    found.finish(.lastCounts)
    index.change { item in
      var hops = 0
      while case .link(let number) = item.payload, hops < 8, let target = found.file(links[number]) {
        (item.payload, item.size) = (target.payload, target.size)
        hops += 1
      }
    }
  }
}

/// What POSIX.1-2001 records and GNU's long names say about the next file.
struct TarRecords: Sendable, Hashable {
  var path: [UInt8]?
  var linkPath: [UInt8]?
  var size: Int64?
  /// Seconds since 1970.
  var written: Int64?
  var isSparse = false

  /// Records are `LENGTH KEY=VALUE` and a line feed, the length counting all of it. False when one is not.
  mutating func read(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty, rest.first != 0 {
      let digits = rest.prefix { $0 != UInt8(ascii: " ") }
      guard digits.count <= 7, let length = Int(String(decoding: digits, as: UTF8.self)),
        length > digits.count + 1, length <= rest.count, rest[rest.startIndex + length - 1] == 10
      else { return false }
      let record = rest.prefix(length - 1).dropFirst(digits.count + 1)
      guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { return false }
      take(String(decoding: record[..<equals], as: UTF8.self), Array(record[(equals + 1)...]))
      rest = rest.dropFirst(length)
    }
    return true
  }

  private mutating func take(_ key: String, _ value: [UInt8]) {
    let text = String(decoding: value, as: UTF8.self)
    switch key {
    case "path": path = value
    case "linkpath": linkPath = value
    case "size": size = Int64(text).flatMap { $0 >= 0 ? $0 : nil }
    case "mtime": written = Int64(text.prefix { $0 != "." })
    case "GNU.sparse.name": (path, isSparse) = (value, true)
    case "GNU.sparse.major", "GNU.sparse.map", "GNU.sparse.numblocks": isSparse = true
    default: break
    }
  }
}
