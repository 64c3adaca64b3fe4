public import Core

/// What names a meeting in every mailbox. [MS-OXOCAL] §2.2.1.27
public struct GlobalObjectID: Hashable, Sendable {
  private static let magic: [UInt8] = [
    0x04, 0x00, 0x00, 0x00, 0x82, 0x00, 0xE0, 0x00, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08,
  ]
  private static let foreign = Array("vCal-Uid".utf8) + [1, 0, 0, 0]

  /// For UID: the one another program gave, else the bytes without the day, in capital hexadecimal digits.
  /// [MS-OXCICAL] §2.1.3.1.1.20.26
  public let uid: String
  /// Midnight of the occurrence that is meant; nil where it is the whole series, or a single meeting.
  public let day: CalendarTime?

  /// nil for no bytes. What is not of the documented form is named by its bytes all the same.
  public init?(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return nil }
    guard bytes.starts(with: Self.magic), bytes.count >= 40 else {
      (uid, day) = (Self.hexadecimal(bytes), nil)
      return
    }
    let year = Int(bytes[16]) << 8 | Int(bytes[17])
    let (month, date) = (Int(bytes[18]), Int(bytes[19]))
    let isDay = (1601...4500).contains(year) && (1...12).contains(month) && (1...31).contains(date)
    day = isDay ? CalendarTime(year: year, month: month, day: date, hour: 0, minute: 0, second: 0) : nil
    let data = bytes[40...]
    if data.starts(with: Self.foreign) {
      let name = data.dropFirst(Self.foreign.count).prefix { $0 != 0 }
      if !name.isEmpty {
        uid = String(decoding: name, as: UTF8.self)
        return
      }
    }
    uid = Self.hexadecimal(bytes[..<16] + [0, 0, 0, 0] + bytes[20...])
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
