/// The beginning of a compound file. [MS-CFB] §2.2
struct CompoundHeader {
  static let size = 512
  static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
  /// FAT sectors that the header names by itself.
  static let difatEntries = 109

  /// 9 or 12: sectors of 512 or 4,096 bytes.
  var sectorShift: Int
  var firstDirectorySector: UInt32
  var firstMiniFATSector: UInt32
  var firstDIFATSector: UInt32
  /// Where the FAT lies; unused entries are ``Sector/free``.
  var difat: [UInt32]
  /// Fields that say what no compound file says.
  var oddities: [String] = []

  /// nil for bytes that are not the beginning of a compound file.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.size, bytes.starts(with: Self.signature) else { return nil }
    func number(_ offset: Int, _ size: Int) -> UInt32 {
      (0..<size).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }
    let version = number(0x1A, 2)
    let shift = number(0x1E, 2)
    sectorShift = shift == 9 || shift == 12 ? Int(shift) : version == 4 ? 12 : 9
    if shift != (version == 4 ? 12 : 9) { oddities.append("version \(version) with sectors of 2^\(shift) bytes") }
    if number(0x1C, 2) != 0xFFFE { oddities.append("a wrong byte order mark") }
    if number(0x20, 2) != 6 { oddities.append("small sectors of another size than 64 bytes") }
    if number(0x38, 4) != 4096 { oddities.append("another limit for small streams than 4096 bytes") }
    firstDirectorySector = number(0x30, 4)
    firstMiniFATSector = number(0x3C, 4)
    firstDIFATSector = number(0x44, 4)
    difat = (0..<Self.difatEntries).map { number(0x4C + 4 * $0, 4) }
  }
}

/// Numbers of sectors. [MS-CFB] §2.1
enum Sector {
  static let last: UInt32 = 0xFFFF_FFFA
  static let difat: UInt32 = 0xFFFF_FFFC
  static let fat: UInt32 = 0xFFFF_FFFD
  static let endOfChain: UInt32 = 0xFFFF_FFFE
  static let free: UInt32 = 0xFFFF_FFFF
  /// Of a directory entry.
  static let noEntry: UInt32 = 0xFFFF_FFFF
  /// Streams of fewer bytes lie in small sectors.
  static let miniCutoff = 4096
  static let miniShift = 6
}
