import Core

/// Which of the three layouts a file has whose header does not tell.
enum LayoutGuess {
  /// What is read in search of a page: the beginning of a file always holds some.
  private static let bytes = 64 << 20

  /// - Parameter said: what a header that is not intact says.
  static func layout(_ window: Window, _ said: Layout?) throws(Fault) -> Layout? {
    var candidates = [Layout(format: .unicode), Layout(format: .ansi), Layout(format: .unicode4K)]
    if let said {
      candidates.removeAll { $0 == said }
      candidates.insert(said, at: 0)
    }
    for layout in candidates where try hasMap(window, layout) { return layout }
    for layout in candidates {
      let scan = try FileScan(window, layout, .pages, first: bytes) { !$0.pages.isEmpty }
      if !scan.pages.isEmpty { return layout }
    }
    for layout in candidates {
      let scan = try FileScan(window, layout, .blocks, first: bytes) { $0.wholeBlocks > 1 }
      if scan.wholeBlocks > 1 { return layout }
    }
    return said
  }

  /// The first allocation map lies at a fixed place and carries it as its number.
  private static func hasMap(_ window: Window, _ layout: Layout) throws(Fault) -> Bool {
    let bytes = try window.bytes(at: UInt64(layout.firstMap), layout.pageSize)
    guard bytes.count == layout.pageSize else { return false }
    let trailer = TreePage.Trailer(bytes.span.bytes, layout)
    return trailer.type == 0x84 && trailer.typeRepeat == 0x84 && trailer.id == UInt64(layout.firstMap)
      && trailer.checksum == Checksum.of(bytes, 0..<layout.pageTrailer)
  }
}

extension FileScan {
  var wholeBlocks: Int { blocks.count { $0.flags.contains(.whole) } }
}

/// How blocks are encoded where the header does not tell: by what makes heaps of the blocks that should be some.
enum EncodingGuess {
  private static let bytes = 64 << 20

  static func encoding(_ window: Window, _ layout: Layout) throws(Fault) -> BlockEncoding? {
    let scan = try FileScan(window, layout, .blocks, first: bytes) { $0.wholeBlocks >= 256 }
    var votes: [BlockEncoding: Int] = [:]
    for block in scan.blocks where block.flags.contains(.whole) && !block.entry.id.isInternal {
      guard block.size >= 12, block.size == block.inflatedSize else { continue }
      let start = try window.bytes(at: block.offset, 4)
      for encoding in BlockEncoding.allCases where isHeap(start, encoding, block.entry.id) {
        votes[encoding, default: 0] += 1
      }
    }
    return votes.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
  }

  /// bSig and bClientSig. [MS-PST] §2.3.1.2
  private static func isHeap(_ start: [UInt8], _ encoding: BlockEncoding, _ id: BlockID) -> Bool {
    var start = start
    start.withUnsafeMutableBufferPointer { encoding.decode($0, id: id) }
    return start.count == 4 && start[2] == 0xEC && [0x7C, 0xBC, 0xB5, 0xA5, 0xAC, 0x9C, 0x8C, 0xCC].contains(start[3])
  }
}
