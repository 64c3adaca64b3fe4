import MAPI

/// Values of properties as bytes, as .msg files and TNEF streams have them alike.
enum PropertyBytes {
  /// Of one value; of several nil.
  static func of(_ value: PropertyValue) -> [UInt8]? {
    switch value {
    case .integer16(let number): LittleEndian.bytes(number)
    case .integer32(let number): LittleEndian.bytes(number)
    case .integer64(let number), .currency(let number): LittleEndian.bytes(number)
    case .floating32(let number): LittleEndian.bytes(number.bitPattern)
    case .floating64(let number), .floatingTime(let number): LittleEndian.bytes(number.bitPattern)
    case .errorCode(let number): LittleEndian.bytes(number)
    case .boolean(let isSo): [isSo ? 1 : 0]
    case .time(let time): LittleEndian.bytes(time.ticks)
    case .guid(let guid): guid.bytes
    case .string(let bytes), .string8(let bytes), .binary(let bytes), .other(_, let bytes): bytes
    case .several: nil
    }
  }
}
