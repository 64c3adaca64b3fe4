package import MIME

/// A storage with what is in it, or a stream.
package enum CompoundNode {
  case storage(String, classID: GUID = GUID(low: 0, high: 0), [CompoundNode])
  case stream(String, any MailboxSource)

  package static func stream(_ name: String, _ bytes: [UInt8]) -> CompoundNode { .stream(name, MailboxBytes(bytes)) }

  var name: [UInt16] {
    switch self {
    case .storage(let name, _, _), .stream(let name, _): Array(name.utf16.prefix(31))
    }
  }
}

/// Lays out a compound file: for an OLE object that is taken out of a message. [MS-CFB] §2
///
/// Behind the header stand the DIFAT, the FAT, the directory, the mini FAT, the small streams and then the others, each in
/// one piece.
package struct CompoundFileWriter {
  private struct Row {
    var name: [UInt16]
    var type: UInt8
    var isRed = false
    var classID = GUID(low: 0, high: 0)
    var left = Sector.noEntry
    var right = Sector.noEntry
    var child = Sector.noEntry
    var start: UInt32 = 0
    var size = 0
  }

  private let shift: Int
  private var rows: [Row] = []
  private var small = JoinedSource()
  private var miniFAT: [UInt32] = []
  private var large: [(row: Int, source: any MailboxSource)] = []
  private var fat: [UInt32] = []

  /// The file as it would stand on a disk. Small streams are read at once, others when they are asked for.
  ///
  /// - Parameter sectorSize: 512 (version 3) or 4096 (version 4).
  package static func file(
    _ nodes: [CompoundNode], classID: GUID = GUID(low: 0, high: 0), sectorSize: Int = 512
  ) throws -> any MailboxSource {
    var writer = CompoundFileWriter(shift: sectorSize == 4096 ? 12 : 9)
    writer.rows.append(Row(name: Array("Root Entry".utf16), type: 5, classID: classID))
    try writer.add(nodes, to: 0)
    return writer.layout()
  }

  private init(shift: Int) { self.shift = shift }

  // MARK: Directory

  private mutating func add(_ nodes: [CompoundNode], to parent: Int) throws {
    let sorted = nodes.sorted { Self.precedes($0.name, $1.name) }
    let first = rows.count
    for node in sorted {
      switch node {
      case .storage(_, let classID, _): rows.append(Row(name: node.name, type: 1, classID: classID))
      case .stream: rows.append(Row(name: node.name, type: 2))
      }
    }
    rows[parent].child = balanced(first..<rows.count, depth: 0, deepest: Self.depth(sorted.count))
    for (place, node) in sorted.enumerated() {
      switch node {
      case .storage(_, _, let inner): try add(inner, to: first + place)
      case .stream(_, let source): try add(source, at: first + place)
      }
    }
  }

  /// Shorter names first, then by their capitals. [MS-CFB] §2.6.4
  private static func precedes(_ a: [UInt16], _ b: [UInt16]) -> Bool {
    func capital(_ unit: UInt16) -> UInt16 { unit >= 97 && unit <= 122 ? unit - 32 : unit }
    return a.count != b.count ? a.count < b.count : a.map(capital).lexicographicallyPrecedes(b.map(capital))
  }

  /// Levels of a tree in which only the last is not full.
  private static func depth(_ count: Int) -> Int { Int.bitWidth - count.leadingZeroBitCount - 1 }

  /// Hangs rows in order into a tree: black but for its last level, unless that is full.
  private mutating func balanced(_ range: Range<Int>, depth: Int, deepest: Int) -> UInt32 {
    guard !range.isEmpty else { return Sector.noEntry }
    let middle = range.lowerBound + range.count / 2
    rows[middle].isRed = depth > 0 && depth == deepest
    rows[middle].left = balanced(range.lowerBound..<middle, depth: depth + 1, deepest: deepest)
    rows[middle].right = balanced((middle + 1)..<range.upperBound, depth: depth + 1, deepest: deepest)
    return UInt32(middle)
  }

  private mutating func add(_ source: any MailboxSource, at row: Int) throws {
    rows[row].size = source.count
    guard source.count > 0 else {
      rows[row].start = Sector.endOfChain
      return
    }
    guard source.count < Sector.miniCutoff else {
      large.append((row, source))
      return
    }
    rows[row].start = UInt32(small.count >> Sector.miniShift)
    let bytes = try source.bytes(at: 0, source.count)
    let sectors = (source.count - 1) >> Sector.miniShift + 1
    small.append(MailboxBytes(bytes), size: sectors << Sector.miniShift)
    Self.chain(sectors, &miniFAT)
  }

  /// Adds a chain of neighbours behind what there is.
  private static func chain(_ count: Int, _ table: inout [UInt32]) {
    for step in 0..<count { table.append(step == count - 1 ? Sector.endOfChain : UInt32(table.count + 1)) }
  }

  // MARK: Layout

  private func sectors(_ bytes: Int) -> Int { (bytes + (1 << shift) - 1) >> shift }

  private mutating func layout() -> any MailboxSource {
    let directorySectors = sectors(rows.count * CompoundDirectory.entrySize)
    let miniFATSectors = sectors(miniFAT.count * 4)
    let smallSectors = sectors(small.count)
    let data = directorySectors + miniFATSectors + smallSectors + large.reduce(0) { $0 + sectors($1.source.count) }
    let (fatSectors, difatSectors) = tables(for: data)

    fat = [UInt32](repeating: Sector.difat, count: difatSectors) + [UInt32](repeating: Sector.fat, count: fatSectors)
    let directoryStart = fat.count
    Self.chain(directorySectors, &fat)
    let miniFATStart = fat.count
    Self.chain(miniFATSectors, &fat)
    rows[0].start = smallSectors == 0 ? Sector.endOfChain : UInt32(fat.count)
    rows[0].size = small.count
    Self.chain(smallSectors, &fat)
    for (row, source) in large {
      rows[row].start = UInt32(fat.count)
      Self.chain(sectors(source.count), &fat)
    }
    let fatPlaces = (0..<fatSectors).map { UInt32(difatSectors + $0) }

    var file = JoinedSource()
    let header = header(
      fatPlaces, difatSectors, directoryStart, directorySectors, miniFATSectors == 0 ? nil : miniFATStart,
      miniFATSectors)
    append(header, to: &file)
    append(difat(fatPlaces, difatSectors), to: &file)
    append(Self.words(fat), to: &file, filling: 0xFF)
    append(rows.flatMap(record), to: &file, fillingRows: true)
    append(Self.words(miniFAT), to: &file, filling: 0xFF)
    file.append(small, size: smallSectors << shift)
    for (_, source) in large { file.append(source, size: sectors(source.count) << shift) }
    return file
  }

  /// FAT and DIFAT sectors for a file that has `data` others: they count themselves.
  private func tables(for data: Int) -> (fat: Int, difat: Int) {
    let perSector = 1 << (shift - 2)
    var (fat, difat) = (0, 0)
    while true {
      let wanted = (data + fat + difat + perSector - 1) / perSector
      let lists = (max(0, wanted - CompoundHeader.difatEntries) + perSector - 2) / (perSector - 1)
      if wanted == fat, lists == difat { return (fat, difat) }
      (fat, difat) = (wanted, lists)
    }
  }

  private func append(
    _ bytes: [UInt8], to file: inout JoinedSource, filling: UInt8 = 0, fillingRows: Bool = false
  ) {
    var bytes = bytes
    let size = sectors(bytes.count) << shift
    if fillingRows {
      let unused = record(Row(name: [], type: 0))
      while bytes.count < size { bytes += unused }
    }
    bytes += repeatElement(filling, count: size - bytes.count)
    file.append(bytes)
  }

  // MARK: Records

  private static func word(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  private static func words(_ values: [UInt32]) -> [UInt8] { values.flatMap { word(Int($0), 4) } }

  private func header(
    _ fatPlaces: [UInt32], _ difatSectors: Int, _ directoryStart: Int, _ directorySectors: Int, _ miniFATStart: Int?,
    _ miniFATSectors: Int
  ) -> [UInt8] {
    let isFour = shift == 12
    var out = CompoundHeader.signature + [UInt8](repeating: 0, count: 16)
    out += Self.word(0x3E, 2) + Self.word(isFour ? 4 : 3, 2) + Self.word(0xFFFE, 2) + Self.word(shift, 2)
    out += Self.word(Sector.miniShift, 2) + [UInt8](repeating: 0, count: 6)
    out += Self.word(isFour ? directorySectors : 0, 4) + Self.word(fatPlaces.count, 4)
    out += Self.word(directoryStart, 4) + Self.word(0, 4) + Self.word(Sector.miniCutoff, 4)
    out += Self.word(miniFATStart ?? Int(Sector.endOfChain), 4) + Self.word(miniFATSectors, 4)
    out += Self.word(difatSectors == 0 ? Int(Sector.endOfChain) : 0, 4) + Self.word(difatSectors, 4)
    let known = fatPlaces.prefix(CompoundHeader.difatEntries)
    out += Self.words(Array(known))
    out += Self.words([UInt32](repeating: Sector.free, count: CompoundHeader.difatEntries - known.count))
    return out
  }

  /// The places of FAT sectors that the header has no room for; the last number of each sector leads to the next.
  private func difat(_ fatPlaces: [UInt32], _ count: Int) -> [UInt8] {
    let perSector = 1 << (shift - 2)
    let rest = Array(fatPlaces.dropFirst(CompoundHeader.difatEntries))
    return (0..<count).flatMap { sector in
      let from = sector * (perSector - 1)
      let places = Array(rest[from..<min(rest.count, from + perSector - 1)])
      let filling = [UInt32](repeating: Sector.free, count: perSector - 1 - places.count)
      return Self.words(places + filling + [sector == count - 1 ? Sector.endOfChain : UInt32(sector + 1)])
    }
  }

  private func record(_ row: Row) -> [UInt8] {
    var out = row.name.flatMap { Self.word(Int($0), 2) }
    out += [UInt8](repeating: 0, count: 64 - out.count)
    out += Self.word(row.name.isEmpty ? 0 : 2 * row.name.count + 2, 2) + [row.type, row.isRed ? 0 : 1]
    out += Self.words([row.left, row.right, row.child]) + row.classID.bytes + [UInt8](repeating: 0, count: 20)
    return out + Self.word(Int(row.start), 4) + Self.word(row.size, 8)
  }
}
