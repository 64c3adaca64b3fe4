import Core
import MAPI

/// Rows of cells (TC). Columns are read once, rows in order, a block at a time. [MS-PST] §2.3.4
final class TableContext {
  struct Column {
    var tag: PropertyTag
    /// ibData: where in a row.
    var offset: Int
    /// cbData
    var size: Int
    /// iBit: which bit of a row says that the cell is there.
    var bit: Int
  }

  let storage: ValueStorage
  let columns: [Column]
  /// Bytes of a row (TCI_bm).
  let width: Int
  /// Where in a row the bits begin that say which cells are there (TCI_1b).
  let existence: Int
  private let rowIndex: UInt32
  private let rows: UInt32

  init(_ nodes: any NodeStore, _ entry: NodeEntry, damages: DamageList) throws(Fault) {
    let heap = try Heap(nodes, data: entry.data, damages: damages)
    storage = ValueStorage(heap: heap, subnodes: ObjectSubnodes(nodes, tree: entry.subnodes, damages: damages))
    // TCINFO. [MS-PST] §2.3.4.1
    let info = try heap.item(heap.root)
    let count = Int(info.uint8(1))
    existence = Int(info.uint16(6))
    width = Int(info.uint16(8))
    rowIndex = info.uint32(10)
    rows = info.uint32(14)
    guard info.uint8(0) == 0x7C, info.count >= 22, existence < width, width >= 8 else {
      throw damages.fault(.pstTable, "The head of a table is damaged.")
    }
    var columns: [Column] = []
    columns.reserveCapacity(count)
    // TCOLDESC. [MS-PST] §2.3.4.2
    for at in stride(from: 22, to: min(info.count - 7, 22 + 8 * count), by: 8) {
      let column = Column(
        tag: PropertyTag(rawValue: info.uint32(at)), offset: Int(info.uint16(at + 4)), size: Int(info.uint8(at + 6)),
        bit: Int(info.uint8(at + 7)))
      if column.offset + column.size <= existence, existence + column.bit / 8 < width { columns.append(column) }
    }
    if columns.count < count { damages.note(.pstTable, "Columns of a table are damaged.") }
    self.columns = columns
  }

  var damages: DamageList { storage.heap.damages }

  /// Hands out the rows in the order of the matrix, until `visit` says false.
  ///
  /// Where the index is broken: all rows of the matrix. Where the matrix is broken: rows with their number and no cells.
  func forEachRow(_ visit: (TableRow) throws(Fault) -> Bool) throws(Fault) {
    let matrix = RowMatrix(self, rows)
    let index = RowIndex(storage.heap, rowIndex, capacity: matrix.capacity)
    for number in matrix.blocks {
      guard let part = matrix.read(number) else { continue }
      for place in 0..<part.rows {
        let row = part.first + place
        guard !index.isWhole || index.holds(row), let bytes = part.bytes.part(place * width, width) else { continue }
        guard let found = tableRow(row, bytes, part.isDamaged, index) else { continue }
        guard try visit(found) else { return }
      }
    }
    for id in index.beyond {
      guard try visit(TableRow(table: self, id: id, isIndexed: true, cells: nil)) else { return }
    }
  }

  /// nil for what is no row.
  private func tableRow(_ number: Int, _ bytes: ByteView, _ isDamaged: Bool, _ index: RowIndex) -> TableRow? {
    // The first column is PidTagLtpRowId; of recipients it may be 0. [MS-PST] §2.3.4.4.1
    let id = bytes.uint32(0)
    let hasCells = id != 0 || (existence..<width).contains { bytes.uint8($0) != 0 }
    if !isDamaged, hasCells { return TableRow(table: self, id: id, isIndexed: index.isWhole, cells: bytes) }
    // What the index says is the row, if the matrix says otherwise.
    if index.isWhole || index.id(of: number) != 0 {
      let known = index.id(of: number)
      return TableRow(table: self, id: known, isIndexed: true, cells: known == id && hasCells ? bytes : nil)
    }
    return hasCells ? TableRow(table: self, id: id, isIndexed: false, cells: bytes) : nil
  }
}
