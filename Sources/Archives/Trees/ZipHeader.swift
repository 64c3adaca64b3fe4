import CZlib
import Core
import MIME

/// One entry of a zip file's directory ([APPNOTE 6.3.10] §4.3.12).
struct ZipHeader: Sendable, Hashable {
  static let fixedBytes = 46

  var flags: Int
  var method: Int
  /// Nanoseconds since 1970.
  var written: Int64
  var sum: UInt32
  var packedSize: Int
  var size: Int
  /// Where the file's own header stands.
  var offset: Int
  /// UTF-8, with `/` between names.
  var name: [UInt8]
  var isSymbolicLink: Bool
  /// What is on record of it in the directory.
  var bytes: Int

  /// §4.4.4: bit 0, or 6 with strong encryption; §7.2: method 99 of AES.
  var isEncrypted: Bool { flags & 0x41 != 0 || method == 99 }
  var isFolder: Bool { name.last == UInt8(ascii: "/") }

  /// Nil when there is no such record, or it says what cannot be. `bytes` reaches from the record at least to its end.
  init?(_ record: ArraySlice<UInt8>) {
    guard record.count >= Self.fixedBytes, record.starts(with: [0x50, 0x4B, 1, 2]) else { return nil }
    let (nameCount, extraCount, commentCount) = (record.number16(28), record.number16(30), record.number16(32))
    bytes = Self.fixedBytes + nameCount + extraCount + commentCount
    guard record.count >= bytes else { return nil }
    (flags, method) = (record.number16(8), record.number16(10))
    sum = UInt32(record.number32(16))
    let rawName = Array(record.dropFirst(Self.fixedBytes).prefix(nameCount))
    let extra = ZipExtra(
      record.dropFirst(Self.fixedBytes + nameCount).prefix(extraCount),
      name: rawName, sizes: [record.number32(24), record.number32(20), record.number32(42)])
    guard let sizes = extra.sizes else { return nil }
    (size, packedSize, offset) = (sizes[0], sizes[1], sizes[2])
    written = extra.written ?? Self.time(date: record.number16(14), time: record.number16(12))
    let system = record.number16(4) >> 8
    name = Self.name(rawName, extra.name, isUTF8: flags & 0x800 != 0, system)
    // §4.4.15: on Unix (3) and macOS (19) the upper half has the mode, whose top four bits are the kind.
    isSymbolicLink = (system == 3 || system == 19) && record.number32(38) >> 28 == 0xA
  }

  /// §4.4.4 bit 11, §4.6.9, Appendix D. Without either a name is in code page 437, but for the many programs that write
  /// UTF-8 and do not say so; by chance a name in another code is hardly ever valid UTF-8.
  private static func name(_ raw: [UInt8], _ unicode: [UInt8]?, isUTF8: Bool, _ system: Int) -> [UInt8] {
    var name = unicode ?? raw
    if unicode == nil, !isUTF8, String(validating: raw, as: UTF8.self) == nil, let page = Charset(label: "cp437") {
      name = Array(page.text(of: raw).text.utf8)
    }
    // §4.4.17.1 demands slashes; programs on Windows have written the other ones. On Unix they may be part of a name.
    if system != 3, system != 19 {
      name = name.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    }
    return name
  }

  /// §4.4.6: MS-DOS's date and time, which have no zone and count every other second.
  private static func time(date: Int, time: Int) -> Int64 {
    let calendar = CalendarTime(
      year: 1980 + date >> 9, month: min(max(date >> 5 & 15, 1), 12), day: max(date & 31, 1), hour: time >> 11,
      minute: time >> 5 & 63, second: (time & 31) * 2)
    return calendar.secondsSince1970 * 1_000_000_000
  }
}

/// The fields that hold what has no room in the record ([APPNOTE 6.3.10] §4.5).
struct ZipExtra: Sendable, Hashable {
  /// Size, packed size and offset; nil when they stand in a field that is missing or that cannot be.
  private(set) var sizes: [Int]?
  /// UTF-8.
  private(set) var name: [UInt8]?
  /// Nanoseconds since 1970.
  private(set) var written: Int64?

  init(_ extra: ArraySlice<UInt8>, name raw: [UInt8], sizes short: [Int]) {
    sizes = short.contains(0xFFFF_FFFF) ? nil : short
    var rest = extra
    // What is left over at the end, some programs' padding, is no field.
    while rest.count >= 4 {
      let (kind, size) = (rest.number16(0), rest.number16(2))
      let field = rest.dropFirst(4).prefix(size)
      guard field.count == size else { break }
      switch kind {
      case 0x0001: sizes = Self.large(field, short)
      case 0x7075: name = Self.unicodeName(field, of: raw)
      // Info-ZIP's time stamp: flags, then seconds since 1970 of the last writing.
      case 0x5455 where size >= 5 && (field.first ?? 0) & 1 != 0:
        written = Int64(Int32(truncatingIfNeeded: field.number32(1))) * 1_000_000_000
      default: break
      }
      rest = rest.dropFirst(4 + size)
    }
  }

  /// §4.5.3: in this order, only those that do not fit into the record.
  private static func large(_ field: ArraySlice<UInt8>, _ short: [Int]) -> [Int]? {
    var rest = field
    var sizes: [Int] = []
    for size in short {
      guard size == 0xFFFF_FFFF else {
        sizes.append(size)
        continue
      }
      guard rest.count >= 8, let number = Int(exactly: rest.number(0, 8)) else { return nil }
      sizes.append(number)
      rest = rest.dropFirst(8)
    }
    return sizes
  }

  /// §4.6.9: version 1, the checksum of the name it replaces, the name. One that was renamed since does not fit.
  private static func unicodeName(_ field: ArraySlice<UInt8>, of raw: [UInt8]) -> [UInt8]? {
    guard field.count > 5, field.first == 1 else { return nil }
    let sum = raw.withUnsafeBytes { Checksum.crc32(0, $0) }
    return field.number32(1) == Int(sum) ? Array(field.dropFirst(5)) : nil
  }
}
