public import MAPI

/// Makes TNEF streams for tests. [MS-OXTNEF]
public struct TNEFFixture {
  /// attOemCodepage; none for 0.
  public var codePage: UInt32 = 1252
  /// Attributes of Microsoft Mail that stand before the list of properties.
  public var legacy: [(id: UInt32, data: [UInt8])] = []
  /// Attachments begin with their data instead of with their rendering data.
  public var leavesOutRendering = false

  public init() {}

  public func bytes(_ message: StoredMessage) throws -> [UInt8] {
    var out = LittleEndian.bytes(UInt32(0x223E_9F78)) + LittleEndian.bytes(UInt16(1))
    out += Self.attribute(1, 0x0008_9006, LittleEndian.bytes(UInt32(0x0001_0000)))
    if codePage > 0 {
      out += Self.attribute(1, 0x0006_9007, LittleEndian.bytes(codePage) + LittleEndian.bytes(UInt32(0)))
    }
    for (id, data) in legacy { out += Self.attribute(1, id, data) }
    out += Self.attribute(1, 0x0006_9003, try list(message))
    if !message.storedRecipients.isEmpty {
      let rows = try message.storedRecipients.flatMap { try list($0) }
      out += Self.attribute(1, 0x0006_9004, LittleEndian.bytes(UInt32(message.storedRecipients.count)) + rows)
    }
    for attachment in message.storedAttachments {
      if !leavesOutRendering {
        out += Self.attribute(
          2, 0x0006_9002,
          LittleEndian.bytes(UInt16(1)) + LittleEndian.bytes(UInt32.max) + [UInt8](repeating: 0, count: 8))
      }
      if case .binary(let data)? = try attachment.value(PropertyID.attachDataBinary) {
        out += Self.attribute(2, 0x0006_800F, data)
      }
      out += Self.attribute(2, 0x0006_9005, try list(attachment, enclosed: attachment.enclosed))
    }
    return out
  }

  public static func attribute(_ level: UInt8, _ id: UInt32, _ data: [UInt8]) -> [UInt8] {
    let sum = data.reduce(UInt16(0)) { $0 &+ UInt16($1) }
    return [level] + LittleEndian.bytes(id) + LittleEndian.bytes(UInt32(data.count)) + data + LittleEndian.bytes(sum)
  }

  // MARK: Properties

  private func list(_ bag: StoredProperties, enclosed: StoredMessage? = nil) throws -> [UInt8] {
    var count: UInt32 = 0
    var out: [UInt8] = []
    for tag in bag.tags {
      // The data of an attachment is an attribute of its own.
      if tag.id == PropertyID.attachDataBinary, tag.type == .binary { continue }
      guard let value = try bag.value(tag.id) else { continue }
      count += 1
      out += LittleEndian.bytes(tag.type.rawValue) + LittleEndian.bytes(tag.id)
      if let name = bag.names[tag.id] { out += Self.name(name) }
      out += Self.value(tag.type, value)
    }
    if let enclosed {
      count += 1
      let inner = GUID.microsoft(0x0002_0307).bytes + (try TNEFFixture().bytes(enclosed))
      out += LittleEndian.bytes(PropertyType.object.rawValue) + LittleEndian.bytes(PropertyID.attachDataBinary)
      out += LittleEndian.bytes(UInt32(1)) + Self.variable(inner)
    }
    return LittleEndian.bytes(count) + out
  }

  private static func name(_ name: PropertyName) -> [UInt8] {
    switch name.kind {
    case .number(let number): return name.set.bytes + LittleEndian.bytes(UInt32(0)) + LittleEndian.bytes(number)
    case .text(let text):
      return name.set.bytes + LittleEndian.bytes(UInt32(1)) + variable(UTF16Text.bytes(text) + [0, 0])
    }
  }

  private static func value(_ type: PropertyType, _ value: PropertyValue) -> [UInt8] {
    if case .several(let values) = value {
      return LittleEndian.bytes(UInt32(values.count)) + values.flatMap { one(type.single, $0) }
    }
    return type.fixedSize == nil ? LittleEndian.bytes(UInt32(1)) + one(type, value) : one(type, value)
  }

  private static func one(_ type: PropertyType, _ value: PropertyValue) -> [UInt8] {
    let bytes = PropertyBytes.of(value) ?? []
    switch type {
    case .string: return variable(bytes + [0, 0])
    case .string8: return variable(bytes + [0])
    // IID_IStorage
    case .object: return variable(GUID.microsoft(0x0000_000B).bytes + bytes)
    default: return type.fixedSize == nil ? variable(bytes) : padded(bytes)
    }
  }

  private static func variable(_ bytes: [UInt8]) -> [UInt8] { LittleEndian.bytes(UInt32(bytes.count)) + padded(bytes) }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
  }
}
