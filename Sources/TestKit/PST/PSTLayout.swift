/// How a made file is laid out. [MS-PST] §2.2.2.6, wVer
public enum PSTLayout: String, Sendable, CaseIterable {
  /// Outlook 97 to 2002 (wVer 15): numbers of 32 bits, text in Windows-1252.
  case ansi
  /// wVer 23.
  case unicode
  /// OST of Outlook 2013 and later (wVer 36): pages of 4,096 bytes, deflated blocks. No published document has it; as libyal's
  /// notes on the format and the readers that open it have it.
  case unicode4K

  var isWide: Bool { self != .ansi }
  var version: UInt16 {
    switch self {
    case .ansi: 15
    case .unicode: 23
    case .unicode4K: 36
    }
  }
  /// Bytes of a page, which begins at a multiple of them.
  var page: Int { self == .unicode4K ? 4096 : 512 }
  /// PAGETRAILER. [MS-PST] §2.2.2.7.1
  var pageTrailer: Int {
    switch self {
    case .ansi: 12
    case .unicode: 16
    case .unicode4K: 24
    }
  }
  /// rgentries of a BTPAGE. [MS-PST] §2.2.2.7.7.1
  var pageEntries: Int {
    switch self {
    case .ansi: 496
    case .unicode: 488
    case .unicode4K: 4056
    }
  }
  /// Space is given out in units of so many bytes; each has a bit in an AMap.
  var unit: Int { self == .unicode4K ? 512 : 64 }
  /// BLOCKTRAILER. [MS-PST] §2.2.2.8.1
  var blockTrailer: Int { pageTrailer }
  /// The most data of one block.
  var blockLimit: Int { (self == .unicode4K ? 65_536 : 8192) - blockTrailer }
  /// Bytes of a block number in the file.
  var number: Int { isWide ? 8 : 4 }
  /// Where the first AMap stands. [MS-PST] §2.2.2.7.2.1
  var firstMap: Int { self == .unicode4K ? 0x22000 : 0x4400 }
  /// Bytes of a map's bits.
  var mapBits: Int { self == .unicode4K ? 4072 : 496 }
  /// How much file one AMap stands for, itself included.
  var region: Int { mapBits * 8 * unit }
  /// Bits of a HID that tell the place within a block; the block's number comes above. [MS-PST] §2.3.1.1
  var heapIndexBits: Int { self == .unicode4K ? 14 : 11 }

  /// What a block of `count` bytes takes in the file.
  func span(_ count: Int) -> Int { (count + blockTrailer + unit - 1) / unit * unit }
}

/// bCryptMethod. [MS-PST] §2.2.2.6
public enum PSTEncoding: UInt8, Sendable, CaseIterable {
  case none = 0
  /// NDB_CRYPT_PERMUTE, "compressible encryption"
  case permute = 1
  /// NDB_CRYPT_CYCLIC, "high encryption"
  case cyclic = 2
}

/// What every trailer holds. [MS-PST] §5.5
func signature(at offset: Int, of number: UInt64) -> UInt16 {
  let mixed = UInt32(truncatingIfNeeded: UInt64(offset) ^ number)
  return UInt16(truncatingIfNeeded: mixed >> 16 ^ mixed)
}
