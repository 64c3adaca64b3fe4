public import Core

/// Reads the nodes and blocks of a ``PSTFile``. Used by one task at a time: it holds what it read last. [MS-PST] §2.2
///
/// A damaged page of a tree makes the tree be rebuilt in memory from what else is in the file; see ``PSTFile/repairs``.
public final class NodeDatabase: NodeStore {
  public let file: PSTFile
  public var format: PSTFormat { file.format }

  let layout: Layout
  private let mending: Bool
  let window: Window
  /// Pages by a few bits of their place.
  private var pages = [TreePage?](repeating: nil, count: cachedPages)
  private static let cachedPages = 1_024
  /// The leaves used last: neighbours are often asked for one after the other.
  private var lastNodes: TreePage?
  private var lastBlocks: TreePage?
  private var rebuilt: RebuiltIndex?
  /// Subnode trees read last, with all their entries and what is damaged in them.
  var trees: [(root: BlockID, entries: [NodeEntry], faults: [Fault])] = []
  /// Blocks that lie whole in the file and no tree lists, once they were looked for; in order of their numbers.
  private(set) var stray: [FoundBlock] = []
  private var strayIsKnown = false

  public convenience init(_ file: PSTFile) { self.init(file, mending: false) }

  /// - Parameter mending: takes pages with one wrong byte; for rebuilding.
  init(_ file: PSTFile, mending: Bool) {
    (self.file, self.mending) = (file, mending)
    layout = file.layout
    window = Window(file.source, place: file.name)
  }

  // MARK: nodes

  public func node(_ id: NodeID) throws(Fault) -> NodeEntry? {
    let key = UInt64(id.rawValue)
    if let nodes = rebuilt?.nodes { return RebuiltIndex.find(key, in: nodes) }
    switch try leaf(.nodes, key) {
    case .entry(let page, let index): return page.node(index)
    case .absent: return nil
    case .damaged(let fault):
      try rebuild(fault, .nodes)
      return try node(id)
    }
  }

  public func nodes(from first: NodeID, _ visit: (NodeEntry) throws(Fault) -> Bool) throws(Fault) {
    var next = UInt64(first.rawValue)
    if rebuilt?.nodes == nil {
      let damage = try walk(.nodes, from: next) { page, index throws(Fault) in
        let entry = page.node(index)
        next = UInt64(entry.id.rawValue) + 1
        return try visit(entry)
      }
      guard let damage else { return }
      try rebuild(damage, .nodes)
    }
    guard let nodes = rebuilt?.nodes else { return }
    for entry in nodes[RebuiltIndex.first(from: next, in: nodes)...] where try !visit(entry) { return }
  }

  // MARK: blocks

  /// Where a block lies; nil where no tree lists it.
  public func block(_ id: BlockID) throws(Fault) -> BlockEntry? {
    if let blocks = rebuilt?.blocks { return RebuiltIndex.find(id.key.rawValue, in: blocks)?.entry }
    switch try leaf(.blocks, id.key.rawValue) {
    case .entry(let page, let index): return page.block(index)
    case .absent: return RebuiltIndex.find(id.key.rawValue, in: stray)?.entry
    case .damaged(let fault):
      try rebuild(fault, .blocks)
      return try block(id)
    }
  }

  /// All blocks the file lists, in order of their numbers, until `visit` says false.
  public func blocks(_ visit: (BlockEntry) throws(Fault) -> Bool) throws(Fault) {
    var next: UInt64 = 0
    if rebuilt?.blocks == nil {
      let damage = try walk(.blocks, from: 0) { page, index throws(Fault) in
        let entry = page.block(index)
        next = entry.id.key.rawValue &+ 1
        return try visit(entry)
      }
      guard let damage else { return }
      try rebuild(damage, .blocks)
    }
    guard let blocks = rebuilt?.blocks else { return }
    for block in blocks[RebuiltIndex.first(from: next, in: blocks[...])...] where try !visit(block.entry) { return }
  }

  /// Searches the file for blocks that no tree lists: those of deleted items, as far as they were not written over. From
  /// then on they are found like others. A block tree that was rebuilt has them already.
  func findStray() throws(Fault) {
    guard !strayIsKnown else { return }
    strayIsKnown = true
    // Meets what damage there is in the tree before its blocks are compared.
    try blocks { (_) throws(Fault) in true }
    guard rebuilt?.blocks == nil else { return }
    var found: [FoundBlock] = []
    for block in try FileScan(window, layout, .blocks).blocks where block.flags.contains(.whole) {
      if try self.block(block.entry.id) == nil { found.append(block) }
    }
    found.sort { ($0.key, $0.offset) < ($1.key, $1.offset) }
    for block in found where stray.last?.key != block.key { stray.append(block) }
  }

  // MARK: pages

  private enum Found {
    case entry(TreePage, Int)
    case absent
    case damaged(Fault)
  }

  /// After this the tree is never read again.
  private func rebuild(_ fault: Fault, _ tree: Layout.Tree) throws(Fault) {
    let index = try file.rebuiltIndex(because: fault)
    // A tree that is damaged here and was whole when it was looked at: the file changes while it is read.
    guard tree == .nodes ? index.nodes != nil : index.blocks != nil else { throw fault }
    rebuilt = index
  }

  /// The leaf entry with just this key.
  private func leaf(_ tree: Layout.Tree, _ key: UInt64) throws(Fault) -> Found {
    if let last = tree == .nodes ? lastNodes : lastBlocks, last.count > 0, last.key(0) <= key,
      key <= last.key(last.count - 1), let index = last.search(key)
    {
      return last.key(index) == key ? .entry(last, index) : .absent
    }
    guard var reference = file.root(tree) else {
      return .damaged(NDBFault.header("its header is destroyed", file.name))
    }
    var level: Int?
    while true {
      let page: TreePage
      do throws(PageError) { page = try self.page(reference, tree, level: level) } catch {
        switch error {
        case .flaw(let flaw): return .damaged(NDBFault.page(flaw, tree, at: reference.offset, file.name))
        case .reading(let fault): throw fault
        }
      }
      if page.level == 0 {
        if tree == .nodes { lastNodes = page } else { lastBlocks = page }
        guard let index = page.search(key), page.key(index) == key else { return .absent }
        return .entry(page, index)
      }
      guard let index = page.search(key) else { return .absent }
      (reference, level) = (page.child(index), page.level - 1)
    }
  }

  enum PageError: Error {
    case flaw(TreePage.Flaw)
    case reading(Fault)
  }

  /// - Parameter level: nil for the root, which may have any.
  func page(_ reference: PageReference, _ tree: Layout.Tree, level: Int?) throws(PageError) -> TreePage {
    let slot = Int(truncatingIfNeeded: reference.offset / UInt64(layout.pageSize)) & (Self.cachedPages - 1)
    if let held = pages[slot], held.offset == reference.offset, held.id == reference.id, held.tree == tree {
      if let level, level != held.level { throw .flaw(.level) }
      return held
    }
    let bytes: [UInt8]
    do throws(Fault) { bytes = try window.bytes(at: reference.offset, layout.pageSize) } catch { throw .reading(error) }
    do throws(TreePage.Flaw) {
      let page = try TreePage(bytes, at: reference.offset, id: reference.id, tree, layout, mending: mending)
      if let level, level != page.level { throw TreePage.Flaw.level }
      pages[slot] = page
      return page
    } catch { throw .flaw(error) }
  }

  /// Visits leaf entries with keys from `start` on. Returns what stopped it short; nil at the end or when told to stop.
  func walk(
    _ tree: Layout.Tree, from start: UInt64, _ visit: (TreePage, Int) throws(Fault) -> Bool
  ) throws(Fault) -> Fault? {
    guard let root = file.root(tree) else { return NDBFault.header("its header is destroyed", file.name) }
    var path: [(page: TreePage, next: Int)] = []
    var (reference, level): (PageReference, Int?) = (root, nil)
    var position = start
    // A tree has no more pages than the file; one that leads in circles is stopped by this and by the order of keys.
    var pagesLeft = window.size / layout.pageSize + 1
    while true {
      pagesLeft -= 1
      do throws(PageError) {
        guard pagesLeft >= 0 else { throw PageError.flaw(.counts) }
        path.append((try page(reference, tree, level: level), 0))
      } catch {
        switch error {
        case .flaw(let flaw): return NDBFault.page(flaw, tree, at: reference.offset, file.name)
        case .reading(let fault): throw fault
        }
      }
      let page = path[path.count - 1].page
      if page.level == 0 {
        path.removeLast()
        var index = page.search(position).map { page.key($0) == position ? $0 : $0 + 1 } ?? 0
        if index > 0, position > start { return NDBFault.page(.order, tree, at: page.offset, file.name) }
        while index < page.count {
          position = page.key(index) &+ 1
          guard try visit(page, index) else { return nil }
          index += 1
        }
      } else {
        // Before the first entry was seen the search leads to it; after that the next child follows.
        path[path.count - 1].next = position > start ? 0 : page.search(position) ?? 0
      }
      while let top = path.last, top.next >= top.page.count { path.removeLast() }
      guard let top = path.last else { return nil }
      path[path.count - 1].next += 1
      (reference, level) = (top.page.child(top.next), top.page.level - 1)
    }
  }
}
