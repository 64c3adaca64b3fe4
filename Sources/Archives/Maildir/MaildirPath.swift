internal import Core
internal import IMAP

/// Folder names as folders on disk. Maildir++ puts all levels into one name (`.Klanten.M&APw-ller`), the `fs` layout makes
/// a folder for each. Letters beyond ASCII are in modified UTF-7, or UTF-8 where Dovecot was told so.
enum MaildirPath {
  static let separator: UInt8 = 0x2E

  /// The path of a Maildir++ folder, told from its name without the first dot.
  static func path(ofDotted name: ArraySlice<UInt8>) -> [String] {
    name.split(separator: separator, omittingEmptySubsequences: true).map { text($0) }
  }

  /// Modified UTF-7, UTF-8, or bytes escaped where it is neither.
  static func text(_ name: ArraySlice<UInt8>) -> String {
    if let text = MailboxName(bytes: Array(name)).text() { return text }
    if let text = String(validating: name, as: UTF8.self) { return text }
    return name.map { byte in
      (0x20..<0x7F).contains(byte) && byte != 0x5C
        ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// The Maildir++ name of `path`; `INBOX` is the root. Throws a fault where no file can have that name.
  static func dotted(_ path: [String]) throws(Fault) -> [UInt8] {
    guard path != ["INBOX"] else { return [] }
    guard !path.isEmpty, path.allSatisfy({ !$0.isEmpty }) else {
      throw unusable("an empty folder name", path)
    }
    var name: [UInt8] = []
    for part in path { name += [separator] + encoded(part) }
    guard name.count <= 255 else {
      throw unusable("all levels stand in one file name there, and this one would be over 255 bytes", path)
    }
    return name
  }

  /// A dot, a slash and control characters go as modified UTF-7 although they are ASCII: it reads back as what it was,
  /// and no file can have them in its name. A `~` that begins a name means a home folder to Dovecot, which refuses it.
  private static func encoded(_ part: String) -> [UInt8] {
    var out: [UInt8] = []
    var plain = ""
    for (index, scalar) in part.unicodeScalars.enumerated() {
      let isOdd =
        scalar.value < 0x20 || scalar == "." || scalar == "/" || scalar.value == 0x7F || index == 0 && scalar == "~"
      guard isOdd else {
        plain.unicodeScalars.append(scalar)
        continue
      }
      out += MailboxName(plain).bytes
      plain = ""
      // Two bytes of UTF-16 are three digits of base64.
      let coded = Base64.encode([0, UInt8(truncatingIfNeeded: scalar.value)]).utf8.prefix(3)
      out += [0x26] + coded.map { $0 == 0x2F ? 0x2C : $0 } + [0x2D]
    }
    return out + MailboxName(plain).bytes
  }

  private static func unusable(_ what: String, _ path: [String]) -> Fault {
    Fault(
      "FOLDER-NAME", what, place: path.joined(separator: "/"), recovery: .skipFolder,
      advice: "Give the folder another name in the project's folder map.")
  }
}
