import Core
import MAPI
import MIME

/// What HTML is written in: the code page that is stored with it, as far as its bytes agree.
enum BodyCharset {
  static func label(_ html: [UInt8], codePage: Int?, _ notes: MailNotes) -> String {
    let stored = codePage.flatMap { CodePage.label($0) }
    if let stored, isShifting(codePage) { return stored }
    if PlainText.isASCII(html) { return html.contains(0x1B) ? named(html) ?? stored ?? "us-ascii" : "us-ascii" }
    let named = named(html)
    let isUTF8 = UTF8Scan.isValid(html)
    if isUTF8, codePage == 65_001 || named == "utf-8" || stored == nil { return "utf-8" }
    if let stored, codePage != 65_001, codePage != 20_127 { return stored }
    notes.add(.note, "MAIL-HTML-CHARSET", "the stored code page is not the one the HTML is written in")
    if let named, named != "utf-8", named != "us-ascii" { return named }
    return isUTF8 ? "utf-8" : CharsetDetector.guess(html).flatMap { label(of: $0.charset) } ?? "windows-1252"
  }

  /// A name that mail knows, of a set that was guessed.
  private static func label(of charset: Charset) -> String? {
    let name = charset.name.lowercased()
    return name.hasPrefix("cp125") ? "windows-" + name.dropFirst(2) : name
  }

  /// Everything is written in ASCII bytes, or in pairs.
  private static func isShifting(_ codePage: Int?) -> Bool {
    codePage.map { (50_220...50_229).contains($0) || [52_936, 65_000, 1200, 1201].contains($0) } ?? false
  }

  /// What `<meta charset>` or its older form says, in small letters; nil where no set stands there that is known.
  private static func named(_ html: [UInt8]) -> String? {
    let head = html.prefix(8_192)
    let key = Array("charset".utf8)
    var at = head.startIndex
    while let found = head[at...].firstIndex(where: { $0.lowercased == UInt8(ascii: "c") }) {
      at = found + 1
      guard found + key.count < head.endIndex, zip(head[found...], key).allSatisfy({ $0.lowercased == $1 }) else {
        continue
      }
      let behind = head[(found + key.count)...].drop { $0 <= 0x20 }
      guard behind.first == UInt8(ascii: "=") else { continue }
      let value = behind.dropFirst().drop { $0 <= 0x20 || $0 == 0x22 || $0 == 0x27 }
        .prefix { $0.isWordByte || "-_:.".utf8.contains($0) }
      guard !value.isEmpty, value.count <= 40 else { return nil }
      let label = String(decoding: value.map(\.lowercased), as: UTF8.self)
      return label == "utf8" ? "utf-8" : Charset(label: label) == nil ? nil : label
    }
    return nil
  }
}
