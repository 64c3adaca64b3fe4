public import MAPI

/// A property as it is to stand in a file.
public struct PSTProperty: Sendable, Hashable {
  public var tag: PropertyTag
  public var value: PropertyValue
  public init(_ tag: PropertyTag, _ value: PropertyValue) { (self.tag, self.value) = (tag, value) }

  public static func text(_ id: UInt16, _ text: String) -> PSTProperty {
    PSTProperty(PropertyTag(id, .string), .string(wide(text)))
  }
  public static func number(_ id: UInt16, _ value: Int32) -> PSTProperty {
    PSTProperty(PropertyTag(id, .integer32), .integer32(value))
  }
  public static func flag(_ id: UInt16, _ value: Bool) -> PSTProperty {
    PSTProperty(PropertyTag(id, .boolean), .boolean(value))
  }
  /// Seconds since 1970-01-01T00:00:00Z.
  public static func time(_ id: UInt16, _ seconds: Int64) -> PSTProperty {
    PSTProperty(PropertyTag(id, .time), .time(FileTime(seconds: seconds)))
  }
  public static func binary(_ id: UInt16, _ bytes: [UInt8]) -> PSTProperty {
    PSTProperty(PropertyTag(id, .binary), .binary(bytes))
  }
  /// A node below the object's. [MS-PST] §2.3.3.5
  static func object(_ id: UInt16, node: UInt32, size: Int) -> PSTProperty {
    var bytes = [UInt8](little: node)
    bytes.put32(size)
    return PSTProperty(PropertyTag(id, .object), .other(.object, bytes))
  }
}

/// A property whose number the file gives out. [MS-PST] §2.4.7
public struct PSTNamedProperty: Sendable, Hashable {
  public var name: PropertyName
  public var type: PropertyType
  public var value: PropertyValue
  public init(_ name: PropertyName, _ type: PropertyType, _ value: PropertyValue) {
    (self.name, self.type, self.value) = (name, type, value)
  }
}

extension PSTProperty {
  /// As files of `layout` hold it: an ANSI one has text in Windows-1252.
  func stored(_ layout: PSTLayout) -> PSTProperty {
    guard layout == .ansi, tag.type.single == .string else { return self }
    let type: PropertyType = tag.type.isMultiple ? .string8.multiple : .string8
    return PSTProperty(PropertyTag(tag.id, type), Self.narrow(value))
  }

  private static func narrow(_ value: PropertyValue) -> PropertyValue {
    switch value {
    case .string(let bytes): .string8(WesternText.bytes(UTF16Text.string(bytes)))
    case .several(let values): .several(values.map(narrow))
    default: value
    }
  }
}

/// UTF-16LE.
func wide(_ text: String) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(2 * text.utf8.count)
  for unit in text.utf16 {
    bytes.append(UInt8(truncatingIfNeeded: unit))
    bytes.append(UInt8(truncatingIfNeeded: unit >> 8))
  }
  return bytes
}

/// Windows-1252 as it is written; a character that it lacks becomes a question mark.
enum WesternText {
  private static let upper: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]

  /// Nothing of `text` would be lost.
  static func holds(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0.value < 0x80 || (0xA0...0xFF).contains($0.value) || upper.contains($0.value)
    }
  }

  static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { scalar in
      if scalar.value < 0x80 || (0xA0...0xFF).contains(scalar.value) { return UInt8(scalar.value) }
      return upper.firstIndex(of: scalar.value).map { UInt8(0x80 + $0) } ?? UInt8(ascii: "?")
    }
  }
}

extension PropertyValue {
  /// The bytes of one value. [MS-PST] §2.3.3.3, §2.3.3.4
  var stored: [UInt8] {
    switch self {
    case .integer16(let value): [UInt8](little: value)
    case .integer32(let value): [UInt8](little: value)
    case .integer64(let value), .currency(let value): [UInt8](little: value)
    case .floating32(let value): [UInt8](little: value.bitPattern)
    case .floating64(let value), .floatingTime(let value): [UInt8](little: value.bitPattern)
    case .errorCode(let value): [UInt8](little: value)
    case .boolean(let value): [value ? 1 : 0]
    case .time(let value): [UInt8](little: value.ticks)
    case .guid(let value): value.bytes
    case .string(let bytes), .string8(let bytes), .binary(let bytes), .other(_, let bytes): bytes
    case .several(let values): PropertyValue.several(values)
    }
  }

  /// Values of one size follow one another; of others a count and their places come first.
  private static func several(_ values: [PropertyValue]) -> [UInt8] {
    let parts = values.map(\.stored)
    switch values.first {
    case .string, .string8, .binary:
      var bytes: [UInt8] = []
      bytes.put32(parts.count)
      var place = 4 + 4 * parts.count
      for part in parts {
        bytes.put32(place)
        place += part.count
      }
      return parts.reduce(into: bytes) { $0 += $1 }
    default: return parts.reduce(into: []) { $0 += $1 }
    }
  }
}
