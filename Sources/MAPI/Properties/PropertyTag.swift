/// How a property's value is written. [MS-OXCDATA] §2.11.1
public struct PropertyType: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let unspecified = PropertyType(rawValue: 0x0000)
  public static let null = PropertyType(rawValue: 0x0001)
  public static let integer16 = PropertyType(rawValue: 0x0002)
  public static let integer32 = PropertyType(rawValue: 0x0003)
  public static let floating32 = PropertyType(rawValue: 0x0004)
  public static let floating64 = PropertyType(rawValue: 0x0005)
  public static let currency = PropertyType(rawValue: 0x0006)
  public static let floatingTime = PropertyType(rawValue: 0x0007)
  public static let errorCode = PropertyType(rawValue: 0x000A)
  public static let boolean = PropertyType(rawValue: 0x000B)
  public static let object = PropertyType(rawValue: 0x000D)
  public static let integer64 = PropertyType(rawValue: 0x0014)
  /// Text in the code page of its object (PtypString8).
  public static let string8 = PropertyType(rawValue: 0x001E)
  /// Text in UTF-16LE (PtypString).
  public static let string = PropertyType(rawValue: 0x001F)
  public static let time = PropertyType(rawValue: 0x0040)
  public static let guid = PropertyType(rawValue: 0x0048)
  public static let serverID = PropertyType(rawValue: 0x00FB)
  public static let binary = PropertyType(rawValue: 0x0102)

  /// Several values of one type (PtypMultiple…).
  public var isMultiple: Bool { rawValue & 0x1000 != 0 }
  /// The type of each of several values.
  public var single: PropertyType { PropertyType(rawValue: rawValue & ~0x1000) }
  public var multiple: PropertyType { PropertyType(rawValue: rawValue | 0x1000) }

  /// Bytes of one value; nil where values differ in length.
  public var fixedSize: Int? {
    switch self {
    case .null: 0
    case .boolean: 1
    case .integer16: 2
    case .integer32, .floating32, .errorCode: 4
    case .floating64, .currency, .floatingTime, .integer64, .time: 8
    case .guid: 16
    default: nil
    }
  }
}

/// A property's number with the type of its value. [MS-OXCDATA] §2.9
public struct PropertyTag: Hashable, Sendable {
  public var id: UInt16
  public var type: PropertyType
  public init(_ id: UInt16, _ type: PropertyType) {
    self.id = id
    self.type = type
  }

  /// As it is written: the number in the upper half.
  public init(rawValue: UInt32) {
    self.init(UInt16(truncatingIfNeeded: rawValue >> 16), PropertyType(rawValue: UInt16(truncatingIfNeeded: rawValue)))
  }
  public var rawValue: UInt32 { UInt32(id) << 16 | UInt32(type.rawValue) }
  /// The number means something in this file only; a ``PropertyName`` says what.
  public var isNamed: Bool { id >= 0x8000 && id < 0xFFFF }
}
