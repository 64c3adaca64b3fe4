import Core

/// The property stream of an object: its properties with short values in it. [MS-OXMSG] §2.4
struct StoragePropertyList {
  struct Slot {
    var tag: PropertyTag
    /// The value itself where it has a fixed size of up to eight bytes; else the size of its stream is in the lower half.
    var value: UInt64
  }
  private(set) var slots: [Slot] = []
  /// Recipients and attachments that the header counts; nil where there is none. [MS-OXMSG] §2.4.1.1
  private(set) var counted: (recipients: Int, attachments: Int)?
  /// Bytes that are no whole property, or more properties than there are numbers.
  private(set) var isCut = false

  init(_ bytes: [UInt8], header: Int) {
    if header >= 24, bytes.count >= 24 {
      var cursor = StreamCursor(bytes, 16..<24)
      if let recipients = cursor.u32(), let attachments = cursor.u32() {
        counted = (Int(recipients), Int(attachments))
      }
    }
    var cursor = StreamCursor(bytes, header..<max(header, bytes.count))
    var known: Set<UInt16> = []
    while let raw = cursor.u32(), cursor.u32() != nil, let value = cursor.u64() {
      let tag = PropertyTag(rawValue: raw)
      if known.insert(tag.id).inserted { slots.append(Slot(tag: tag, value: value)) }
    }
    isCut = bytes.count < header || cursor.left > 0
  }

  /// The longest that is read.
  static let most = 32 + 16 * ObjectLimits.properties
}

/// The names of streams that hold values. [MS-OXMSG] §2.1.3
enum StorageName {
  /// `__substg1.0_0037001F` or `__substg1.0_8001101F-00000002`; nil for another name.
  static func value(_ name: String) -> (tag: PropertyTag, index: UInt32?)? {
    let units = Array(name.utf8)
    guard units.count == 20 || (units.count == 29 && units[20] == UInt8(ascii: "-")),
      name.lowercased().hasPrefix("__substg1.0_"), let raw = number(units[12..<20])
    else { return nil }
    guard units.count == 29 else { return (PropertyTag(rawValue: raw), nil) }
    guard let index = number(units[21..<29]) else { return nil }
    return (PropertyTag(rawValue: raw), index)
  }

  /// The number behind `prefix`, such as `__recip_version1.0_#`, in eight hexadecimal digits.
  static func row(_ name: String, _ prefix: String) -> UInt32? {
    guard name.utf8.count == prefix.utf8.count + 8, name.lowercased().hasPrefix(prefix) else { return nil }
    return number(Array(name.utf8.suffix(8))[...])
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for digit in digits {
      switch digit {
      case 48...57: value = value << 4 | UInt32(digit - 48)
      case 65...70: value = value << 4 | UInt32(digit - 55)
      case 97...102: value = value << 4 | UInt32(digit - 87)
      default: return nil
      }
    }
    return value
  }
}
