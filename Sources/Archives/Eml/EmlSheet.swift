import Core

/// The side file of a folder that was written here: a line for each message with what a file cannot say of itself.
///
/// Parted by tabs, one line at a time is added; of several lines for a name the last counts. Lines are
/// `message NAME DATE FLAGS FORM SIZE DIGEST` and `flags NAME FLAGS`; `folder NAME` says how the folder is called where its
/// name had to be changed for the disk. FORM is `as-is` for a message whose bytes are not to be touched when it is read,
/// else `wire`. A last line without its end was being written when something died and does not count.
struct EmlSheet: Sendable {
  static let fileName = Array("postduif.tsv".utf8)
  static let title = "postduif-eml\t1\n"
  static let mostBytes = 1 << 30

  struct Row: Sendable, Hashable {
    var date: ZonedTime?
    var flags: [String]
    var isAsIs = false
    /// Bytes of the file; -1 when only flags are on record.
    var size: Int64 = -1
    var digest: EmlDigest?
    /// Place among the rows.
    var order = 0
  }

  private(set) var folder: String?
  private(set) var rows: [[UInt8]: Row] = [:]
  /// Lines, those that do not count any more included.
  private(set) var lines = 0

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let feed = rest.firstIndex(of: 10) {
      read(rest[..<feed])
      rest = rest[(feed + 1)...]
    }
  }

  private mutating func read(_ line: ArraySlice<UInt8>) {
    let cells = line.split(separator: 9, omittingEmptySubsequences: false)
    guard cells.count >= 2, let kind = cells.first else { return }
    lines += 1
    let name = Self.unescaped(cells[1])
    if kind.elementsEqual("folder".utf8) {
      folder = String(decoding: name, as: UTF8.self)
    } else if kind.elementsEqual("flags".utf8), cells.count == 3 {
      var row = rows[name] ?? Row(flags: [], order: lines)
      row.flags = Self.flags(cells[2])
      rows[name] = row
    } else if kind.elementsEqual("message".utf8), cells.count == 7 {
      let text = cells.map { String(decoding: $0, as: UTF8.self) }
      rows[name] = Row(
        date: Self.time(text[2]), flags: Self.flags(cells[3]), isAsIs: text[4] == "as-is", size: Int64(text[5]) ?? -1,
        digest: EmlDigest(hex: cells[6]), order: lines)
    }
  }

  static func line(_ name: [UInt8], _ row: Row) -> [UInt8] {
    let date = row.date?.rfc3339 ?? "-"
    return Array("message\t".utf8) + escaped(name)
      + Array(
        "\t\(date)\t\(text(row.flags))\t\(row.isAsIs ? "as-is" : "wire")\t\(row.size)\t\(row.digest?.hex ?? "-")\n".utf8
      )
  }

  static func line(_ name: [UInt8], flags: [String]) -> [UInt8] {
    Array("flags\t".utf8) + escaped(name) + Array("\t\(text(flags))\n".utf8)
  }

  static func line(folder: String) -> [UInt8] { Array("folder\t".utf8) + escaped(Array(folder.utf8)) + [10] }

  /// IMAP's flags have neither blanks nor control characters; what has is no flag.
  private static func text(_ flags: [String]) -> String {
    let words = flags.filter { !$0.isEmpty && $0.utf8.allSatisfy { $0 > 32 && $0 != 127 } }
    return words.isEmpty ? "-" : words.joined(separator: " ")
  }

  private static func flags(_ cell: ArraySlice<UInt8>) -> [String] {
    cell.elementsEqual("-".utf8) ? [] : cell.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      switch byte {
      case 9: Array("\\t".utf8)
      case 10: Array("\\n".utf8)
      case UInt8(ascii: "\\"): Array("\\\\".utf8)
      default: [byte]
      }
    }
  }

  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    var isEscaped = false
    for byte in bytes {
      if isEscaped {
        plain.append(byte == UInt8(ascii: "t") ? 9 : byte == UInt8(ascii: "n") ? 10 : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        plain.append(byte)
      }
    }
    return plain
  }

  /// `2024-01-31T14:26:05+01:00`, as ``ZonedTime/rfc3339`` writes it.
  static func time(_ text: String) -> ZonedTime? {
    let bytes = Array(text.utf8)
    // The year may have more than four digits: everything is counted from the end.
    guard bytes.count >= 25 else { return nil }
    func number(_ place: Int, _ count: Int) -> Int? {
      Int(String(decoding: bytes[(bytes.count - place)..<(bytes.count - place + count)], as: UTF8.self))
    }
    guard let year = Int(String(decoding: bytes[..<(bytes.count - 21)], as: UTF8.self)), let month = number(20, 2),
      let day = number(17, 2), let hour = number(14, 2), let minute = number(11, 2), let second = number(8, 2),
      let zoneHours = number(5, 2), let zoneMinutes = number(2, 2), (1...12).contains(month)
    else { return nil }
    let isWest = bytes[bytes.count - 6] == UInt8(ascii: "-")
    let zone = (zoneHours * 60 + zoneMinutes) * (isWest ? -1 : 1)
    guard abs(zone) < 1_440 else { return nil }
    let local = CalendarTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    return ZonedTime(seconds: local.secondsSince1970 - Int64(zone) * 60, zoneMinutes: Int16(zone))
  }
}
