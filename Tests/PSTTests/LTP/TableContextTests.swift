import Core
import MAPI
import Testing

@testable import PST

@Suite struct TableContextTests {
  private let columns = [
    PropertyTag(0x0037, .string), PropertyTag(0x0E06, .time), PropertyTag(0x0E1B, .boolean),
    PropertyTag(0x0017, .integer16), PropertyTag(0x1000, .binary),
  ]

  private func rows(_ count: Int) -> [(UInt32, [UInt16: Written])] {
    (0..<count).map { number in
      var cells: [UInt16: Written] = [
        0x0037: .text("row \(number)"), 0x0E06: .bytes(little(UInt64(number) << 33)),
        0x0E1B: .bytes([number % 2 == 0 ? 1 : 0]), 0x0017: .bytes(little(Int16(-number))),
      ]
      if number % 3 == 0 { cells[0x1000] = .apart([[UInt8(number & 0xFF)], [1]]) }
      // Ids do not go up with the rows.
      return (UInt32((count - number) * 32 + 4), cells)
    }
  }

  private func table(_ nodes: NodesInMemory, _ node: WrittenNode) throws -> TableContext {
    let id = NodeID(.contentsTable, index: 7)
    return try TableContext(nodes, nodes.entry(id, node), damages: DamageList(file: "", node: id))
  }

  private func ids(_ table: TableContext) throws -> [UInt32] {
    var ids: [UInt32] = []
    try table.forEachRow { row throws(Fault) in
      ids.append(row.id)
      return true
    }
    return ids
  }

  @Test(arguments: [PSTFormat.ansi, .unicode, .unicode4K], [0, 1, 7, 60, 300])
  func readsRows(format: PSTFormat, count: Int) throws {
    for kind in [NodesInMemory.Rows.inHeap, .apart(perBlock: 7)] {
      let nodes = NodesInMemory(format)
      let written = rows(count)
      let table = try table(nodes, nodes.table(columns, written, kind, room: 900, perPage: 9))
      #expect(table.columns.count == 7)
      var number = 0
      try table.forEachRow { row throws(Fault) in
        #expect(row.id == written[number].0 && row.isIndexed)
        #expect(try row.value(0x0037) == .string(UTF16Text.bytes("row \(number)")))
        #expect(try row.value(0x0E06) == .time(FileTime(ticks: UInt64(number) << 33)))
        #expect(try row.value(0x0E1B) == .boolean(number % 2 == 0))
        #expect(try row.value(0x0017) == .integer16(Int16(-number)))
        #expect(try row.value(0x1000) == (number % 3 == 0 ? .binary([UInt8(number & 0xFF), 1]) : nil))
        #expect(row.tags.count == (number % 3 == 0 ? 7 : 6))
        number += 1
        return true
      }
      #expect(number == count && table.damages.isEmpty)
    }
  }

  @Test func stopsWhenAsked() throws {
    let nodes = NodesInMemory()
    let table = try table(nodes, nodes.table(columns, rows(50), .apart(perBlock: 5)))
    let before = nodes.reads
    var count = 0
    try table.forEachRow { _ throws(Fault) in
      count += 1
      return count < 7
    }
    #expect(count == 7 && nodes.reads - before == 2)
  }

  @Test func walksTheMatrixWhereTheIndexIsBroken() throws {
    let nodes = NodesInMemory()
    let written = rows(40)
    let table = try table(nodes, nodes.table(columns, written, .apart(perBlock: 7), index: false))
    #expect(try ids(table) == written.map(\.0))
    try table.forEachRow { row throws(Fault) in
      #expect(!row.isIndexed)
      return true
    }
    #expect(table.damages.faults.map(\.code) == ["PST-HEAP"])
  }

  @Test func takesIdsFromTheIndexWhereTheMatrixIsBroken() throws {
    let nodes = NodesInMemory()
    let written = rows(40)
    let node = nodes.table(columns, written, .apart(perBlock: 7))
    let matrix = try #require(node.subnodes.first { $0.id.index == 0x20 }).data
    let table = try table(nodes, node)
    nodes.gone = [[matrix.rawValue, 2]]
    var bare: [UInt32] = []
    var all: [UInt32] = []
    try table.forEachRow { row throws(Fault) in
      all.append(row.id)
      if row.cells == nil { bare.append(row.id) }
      return true
    }
    #expect(all == written.map(\.0) && bare == written[14..<21].map(\.0))
    // One block whose bytes are not to be trusted: what disagrees with the index has no cells.
    nodes.gone = []
    nodes.damaged = [[matrix.rawValue, 1]]
    nodes.blocks[matrix]?[1][0] ^= 0xFF
    #expect(try ids(table) == written.map(\.0))
    // No matrix at all.
    nodes.blocks[matrix] = nil
    #expect(try Set(ids(table)) == Set(written.map(\.0)))
  }

  @Test func aRowThatWasTakenOutIsNotGiven() throws {
    let nodes = NodesInMemory()
    var node = nodes.table(columns, rows(6))
    let whole = try ids(table(nodes, node))
    // The index knows all but the last row.
    var shorter = HeapWriter()
    let records = whole.dropLast().enumerated().map { (little($1), little(UInt32($0))) }
    _ = shorter.tree(records.map { $0 + $1 }, key: 4, value: 4)
    let page = (0..<5).sorted { whole[$0] < whole[$1] }.flatMap { little(whole[$0]) + little(UInt32($0)) }
    let full = (0..<6).sorted { whole[$0] < whole[$1] }.flatMap { little(whole[$0]) + little(UInt32($0)) }
    let at = try #require(node.data[0].indices.first { node.data[0][$0...].starts(with: full) })
    let replacement = page + [UInt8](repeating: 0xFF, count: 4) + little(UInt32(0))
    node.data[0].replaceSubrange(at..<(at + full.count), with: replacement)
    #expect(try ids(table(nodes, node)) == Array(whole.dropLast()))
  }

  @Test func cutAndChangedTablesEnd() throws {
    let nodes = NodesInMemory()
    let node = nodes.table(columns, rows(9), .apart(perBlock: 4), room: 300)
    for block in node.data.indices {
      for place in node.data[block].indices {
        for change in 0..<3 {
          var changed = node
          switch change {
          case 0: changed.data[block] = Array(node.data[block][..<place])
          case 1: changed.data[block][place] ^= UInt8(1 << (place % 8))
          default: changed.data[block][place] = 0xFF
          }
          guard let table = try? table(nodes, changed) else { continue }
          var count = 0
          try table.forEachRow { row throws(Fault) in
            for tag in row.tags { _ = try? row.value(tag.id) }
            count += 1
            return true
          }
          #expect(count < 100)
        }
      }
    }
  }
}
