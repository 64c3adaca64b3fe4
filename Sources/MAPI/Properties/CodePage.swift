public import MIME

/// A Windows code page by its number, as MAPI names the character set of text.
public struct CodePage: Hashable, Sendable {
  public let number: Int
  /// How its text is read; Windows-1252 where this machine does not know the number.
  public let charset: Charset

  public static let western = CodePage(1252)
  public static let utf8 = CodePage(65_001)

  public init(_ number: Int) {
    self.number = number
    charset = Self.label(number).flatMap { Charset(label: $0) } ?? .windows1252
  }

  public func string(_ bytes: [UInt8]) -> String { charset.text(of: bytes).text }

  /// The numbers that are not simply those of a `cp…` or `windows-…` set.
  private static let labels: [Int: String] = [
    708: "asmo-708", 936: "gb18030", 949: "cp949", 950: "big5", 1200: "utf-16le", 1201: "utf-16be", 1361: "johab",
    10_000: "macintosh", 12_000: "utf-32le", 12_001: "utf-32be", 20_127: "us-ascii", 20_866: "koi8-r",
    20_932: "euc-jp", 20_936: "gb2312", 20_949: "euc-kr", 21_866: "koi8-u", 28_603: "iso-8859-13",
    28_605: "iso-8859-15", 38_598: "iso-8859-8", 50_220: "iso-2022-jp", 50_221: "iso-2022-jp", 50_222: "iso-2022-jp",
    50_225: "iso-2022-kr", 51_932: "euc-jp", 51_936: "gb2312", 51_949: "euc-kr", 52_936: "hz-gb-2312",
    54_936: "gb18030", 65_000: "utf-7", 65_001: "utf-8",
  ]

  /// A name that mail knows the set by; nil for a number that means nothing.
  public static func label(_ number: Int) -> String? {
    switch number {
    case 28_591...28_599: "iso-8859-\(number - 28_590)"
    case 1250...1258, 874: "windows-\(number)"
    default: labels[number] ?? (number > 0 && number < 2_000 ? "cp\(number)" : nil)
    }
  }
}

/// UTF-16LE as MAPI stores it.
public enum UTF16Text {
  /// Decodes; what is no character becomes U+FFFD. A last odd byte is left aside, closing zeros are not part of the text.
  public static func string(_ bytes: [UInt8]) -> String {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var at = 0
    while at + 1 < bytes.count {
      units.append(UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8)
      at += 2
    }
    while units.last == 0 { units.removeLast() }
    return String(decoding: units, as: UTF16.self)
  }

  public static func bytes(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }
}
