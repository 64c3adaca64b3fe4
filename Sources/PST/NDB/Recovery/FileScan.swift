import Core

/// What a pass over the whole file finds by trailers alone: pages of the two trees, and blocks. [MS-PST] §2.2.2.7.1,
/// §2.2.2.8.1
struct FileScan {
  /// A page of a tree that stands the checks of ``TreePage``.
  struct Page {
    var offset: UInt64
    var id: UInt64
    var first: UInt64
    var last: UInt64
    var tree: Layout.Tree
    var level: UInt8
  }

  var pages: [Page] = []
  var blocks: [FoundBlock] = []

  struct Wanted: OptionSet {
    let rawValue: Int
    static let pages = Wanted(rawValue: 1)
    static let blocks = Wanted(rawValue: 2)
  }

  /// - Parameters:
  ///   - bytes: how much of the file's beginning is read.
  ///   - isEnough: asked after each find.
  init(
    _ window: Window, _ layout: Layout, _ wanted: Wanted, first bytes: Int = .max,
    isEnough: (FileScan) -> Bool = { _ in false }
  ) throws(Fault) {
    let end = min(window.size, bytes)
    // A block ends within a piece and begins at most its largest span before it.
    let (piece, before) = (1 << 20, layout.span(layout.largestBlock))
    var buffer = [UInt8](repeating: 0, count: piece + before)
    var (kept, base) = (0, 0)
    while base + kept < end {
      let fresh = try fill(&buffer, from: base + kept, kept, min(piece, end - base - kept), window)
      guard fresh > 0 else { return }
      let (from, to) = (base + kept, base + kept + fresh)
      buffer.withUnsafeBytes { raw in
        let held = UnsafeRawBufferPointer(rebasing: raw[..<(kept + fresh)])
        if wanted.contains(.pages) { findPages(held, base: base, from..<to, layout) }
        if wanted.contains(.blocks) { findBlocks(held, base: base, from..<to, layout) }
      }
      if isEnough(self) { return }
      // Pieces begin at whole pages, since their size and what is kept are multiples of 4,096 or of 512.
      let keep = min(before, kept + fresh)
      buffer.withUnsafeMutableBytes { raw in
        raw.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[(kept + fresh - keep)..<(kept + fresh)]))
      }
      (base, kept) = (to - keep, keep)
    }
  }

  private func fill(
    _ buffer: inout [UInt8], from offset: Int, _ kept: Int, _ count: Int, _ window: Window
  ) throws(Fault) -> Int {
    var failure: Fault?
    let read = buffer.withUnsafeMutableBytes { raw in
      do throws(Fault) {
        return try window.read(
          at: UInt64(offset), into: UnsafeMutableRawBufferPointer(rebasing: raw[kept..<(kept + count)]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return read
  }

  /// Pages that end within `range`; `base` is the offset of the buffer's first byte.
  private mutating func findPages(
    _ held: UnsafeRawBufferPointer, base: Int, _ range: Range<Int>, _ layout: Layout
  ) {
    var end = (range.lowerBound / layout.pageSize + 1) * layout.pageSize
    while end <= range.upperBound {
      let start = end - layout.pageSize
      defer { end += layout.pageSize }
      guard start >= base else { continue }
      let type = held[start - base + layout.pageTrailer]
      guard let tree = Layout.Tree(rawValue: type), held[start - base + layout.pageTrailer + 1] == type else {
        continue
      }
      let bytes = [UInt8](held[(start - base)..<(end - base)])
      guard let page = try? TreePage(bytes, at: UInt64(start), id: nil, tree, layout, mending: true), page.count > 0
      else { continue }
      pages.append(Page(page))
    }
  }

  /// Blocks whose trailer ends within `range`.
  private mutating func findBlocks(
    _ held: UnsafeRawBufferPointer, base: Int, _ range: Range<Int>, _ layout: Layout
  ) {
    let step = layout.blockAlignment
    var end = (range.lowerBound / step + 1) * step
    while end <= range.upperBound {
      let at = end
      end += step
      guard at - base >= step else { continue }
      let trailer = BlockTrailer(
        UnsafeRawBufferPointer(rebasing: held[(at - base - layout.blockTrailerSize)..<(at - base)]), layout)
      guard trailer.size > 0, trailer.size <= layout.largestBlock, trailer.id > 1 else { continue }
      let start = at - layout.span(trailer.size)
      guard start >= base, trailer.signature == Layout.signature(offset: UInt64(start), id: trailer.id) else {
        continue
      }
      let sum = Checksum.of(UnsafeRawBufferPointer(rebasing: held[(start - base)..<(start - base + trailer.size)]))
      blocks.append(FoundBlock(trailer, at: UInt64(start), isWhole: sum == trailer.checksum))
    }
  }
}

extension FileScan.Page {
  init(_ page: TreePage) {
    (offset, id, tree, level) = (page.offset, page.id, page.tree, UInt8(page.level))
    (first, last) = page.count > 0 ? (page.key(0), page.key(page.count - 1)) : (0, 0)
  }
}

/// Where a block lies, in 32 bytes.
struct FoundBlock {
  /// As it stands in the file, with its lowest bit.
  var id: UInt64
  var offset: UInt64
  var size: UInt16
  var inflatedSize: UInt16
  var references: UInt16
  var flags: Flags

  struct Flags: OptionSet {
    let rawValue: UInt8
    /// A page that the header leads to lists it.
    static let live = Flags(rawValue: 1)
    /// Some page lists it.
    static let listed = Flags(rawValue: 2)
    /// It lies there, and its checksum matches.
    static let whole = Flags(rawValue: 4)
    /// A trailer of it lies there, with another checksum than its bytes have.
    static let damaged = Flags(rawValue: 8)
  }

  var key: UInt64 { id & ~1 }
  var entry: BlockEntry {
    BlockEntry(
      id: BlockID(rawValue: id), offset: offset, size: Int(size), inflatedSize: Int(inflatedSize),
      references: Int(references))
  }

  init(_ trailer: BlockTrailer, at offset: UInt64, isWhole: Bool) {
    (id, self.offset, size) = (trailer.id, offset, UInt16(truncatingIfNeeded: trailer.size))
    // An inflated size of 0 stands for a block that is not deflated.
    inflatedSize = UInt16(truncatingIfNeeded: trailer.inflatedSize > 0 ? trailer.inflatedSize : trailer.size)
    (references, flags) = (0, isWhole ? .whole : .damaged)
  }

  init(_ entry: BlockEntry, _ flags: Flags) {
    (id, offset) = (entry.id.rawValue, entry.offset)
    (size, inflatedSize) = (UInt16(truncatingIfNeeded: entry.size), UInt16(truncatingIfNeeded: entry.inflatedSize))
    (references, self.flags) = (UInt16(truncatingIfNeeded: entry.references), flags)
  }
}
