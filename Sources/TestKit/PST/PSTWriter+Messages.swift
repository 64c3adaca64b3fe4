import Core
import MAPI

extension PSTWriter {
  typealias Written = (data: UInt64, subnodes: UInt64, properties: [PSTProperty])

  /// A message object with all below it. [MS-PST] §2.4.5
  func object(_ message: PSTMessage) throws(Fault) -> Written {
    var below: [PSTNodeWriter.Subnode] = []
    var size = 0
    if let recipients = message.recipients {
      let rows = recipients.map(\.properties)
      var table = PSTTable(
        recipientShape.holds(rows)
          ? recipientShape : PSTTableShape(nodes.layout, PSTColumns.wider(PSTColumns.recipients, for: rows)))
      for (place, recipient) in recipients.enumerated() {
        try table.add(UInt32(place), recipient.properties, nodes)
      }
      below.append(try subnode(0x692, table, emptyAs: recipients.isEmpty ? 0x12 : nil))
    }
    if !message.attachments.isEmpty {
      var table = PSTTable(attachmentShape)
      for (place, attachment) in message.attachments.enumerated() {
        let id = UInt32(0x401 + place) << 5 | 0x05
        let written = try object(attachment, number: place)
        below.append(PSTNodeWriter.Subnode(id: id, data: written.data, subnodes: written.subnodes))
        try table.add(id, written.properties, nodes)
        size += written.size
      }
      below.append(try subnode(0x671, table, emptyAs: nil))
    }
    var properties = message.properties + names.properties(message.named)
    for property in properties { size += property.value.stored.count }
    complete(&properties, size: size, hasAttachments: !message.attachments.isEmpty)
    let written = try nodes.propertyContext(properties, subnodes: below)
    return (written.data, written.subnodes, properties)
  }

  private func subnode(
    _ id: UInt32, _ table: PSTTable, emptyAs type: UInt8?
  ) throws(Fault) -> PSTNodeWriter.Subnode {
    if let type { return PSTNodeWriter.Subnode(id: id, data: try emptyTable(type)) }
    let written = try table.finish(nodes)
    return PSTNodeWriter.Subnode(id: id, data: written.data, subnodes: written.subnodes)
  }

  /// Adds what every message has and the given properties lack.
  private func complete(_ properties: inout [PSTProperty], size: Int, hasAttachments: Bool) {
    let known = Set(properties.map(\.tag.id))
    let common: [PSTProperty] = [
      .text(PropertyID.messageClass, "IPM.Note"), .number(PropertyID.messageFlags, 1),
      .number(PropertyID.messageSize, Int32(clamping: size)), .number(PSTColumns.messageStatus, 0),
      .flag(PropertyID.hasAttachments, hasAttachments),
    ]
    properties += common.filter { !known.contains($0.tag.id) }
    guard hasAttachments else { return }
    for place in properties.indices where properties[place].tag.id == PropertyID.messageFlags {
      // mfHasAttach. [MS-OXCMSG] §2.2.1.6
      if case .integer32(let flags) = properties[place].value { properties[place].value = .integer32(flags | 0x10) }
    }
  }

  /// An attachment object. [MS-PST] §2.4.6.2
  private func object(
    _ attachment: PSTAttachment, number: Int
  ) throws(Fault) -> (data: UInt64, subnodes: UInt64, properties: [PSTProperty], size: Int) {
    var below: [PSTNodeWriter.Subnode] = []
    var own: [PSTProperty] = []
    var size = 0
    switch attachment.content {
    case .nothing: break
    case .bytes(let bytes):
      size = bytes.count
      own.append(.binary(PropertyID.attachDataBinary, bytes))
    case .storage(let bytes):
      size = bytes.count
      let id: UInt32 = 0x40 << 5 | 0x1F
      below.append(PSTNodeWriter.Subnode(id: id, data: try nodes.data(bytes)))
      own.append(.object(PropertyID.attachDataBinary, node: id, size: size))
    case .message(let message):
      let id = nodes.newID(0x04)
      let written = try object(message)
      below.append(PSTNodeWriter.Subnode(id: id, data: written.data, subnodes: written.subnodes))
      for property in written.properties { size += property.value.stored.count }
      own.append(.object(PropertyID.attachDataBinary, node: id, size: size))
    case .file(let path):
      own += [.text(PropertyID.attachPathname, path), .text(PropertyID.attachLongPathname, path)]
    case .webLink(let address): own.append(.text(PropertyID.attachLongPathname, address))
    }
    own += [
      .number(PropertyID.attachMethod, attachment.content.method), .number(PropertyID.renderingPosition, -1),
      .number(PropertyID.attachSize, Int32(clamping: size)), .number(PropertyID.attachNumber, Int32(number)),
    ]
    let given = attachment.properties + names.properties(attachment.named)
    let known = Set(given.map(\.tag.id))
    let properties = given + own.filter { !known.contains($0.tag.id) }
    let written = try nodes.propertyContext(properties, subnodes: below)
    return (written.data, written.subnodes, properties, size)
  }
}
