/// Who is meant, as senders and recipients are kept in one value. [MS-OXCDATA] §2.2.5
struct EntryID {
  /// UTF-16LE or in the code page of the message.
  var name: [UInt8] = []
  var type: [UInt8] = []
  var address: [UInt8] = []
  var isUnicode = false

  /// 812B1FA4-BEA3-1019-9D6E-00DD010F5402
  private static let oneOff: [UInt8] = [
    0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02,
  ]
  /// C840A7DC-42C0-1A10-B4B9-08002B2FE182
  private static let addressBook: [UInt8] = [
    0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82,
  ]

  /// nil for a kind that holds no address.
  init?(_ bytes: [UInt8]) {
    guard bytes.count > 24 else { return nil }
    if bytes[4..<20].elementsEqual(Self.oneOff) {
      // [MS-OXCDATA] §2.2.5.1: version, then flags with bit U.
      isUnicode = bytes[23] & 0x80 != 0
      var rest = bytes[24...]
      name = Self.cut(&rest, isUnicode)
      type = Self.cut(&rest, isUnicode)
      // The type is compared; it is letters.
      if isUnicode { type = UTF8Text.bytes(utf16: type) }
      address = Self.cut(&rest, isUnicode)
    } else if bytes[4..<20].elementsEqual(Self.addressBook), bytes.count > 28 {
      // [MS-OXCDATA] §2.2.5.2: version, type, X.500 address.
      var rest = bytes[28...]
      (type, address) = (Array("EX".utf8), Self.cut(&rest, false))
    } else {
      return nil
    }
  }

  /// Up to the next zero, which is taken as well.
  private static func cut(_ rest: inout ArraySlice<UInt8>, _ isUnicode: Bool) -> [UInt8] {
    var at = rest.startIndex
    let step = isUnicode ? 2 : 1
    while at + step <= rest.endIndex, rest[at] != 0 || isUnicode && rest[at + 1] != 0 { at += step }
    defer { rest = rest[min(at + step, rest.endIndex)...] }
    return Array(rest[..<min(at, rest.endIndex)])
  }

  /// The entries of a FlatEntryList; what does not fit ends it. [MS-OXCDATA] §2.3.3
  static func list(_ bytes: [UInt8]) -> [EntryID] {
    guard bytes.count >= 8 else { return [] }
    var entries: [EntryID] = []
    var at = 8
    var left = number(bytes, 0)
    while left > 0, at + 4 <= bytes.count {
      let size = number(bytes, at)
      guard size <= bytes.count - at - 4 else { break }
      if let entry = EntryID(Array(bytes[(at + 4)..<(at + 4 + size)])) { entries.append(entry) }
      at += 4 + (size + 3) / 4 * 4
      left -= 1
    }
    return entries
  }

  private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
    Int(bytes[at]) | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2]) << 16 | Int(bytes[at + 3]) << 24
  }
}
