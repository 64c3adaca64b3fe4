/// Properties as they were read, with the names that the stream gives them.
struct TNEFProperty {
  var tag: PropertyTag
  var name: PropertyName?
  var value: PropertyValue
  /// Of an object: the interface it is read through. Its bytes are the value, unless they are a message.
  var interface: GUID?
  /// Where the bytes of an object lie, behind the interface.
  var object: Range<Int>?
}

/// Reads lists of properties. [MS-OXTNEF] §2.1.3
struct TNEFPropertyReader {
  private var cursor: StreamCursor
  /// The list ended before all of its properties were there.
  private(set) var isCut = false

  init(_ bytes: [UInt8], _ range: Range<Int>) { cursor = StreamCursor(bytes, range) }

  /// One list.
  mutating func list() -> [TNEFProperty] {
    var out: [TNEFProperty] = []
    guard let count = cursor.u32() else {
      isCut = true
      return out
    }
    var numbers: Set<UInt16> = []
    for _ in 0..<count {
      guard !isCut, let property = property() else {
        isCut = true
        break
      }
      guard let value = property else { continue }
      // A second value of one number would not count; named properties are told apart by their names.
      if value.name != nil || numbers.insert(value.tag.id).inserted { out.append(value) }
      if out.count > ObjectLimits.properties { break }
    }
    return out
  }

  /// The rows of a recipient table. [MS-OXTNEF] §2.1.3
  mutating func rows() -> [[TNEFProperty]] {
    var out: [[TNEFProperty]] = []
    guard let count = cursor.u32() else {
      isCut = true
      return out
    }
    for _ in 0..<count {
      guard !isCut, cursor.left > 0 else {
        isCut = true
        break
      }
      let row = list()
      if !row.isEmpty { out.append(row) }
      if out.count >= ObjectLimits.recipients { break }
    }
    return out
  }

  /// nil at the end, nil within for a property without a value.
  private mutating func property() -> TNEFProperty?? {
    guard let type = cursor.u16(), let id = cursor.u16() else { return nil }
    let tag = PropertyTag(id, PropertyType(rawValue: type))
    var name: PropertyName?
    if id >= 0x8000 {
      guard let read = self.name() else { return nil }
      name = read
    }
    if tag.type.fixedSize == nil {
      guard tag.type.isMultiple || Self.isVariable(tag.type) else {
        // Nobody knows how long a value of an unknown type is.
        return nil
      }
      return values(tag, name)
    }
    guard let value = fixed(tag.type) else { return tag.type == .null ? .some(nil) : nil }
    return TNEFProperty(tag: tag, name: name, value: value)
  }

  private static func isVariable(_ type: PropertyType) -> Bool {
    [.string, .string8, .binary, .object, .serverID].contains(type)
  }

  private mutating func name() -> PropertyName? {
    guard let set = cursor.guid(), let kind = cursor.u32() else { return nil }
    if kind == 0 { return cursor.u32().map { PropertyName(set, $0) } }
    guard let count = cursor.count(), let text = cursor.take(count) else { return nil }
    pad(count)
    return PropertyName(set, UTF16Text.string(text))
  }

  private mutating func pad(_ count: Int) { cursor.skip((4 - count & 3) & 3) }

  /// A value of a known size, filled up to four bytes.
  private mutating func fixed(_ type: PropertyType) -> PropertyValue? {
    guard let size = type.fixedSize, size > 0, let bytes = cursor.take(size) else { return nil }
    pad(size)
    return StorageValue.whole(type, bytes)
  }

  private mutating func values(_ tag: PropertyTag, _ name: PropertyName?) -> TNEFProperty? {
    guard let count = cursor.u32() else { return nil }
    let single = tag.type.single
    if !tag.type.isMultiple, count != 1 {
      // Texts that are counted as several belong together in no reading; the first is the value.
      guard count > 0 else { return TNEFProperty(tag: tag, name: name, value: Self.empty(single)) }
    }
    var values: [PropertyValue] = []
    var object: (interface: GUID, range: Range<Int>)?
    for _ in 0..<count {
      guard !isCut, cursor.left > 0 else {
        isCut = true
        break
      }
      if single == .object, let found = self.object() {
        object = object ?? found
      } else if single != .object, let value = single.fixedSize == nil ? variable(single) : fixed(single) {
        values.append(value)
      } else {
        isCut = true
        break
      }
    }
    if tag.type.isMultiple { return TNEFProperty(tag: tag, name: name, value: .several(values)) }
    if let object {
      // Messages may lie in messages many times: each copy of their bytes would be another.
      let bytes = object.interface == Self.message ? [] : Array(cursor.bytes[object.range])
      return TNEFProperty(
        tag: tag, name: name, value: .other(.object, bytes), interface: object.interface, object: object.range)
    }
    return values.first.map { TNEFProperty(tag: tag, name: name, value: $0) }
  }

  /// IID_IMessage
  static let message = GUID.microsoft(0x0002_0307)

  private static func empty(_ type: PropertyType) -> PropertyValue {
    switch type {
    case .string: .string([])
    case .string8: .string8([])
    case .binary: .binary([])
    default: .other(type, [])
    }
  }

  /// A length, that many bytes, and zeros up to four; of one that is cut off what is there.
  private mutating func stretch() -> Range<Int>? {
    guard let size = cursor.u32() else { return nil }
    let there = min(Int(size), cursor.left)
    if there < Int(size) { isCut = true }
    let range = cursor.range(there)
    pad(there)
    return range
  }

  private mutating func variable(_ type: PropertyType) -> PropertyValue? {
    guard let range = stretch() else { return nil }
    return StorageValue.whole(type, Array(cursor.bytes[range]))
  }

  private mutating func object() -> (interface: GUID, range: Range<Int>)? {
    guard let range = stretch() else { return nil }
    var inner = StreamCursor(cursor.bytes, range)
    guard let interface = inner.guid() else { return nil }
    return (interface, inner.at..<range.upperBound)
  }
}
