public import Core

extension PSTNodeWriter {
  /// What became of a file.
  public struct Summary: Sendable, Hashable {
    /// Bytes of the file.
    public var size: Int
    public var nodes: Int
    public var blocks: Int
  }

  /// A tree's root. [MS-PST] §2.2.2.4
  struct Root {
    var number: UInt64
    var offset: Int
  }

  /// Writes both trees as they stand now and gives their pages back: later ones take their place, and these stay in the
  /// file as Outlook's older ones do.
  public func checkpoint() throws(Fault) {
    let before = space.writesFree
    space.writesFree = true
    defer { space.writesFree = before }
    _ = try nodeTree()
    _ = try blockTree()
  }

  /// Writes what is left: trees, maps, header. The writer is done with then.
  /// - Parameter whole: the file ends with the last region of an AMap, as Outlook has it (in a file with pages of 4,096 bytes
  ///   that means at least 16 MB); else right after what is used.
  @discardableResult
  public func finish(whole: Bool = true) throws(Fault) -> Summary {
    let nodeRoot = try nodeTree()
    let blockRoot = try blockTree()
    let lastMap = space.lastMap
    let size = try space.finish(whole: whole)
    try writeDensityList()
    let header = PSTHeader(
      layout: layout, encoding: encoding, nextBlock: UInt64(blocks.count + 1) * 4, nextPage: nextPage,
      highest: highest, size: size, lastMap: lastMap, free: space.free, nodes: nodeRoot, blocks: blockRoot)
    try space.write(header.bytes, at: 0)
    return Summary(size: size, nodes: nodes.count, blocks: blocks.count { !$0.isGone })
  }

  private func nodeTree() throws(Fault) -> Root {
    nodes.sort { $0.id < $1.id }
    return try tree(.nodeTree, count: nodes.count, width: layout.isWide ? 32 : 16) { place, bytes in
      let node = nodes[place]
      bytes.putNumber(UInt64(node.id), layout)
      bytes.putNumber(node.data, layout)
      bytes.putNumber(node.subnodes, layout)
      bytes.put(node.parent)
      if layout.isWide { bytes.put32(0) }
      return UInt64(node.id)
    }
  }

  /// Every block that something refers to counts one more than its references. [MS-PST] §2.2.2.7.7.3.1
  private func blockTree() throws(Fault) -> Root {
    let listed = blocks.indices.filter { !blocks[$0].isGone }
    return try tree(.blockTree, count: listed.count, width: layout.isWide ? 24 : 12) { place, bytes in
      let block = blocks[listed[place]]
      bytes.putNumber(block.number, layout)
      bytes.putNumber(UInt64(block.offset), layout)
      bytes.put16(block.size)
      if layout == .unicode4K { bytes.put16(block.inflated) }
      bytes.put16(block.references + 1)
      switch layout {
      case .ansi: break
      case .unicode: bytes.put32(0)
      case .unicode4K: bytes.put16(0)
      }
      return block.number
    }
  }

  /// BTPAGEs from the leaves up. `entry` appends one and returns its key. [MS-PST] §2.2.2.7.7.1
  private func tree(
    _ kind: PSTPageKind, count: Int, width: Int, entry: (Int, inout [UInt8]) -> UInt64
  ) throws(Fault) -> Root {
    var below: [(key: UInt64, root: Root)] = []
    var level = 0
    let room = layout.pageEntries / width
    for start in stride(from: 0, to: max(count, 1), by: room) {
      var body: [UInt8] = []
      var key: UInt64 = 0
      let end = min(start + room, count)
      for place in start..<end {
        let found = entry(place, &body)
        if place == start { key = found }
      }
      below.append((key, try page(kind, body, count: end - start, width: width, level: level)))
    }
    let wide = 3 * layout.number
    let fan = layout.pageEntries / wide
    while below.count > 1 {
      level += 1
      var above: [(key: UInt64, root: Root)] = []
      for start in stride(from: 0, to: below.count, by: fan) {
        let part = below[start..<min(start + fan, below.count)]
        var body: [UInt8] = []
        for child in part {
          body.putNumber(child.key, layout)
          body.putNumber(child.root.number, layout)
          body.putNumber(UInt64(child.root.offset), layout)
        }
        above.append((part[start].key, try page(kind, body, count: part.count, width: wide, level: level)))
      }
      below = above
    }
    return below[0].root
  }

  private func page(
    _ kind: PSTPageKind, _ entries: [UInt8], count: Int, width: Int, level: Int
  ) throws(Fault) -> Root {
    var body = entries
    body.pad(to: layout.pageEntries)
    let most = layout.pageEntries / width
    if layout == .unicode4K {
      body.put16(count)
      body.put16(most)
    } else {
      body.put8(count)
      body.put8(most)
    }
    body.put8(width)
    body.put8(level)
    body.pad(to: layout.page - layout.pageTrailer)
    let offset = try space.place(layout.page, alignment: layout.page)
    let number = nextPage
    nextPage += 1
    space.appendPage(kind, body, number: number, at: offset)
    return Root(number: number, offset: offset)
  }

  /// An empty DList stands before the first AMap. [MS-PST] §2.2.2.7.4
  private func writeDensityList() throws(Fault) {
    guard layout != .unicode4K else { return }
    let body = [UInt8](repeating: 0, count: layout.page - layout.pageTrailer)
    let trailer = space.pageTrailer(
      .densityList, of: body, signature: signature(at: 0x4200, of: nextPage), number: nextPage)
    try space.write(body + trailer, at: 0x4200)
    nextPage += 1
  }
}
