import MAPI

/// Columns of the tables that every store has. [MS-PST] §2.4.4, §2.4.5.1, §2.4.6.1
enum PSTColumns {
  static let responsibility: UInt16 = 0x0E0F
  static let displayType: UInt16 = 0x3900
  static let messageStatus: UInt16 = 0x0E17
  static let hiddenCount: UInt16 = 0x6635
  static let parentNode: UInt16 = 0x67F1

  /// [MS-PST] §2.4.4.4.1
  static let hierarchy = tags([
    0x0E30_0102, 0x0E33_0014, 0x0E34_0102, 0x0E38_0003, 0x3001_001F, 0x3602_0003, 0x3603_0003, 0x360A_000B, 0x3613_001F,
    0x6635_0003, 0x6636_0003,
  ])
  /// [MS-PST] §2.4.4.5.1
  static let contents = tags([
    0x0017_0003, 0x001A_001F, 0x0036_0003, 0x0037_001F, 0x0039_0040, 0x0042_001F, 0x0057_000B, 0x0058_000B, 0x0070_001F,
    0x0071_0102, 0x0E03_001F, 0x0E04_001F, 0x0E06_0040, 0x0E07_0003, 0x0E08_0003, 0x0E17_0003, 0x0E30_0102, 0x0E33_0014,
    0x0E34_0102, 0x0E38_0003, 0x0E3C_0102, 0x0E3D_0102, 0x1097_0003, 0x3008_0040, 0x3013_0102, 0x65C6_0003,
  ])
  /// [MS-PST] §2.4.4.6.1
  static let associated = tags([
    0x001A_001F, 0x0E07_0003, 0x0E17_0003, 0x3001_001F, 0x6800_001F, 0x6803_000B, 0x6805_1003, 0x682F_001F, 0x7003_0003,
    0x7004_0102, 0x7005_0102, 0x7006_001F, 0x7007_0003,
  ])
  /// [MS-PST] §2.4.8.6.2.1
  static let searchContents = tags([
    0x0017_0003, 0x001A_001F, 0x0036_0003, 0x0037_001F, 0x0042_001F, 0x0057_000B, 0x0058_000B, 0x0E03_001F, 0x0E04_001F,
    0x0E05_001F, 0x0E06_0040, 0x0E07_0003, 0x0E08_0003, 0x0E17_0003, 0x0E2A_000B, 0x3008_0040, 0x67F1_0003,
  ])
  /// [MS-PST] §2.4.5.3.1
  static let recipients = tags([
    0x0C15_0003, 0x0E0F_000B, 0x0FF9_0102, 0x0FFE_0003, 0x0FFF_0102, 0x3001_001F, 0x3002_001F, 0x3003_001F, 0x300B_0102,
    0x3900_0003, 0x39FE_001F, 0x39FF_001F, 0x3A40_000B,
  ])
  /// [MS-PST] §2.4.6.1.2
  static let attachments = tags([0x0E20_0003, 0x3704_001F, 0x3705_0003, 0x370B_0003])

  private static func tags(_ values: [UInt32]) -> [PropertyTag] { values.map(PropertyTag.init(rawValue:)) }

  /// `columns`, and one for each property of `rows` that has none.
  static func wider(_ columns: [PropertyTag], for rows: [[PSTProperty]]) -> [PropertyTag] {
    var known = Set(columns.map(\.id))
    var columns = columns
    for row in rows {
      for property in row where known.insert(property.tag.id).inserted { columns.append(property.tag) }
    }
    return columns
  }
}
