/// Values as .msg files hold them. [MS-OXMSG] §2.4.2
enum StorageValue {
  /// A value that stands in the list of properties itself; nil for types that have a stream.
  static func fixed(_ type: PropertyType, _ bits: UInt64) -> PropertyValue? {
    let low = UInt32(truncatingIfNeeded: bits)
    return switch type {
    case .integer16: .integer16(Int16(truncatingIfNeeded: bits))
    case .integer32: .integer32(Int32(bitPattern: low))
    case .floating32: .floating32(Float(bitPattern: low))
    case .floating64: .floating64(Double(bitPattern: bits))
    case .currency: .currency(Int64(bitPattern: bits))
    case .floatingTime: .floatingTime(Double(bitPattern: bits))
    case .errorCode: .errorCode(low)
    case .boolean: .boolean(bits & 0xFF != 0)
    case .integer64: .integer64(Int64(bitPattern: bits))
    case .time: .time(FileTime(ticks: bits))
    default: nil
    }
  }

  /// A value from all of its bytes; nil for bytes that are none of this type.
  static func whole(_ type: PropertyType, _ bytes: [UInt8]) -> PropertyValue? {
    switch type {
    case .string: return .string(PropertyText.unicode(bytes))
    case .string8: return .string8(PropertyText.narrow(bytes))
    case .binary: return .binary(bytes)
    case .guid: return GUID(bytes.prefix(16)).map { .guid($0) }
    default: break
    }
    guard let size = type.fixedSize else { return .other(type, bytes) }
    guard bytes.count >= size else { return nil }
    let bits = bytes.prefix(size).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
    return fixed(type, bits)
  }
}
