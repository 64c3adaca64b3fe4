import Core

/// What the numbers of named properties mean in one .msg file. [MS-OXMSG] §2.2.3
struct MessageFileNames {
  private(set) var names: [UInt16: PropertyName] = [:]
  private(set) var ids: [PropertyName: UInt16] = [:]
  /// Entries that lead nowhere.
  private(set) var broken = 0

  init() {}

  /// - Parameters:
  ///   - guids: property sets, from index 3 on. [MS-OXMSG] §2.2.3.1.1
  ///   - entries: eight bytes each. [MS-OXMSG] §2.2.3.1.2
  ///   - strings: names, each behind its length and filled up to four bytes. [MS-OXMSG] §2.2.3.1.3
  init(guids: [UInt8], entries: [UInt8], strings: [UInt8]) {
    var cursor = StreamCursor(entries)
    while let value = cursor.u32(), let kind = cursor.u16(), let index = cursor.u16() {
      let id = 0x8000 + UInt32(index)
      guard id < 0xFFFF, let set = Self.set(Int(kind >> 1), guids),
        let name = kind & 1 == 0 ? PropertyName(set, value) : Self.text(value, strings).map({ PropertyName(set, $0) })
      else {
        broken += 1
        continue
      }
      names[UInt16(id)] = names[UInt16(id)] ?? name
      ids[name] = ids[name] ?? UInt16(id)
    }
    if cursor.left > 0 { broken += 1 }
  }

  private static func set(_ index: Int, _ guids: [UInt8]) -> GUID? {
    switch index {
    case 0: return nil
    case 1: return .mapi
    case 2: return .publicStrings
    default:
      let start = (index - 3) * 16
      return start + 16 <= guids.count ? GUID(guids[start..<(start + 16)]) : nil
    }
  }

  private static func text(_ offset: UInt32, _ strings: [UInt8]) -> String? {
    guard let start = Int(exactly: offset), start < strings.count else { return nil }
    var cursor = StreamCursor(strings, start..<strings.count)
    // A name has at most 254 characters. [MS-OXPROPS] §1.3.2
    guard let length = cursor.count(), length <= 1024 else { return nil }
    return cursor.take(length).map { UTF16Text.string($0) }
  }
}
