/// The escapes of text values, which iCalendar and vCard share. RFC 5545 §3.3.11, RFC 6350 §3.4, RFC 2426 §4
public enum TextValue {
  /// Line ends become `\n`; other control characters but the tab are left out, since neither format can hold them.
  public static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || isSpecial($0) }) else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count + 16)
    var wasReturn = false
    for byte in text.utf8 {
      defer { wasReturn = byte == UInt8(ascii: "\r") }
      switch byte {
      case UInt8(ascii: "\n") where wasReturn: break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): out += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case _ where isSpecial(byte): out += [UInt8(ascii: "\\"), byte]
      case 0x00..<0x20 where byte != UInt8(ascii: "\t"), 0x7F: break
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A backslash before anything but what the documents name is text: paths of Windows stand in many a description.
  /// Colons and quotes are unescaped too, as vCard 2.1 and Apple's calendars write them.
  public static func unescaped(_ value: some StringProtocol) -> String {
    guard value.utf8.contains(UInt8(ascii: "\\")) else { return String(value) }
    var out: [UInt8] = []
    out.reserveCapacity(value.utf8.count)
    var isEscaped = false
    for byte in value.utf8 {
      guard isEscaped else {
        isEscaped = byte == UInt8(ascii: "\\")
        if !isEscaped { out.append(byte) }
        continue
      }
      isEscaped = false
      switch byte {
      case UInt8(ascii: "n"), UInt8(ascii: "N"): out.append(UInt8(ascii: "\n"))
      case UInt8(ascii: ":"), UInt8(ascii: "\""): out.append(byte)
      case _ where isSpecial(byte): out.append(byte)
      default: out += [UInt8(ascii: "\\"), byte]
      }
    }
    if isEscaped { out.append(UInt8(ascii: "\\")) }
    return String(decoding: out, as: UTF8.self)
  }

  /// The pieces between commas that are not escaped, unescaped. An empty value is one empty piece.
  public static func list(_ value: some StringProtocol) -> [String] {
    split(value, at: UInt8(ascii: ",")).map { unescaped($0) }
  }

  /// The parts of a structured value, as of N and ADR: between semicolons, each a list. RFC 6350 §3.3
  public static func structure(_ value: some StringProtocol) -> [[String]] {
    split(value, at: UInt8(ascii: ";")).map { list($0) }
  }

  public static func joined(_ list: some Sequence<String>) -> String { list.map(escaped).joined(separator: ",") }

  public static func joined(structure: some Sequence<[String]>) -> String {
    structure.map { joined($0) }.joined(separator: ";")
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\\") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: ",")
  }

  private static func split(_ value: some StringProtocol, at separator: UInt8) -> [String] {
    var pieces: [String] = []
    var piece: [UInt8] = []
    var isEscaped = false
    for byte in value.utf8 {
      if byte == separator && !isEscaped {
        pieces.append(String(decoding: piece, as: UTF8.self))
        piece.removeAll(keepingCapacity: true)
      } else {
        piece.append(byte)
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      }
    }
    return pieces + [String(decoding: piece, as: UTF8.self)]
  }
}
