import Core
import MAPI
import MIME
import Testing

@testable import PST

@Suite struct PropertyContextTests {
  private func context(_ nodes: NodesInMemory, _ node: WrittenNode) throws -> PropertyContext {
    let damages = DamageList(file: "a.pst", node: .messageStore)
    let entry = nodes.entry(.messageStore, node)
    return try PropertyContext(
      Heap(nodes, data: entry.data, damages: damages),
      subnodes: ObjectSubnodes(nodes, tree: entry.subnodes, damages: damages))
  }

  struct Row: Sendable {
    let type: PropertyType
    let written: Written
    let value: PropertyValue?
  }

  private static let guid = GUID.microsoft(0x0006_2002)
  static let rows: [Row] = [
    Row(type: .integer16, written: .place(0xFFFF_FFFE), value: .integer16(-2)),
    Row(type: .integer32, written: .place(0xFFFF_FFFE), value: .integer32(-2)),
    Row(type: .floating32, written: .place(Float(1.5).bitPattern), value: .floating32(1.5)),
    Row(type: .boolean, written: .place(1), value: .boolean(true)),
    Row(type: .boolean, written: .place(0x100), value: .boolean(false)),
    Row(type: .errorCode, written: .place(0x8004_0111), value: .errorCode(0x8004_0111)),
    Row(type: .null, written: .place(0), value: nil),
    Row(type: .floating64, written: .bytes(little((-2.5).bitPattern)), value: .floating64(-2.5)),
    Row(type: .floatingTime, written: .bytes(little(2.5.bitPattern)), value: .floatingTime(2.5)),
    Row(type: .currency, written: .bytes(little(Int64(-3))), value: .currency(-3)),
    Row(type: .integer64, written: .bytes(little(Int64(-3))), value: .integer64(-3)),
    Row(type: .time, written: .bytes(little(UInt64(77))), value: .time(FileTime(ticks: 77))),
    Row(type: .guid, written: .bytes(guid.bytes), value: .guid(guid)),
    Row(type: .string, written: .text("Zoë"), value: .string(UTF16Text.bytes("Zoë"))),
    Row(type: .string, written: .text("Zoë\0\0"), value: .string(UTF16Text.bytes("Zoë"))),
    Row(type: .string, written: .bytes([]), value: .string([])),
    Row(type: .string8, written: .bytes([0x5A, 0x6F, 0xEB, 0]), value: .string8([0x5A, 0x6F, 0xEB])),
    Row(type: .binary, written: .bytes([1, 2, 0]), value: .binary([1, 2, 0])),
    Row(type: .binary, written: .apart([[1, 2], [3], [4, 5, 0]]), value: .binary([1, 2, 3, 4, 5, 0])),
    Row(type: .string, written: .apart([[0x41, 0], [0x42, 0, 0, 0]]), value: .string([0x41, 0, 0x42, 0])),
    // A closing zero whose halves lie in two blocks.
    Row(type: .string, written: .apart([[0x41, 0, 0], [0, 0], [0]]), value: .string([0x41, 0])),
    Row(
      type: PropertyType(rawValue: 0x00FD), written: .bytes([9, 9]),
      value: .other(PropertyType(rawValue: 0xFD), [9, 9])),
    Row(
      type: PropertyType.integer32.multiple, written: .bytes(little(Int32(5)) + little(Int32(-6)) + [1]),
      value: .several([.integer32(5), .integer32(-6)])),
    Row(
      type: PropertyType.guid.multiple, written: .bytes(guid.bytes + guid.bytes),
      value: .several([.guid(guid), .guid(guid)])),
    Row(type: PropertyType.string.multiple, written: .bytes([]), value: .several([])),
    Row(type: PropertyType.string.multiple, written: .bytes(little(UInt32(0))), value: .several([])),
    Row(
      type: PropertyType.string.multiple,
      written: .bytes(
        little(UInt32(2)) + little(UInt32(12)) + little(UInt32(14)) + UTF16Text.bytes("A") + UTF16Text.bytes("BC")),
      value: .several([.string(UTF16Text.bytes("A")), .string(UTF16Text.bytes("BC"))])),
    Row(
      type: PropertyType.binary.multiple,
      written: .apart([little(UInt32(2)) + little(UInt32(12)), little(UInt32(12)) + [7, 8]]),
      value: .several([.binary([]), .binary([7, 8])])),
    Row(
      type: PropertyType.string8.multiple, written: .bytes(little(UInt32(1)) + little(UInt32(8)) + [0x61]),
      value: .several([.string8([0x61])])),
  ]

  @Test(arguments: rows) func readsValues(row: Row) throws {
    let nodes = NodesInMemory()
    let context = try context(
      nodes, nodes.properties([(0x3001, row.type, row.written), (0x3002, .integer32, .place(1))]))
    #expect(context.tags == [PropertyTag(0x3001, row.type), PropertyTag(0x3002, .integer32)])
    #expect(try context.value(0x3001) == row.value)
    #expect(try context.value(0x3000) == nil && context.value(0x3003) == nil)
    let open = try context.open(0x3001)
    switch row.value {
    case .string(let bytes)?, .string8(let bytes)?, .binary(let bytes)?:
      #expect(try open?.bytes(at: 0, 1000) == bytes)
      #expect(open?.count == bytes.count)
      if bytes.count > 1 { #expect(try open?.bytes(at: 1, 1) == [bytes[1]]) }
      #expect(try open?.bytes(at: bytes.count, 1) == [])
    default: #expect(open == nil)
    }
  }

  /// Type, bytes, code of the fault.
  @Test(
    arguments: [
      (PropertyType.time, [1, 2, 3], "PST-VALUE"), (.guid, [1], "PST-VALUE"),
      (PropertyType.string.multiple, [1], "PST-VALUE"),
      (PropertyType.string.multiple, [255, 255, 255, 255, 1, 0, 0, 0], "PST-VALUE"),
      (PropertyType.string.multiple, [1, 0, 0, 0, 9, 0, 0, 0], "PST-VALUE"),
      (PropertyType.binary.multiple, [2, 0, 0, 0, 13, 0, 0, 0, 12, 0, 0, 0, 5], "PST-VALUE"),
    ] as [(PropertyType, [UInt8], String)])
  func refusesWhatIsNoValue(type: PropertyType, bytes: [UInt8], code: String) throws {
    let nodes = NodesInMemory()
    let context = try context(nodes, nodes.properties([(0x3001, type, .bytes(bytes))]))
    do {
      _ = try context.value(0x3001)
      Issue.record("a value")
    } catch { #expect(error.code.rawValue == code && error.recovery == .skipItem) }
  }

  @Test func tellsWhatIsGone() throws {
    let nodes = NodesInMemory()
    let context = try context(
      nodes,
      nodes.properties([
        (1, .string, .place(0x1060)), (2, .binary, .place(0xFFFF)), (3, .binary, .apart([[1], [2, 3]])),
      ]))
    #expect(throws: Fault.self) { try context.value(1) }
    do {
      _ = try context.value(2)
      Issue.record("a value")
    } catch { #expect(error.code == "PST-SUBNODE") }
    let data = try #require(nodes.blocks.first { $0.value.count == 2 }).key
    nodes.gone = [[data.rawValue, 0]]
    #expect(try context.value(3) == .binary([0, 2, 3]))
    #expect(context.storage.heap.damages.faults.map(\.code) == ["TEST-GONE"])
  }

  @Test func readsManyPropertiesOverManyBlocks() throws {
    let nodes = NodesInMemory()
    let values = (0..<900).map { (UInt16($0 * 3), PropertyType.string, Written.text("value \($0)")) }
    let context = try context(nodes, nodes.properties(values, room: 500, perPage: 20))
    #expect(context.tags.count == 900)
    for number in 0..<900 {
      #expect(try context.value(UInt16(number * 3)) == .string(UTF16Text.bytes("value \(number)")))
      #expect(try context.value(UInt16(number * 3 + 1)) == nil)
    }
  }

  @Test func findsPropertiesThatStandOutOfOrder() throws {
    let nodes = NodesInMemory()
    var heap = HeapWriter()
    let records = [(5, 50), (1, 10), (5, 51), (3, 30)].map {
      little(UInt16($0.0)) + little(UInt16(3)) + little(UInt32($0.1))
    }
    let root = heap.tree(records, key: 2, value: 6)
    let context = try context(nodes, WrittenNode(data: heap.blocks(root: root, client: 0xBC)))
    #expect(context.tags.map(\.id) == [1, 3, 5])
    #expect(try context.value(5) == .integer32(50) && context.value(3) == .integer32(30))
    #expect(context.storage.heap.damages.faults.map(\.code) == ["PST-PROPERTIES"])
  }

  @Test func readsBigValuesABlockAtATime() throws {
    let nodes = NodesInMemory()
    let blocks = (0..<50).map { [UInt8](repeating: UInt8($0), count: 8176) }
    let context = try context(nodes, nodes.properties([(1, .binary, .apart(blocks))]))
    let source = try #require(try context.open(1))
    let before = nodes.reads
    var all: [UInt8] = []
    while all.count < source.count { all += try source.bytes(at: all.count, 5000) }
    #expect(all == blocks.flatMap { $0 } && nodes.reads - before == 50)
  }
}
