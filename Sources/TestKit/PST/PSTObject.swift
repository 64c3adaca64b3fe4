import Core
import MAPI

/// What stands under a node: its heap, and nodes for what the heap is too small for. [MS-PST] §2.3
struct PSTObject {
  var heap: PSTHeap
  var subnodes: [PSTNodeWriter.Subnode]
  /// The next node of its own for a long value, of nidType 0x1F.
  private var nextNode: UInt32 = 0x41
  private let layout: PSTLayout

  init(_ layout: PSTLayout, subnodes: [PSTNodeWriter.Subnode] = []) {
    self.layout = layout
    self.subnodes = subnodes
    heap = PSTHeap(layout)
  }

  /// The HNID of a value: nothing, a place in the heap, or a node. [MS-PST] §2.3.3.2
  mutating func place(_ bytes: [UInt8], _ writer: PSTNodeWriter) throws(Fault) -> UInt32 {
    if bytes.isEmpty { return 0 }
    if bytes.count <= PSTHeap.limit { return heap.allocate(bytes) }
    let data = try writer.data(bytes)
    return node(data)
  }

  mutating func node(_ data: UInt64) -> UInt32 {
    let id = nextNode << 5 | 0x1F
    nextNode += 1
    subnodes.append(PSTNodeWriter.Subnode(id: id, data: data))
    return id
  }

  func finish(
    _ client: PSTHeap.Client, root: UInt32, _ writer: PSTNodeWriter
  ) throws(Fault) -> (data: UInt64, subnodes: UInt64) {
    (try writer.data(pieces: heap.finished(client, root: root)), try writer.subnodes(subnodes))
  }
}

extension PSTNodeWriter {
  /// A property context. [MS-PST] §2.3.3
  func propertyContext(
    _ properties: [PSTProperty], subnodes: [Subnode] = []
  ) throws(Fault) -> (data: UInt64, subnodes: UInt64) {
    var object = PSTObject(layout, subnodes: subnodes)
    let tree = PSTHeapTree(&object.heap, keyWidth: 2, valueWidth: 6)
    // Numbers with their places sort faster than properties would.
    let order = properties.indices.map { UInt32(properties[$0].tag.id) << 16 | UInt32($0) }.sorted()
    var records: [UInt8] = []
    records.reserveCapacity(8 * order.count)
    for (place, key) in order.enumerated() {
      // The last of several with one number stands.
      if place + 1 < order.count, order[place + 1] >> 16 == key >> 16 { continue }
      let property = properties[Int(key & 0xFFFF)].stored(layout)
      records.put(property.tag.id)
      records.put(property.tag.type.rawValue)
      let bytes = property.value.stored
      if let size = property.tag.type.fixedSize, size <= 4 {
        records += bytes
        records.append(contentsOf: repeatElement(0, count: 4 - bytes.count))
      } else {
        records.put(try object.place(bytes, self))
      }
    }
    tree.finish(&object.heap, records)
    return try object.finish(.properties, root: tree.header, self)
  }
}
