import Core
import MAPI

/// Which columns a table has, and where their cells stand. [MS-PST] §2.3.4.2
struct PSTTableShape {
  struct Column {
    var tag: PropertyTag
    var offset = 0
    var width: Int
    var bit = 0
  }

  let layout: PSTLayout
  private(set) var columns: [Column]
  private(set) var columnOf: [UInt16: Int] = [:]
  /// TCI_4b, TCI_2b, TCI_1b, TCI_bm: where cells of each width end.
  private(set) var ends: [Int] = []

  init(_ layout: PSTLayout, _ tags: [PropertyTag]) {
    self.layout = layout
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
    for (place, column) in columns.enumerated() { columnOf[column.tag.id] = place }
  }

  private static func width(_ type: PropertyType) -> Int {
    // A GUID is longer than a cell may be.
    type.fixedSize.flatMap { $0 <= 8 && $0 > 0 ? $0 : nil } ?? 4
  }

  /// Every property of `rows` has a column.
  func holds(_ rows: [[PSTProperty]]) -> Bool { rows.allSatisfy { $0.allSatisfy { columnOf[$0.tag.id] != nil } } }
}

/// A table context that grows row by row. [MS-PST] §2.3.4
struct PSTTable {
  private let shape: PSTTableShape
  private var object: PSTObject
  private let tree: PSTHeapTree
  private let information: UInt32
  private var matrix: [UInt8] = []
  private var index: [(row: UInt32, place: Int)] = []
  private var layout: PSTLayout { shape.layout }
  private var ends: [Int] { shape.ends }

  var count: Int { index.count }

  init(_ shape: PSTTableShape) {
    self.shape = shape
    object = PSTObject(shape.layout)
    tree = PSTHeapTree(&object.heap, keyWidth: 4, valueWidth: shape.layout.isWide ? 4 : 2)
    information = object.heap.allocate([UInt8](repeating: 0, count: 22 + 8 * shape.columns.count))
  }

  init(_ layout: PSTLayout, columns: [PropertyTag]) { self.init(PSTTableShape(layout, columns)) }

  /// Adds a row; properties without a column of their type are left aside.
  mutating func add(_ row: UInt32, _ properties: [PSTProperty], _ writer: PSTNodeWriter) throws(Fault) {
    let shape = shape
    let bits = shape.ends[2]
    var cells = [UInt8](repeating: 0, count: shape.ends[3])
    cells.set(row, at: 0)
    cells.set(UInt32(index.count + 1), at: 4)
    cells[bits] |= 0xC0
    for place in properties.indices {
      guard let column = shape.columnOf[properties[place].tag.id] else { continue }
      let property = properties[place].stored(layout)
      guard shape.columns[column].tag.rawValue == property.tag.rawValue else { continue }
      let bytes = property.value.stored
      let (offset, width) = (shape.columns[column].offset, shape.columns[column].width)
      if property.tag.type.fixedSize == width {
        cells.replaceSubrange(offset..<offset + width, with: bytes)
      } else {
        cells.set(try object.place(bytes, writer), at: offset)
      }
      // A bit in the CEB says that there is a value. [MS-PST] §2.3.4.4.1
      let bit = shape.columns[column].bit
      cells[bits + bit / 8] |= 0x80 >> UInt8(bit % 8)
    }
    index.append((row, index.count))
    matrix += cells
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
    var bytes: [UInt8] = [0x7C, UInt8(shape.columns.count)]
    for end in ends { bytes.put16(end) }
    bytes.put(tree.header)
    bytes.put(rows)
    bytes.put32(0)
    for column in shape.columns.sorted(by: { $0.tag.rawValue < $1.tag.rawValue }) {
      bytes.put(column.tag.rawValue)
      bytes.put16(column.offset)
      bytes.put8(column.width)
      bytes.put8(column.bit)
    }
    return bytes
  }
}
