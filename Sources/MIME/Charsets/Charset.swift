/// A character set as a message names it, resolved to a conversion this machine has.
///
/// Which labels are taken for wider sets than they name is in ``CharsetNames``.
public struct Charset: Hashable, Sendable {
  /// What iconv(3) calls it, or one of our own conversions.
  public let name: String
  /// The label says that there are only ASCII characters. Bytes above 0x7F then prove it wrong.
  public let isASCII: Bool

  public static let utf8 = Charset(name: CharsetNames.utf8)
  public static let windows1252 = Charset(name: CharsetNames.windows1252)
  /// Not named: ``CharsetConverter`` looks at the bytes.
  public static let unnamed = Charset(name: CharsetNames.unnamed)

  init(name: String, isASCII: Bool = false) {
    (self.name, self.isASCII) = (name, isASCII)
  }

  /// The set that `label` means in mail; nil when neither the table nor iconv(3) knows it.
  ///
  /// A language after `*` (RFC 2231 §5) is left aside. No label makes iconv load a file: letters, digits and `.:_-+` are
  /// all that is passed on.
  public init?(label: some Collection<UInt8>) {
    let plain = Self.normalized(label)
    guard !plain.isEmpty else {
      self = .unnamed
      return
    }
    if let name = Self.tableName(plain) {
      self.init(name: name, isASCII: Self.asciiLabels.contains(plain))
      return
    }
    // glibc's own inner forms: four-byte units in the machine's order, without checks.
    guard plain != "internal", plain != "wchar-t", plain.utf8.count <= 40 else { return nil }
    let asWritten = String(decoding: Self.kept(label), as: UTF8.self)
    for candidate in [plain.uppercased(), asWritten.uppercased()] where Iconv.knows(candidate) {
      self.init(name: candidate)
      return
    }
    return nil
  }

  public init?(label: String) { self.init(label: Array(label.utf8)) }

  private static let asciiLabels: Set<String> = [
    "us-ascii", "ascii", "us", "iso646-us", "iso-ir-6", "ansi-x3.4-1968", "ansi-x3.4-1986", "646", "usascii",
    "iso-646.irv:1991", "cp367", "ibm367", "csascii", "ascii-us",
  ]

  /// Letters, digits and `.:-+`, lower case, `_` as `-`; what follows `*` dropped. `"UTF-8;"` and `'utf_8'` are `utf-8`.
  static func normalized(_ label: some Collection<UInt8>) -> String {
    var plain = kept(label).map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0.lowercasedASCII }
    if plain.starts(with: "charset-".utf8) { plain.removeFirst(8) }
    while plain.last.map({ !$0.isLetterOrDigit }) ?? false { plain.removeLast() }
    while plain.first.map({ !$0.isLetterOrDigit }) ?? false { plain.removeFirst() }
    return String(decoding: plain, as: UTF8.self)
  }

  private static func kept(_ label: some Collection<UInt8>) -> [UInt8] {
    label.prefix(80).prefix { $0 != UInt8(ascii: "*") }.filter { $0.isLetterOrDigit || ".:_-+".utf8.contains($0) }
  }

  private static func tableName(_ plain: String) -> String? {
    if let name = CharsetNames.byLabel[plain] { return name }
    if plain.hasPrefix("x-"), let name = CharsetNames.byLabel[String(plain.dropFirst(2))] { return name }
    return familyName(plain)
  }

  /// `cp1251`, `windows1251`, `win-1251`, `x-cp-1251`; `ibm850`; `iso8859-2`, `8859-2`, `iso-8859_2:1987`.
  private static func familyName(_ plain: String) -> String? {
    let parts = plain.split(whereSeparator: { "-.:".contains($0) }).flatMap(Self.lettersAndDigits)
    guard let words = parts.first.map({ $0 == "x" ? Array(parts.dropFirst()) : parts }), let first = words.first else {
      return nil
    }
    let numbers = words.compactMap { Int($0) }
    if let position = words.firstIndex(of: "8859"), position + 1 < words.count, let part = Int(words[position + 1]) {
      if part == 1 { return CharsetNames.windows1252 }
      if part == 9 { return "CP1254" }
      if part == 11 { return "CP874" }
      return (2...16).contains(part) && part != 12 ? "ISO-8859-\(part)" : nil
    }
    guard ["cp", "windows", "win", "ibm", "dos", "ansi", "ms", "codepage", "oem"].contains(first),
      let page = numbers.first
    else { return nil }
    if page == 1252 { return CharsetNames.windows1252 }
    if page == 28591 { return CharsetNames.windows1252 }
    if (28592...28606).contains(page) { return "ISO-8859-\(page - 28590)" }
    if let name = CharsetNames.byLabel["cp\(page)"] { return name }
    return Iconv.knows("CP\(page)") ? "CP\(page)" : Iconv.knows("IBM\(page)") ? "IBM\(page)" : nil
  }

  private static func lettersAndDigits(_ word: Substring) -> [String] {
    var parts: [String] = []
    for character in word {
      if let last = parts.last?.last, last.isNumber == character.isNumber {
        parts[parts.count - 1].append(character)
      } else {
        parts.append(String(character))
      }
    }
    return parts
  }
}
