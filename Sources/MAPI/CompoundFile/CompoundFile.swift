public import Core
public import MIME

/// Storages and streams within one file, as folders and files are: what .msg files are made of. [MS-CFB]
///
/// Streams are read when somebody asks for them. Used by one task at a time.
public final class CompoundFile {
  public let root: CompoundEntry
  /// What is broken in the file itself; of streams it is told when they are opened.
  public private(set) var damages: [Fault] = []

  private let source: any MailboxSource
  private let place: String
  private let shift: Int
  private var directory: CompoundDirectory
  private var fat: SectorTable
  private var miniFAT = SectorTable(next: [], sectors: 0)
  private var miniStream: any MailboxSource = MailboxBytes([])
  /// Of streams that were opened, by entry.
  private var chains: [Int: SectorChain] = [:]

  public static func isCompound(_ beginning: [UInt8]) -> Bool { beginning.starts(with: CompoundHeader.signature) }

  /// - Parameter place: what faults call the file.
  /// - Throws: `CFB-FORMAT` for another kind of file or one without a directory; `FILE-READ`.
  public init(_ source: any MailboxSource, place: String) throws(Fault) {
    (self.source, self.place) = (source, place)
    let beginning = try CompoundFault.bytes(of: source, at: 0, CompoundHeader.size, place)
    guard let header = CompoundHeader(beginning) else {
      throw CompoundFault.format("it does not begin as a compound file does", place)
    }
    shift = header.sectorShift
    let sectors = max(0, source.count - 1) >> shift
    var notes = DamageList()
    for oddity in header.oddities { notes.add(CompoundFault.damaged("its header tells of \(oddity)", place)) }
    let allocation = try Self.allocation(header, source, sectors, place)
    if let broken = allocation.broken { notes.add(CompoundFault.damaged(broken, place)) }
    fat = SectorTable(next: allocation.table, sectors: sectors)

    let (bytes, stop) = try Self.whole(
      header.firstDirectorySector, &fat, source, shift, most: CompoundDirectory.most * CompoundDirectory.entrySize,
      place)
    if let stop { notes.add(CompoundFault.damaged("its directory breaks off: \(CompoundFault.text(stop))", place)) }
    guard let directory = CompoundDirectory(bytes, hasLongSizes: shift == 12) else {
      throw CompoundFault.format("its directory is not in the file", place)
    }
    self.directory = directory
    root = directory.root
    for damage in directory.damages { notes.add(CompoundFault.damaged(damage, place)) }
    damages = notes.all
    try openSmallStreams(header)
  }

  // MARK: Finding

  /// What lies in a storage, in the order of the directory's tree.
  public func children(of entry: CompoundEntry) -> [CompoundEntry] { directory.children[entry.index] ?? [] }

  /// Capitals make no difference to ASCII letters.
  public func child(_ name: String, of entry: CompoundEntry) -> CompoundEntry? {
    let wanted = name.lowercased()
    return children(of: entry).first { $0.name.lowercased() == wanted }
  }

  // MARK: Reading

  /// The bytes of a stream; of a broken one those that can still be found.
  ///
  /// - Parameter damaged: is told what is broken.
  public func open(_ entry: CompoundEntry, damaged: (Fault) -> Void) -> CompoundStream {
    guard entry.kind == .stream, entry.size > 0 else {
      return CompoundStream(MailboxBytes([]), SectorChain(), shift: shift, origin: 0, size: 0)
    }
    let isSmall = entry.size < Sector.miniCutoff
    let unit = isSmall ? Sector.miniShift : shift
    let chain = chain(of: entry, unit, isSmall)
    let stream =
      isSmall
      ? CompoundStream(miniStream, chain, shift: unit, origin: 0, size: entry.size)
      : CompoundStream(source, chain, shift: unit, origin: 1 << shift, size: entry.size)
    if stream.count < entry.size {
      let why = chain.stop.map { ": " + CompoundFault.text($0) } ?? ": the file ends"
      damaged(
        CompoundFault.damaged("\(stream.count) of \(entry.size) bytes are left of a stream\(why)", place, entry))
    } else if chain.isShared {
      damaged(CompoundFault.damaged("a stream has sectors that another one has, too", place, entry))
    }
    return stream
  }

  private func chain(of entry: CompoundEntry, _ unit: Int, _ isSmall: Bool) -> SectorChain {
    if let known = chains[entry.index] { return known }
    let wanted = (entry.size - 1) >> unit + 1
    let chain =
      isSmall ? miniFAT.chain(from: entry.start, wanted: wanted) : fat.chain(from: entry.start, wanted: wanted)
    chains[entry.index] = chain
    return chain
  }

  // MARK: Opening

  /// Which sector follows which, as the header and the DIFAT sectors say. [MS-CFB] §2.5
  private static func allocation(
    _ header: CompoundHeader, _ source: any MailboxSource, _ sectors: Int, _ place: String
  ) throws(Fault) -> (table: [UInt32], broken: String?) {
    let shift = header.sectorShift
    let perSector = 1 << (shift - 2)
    let wanted = (sectors + perSector - 1) / perSector
    var places = Array(header.difat.prefix(wanted))
    var next = header.firstDIFATSector
    var broken: String?
    // A chain in a circle ends when there are enough: the FAT is no larger than the file asks for.
    while places.count < wanted, next <= Sector.last {
      guard next < sectors else {
        broken = "the list of its allocation table points outside the file"
        break
      }
      let numbers = try Self.numbers(source, Int(next), shift, place)
      places += numbers.dropLast().prefix(wanted - places.count)
      next = numbers.last ?? Sector.free
    }
    while places.last == Sector.free { places.removeLast() }
    var table: [UInt32] = []
    table.reserveCapacity(places.count * perSector)
    for sector in places {
      if sector < sectors {
        table += try numbers(source, Int(sector), shift, place)
      } else {
        broken = "a part of its allocation table is not in the file"
        table += repeatElement(Sector.free, count: perSector)
      }
    }
    return (table, broken)
  }

  /// The numbers of a sector; where the file ends, ``Sector/free``.
  private static func numbers(
    _ source: any MailboxSource, _ sector: Int, _ shift: Int, _ place: String
  ) throws(Fault) -> [UInt32] {
    var cursor = StreamCursor(try CompoundFault.bytes(of: source, at: (sector + 1) << shift, 1 << shift, place))
    return (0..<(1 << (shift - 2))).map { _ in cursor.u32() ?? Sector.free }
  }

  /// All bytes of a chain without a size.
  private static func whole(
    _ first: UInt32, _ table: inout SectorTable, _ source: any MailboxSource, _ shift: Int, most: Int, _ place: String
  ) throws(Fault) -> ([UInt8], SectorChain.Break?) {
    var chain = table.chain(from: first, wanted: nil)
    if chain.count > most >> shift { chain.stop = chain.stop ?? .limit }
    let stream = CompoundStream(source, chain, shift: shift, origin: 1 << shift, size: nil)
    return (try CompoundFault.bytes(of: stream, at: 0, min(stream.count, most), place), chain.stop)
  }

  private func openSmallStreams(_ header: CompoundHeader) throws(Fault) {
    guard root.size > 0 else { return }
    var notes = DamageList()
    for damage in damages { notes.add(damage) }
    let wanted = (root.size - 1) >> shift + 1
    let chain = fat.chain(from: root.start, wanted: wanted)
    let stream = CompoundStream(source, chain, shift: shift, origin: 1 << shift, size: root.size)
    if stream.count < root.size {
      let why = chain.stop.map { ": " + CompoundFault.text($0) } ?? ": the file ends"
      notes.add(CompoundFault.damaged("\(stream.count) of \(root.size) bytes of small streams are left\(why)", place))
    }
    miniStream = stream
    let sectors = stream.count == 0 ? 0 : (stream.count - 1) >> Sector.miniShift + 1
    let (bytes, stop) = try Self.whole(header.firstMiniFATSector, &fat, source, shift, most: 4 * sectors, place)
    if let stop, stop != .limit, bytes.count < 4 * sectors {
      notes.add(CompoundFault.damaged("the table of its small streams breaks off: \(CompoundFault.text(stop))", place))
    }
    var cursor = StreamCursor(bytes)
    miniFAT = SectorTable(next: (0..<(bytes.count / 4)).map { _ in cursor.u32() ?? Sector.free }, sectors: sectors)
    damages = notes.all
  }
}
