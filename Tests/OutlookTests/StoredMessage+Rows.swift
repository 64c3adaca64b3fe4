import MAPI

/// A property of a test's object, by number or by name.
struct Row {
  var id: UInt16
  var name: PropertyName?
  var value: PropertyValue

  init(_ id: UInt16, _ value: PropertyValue) { (self.id, self.value) = (id, value) }
  init(_ set: GUID, _ number: UInt32, _ value: PropertyValue) {
    (id, name, self.value) = (0, PropertyName(set, number), value)
  }
  init(_ set: GUID, _ text: String, _ value: PropertyValue) {
    (id, name, self.value) = (0, PropertyName(set, text), value)
  }
  init(_ id: UInt16, _ text: String) { self.init(id, .text(text)) }
  init(_ set: GUID, _ number: UInt32, _ text: String) { self.init(set, number, .text(text)) }
}

extension PropertyValue {
  static func text(_ text: String) -> PropertyValue { .string(UTF16Text.bytes(text)) }
  static func texts(_ texts: [String]) -> PropertyValue { .several(texts.map(PropertyValue.text)) }
  /// Seconds since 1970.
  static func at(_ seconds: Int64) -> PropertyValue { .time(FileTime(seconds: seconds)) }

  var type: PropertyType {
    switch self {
    case .integer16: .integer16
    case .integer32: .integer32
    case .integer64: .integer64
    case .floating32: .floating32
    case .floating64: .floating64
    case .currency: .currency
    case .floatingTime: .floatingTime
    case .errorCode: .errorCode
    case .boolean: .boolean
    case .time: .time
    case .guid: .guid
    case .string: .string
    case .string8: .string8
    case .binary: .binary
    case .several(let values): (values.first?.type ?? .string).multiple
    case .other(let type, _): type
    }
  }
}

extension StoredMessage {
  /// Named properties get numbers from 0x8001 on, as in a file.
  convenience init(rows: [Row]) {
    var names: [UInt16: PropertyName] = [:]
    var numbered = rows
    for place in numbered.indices {
      guard let name = numbered[place].name else { continue }
      let id = names.first { $0.value == name }?.key ?? UInt16(0x8001 + names.count)
      names[id] = name
      numbered[place].id = id
    }
    self.init(names: names)
    for row in numbered { set(PropertyTag(row.id, row.value.type), row.value) }
  }
}
