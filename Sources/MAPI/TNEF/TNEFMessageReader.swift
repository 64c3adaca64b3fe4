import Core

/// Reads one TNEF stream, and those within it, into a message.
struct TNEFMessageReader {
  private struct Part {
    /// What old attributes say, which counts where the lists of properties say nothing.
    var legacy: [TNEFLegacy.Pair] = []
    var properties: [TNEFProperty] = []
    /// Which attributes it has.
    var seen: Set<TNEFAttributeID> = []
  }

  private let bytes: [UInt8]
  private let range: Range<Int>
  private let place: String
  private let depth: Int

  private var whole = Part()
  private var attachments: [Part] = []
  private var rows: [[TNEFProperty]] = []
  private var leftOut = 0
  /// Of text that is not Unicode; of a message within a message that of the outer one, unless it names its own.
  private var codePage: UInt32?
  private var damages = DamageList()

  init(_ bytes: [UInt8], _ range: Range<Int>, place: String, depth: Int) {
    (self.bytes, self.range, self.place, self.depth) = (bytes, range, place, depth)
  }

  func message() throws(Fault) -> StoredMessage {
    var reader = self
    return try reader.read()
  }

  private mutating func read() throws(Fault) -> StoredMessage {
    guard var attributes = TNEFAttributes(bytes, range) else { throw TNEFFault.format(place) }
    var found = DamageList()
    while let attribute = attributes.next(damaged: { found.add(TNEFFault.of($0, at: $1, place)) }) { take(attribute) }
    for damage in found.all { damages.add(damage) }
    if leftOut > 0 {
      damages.add(TNEFFault.limit("\(leftOut) attachments beyond \(ObjectLimits.attachments) are left out", place))
    }
    return assembled()
  }

  // MARK: Attributes

  private mutating func take(_ attribute: TNEFAttribute) {
    switch attribute.id {
    case .messageProperties:
      var reader = TNEFPropertyReader(bytes, attribute.data)
      whole.properties += reader.list()
      noteCut(reader.isCut, attribute, "its list of properties")
    case .recipientTable:
      var reader = TNEFPropertyReader(bytes, attribute.data)
      rows += reader.rows()
      noteCut(reader.isCut, attribute, "its table of recipients")
    case .oemCodePage:
      var cursor = StreamCursor(bytes, attribute.data)
      codePage = cursor.u32()
    case .version: break
    case let id where TNEFAttributeID.ofAttachment.contains(id): takePart(attribute)
    case let id:
      whole.seen.insert(id)
      whole.legacy += TNEFLegacy.properties(id, Array(bytes[attribute.data]), isResponse: isResponse)
    }
  }

  /// An attachment begins with its rendering data; some writers leave that out.
  private mutating func takePart(_ attribute: TNEFAttribute) {
    let isNext = attribute.id == .attachRenderData || attachments.last?.seen.contains(attribute.id) ?? true
    if isNext {
      guard attachments.count < ObjectLimits.attachments else {
        if attribute.id == .attachRenderData { leftOut += 1 }
        return
      }
      attachments.append(Part())
    }
    let last = attachments.count - 1
    attachments[last].seen.insert(attribute.id)
    if attribute.id == .attachment {
      var reader = TNEFPropertyReader(bytes, attribute.data)
      attachments[last].properties += reader.list()
      noteCut(reader.isCut, attribute, "the list of properties of an attachment")
    } else {
      attachments[last].legacy += TNEFLegacy.properties(
        attribute.id, Array(bytes[attribute.data]), isResponse: isResponse)
    }
  }

  private mutating func noteCut(_ isCut: Bool, _ attribute: TNEFAttribute, _ what: String) {
    if isCut { damages.add(TNEFFault.damaged("\(what) is cut off", "\(place), byte \(attribute.start)")) }
  }

  /// Of the answer to an invitation the owner is whom its sender answers for. [MS-OXTNEF] §2.1.3
  private var isResponse: Bool {
    whole.legacy.contains { pair in
      guard pair.tag.id == PropertyID.messageClass, case .string8(let name) = pair.value else { return false }
      return String(decoding: name, as: UTF8.self).lowercased().hasPrefix("ipm.schedule.meeting.resp")
    }
  }

  // MARK: Assembling

  private mutating func assembled() -> StoredMessage {
    var names = TNEFNames()
    names.add(whole.properties)
    for row in rows { names.add(row) }
    for attachment in attachments { names.add(attachment.properties) }

    let message = StoredMessage(names: names.names)
    fill(message, whole, names)
    if let codePage, codePage > 0, let number = Int32(exactly: codePage) {
      message.set(PropertyTag(PropertyID.messageCodepage, .integer32), .integer32(number))
    }
    message.storedRecipients = rows.map { row in
      let recipient = StoredProperties(names: names.names)
      fill(recipient, Part(properties: row), names)
      return recipient
    }
    for (index, part) in attachments.enumerated() {
      let attachment = StoredAttachment(names: names.names)
      fill(attachment, part, names)
      enclose(part, in: attachment, index)
      message.storedAttachments.append(attachment)
    }
    message.damages = damages.all
    return message
  }

  private func fill(_ bag: StoredProperties, _ part: Part, _ names: TNEFNames) {
    var known: Set<UInt16> = []
    for property in part.properties {
      guard let id = names.id(property) else { continue }
      known.insert(id)
      bag.set(PropertyTag(id, property.tag.type), property.value)
    }
    for pair in part.legacy where known.insert(pair.tag.id).inserted { bag.set(pair.tag, pair.value) }
  }

  /// IID_IMessage: the object is a TNEF stream itself. [MS-OXTNEF] §2.1.3
  private mutating func enclose(_ part: Part, in attachment: StoredAttachment, _ index: Int) {
    guard
      let property = part.properties.first(where: { $0.tag.id == PropertyID.attachDataBinary && $0.interface != nil }),
      let inner = property.object
    else { return }
    let place = "\(place), attachment \(index)"
    guard property.interface == TNEFPropertyReader.message else { return }
    guard depth < ObjectLimits.depth else {
      return attachment.damages.append(
        TNEFFault.limit("messages lie deeper in each other than \(ObjectLimits.depth)", place))
    }
    do {
      var reader = TNEFMessageReader(bytes, inner, place: place, depth: depth + 1)
      reader.codePage = codePage
      attachment.enclosed = try reader.message()
      attachment.set(PropertyTag(PropertyID.attachMethod, .integer32), .integer32(5))
    } catch {
      attachment.set(property.tag, .other(.object, Array(bytes[inner])))
      attachment.damages.append(error)
    }
  }
}

/// The numbers of named properties. A stream names each time it uses one; where two names have one number, or it has none
/// that is of use, the second gets another.
struct TNEFNames {
  private(set) var names: [UInt16: PropertyName] = [:]
  private var ids: [PropertyName: UInt16] = [:]
  private var free: UInt16 = 0xFFFE

  mutating func add(_ properties: [TNEFProperty]) {
    for property in properties {
      guard let name = property.name, ids[name] == nil else { continue }
      var id = property.tag.id
      if names[id] != nil || id == 0xFFFF {
        while free >= 0x8000, names[free] != nil { free -= 1 }
        guard free >= 0x8000 else { continue }
        id = free
      }
      names[id] = name
      ids[name] = id
    }
  }

  /// nil for a property that there was no number left for.
  func id(_ property: TNEFProperty) -> UInt16? {
    guard let name = property.name else { return property.tag.id }
    return ids[name]
  }
}
