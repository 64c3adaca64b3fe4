import MAPI
import PST

func little(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }

/// Writes heaps and what stands on them. [MS-PST] §2.3
struct HeapWriter {
  let format: PSTFormat
  private(set) var pieces: [[[UInt8]]] = [[]]
  /// Bytes of pieces that go into a block: little, so that tests have many.
  let room: Int

  init(_ format: PSTFormat = .unicode, room: Int = 4000) { (self.format, self.room) = (format, room) }

  mutating func add(_ bytes: [UInt8]) -> UInt32 {
    if let last = pieces.last, !last.isEmpty, last.reduce(0, { $0 + $1.count }) + bytes.count > room {
      pieces.append([])
    }
    let block = pieces.count - 1
    pieces[block].append(bytes)
    return UInt32(pieces[block].count) << 5 | UInt32(block) << UInt32(5 + format.heapIndexBits)
  }

  func blocks(root: UInt32, client: UInt8) -> [[UInt8]] {
    pieces.enumerated().map { number, pieces in
      let head = number == 0 ? 12 : number >= 8 && (number - 8) % 128 == 0 ? 66 : 2
      var places = [head]
      for piece in pieces { places.append((places.last ?? head) + piece.count) }
      let map = (places.last ?? head) + (places.last ?? head) % 2
      var block = little(UInt16(map))
      if number == 0 { block += [0xEC, client] + little(root) + [0, 0, 0, 0] }
      block += [UInt8](repeating: 0, count: head - block.count) + pieces.flatMap { $0 }
      block += [UInt8](repeating: 0, count: map - block.count) + little(UInt16(pieces.count)) + [0, 0]
      return block + places.flatMap { little(UInt16($0)) }
    }
  }

  /// A tree of records in order; `perPage` says how many stand in a page. Gives the piece of its header.
  mutating func tree(_ records: [[UInt8]], key: Int, value: Int, perPage: Int = 200) -> UInt32 {
    var pages: [(key: [UInt8], id: UInt32)] = []
    for start in stride(from: 0, to: records.count, by: perPage) {
      let page = records[start..<min(records.count, start + perPage)]
      pages.append((Array(page[start].prefix(key)), add(page.flatMap { $0 })))
    }
    var levels: UInt8 = 0
    while pages.count > 1 {
      levels += 1
      pages = stride(from: 0, to: pages.count, by: perPage).map { start in
        let page = pages[start..<min(pages.count, start + perPage)]
        return (pages[start].key, add(page.flatMap { $0.key + little($0.id) }))
      }
    }
    return add([0xB5, UInt8(key), UInt8(value), levels] + little(pages.first?.id ?? 0))
  }
}

/// A value as files have it: in its place, or as bytes that lie elsewhere.
enum Written {
  case place(UInt32)
  case bytes([UInt8])
  /// In a subnode of its own.
  case apart([[UInt8]])

  static func text(_ text: String) -> Written { .bytes(UTF16Text.bytes(text)) }
}

/// What a node consists of.
struct WrittenNode {
  var data: [[UInt8]]
  var subnodes: [NodeEntry] = []
}

extension NodesInMemory {
  func entry(_ id: NodeID, _ node: WrittenNode, parent: NodeID = NodeID(rawValue: 0)) -> NodeEntry {
    NodeEntry(id: id, data: data(of: node.data), subnodes: tree(of: node.subnodes), parent: parent)
  }

  func properties(
    _ values: [(UInt16, PropertyType, Written)], subnodes: [NodeEntry] = [], room: Int = 4000, perPage: Int = 200
  ) -> WrittenNode {
    var heap = HeapWriter(format, room: room)
    var subnodes = subnodes
    let records = values.sorted { $0.0 < $1.0 }.map { id, type, value in
      little(id) + little(type.rawValue) + little(place(value, &heap, &subnodes))
    }
    let root = heap.tree(records, key: 2, value: 6, perPage: perPage)
    return WrittenNode(data: heap.blocks(root: root, client: 0xBC), subnodes: subnodes)
  }

  private func place(_ value: Written, _ heap: inout HeapWriter, _ subnodes: inout [NodeEntry]) -> UInt32 {
    switch value {
    case .place(let number): return number
    case .bytes(let bytes): return bytes.isEmpty ? 0 : heap.add(bytes)
    case .apart(let blocks):
      let id = NodeID(.tableOrHeap, index: 0x41 + UInt32(subnodes.count))
      subnodes.append(NodeEntry(id: id, data: data(of: blocks)))
      return id.rawValue
    }
  }

  enum Rows { case inHeap, apart(perBlock: Int) }

  /// A table; each row has its id and its cells by number. Columns of up to eight bytes stand in the row.
  func table(
    _ columns: [PropertyTag], _ rows: [(UInt32, [UInt16: Written])], _ kind: Rows = .inHeap, index: Bool = true,
    room: Int = 4000, perPage: Int = 200
  ) -> WrittenNode {
    var heap = HeapWriter(format, room: room)
    var subnodes: [NodeEntry] = []
    let all = [PropertyTag(0x67F2, .integer32), PropertyTag(0x67F3, .integer32)] + columns
    func width(_ tag: PropertyTag) -> Int { tag.type.fixedSize.map { $0 <= 8 ? $0 : 4 } ?? 4 }
    func rank(_ tag: PropertyTag) -> (Int, Int) { (tag.id & 0xFFFE == 0x67F2 ? 0 : 1, -width(tag)) }
    let order = all.indices.sorted { rank(all[$0]) < rank(all[$1]) }
    var offsets = [Int](repeating: 0, count: all.count)
    var existence = 0
    for column in order {
      offsets[column] = existence
      existence += width(all[column])
    }
    let size = existence + (all.count + 7) / 8
    let matrix = rows.enumerated().map { number, row in
      var bytes = [UInt8](repeating: 0, count: size)
      var cells = row.1
      cells[0x67F2] = .place(row.0)
      cells[0x67F3] = .place(UInt32(number + 1))
      for (column, tag) in all.enumerated() {
        guard let cell = cells[tag.id] else { continue }
        bytes[existence + column / 8] |= 0x80 >> UInt8(column % 8)
        var value = little(0 as UInt64)
        if case .bytes(let inline) = cell, let fixed = tag.type.fixedSize, fixed <= 8 {
          value = inline
        } else {
          value = little(place(cell, &heap, &subnodes))
        }
        for place in 0..<min(width(tag), value.count) { bytes[offsets[column] + place] = value[place] }
      }
      return bytes
    }
    let records = rows.enumerated().map { (little($1.0), little(UInt32($0))) }
      .sorted { $0.0.reversed().lexicographicallyPrecedes($1.0.reversed()) }
    let wide = format != .ansi
    let tree =
      index
      ? heap.tree(records.map { $0 + $1.prefix(wide ? 4 : 2) }, key: 4, value: wide ? 4 : 2, perPage: perPage) : 0
    var matrixPlace: UInt32 = 0
    switch kind {
    case .inHeap: if !rows.isEmpty { matrixPlace = heap.add(matrix.flatMap { $0 }) }
    case .apart(let perBlock):
      let blocks = stride(from: 0, to: matrix.count, by: perBlock).map { start in
        let last = start + perBlock >= matrix.count
        return matrix[start..<min(matrix.count, start + perBlock)].flatMap { $0 }
          + (last ? [] : [UInt8](repeating: 0, count: size / 2))
      }
      let id = NodeID(.tableOrHeap, index: 0x20)
      subnodes.append(NodeEntry(id: id, data: data(of: blocks)))
      matrixPlace = id.rawValue
    }
    var info: [UInt8] = [0x7C, UInt8(all.count)]
    for end in [existence, existence, existence, size] { info += little(UInt16(end)) }
    info += little(tree) + little(matrixPlace) + [0, 0, 0, 0]
    for (column, tag) in all.enumerated() {
      info += little(tag.rawValue) + little(UInt16(offsets[column])) + [UInt8(width(tag)), UInt8(column)]
    }
    let root = heap.add(info)
    return WrittenNode(data: heap.blocks(root: root, client: 0x7C), subnodes: subnodes)
  }
}
