import Core
import MAPI

/// A table context that grows row by row. [MS-PST] §2.3.4
struct PSTTable {
  private struct Column {
    var tag: PropertyTag
    var offset = 0
    var width: Int
    var bit = 0
  }

  private let layout: PSTLayout
  private var object: PSTObject
  private let tree: PSTHeapTree
  private let information: UInt32
  private var columns: [Column]
  private var columnOf: [UInt16: Int] = [:]
  /// TCI_4b, TCI_2b, TCI_1b, TCI_bm: where cells of each width end.
  private var ends: [Int] = []
  private var matrix: [UInt8] = []
  private var index: [(row: UInt32, place: Int)] = []

  var count: Int { index.count }

  init(_ layout: PSTLayout, columns tags: [PropertyTag]) {
    self.layout = layout
    object = PSTObject(layout)
    tree = PSTHeapTree(&object.heap, keyWidth: 4, valueWidth: layout.isWide ? 4 : 2)
    // PidTagLtpRowId and PidTagLtpRowVer stand in every table, in the first two cells. [MS-PST] §2.3.4.4.1
    let own = [PropertyTag(0x67F2, .integer32), PropertyTag(0x67F3, .integer32)]
    let all = own + tags.filter { !own.contains($0) }
    let stored = all.map { PSTProperty($0, .string([])).stored(layout).tag }
    columns = stored.enumerated().map { Column(tag: $1, width: Self.width($1.type), bit: $0) }
    var offset = 0
    for widths in [4...8, 2...2, 1...1] {
      for place in columns.indices where widths.contains(columns[place].width) {
        columns[place].offset = offset
        offset += columns[place].width
      }
      ends.append(offset)
    }
    ends.append(offset + (columns.count + 7) / 8)
    information = object.heap.allocate([UInt8](repeating: 0, count: 22 + 8 * columns.count))
    for (place, column) in columns.enumerated() { columnOf[column.tag.id] = place }
  }

  private static func width(_ type: PropertyType) -> Int {
    // A GUID is longer than a cell may be.
    type.fixedSize.flatMap { $0 <= 8 && $0 > 0 ? $0 : nil } ?? 4
  }

  /// Adds a row; properties without a column of their type are left aside.
  mutating func add(_ row: UInt32, _ properties: [PSTProperty], _ writer: PSTNodeWriter) throws(Fault) {
    var cells = [UInt8](repeating: 0, count: ends[3])
    put(&cells, 0, [UInt8](little: row))
    put(&cells, 1, [UInt8](little: UInt32(index.count + 1)))
    for property in properties {
      let property = property.stored(layout)
      guard let place = columnOf[property.tag.id], columns[place].tag == property.tag else { continue }
      let bytes = property.value.stored
      let isFixed = property.tag.type.fixedSize == columns[place].width
      put(&cells, place, isFixed ? bytes : [UInt8](little: try object.place(bytes, writer)))
    }
    index.append((row, index.count))
    matrix += cells
  }

  /// A cell, and its bit in the CEB. [MS-PST] §2.3.4.4.1
  private func put(_ cells: inout [UInt8], _ place: Int, _ bytes: [UInt8]) {
    let column = columns[place]
    cells.replaceSubrange(column.offset..<column.offset + column.width, with: bytes)
    cells[ends[2] + column.bit / 8] |= 0x80 >> UInt8(column.bit % 8)
  }

  func finish(_ writer: PSTNodeWriter) throws(Fault) -> (data: UInt64, subnodes: UInt64) {
    var object = object
    var rows: UInt32 = 0
    if matrix.count > PSTHeap.limit {
      // No row goes over the end of a block. [MS-PST] §2.3.4.4
      let step = layout.blockLimit / ends[3] * ends[3]
      let pieces = stride(from: 0, to: matrix.count, by: step).map { Array(matrix[$0..<min($0 + step, matrix.count)]) }
      rows = object.node(try writer.data(pieces: pieces))
    } else if !matrix.isEmpty {
      rows = object.heap.allocate(matrix)
    }
    // TCROWID. [MS-PST] §2.3.4.3.1
    var records: [UInt8] = []
    for entry in index.sorted(by: { $0.row < $1.row }) {
      records.put(entry.row)
      layout.isWide ? records.put32(entry.place) : records.put16(entry.place)
    }
    tree.finish(&object.heap, records)
    object.heap.replace(information, with: description(rows: rows))
    return try object.finish(.table, root: information, writer)
  }

  /// TCINFO, TCOLDESC. [MS-PST] §2.3.4.1, §2.3.4.2
  private func description(rows: UInt32) -> [UInt8] {
    var bytes: [UInt8] = [0x7C, UInt8(columns.count)]
    for end in ends { bytes.put16(end) }
    bytes.put(tree.header)
    bytes.put(rows)
    bytes.put32(0)
    for column in columns.sorted(by: { $0.tag.rawValue < $1.tag.rawValue }) {
      bytes.put(column.tag.rawValue)
      bytes.put16(column.offset)
      bytes.put8(column.width)
      bytes.put8(column.bit)
    }
    return bytes
  }
}
