public import MAPI
import MIME

/// Makes .msg files for tests. [MS-OXMSG]
///
/// A value of type object becomes a storage: its bytes are a compound file.
public struct MessageFileFixture {
  /// 512 or 4096.
  public var sectorSize = 512
  /// Texts are closed by a zero, as some writers do.
  public var closesTexts = false
  /// Numbers of properties whose stream is left out.
  public var missing: Set<UInt16> = []
  /// Recipients and attachments that the header counts beyond those there are.
  public var overcount = 0

  public init() {}

  public func bytes(_ message: StoredMessage) throws -> [UInt8] {
    let file = try CompoundFileWriter.file(
      try nodes(message, header: 32) + [named(message.names)], sectorSize: sectorSize)
    return try file.bytes(at: 0, file.count)
  }

  // MARK: Objects

  private func nodes(_ message: StoredMessage, header: Int) throws -> [CompoundNode] {
    let recipients = message.storedRecipients.count
    let attachments = message.storedAttachments.count
    var start = [UInt8](repeating: 0, count: 8)
    start += LittleEndian.bytes(UInt32(recipients)) + LittleEndian.bytes(UInt32(attachments))
    start += LittleEndian.bytes(UInt32(recipients + overcount)) + LittleEndian.bytes(UInt32(attachments + overcount))
    start += [UInt8](repeating: 0, count: header - 24)
    var out = try properties(of: message, start)
    for (index, recipient) in message.storedRecipients.enumerated() {
      out.append(
        .storage(
          Self.name("__recip_version1.0_#", index), try properties(of: recipient, [UInt8](repeating: 0, count: 8))))
    }
    for (index, attachment) in message.storedAttachments.enumerated() {
      var inner = try properties(of: attachment, [UInt8](repeating: 0, count: 8))
      if let enclosed = attachment.enclosed {
        inner.append(.storage("__substg1.0_3701000D", try nodes(enclosed, header: 24)))
      }
      out.append(.storage(Self.name("__attach_version1.0_#", index), inner))
    }
    return out
  }

  private static func name(_ prefix: String, _ index: Int) -> String { prefix + hexadecimal(UInt32(index)) }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private func properties(of bag: StoredProperties, _ header: [UInt8]) throws -> [CompoundNode] {
    var list = header
    var out: [CompoundNode] = []
    for tag in bag.tags {
      guard let value = try bag.value(tag.id) else { continue }
      list += LittleEndian.bytes(tag.rawValue) + LittleEndian.bytes(UInt32(6))
      if let size = tag.type.fixedSize, size <= 8 {
        let bytes = PropertyBytes.of(value) ?? []
        list += bytes + [UInt8](repeating: 0, count: 8 - bytes.count)
      } else {
        let made = try streams(tag, value)
        list += LittleEndian.bytes(UInt32(made.size)) + LittleEndian.bytes(UInt32(0))
        if !missing.contains(tag.id) { out += made.nodes }
      }
    }
    return out + [.stream("__properties_version1.0", list)]
  }

  private func streams(_ tag: PropertyTag, _ value: PropertyValue) throws -> (nodes: [CompoundNode], size: Int) {
    let name = "__substg1.0_" + Self.hexadecimal(tag.rawValue)
    if case .several(let values) = value {
      let parts = values.map { PropertyBytes.of($0) ?? [] }
      if tag.type.single.fixedSize != nil {
        let joined = Array(parts.joined())
        return ([.stream(name, joined)], joined.count)
      }
      let isBinary = tag.type.single == .binary
      let lengths = parts.flatMap {
        LittleEndian.bytes(UInt32($0.count)) + (isBinary ? LittleEndian.bytes(UInt32(0)) : [])
      }
      let streams = parts.enumerated().map {
        CompoundNode.stream(name + "-" + Self.hexadecimal(UInt32($0.offset)), $0.element)
      }
      return ([.stream(name, lengths)] + streams, lengths.count)
    }
    let bytes = PropertyBytes.of(value) ?? []
    if tag.type == .object {
      return bytes.isEmpty ? ([], 0) : ([.storage(name, try Self.content(of: bytes))], Int(UInt32.max))
    }
    let closing = tag.type == .string ? 2 : tag.type == .string8 ? 1 : 0
    let written = closesTexts ? bytes + [UInt8](repeating: 0, count: closing) : bytes
    return ([.stream(name, written)], bytes.count + closing)
  }

  /// What a compound file holds.
  private static func content(of bytes: [UInt8]) throws -> [CompoundNode] {
    let file = try CompoundFile(MailboxBytes(bytes), place: "object")
    func nodes(_ storage: CompoundEntry) -> [CompoundNode] {
      file.children(of: storage).map { entry in
        entry.kind == .stream
          ? .stream(entry.name, file.open(entry) { _ in }) : .storage(entry.name, classID: entry.classID, nodes(entry))
      }
    }
    return nodes(file.root)
  }

  // MARK: Names

  private func named(_ names: [UInt16: PropertyName]) -> CompoundNode {
    var guids: [GUID] = []
    var entries: [UInt8] = []
    var strings: [UInt8] = []
    for (id, name) in names.sorted(by: { $0.key < $1.key }) {
      let set: Int
      switch name.set {
      case .mapi: set = 1
      case .publicStrings: set = 2
      default:
        if !guids.contains(name.set) { guids.append(name.set) }
        set = 3 + (guids.firstIndex(of: name.set) ?? 0)
      }
      switch name.kind {
      case .number(let number): entries += LittleEndian.bytes(number) + LittleEndian.bytes(UInt16(set << 1))
      case .text(let text):
        entries += LittleEndian.bytes(UInt32(strings.count)) + LittleEndian.bytes(UInt16(set << 1 | 1))
        let bytes = UTF16Text.bytes(text)
        strings += LittleEndian.bytes(UInt32(bytes.count)) + bytes + [UInt8](repeating: 0, count: bytes.count % 4)
      }
      entries += LittleEndian.bytes(id - 0x8000)
    }
    return .storage(
      "__nameid_version1.0",
      [
        .stream("__substg1.0_00020102", guids.flatMap(\.bytes)), .stream("__substg1.0_00030102", entries),
        .stream("__substg1.0_00040102", strings),
      ])
  }
}
