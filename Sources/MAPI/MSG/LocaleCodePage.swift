/// The code page that Windows uses for the language of a locale id. [MS-LCID] §2.2
enum LocaleCodePage {
  /// By primary language, the lower ten bits; what is not here is written in Windows-1252.
  private static let languages: [UInt16: Int] = [
    0x01: 1256, 0x02: 1251, 0x05: 1250, 0x08: 1253, 0x0D: 1255, 0x0E: 1250, 0x11: 932, 0x12: 949, 0x15: 1250,
    0x18: 1250, 0x19: 1251, 0x1A: 1250, 0x1B: 1250, 0x1C: 1250, 0x1E: 874, 0x1F: 1254, 0x20: 1256, 0x22: 1251,
    0x23: 1251, 0x24: 1250, 0x25: 1257, 0x26: 1257, 0x27: 1257, 0x29: 1256, 0x2A: 1258, 0x2C: 1254, 0x2F: 1251,
    0x3F: 1251, 0x40: 1251, 0x43: 1254, 0x44: 1251, 0x50: 1251,
  ]
  /// Chinese, which differs by country, and languages that are written in two scripts.
  private static let locales: [UInt16: Int] = [
    0x0404: 950, 0x0804: 936, 0x0C04: 950, 0x1004: 936, 0x1404: 950, 0x0C1A: 1251, 0x1C1A: 1251, 0x201A: 1251,
    0x082C: 1251, 0x0843: 1251,
  ]

  static func number(_ locale: UInt32) -> Int? {
    let id = UInt16(truncatingIfNeeded: locale)
    guard id & 0x3FF != 0, id != 0x007F else { return nil }
    return locales[id] ?? languages[id & 0x3FF] ?? 1252
  }
}
