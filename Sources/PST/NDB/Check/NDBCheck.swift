public import Core

/// Looks at everything the node database says of itself. What Outlook itself leaves behind is a note; what can cost mail is
/// a warning or a problem. [MS-PST] §2.6.1
public struct NDBCheck: Sendable {
  public var nodes = 0
  public var blocks = 0
  /// Blocks of which something is wrong.
  public var damagedBlocks = 0
  /// Blocks that are listed and used by nothing.
  public var unreferencedBlocks = 0
  /// Blocks whose cRef is not one more than their uses.
  public var wrongReferences = 0
  /// Numbers of blocks that nodes use and the file does not list.
  public var missingBlocks = 0
  public var maps = 0
  public var damagedMaps = 0
  /// Bytes the maps show as free, and what the header counts.
  public var freeBytes: UInt64 = 0
  public var overlaps = 0
  /// Bytes in use that a map shows as free.
  public var unmappedBytes: UInt64 = 0
  public private(set) var findings: [Finding] = []

  /// Findings of one kind that are told one by one.
  private static let mostAlike = 20

  /// Reads the whole file.
  public init(_ database: NodeDatabase) throws(Fault) {
    let file = database.file
    for fault in file.faults { findings.append(Finding(fault, level: Self.level(fault))) }
    var extents = try checkBlocks(database)
    try checkReferences(database)
    for fault in file.repairs { findings.append(Finding(fault)) }
    try extents += Self.pages(database)
    extents.sort { $0.start < $1.start }
    countOverlaps(extents, file.name)
    try checkMaps(database, extents)
  }

  private static func level(_ fault: Fault) -> Finding.Level { fault.code == "PST-UNFINISHED" ? .note : .problem }

  /// A stretch of the file in use.
  private struct Extent {
    var start: UInt64
    var size: UInt64
    var end: UInt64 { start &+ size }
  }

  private mutating func checkBlocks(_ database: NodeDatabase) throws(Fault) -> [Extent] {
    var extents: [Extent] = []
    try database.nodes(from: NodeID(rawValue: 0)) { (_) throws(Fault) in
      nodes += 1
      return true
    }
    var told = 0
    try database.blocks { (entry) throws(Fault) in
      blocks += 1
      extents.append(Extent(start: entry.offset, size: UInt64(database.layout.span(entry.size))))
      var fault: Fault?
      _ = try database.content(entry) { fault = fault ?? $0 }
      guard let fault else { return true }
      damagedBlocks += 1
      told += 1
      if told <= Self.mostAlike { findings.append(Finding(fault)) }
      return true
    }
    if told > Self.mostAlike {
      findings.append(
        Finding(
          .problem, "PST-BLOCK-CRC", place: database.file.name, "\(told - Self.mostAlike) more blocks are damaged",
          next: NDBFault.lookAtItem))
    }
    return extents
  }

  private mutating func checkReferences(_ database: NodeDatabase) throws(Fault) {
    let (uses, name) = (try ReferenceCount(database), database.file.name)
    unreferencedBlocks = uses.unused().count
    missingBlocks = uses.missing.count
    for (index, block) in uses.blocks.enumerated() where uses.counts[index] > 0 {
      // A block that only its trailer tells of has no count.
      if block.references > 0, UInt32(block.references) != uses.counts[index] + 1 { wrongReferences += 1 }
    }
    for id in uses.missing.prefix(Self.mostAlike) {
      findings.append(Finding(NDBFault.blockMissing(BlockID(rawValue: id), "is used and not in the file", name)))
    }
    if unreferencedBlocks > 0 {
      findings.append(
        Finding(
          .note, "PST-UNREFERENCED", place: name, "\(unreferencedBlocks) blocks are listed and used by nothing"))
    }
    if wrongReferences > 0 {
      findings.append(
        Finding(.note, "PST-REFERENCES", place: name, "the count of uses is off for \(wrongReferences) blocks"))
    }
  }

  private static func pages(_ database: NodeDatabase) throws(Fault) -> [Extent] {
    var extents: [Extent] = []
    for tree in [Layout.Tree.nodes, .blocks] {
      let survey = try TreeSurvey(database, tree)
      // A tree that leads in circles or nowhere tells nothing of what is in use.
      guard survey.isWhole else { continue }
      for offset in survey.offsets { extents.append(Extent(start: offset, size: UInt64(database.layout.pageSize))) }
    }
    return extents
  }

  private mutating func countOverlaps(_ extents: [Extent], _ name: String) {
    var end: UInt64 = 0
    for extent in extents {
      if extent.start < end { overlaps += 1 }
      end = max(end, extent.end)
    }
    guard overlaps > 0 else { return }
    findings.append(Finding(.problem, "PST-OVERLAP", place: name, "\(overlaps) pages and blocks lie over others"))
  }

  /// AMap pages: their checksums, what they show as free, and whether what is in use is marked. [MS-PST] §2.2.2.7.2
  private mutating func checkMaps(_ database: NodeDatabase, _ extents: [Extent]) throws(Fault) {
    let (layout, file) = (database.layout, database.file)
    var start = layout.firstMap
    var next = 0
    while start + layout.pageSize <= file.size {
      let bytes = try database.window.bytes(at: UInt64(start), layout.pageSize)
      guard bytes.count == layout.pageSize else { break }
      maps += 1
      let trailer = TreePage.Trailer(bytes.span.bytes, layout)
      if trailer.type == 0x84, trailer.typeRepeat == 0x84,
        trailer.checksum == Checksum.of(bytes, 0..<layout.pageTrailer)
      {
        let bits = bytes[layout.mapStart..<layout.mapStart + layout.mapBytes]
        for byte in bits { freeBytes += UInt64((8 - byte.nonzeroBitCount) * layout.blockAlignment) }
        let end = UInt64(start + layout.mapStep)
        while next < extents.count, extents[next].start < end {
          unmappedBytes += Self.unmarked(extents[next], bits, from: UInt64(start), layout)
          next += 1
        }
      } else {
        damagedMaps += 1
        let end = UInt64(start + layout.mapStep)
        while next < extents.count, extents[next].start < end { next += 1 }
        if damagedMaps <= Self.mostAlike {
          findings.append(
            Finding(
              .warning, "PST-MAP", place: NDBFault.place(file.name, at: UInt64(start)),
              "a map of free space is damaged"))
        }
      }
      start += layout.mapStep
    }
    tellMaps(file)
  }

  private mutating func tellMaps(_ file: PSTFile) {
    if unmappedBytes > 0 {
      findings.append(
        Finding(
          .warning, "PST-MAP", place: file.name, "\(unmappedBytes) bytes in use are marked as free",
          next: "Do not write into this file with Outlook; move its mail out of it."))
    }
    if let header = file.header, damagedMaps == 0, header.freeBytes != freeBytes {
      findings.append(
        Finding(
          .note, "PST-FREE-COUNT", place: file.name,
          "the header counts \(header.freeBytes) free bytes, the maps show \(freeBytes)"))
    }
  }

  /// Bytes of `extent` whose bits are not set in the map that begins at `start`.
  private static func unmarked(
    _ extent: Extent, _ bits: ArraySlice<UInt8>, from start: UInt64, _ layout: Layout
  ) -> UInt64 {
    guard extent.start >= start else { return 0 }
    let unit = UInt64(layout.blockAlignment)
    var unmarked: UInt64 = 0
    for slot in (extent.start - start) / unit..<(extent.end - start + unit - 1) / unit {
      let place = Int(slot / 8)
      guard place < layout.mapBytes else { break }
      if bits[bits.startIndex + place] & (0x80 >> UInt8(slot % 8)) == 0 { unmarked += unit }
    }
    return unmarked
  }
}
