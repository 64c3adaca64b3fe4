import Core

/// Where the rows of a table lie: in a piece of the heap or over the blocks of a subnode. A row never lies in two blocks.
/// [MS-PST] §2.3.4.4
struct RowMatrix {
  struct Part {
    /// The number of its first row.
    var first: Int
    var rows: Int
    var bytes: ByteView
    var isDamaged: Bool
  }

  private let table: TableContext
  private var inHeap: ByteView?
  private var data = NodeData(blocks: [])
  private let perBlock: Int

  /// A matrix that is not there is noted and has no rows.
  init(_ table: TableContext, _ id: UInt32) {
    self.table = table
    do throws(Fault) {
      if id & 0x1F == 0 { inHeap = try table.storage.whole(id) } else { data = try table.storage.data(id) }
    } catch { table.damages.note(error) }
    // All blocks but the last are filled as far as rows fit.
    perBlock = (data.blocks.map(\.size).max() ?? 0) / table.width
  }

  var blocks: Range<Int> { inHeap != nil ? 0..<1 : 0..<(perBlock > 0 ? data.blocks.count : 0) }

  /// Rows there is room for.
  var capacity: Int {
    if let inHeap { return inHeap.count / table.width }
    guard perBlock > 0, let last = data.blocks.last else { return 0 }
    return perBlock * (data.blocks.count - 1) + last.size / table.width
  }

  /// nil for a block that cannot be read; it is noted.
  func read(_ number: Int) -> Part? {
    if let inHeap { return Part(first: 0, rows: inHeap.count / table.width, bytes: inHeap, isDamaged: false) }
    let block = data.blocks[number]
    let damages = table.damages
    var isDamaged = block.entry == nil
    var bytes: [UInt8] = []
    do {
      bytes = try table.storage.heap.nodes.read(block) {
        isDamaged = true
        damages.note($0)
      }
    } catch {
      isDamaged = true
      damages.note(error)
    }
    if bytes.count < block.size {
      isDamaged = true
      bytes += [UInt8](repeating: 0, count: block.size - bytes.count)
    }
    return Part(
      first: number * perBlock, rows: min(perBlock, block.size / table.width), bytes: ByteView(bytes),
      isDamaged: isDamaged)
  }
}

/// Which rows of a matrix are alive, and their ids. [MS-PST] §2.3.4.3
///
/// A bit per row is kept; the ids themselves only once a block of the matrix turns out to be damaged.
final class RowIndex {
  /// All of it could be read.
  let isWhole: Bool
  /// Rows that the index knows and for which the matrix has no room.
  let beyond: [UInt32]
  private let tree: BTreeOnHeap?
  private let capacity: Int
  private var alive: [UInt64]
  private lazy var ids = readIDs()

  init(_ heap: Heap, _ id: UInt32, capacity: Int) {
    var alive = [UInt64](repeating: 0, count: (capacity + 63) / 64)
    var beyond: [UInt32] = []
    var tree: BTreeOnHeap?
    var isWhole = false
    do throws(Fault) {
      let found = try BTreeOnHeap(heap, at: id)
      guard found.keySize == 4, found.valueSize == 2 || found.valueSize == 4 else {
        throw heap.damages.fault(.pstTable, "The index of a table is damaged.")
      }
      isWhole = found.forEach { page, at in
        let row = Int(page.number(at + 4, size: found.valueSize))
        if row < capacity { alive[row / 64] |= 1 << UInt64(row % 64) } else { beyond.append(page.uint32(at)) }
        return true
      }
      tree = found
    } catch { heap.damages.note(error) }
    if !beyond.isEmpty { heap.damages.note(.pstTable, "A table has \(beyond.count) rows whose cells are gone.") }
    (self.alive, self.beyond, self.tree, self.isWhole, self.capacity) = (alive, beyond, tree, isWhole, capacity)
  }

  func holds(_ row: Int) -> Bool {
    row >= 0 && row < capacity && alive[row / 64] & (1 << UInt64(row % 64)) != 0
  }

  /// 0 where the index does not know it.
  func id(of row: Int) -> UInt32 { ids.indices.contains(row) ? ids[row] : 0 }

  private func readIDs() -> [UInt32] {
    guard let tree else { return [] }
    var ids = [UInt32](repeating: 0, count: capacity)
    tree.forEach { page, at in
      let row = Int(page.number(at + 4, size: tree.valueSize))
      if row < capacity { ids[row] = page.uint32(at) }
      return true
    }
    return ids
  }
}
