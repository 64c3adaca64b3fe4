import Core
import MAPI
import MIME

/// Where the values of properties and cells lie that are larger than their place: in the heap, or in a subnode (HNID).
/// [MS-PST] §2.3.3.2
struct ValueStorage {
  let heap: Heap
  let subnodes: ObjectSubnodes

  /// The bytes a HNID leads to; none for 0, an empty value.
  func whole(_ id: UInt32) throws(Fault) -> ByteView {
    if id == 0 { return ByteView([]) }
    if id & 0x1F == 0 { return try heap.item(id) }
    return try whole(data(id))
  }

  /// All bytes of a node.
  func whole(_ data: NodeData) throws(Fault) -> ByteView {
    let damages = heap.damages
    guard data.count <= PropertyLimits.wholeValue else {
      throw damages.fault(.pstValueSize, "A value has \(data.count) bytes, more than are read in one piece.")
    }
    if data.blocks.count == 1 { return ByteView(try heap.nodes.read(data.blocks[0]) { damages.note($0) }) }
    var bytes: [UInt8] = []
    for block in data.blocks {
      bytes += try heap.nodes.read(block) { damages.note($0) }
      // Short blocks are filled up, so that the rest stands where it stood.
      while bytes.count < block.offset + block.size { bytes.append(0) }
    }
    return ByteView(bytes)
  }

  func data(_ id: UInt32) throws(Fault) -> NodeData {
    let damages = heap.damages
    guard let entry = subnodes.entry(NodeID(rawValue: id)) else {
      throw damages.fault(.pstSubnode, "Subnode 0x\(String(id, radix: 16, uppercase: true)) of a value is not there.")
    }
    return try heap.nodes.data(entry.data) { damages.note($0) }
  }

  /// The bytes of text, of a binary value or of an object, as ``PropertyValue`` would hold them; nil for other types.
  func open(_ type: PropertyType, _ id: UInt32) throws(Fault) -> (any MailboxSource)? {
    let unit: Int
    switch type {
    case .string: unit = 2
    case .string8: unit = 1
    case .binary, .object, .serverID: unit = 0
    default: return nil
    }
    var place = id
    if type == .object {
      guard let object = try object(id) else { return nil }
      place = object.id.rawValue
    }
    if place == 0 || place & 0x1F == 0 { return MailboxBytes(text(try whole(place), unit: unit)) }
    let source = NodeDataSource(heap.nodes, try data(place), damages: heap.damages)
    if unit > 0 { try source.trimZeros(width: unit) }
    return source
  }

  /// PtypObject: a subnode and its size. [MS-PST] §2.3.3.5
  func object(_ id: UInt32) throws(Fault) -> (id: NodeID, size: Int)? {
    let view = try whole(id)
    guard view.count >= 4 else { return nil }
    return (NodeID(rawValue: view.uint32(0)), Int(view.uint32(4)))
  }

  /// The value of a type that is not kept in its place. The bytes of an object come out as binary.
  func value(_ type: PropertyType, _ id: UInt32) throws(Fault) -> PropertyValue? {
    switch type {
    case .string: return .string(text(try whole(id), unit: 2))
    case .string8: return .string8(text(try whole(id), unit: 1))
    case .binary, .serverID: return .binary(try whole(id).bytes)
    case .object:
      guard let object = try object(id), object.id.rawValue & 0x1F != 0 else { return nil }
      return .binary(try whole(object.id.rawValue).bytes)
    default: break
    }
    if type.isMultiple { return .several(try several(type.single, try whole(id))) }
    let view = try whole(id)
    guard let size = type.fixedSize else { return .other(type, view.bytes) }
    guard view.count >= size else { throw heap.damages.fault(.pstValue, "A value is shorter than its type.") }
    return fixed(type, view, 0)
  }

  private func fixed(_ type: PropertyType, _ view: ByteView, _ at: Int) -> PropertyValue? {
    if type == .guid { return .guid(GUID(low: view.uint64(at), high: view.uint64(at + 8))) }
    return PropertyValue(type, bits: view.number(at, size: type.fixedSize ?? 0))
  }

  /// [MS-PST] §2.3.3.4
  private func several(_ type: PropertyType, _ view: ByteView) throws(Fault) -> [PropertyValue] {
    var values: [PropertyValue] = []
    if let size = type.fixedSize {
      guard size > 0 else { return [] }
      for at in stride(from: 0, through: view.count - size, by: size) {
        if let value = fixed(type, view, at) { values.append(value) }
      }
      return values
    }
    // ulCount, rgulDataOffsets, rgDataItems; each value goes to where the next begins.
    let count = Int(view.uint32(0))
    guard view.count >= 4 || view.count == 0, count <= (view.count - 4) / 4 || view.count == 0 else {
      throw heap.damages.fault(.pstValue, "A property of several values says that it has more than fit.")
    }
    var end = view.count
    for index in stride(from: count - 1, through: 0, by: -1) {
      let start = Int(view.uint32(4 + 4 * index))
      guard start <= end, let part = view.part(start, end - start) else {
        throw heap.damages.fault(.pstValue, "A property of several values has one outside of it.")
      }
      end = start
      switch type {
      case .string: values.append(.string(text(part, unit: 2)))
      case .string8: values.append(.string8(text(part, unit: 1)))
      case .binary: values.append(.binary(part.bytes))
      default: values.append(.other(type, part.bytes))
      }
    }
    return values.reversed()
  }

  private func text(_ view: ByteView, unit: Int) -> [UInt8] {
    guard unit > 0 else { return view.bytes }
    var count = view.count
    while count >= unit, view.uint8(count - 1) == 0, unit == 1 || view.uint8(count - 2) == 0 { count -= unit }
    return view.part(0, count)?.bytes ?? []
  }
}

extension PropertyValue {
  /// A value of up to eight bytes; nil for a type that has more or none.
  init?(_ type: PropertyType, bits: UInt64) {
    switch type {
    case .integer16: self = .integer16(Int16(truncatingIfNeeded: bits))
    case .integer32: self = .integer32(Int32(truncatingIfNeeded: bits))
    case .integer64: self = .integer64(Int64(bitPattern: bits))
    case .floating32: self = .floating32(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .floating64: self = .floating64(Double(bitPattern: bits))
    case .floatingTime: self = .floatingTime(Double(bitPattern: bits))
    case .currency: self = .currency(Int64(bitPattern: bits))
    case .errorCode: self = .errorCode(UInt32(truncatingIfNeeded: bits))
    case .boolean: self = .boolean(bits & 0xFF != 0)
    case .time: self = .time(FileTime(ticks: bits))
    default: return nil
    }
  }
}
