import Core

/// The pages of one tree that its root leads to, each with the keys it stands for.
struct TreeSurvey {
  /// A page and the keys from `low` up to, not including, `high` that it tells about.
  struct Reach {
    var page: FileScan.Page
    var low: UInt64
    var high: UInt64
  }

  /// Leaves that can be read, in order.
  var leaves: [Reach] = []
  /// Where the pages lie that can be read.
  var offsets: [UInt64] = []
  var pages: Int { offsets.count }
  var damagedPages = 0
  /// The first page that could not be taken.
  var damage: Fault?
  var isWhole: Bool { damage == nil }

  init(_ database: NodeDatabase, _ tree: Layout.Tree) throws(Fault) {
    let file = database.file
    guard let root = file.root(tree) else {
      damage = NDBFault.header("its header is destroyed", file.name)
      return
    }
    var open: [(reference: PageReference, level: Int?, low: UInt64, high: UInt64)] = [(root, nil, 0, .max)]
    // No tree has more pages than the file; one that leads in circles ends here.
    var left = file.size / database.layout.pageSize + 1
    while let next = open.popLast(), left > 0 {
      left -= 1
      do throws(NodeDatabase.PageError) {
        let page = try database.page(next.reference, tree, level: next.level)
        offsets.append(page.offset)
        // Good to read on, but not for those who read the tree itself.
        if page.isMended { note(NDBFault.page(.checksum, tree, at: next.reference.offset, file.name)) }
        // Keys outside what its parent has for it: it is another page than should be there.
        if page.count > 0, page.key(0) < next.low || page.key(page.count - 1) >= next.high {
          throw NodeDatabase.PageError.flaw(.order)
        }
        guard page.level > 0 else {
          leaves.append(Reach(page: FileScan.Page(page), low: next.low, high: next.high))
          continue
        }
        for index in (0..<page.count).reversed() {
          let low = max(next.low, index == 0 ? next.low : page.key(index))
          let high = min(next.high, index + 1 < page.count ? page.key(index + 1) : next.high)
          open.append((page.child(index), page.level - 1, low, high))
        }
      } catch {
        switch error {
        case .reading(let fault): throw fault
        case .flaw(let flaw): note(NDBFault.page(flaw, tree, at: next.reference.offset, file.name))
        }
      }
    }
    if !open.isEmpty { note(NDBFault.page(.counts, tree, at: root.offset, file.name)) }
    checkOrder(tree, file.name)
  }

  /// Leaves must follow each other by their keys; pages that lead in circles do not.
  private mutating func checkOrder(_ tree: Layout.Tree, _ file: String) {
    var last: UInt64?
    for leaf in leaves where leaf.page.last > 0 || leaf.page.first > 0 {
      if let last, leaf.page.first <= last {
        note(NDBFault.page(.order, tree, at: leaf.page.offset, file))
      }
      last = leaf.page.last
    }
  }

  private mutating func note(_ fault: Fault) {
    damagedPages += 1
    if damage == nil { damage = fault }
  }
}
