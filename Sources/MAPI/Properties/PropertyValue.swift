/// The value of a property. [MS-OXCDATA] §2.11.2
public enum PropertyValue: Hashable, Sendable {
  case integer16(Int16)
  case integer32(Int32)
  case integer64(Int64)
  case floating32(Float)
  case floating64(Double)
  /// Ten-thousandths.
  case currency(Int64)
  /// Days since 30 December 1899, at local time.
  case floatingTime(Double)
  case errorCode(UInt32)
  case boolean(Bool)
  case time(FileTime)
  case guid(GUID)
  /// UTF-16LE, without a closing zero.
  case string([UInt8])
  /// In the code page of its object, without a closing zero.
  case string8([UInt8])
  case binary([UInt8])
  /// All of one type, in order.
  case several([PropertyValue])
  /// A value of a type that is not known here, in its bytes.
  case other(PropertyType, [UInt8])
}

/// 100-nanosecond steps since 1601-01-01T00:00:00Z. [MS-DTYP] §2.3.3
public struct FileTime: Hashable, Sendable, Comparable {
  public var ticks: UInt64
  public init(ticks: UInt64) { self.ticks = ticks }

  /// 0 and 1 January 4501 or later say that there is no time.
  public var isSet: Bool { ticks != 0 && ticks < 915_151_392_000_000_000 }
  /// Seconds since 1970-01-01T00:00:00Z, rounded down.
  public var seconds: Int64 { Int64(ticks / 10_000_000) - 11_644_473_600 }
  public init(seconds: Int64) { ticks = UInt64(max(0, seconds + 11_644_473_600)) * 10_000_000 }

  public static func < (a: FileTime, b: FileTime) -> Bool { a.ticks < b.ticks }
}
