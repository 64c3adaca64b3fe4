import Core
import MAPI
import MIME

/// The properties of one object (PC). Their numbers and places are read once, their values when asked for. [MS-PST] §2.3.3
struct PropertyContext {
  let storage: ValueStorage
  /// In order of their numbers.
  let tags: [PropertyTag]
  /// dwValueHnid of each: the value itself where it has up to four bytes, else where it lies.
  private let places: [UInt32]

  init(_ heap: Heap, subnodes: ObjectSubnodes) throws(Fault) {
    storage = ValueStorage(heap: heap, subnodes: subnodes)
    let tree = try BTreeOnHeap(heap, at: heap.root)
    guard tree.keySize == 2, tree.valueSize == 6 else {
      throw heap.damages.fault(.pstProperties, "The list of properties is damaged.")
    }
    var tags: [PropertyTag] = []
    var places: [UInt32] = []
    var isSorted = true
    // The property context's records: wPropId, wPropType, dwValueHnid. [MS-PST] §2.3.3.3
    tree.forEach { page, at in
      if tags.isEmpty {
        tags.reserveCapacity(page.count / 8)
        places.reserveCapacity(page.count / 8)
      }
      let tag = PropertyTag(page.uint16(at), PropertyType(rawValue: page.uint16(at + 2)))
      if let last = tags.last, last.id >= tag.id { isSorted = false }
      tags.append(tag)
      places.append(page.uint32(at + 4))
      return true
    }
    if !isSorted {
      heap.damages.note(.pstProperties, "The properties do not stand in order.")
      (tags, places) = Self.sorted(tags, places)
    }
    (self.tags, self.places) = (tags, places)
  }

  /// In order; of two of one number the first stays.
  private static func sorted(_ tags: [PropertyTag], _ places: [UInt32]) -> ([PropertyTag], [UInt32]) {
    let order = tags.indices.sorted { (tags[$0].id, $0) < (tags[$1].id, $1) }
    var result: ([PropertyTag], [UInt32]) = ([], [])
    for index in order where result.0.last?.id != tags[index].id {
      result.0.append(tags[index])
      result.1.append(places[index])
    }
    return result
  }

  private func index(of id: UInt16) -> Int? {
    var (low, high) = (0, tags.count)
    while low < high {
      let middle = (low + high) / 2
      if tags[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < tags.count && tags[low].id == id ? low : nil
  }

  func value(_ id: UInt16) throws(Fault) -> PropertyValue? {
    guard let index = index(of: id) else { return nil }
    let type = tags[index].type
    if let size = type.fixedSize, size <= 4 { return PropertyValue(type, bits: UInt64(places[index])) }
    return try storage.value(type, places[index])
  }

  func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? {
    guard let index = index(of: id) else { return nil }
    return try storage.open(tags[index].type, places[index])
  }

  /// The subnode a property of PtypObject leads to; nil for one of another type.
  func object(_ id: UInt16) throws(Fault) -> (id: NodeID, size: Int)? {
    guard let index = index(of: id), tags[index].type == .object else { return nil }
    return try storage.object(places[index])
  }
}
