import Core
import MAPI
import MIME

/// A row of a table; its cells are read when asked for. [MS-PST] §2.3.4.4.1
struct TableRow {
  let table: TableContext
  /// dwRowID: in the tables of a folder and of attachments, the node it stands for.
  let id: UInt32
  /// false for a row that no index vouches for: it may have been deleted.
  let isIndexed: Bool
  /// nil for a row that only the index knows.
  let cells: ByteView?

  /// The cells that are there.
  var tags: [PropertyTag] { table.columns.filter(isThere).map(\.tag) }

  private func isThere(_ column: TableContext.Column) -> Bool {
    guard let cells else { return false }
    return cells.uint8(table.existence + column.bit / 8) & (0x80 >> UInt8(column.bit % 8)) != 0
  }

  private func column(_ id: UInt16) -> TableContext.Column? {
    table.columns.first { $0.tag.id == id && isThere($0) }
  }

  func value(_ id: UInt16) throws(Fault) -> PropertyValue? {
    guard let column = column(id), let cells else { return nil }
    let type = column.tag.type
    if let size = type.fixedSize, size <= 8 {
      return size <= column.size ? PropertyValue(type, bits: cells.number(column.offset, size: size)) : nil
    }
    return column.size >= 4 ? try table.storage.value(type, cells.uint32(column.offset)) : nil
  }

  func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? {
    guard let column = column(id), let cells, column.size >= 4 else { return nil }
    return try table.storage.open(column.tag.type, cells.uint32(column.offset))
  }
}
