public import Core
public import MIME

/// The properties of one object in a .msg file: a message, a recipient or an attachment. [MS-OXMSG] §2.1
///
/// The list of its properties is read at once, values when somebody asks for them.
public class StorageProperties: PropertyBag {
  public private(set) var tags: [PropertyTag] = []
  public var damages: [Fault] { notes.all }

  let context: MessageFileContext
  let storage: CompoundEntry
  /// What faults call this object.
  let place: String
  let list: StoragePropertyList
  var notes = DamageList()
  private var slots: [UInt16: StoragePropertyList.Slot] = [:]
  /// Streams of values, by number of the property; of several values, the stream that tells of them.
  private var streams: [UInt16: (type: PropertyType, entry: CompoundEntry)] = [:]
  /// Streams of each of several values.
  private var pieces: [UInt16: [UInt32: CompoundEntry]] = [:]

  /// - Parameter header: bytes before the first property: 32, 24 for a message in a message, 8 for the others.
  init(_ context: MessageFileContext, _ storage: CompoundEntry, header: Int, place: String) throws(Fault) {
    (self.context, self.storage, self.place) = (context, storage, place)
    var notes = DamageList()
    var bytes: [UInt8] = []
    if let entry = context.file.child("__properties_version1.0", of: storage) {
      let stream = context.file.open(entry) { notes.add($0) }
      bytes = try CompoundFault.bytes(of: stream, at: 0, min(stream.count, StoragePropertyList.most), place)
      list = StoragePropertyList(bytes, header: header)
      if list.isCut { notes.add(MessageFileFault.damaged("its list of properties is cut off", place)) }
    } else {
      list = StoragePropertyList([], header: 0)
      notes.add(MessageFileFault.damaged("its list of properties is missing", place))
    }
    self.notes = notes
    collect()
  }

  private func collect() {
    for entry in context.file.children(of: storage) {
      guard let (tag, index) = StorageName.value(entry.name) else { continue }
      if let index {
        pieces[tag.id, default: [:]][index] = entry
      } else if streams[tag.id] == nil {
        streams[tag.id] = (tag.type, entry)
      }
    }
    for slot in list.slots {
      // Where there is a stream, its name tells best what its value is.
      let isInline = StorageValue.fixed(slot.tag.type, 0) != nil
      let type = isInline ? slot.tag.type : streams[slot.tag.id]?.type ?? slot.tag.type
      slots[slot.tag.id] = StoragePropertyList.Slot(tag: PropertyTag(slot.tag.id, type), value: slot.value)
      tags.append(PropertyTag(slot.tag.id, type))
    }
    // What the list does not tell of, because it is damaged or its writer forgot it, is there nonetheless.
    for (id, stream) in streams.sorted(by: { $0.key < $1.key }) where slots[id] == nil {
      let tag = PropertyTag(id, stream.type)
      slots[id] = StoragePropertyList.Slot(tag: tag, value: UInt64(UInt32.max))
      tags.append(tag)
    }
  }

  public func id(of name: PropertyName) -> UInt16? { context.names.ids[name] }
  public func name(of id: UInt16) -> PropertyName? { context.names.names[id] }

  /// Text of this object is not Unicode, and its code page is not named: the language says which it is.
  func completeCodePage() {
    guard slots[PropertyID.messageCodepage] == nil, tags.contains(where: { $0.type.single == .string8 }),
      let locale = slots[PropertyID.messageLocaleID], locale.tag.type == .integer32,
      let number = LocaleCodePage.number(UInt32(truncatingIfNeeded: locale.value))
    else { return }
    let tag = PropertyTag(PropertyID.messageCodepage, .integer32)
    slots[tag.id] = StoragePropertyList.Slot(tag: tag, value: UInt64(number))
    tags.append(tag)
  }

  // MARK: Values

  public func value(_ id: UInt16) throws(Fault) -> PropertyValue? {
    guard let slot = slots[id] else { return nil }
    let type = slot.tag.type
    if let fixed = StorageValue.fixed(type, slot.value) { return fixed }
    if type == .null || type == .unspecified { return nil }
    if type.isMultiple { return try several(slot.tag) }
    guard let source = try open(id) else { return nil }
    let bytes = try whole(source, slot.tag)
    guard let value = StorageValue.whole(type, bytes) else {
      damaged(slot.tag, "has a value of \(bytes.count) bytes, which is no value of its type")
      return nil
    }
    return value
  }

  public func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? {
    guard let slot = slots[id], !slot.tag.type.isMultiple, slot.tag.type.fixedSize ?? 16 == 16 else { return nil }
    if slot.tag.type == .object { return try object(slot.tag) }
    guard let (type, entry) = streams[id], entry.kind == .stream else {
      // Some writers make no stream for an empty value; they count the zero that would close a text, or do not.
      if UInt32(truncatingIfNeeded: slot.value) > 2 { damaged(slot.tag, "has no value in the file") }
      return slot.tag.type == .guid ? nil : MailboxBytes([])
    }
    let stream = context.file.open(entry) { notes.add($0) }
    let zeros = try closingZeros(of: stream, type)
    return zeros == 0 ? stream : CompoundStream(stream, prefix: stream.count - zeros)
  }

  /// A storage that is a value, as a compound file of its own; nil for a message.
  private func object(_ tag: PropertyTag) throws(Fault) -> (any MailboxSource)? {
    guard let entry = streams[tag.id]?.entry, entry.kind == .storage else { return nil }
    if context.file.child("__properties_version1.0", of: entry) != nil { return nil }
    return try context.file.export(entry, place: place) { notes.add($0) }
  }

  /// How many bytes at the end of a text are zeros that close it.
  private func closingZeros(of stream: CompoundStream, _ type: PropertyType) throws(Fault) -> Int {
    guard type == .string || type == .string8 else { return 0 }
    var end = type == .string ? stream.count & ~1 : stream.count
    var window = 64
    while end > 0 {
      let size = min(window, end)
      let last = try CompoundFault.bytes(of: stream, at: end - size, size, place)
      let kept = type == .string ? PropertyText.unicode(last) : PropertyText.narrow(last)
      end -= size - kept.count
      if !kept.isEmpty { break }
      window = 1 << 16
    }
    return stream.count - end
  }

  private func several(_ tag: PropertyTag) throws(Fault) -> PropertyValue? {
    guard let entry = streams[tag.id]?.entry, entry.kind == .stream else {
      damaged(tag, "has no list of its values in the file")
      return pieces[tag.id] == nil ? nil : .several(try pieces(of: tag, tag.type.single, told: 0))
    }
    let stream = context.file.open(entry) { notes.add($0) }
    let bytes = try whole(stream, tag)
    let single = tag.type.single
    if let size = single.fixedSize, size > 0 {
      var cursor = StreamCursor(bytes)
      var values: [PropertyValue] = []
      while let item = cursor.take(size), let value = StorageValue.whole(single, item) { values.append(value) }
      if cursor.left > 0 { damaged(tag, "has values that are cut off") }
      return .several(values)
    }
    return .several(try pieces(of: tag, single, told: bytes.count / (single == .binary ? 8 : 4)))
  }

  /// Values that have a stream each. The stream of their lengths is told from how many there are. [MS-OXMSG] §2.1.4
  private func pieces(of tag: PropertyTag, _ single: PropertyType, told: Int) throws(Fault) -> [PropertyValue] {
    let streams = (pieces[tag.id] ?? [:]).sorted { $0.key < $1.key }
    if streams.count < told { damaged(tag, "has \(streams.count) of \(told) values in the file") }
    var values: [PropertyValue] = []
    var size = 0
    for (_, entry) in streams {
      let stream = context.file.open(entry) { notes.add($0) }
      size += stream.count
      guard size <= PropertyLimits.wholeValue else { throw large(tag) }
      let bytes = try CompoundFault.bytes(of: stream, at: 0, stream.count, place)
      if let value = StorageValue.whole(single, bytes) { values.append(value) }
    }
    return values
  }

  private func whole(_ source: any MailboxSource, _ tag: PropertyTag) throws(Fault) -> [UInt8] {
    guard source.count <= PropertyLimits.wholeValue else { throw large(tag) }
    return try CompoundFault.bytes(of: source, at: 0, source.count, place)
  }

  private func large(_ tag: PropertyTag) -> Fault {
    MessageFileFault.limit("property \(Self.text(tag)) is larger than 150 MB and not read in one piece", place)
  }

  private func damaged(_ tag: PropertyTag, _ what: String) {
    notes.add(MessageFileFault.damaged("property \(Self.text(tag)) \(what)", place))
  }

  /// Eight hexadecimal digits, as in the name of its stream.
  private static func text(_ tag: PropertyTag) -> String {
    let digits = String(tag.rawValue, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
