import IMAP

/// Names of folders and names of files, so that each folder comes back with the name it had.
///
/// What a file system, Thunderbird or a reader of the tree would take for something else is written as `%` and two
/// digits: `/`, what Windows forbids, control characters, a dot at the beginning, a dot or blank at the end, and the dot
/// of an ending that means something. `%` and `&` themselves are, too, so that no name of ours is read in another way.
enum MboxName {
  /// Thunderbird's indexes and lists, other programs' files beside mail, locks, and things that are kept beside it: none
  /// of them holds messages of its own.
  private static let otherEndings = [
    ".msf", ".dat", ".snm", ".toc", ".lock", ".log", ".html", ".htm", ".json", ".sqlite", ".plist", ".ini", ".csv",
    ".ics", ".vcf",
  ]
  private static let ownEndings = [".sbd", ".mbox", ".mbx"]
  /// Room in 255 bytes for what side files put around a name.
  private static let longest = 240

  /// Whether a file of that name is no mailbox.
  static func isIgnored(_ name: [UInt8]) -> Bool {
    guard let first = name.first, let last = name.last else { return true }
    if first == UInt8(ascii: ".") || first == UInt8(ascii: "#") || last == UInt8(ascii: "~") { return true }
    return name == Array("table_of_contents".utf8) || otherEndings.contains { ends(name, $0) }
  }

  static func ends(_ name: [UInt8], _ ending: String) -> Bool {
    name.count > ending.utf8.count && zip(name.suffix(ending.utf8.count), ending.utf8).allSatisfy { lower($0) == $1 }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 32 : byte }

  /// The name without `ending`; nil when it ends otherwise.
  static func without(_ ending: String, _ name: [UInt8]) -> [UInt8]? {
    ends(name, ending) ? Array(name.dropLast(ending.utf8.count)) : nil
  }

  /// What a person calls the folder of a file with that name, without an ending that only says what the file is.
  static func text(_ name: [UInt8]) -> String {
    for ending in [".mbox", ".mbx"] {
      if let bare = without(ending, name) { return decoded(bare) }
    }
    return decoded(name)
  }

  /// Ours, modified UTF-7 as Dovecot and others keep names (RFC 3501 §5.1.3), UTF-8, or bytes of an old set, shown as
  /// ISO 8859-1.
  static func decoded(_ name: [UInt8]) -> String {
    guard let plain = String(validating: name, as: UTF8.self) else {
      return String(String.UnicodeScalarView(name.map { Unicode.Scalar($0) }))
    }
    if plain.utf8.contains(UInt8(ascii: "%")), let own = unescaped(name), encoded(own) == name { return own }
    let wire = MailboxName(bytes: name)
    if plain.utf8.contains(UInt8(ascii: "&")), let text = wire.text(), MailboxName(text) == wire { return text }
    return plain
  }

  private static func unescaped(_ name: [UInt8]) -> String? {
    var bytes: [UInt8] = []
    var at = 0
    while at < name.count {
      if name[at] == UInt8(ascii: "%") {
        guard at + 2 < name.count,
          let byte = UInt8(String(decoding: name[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(byte)
        at += 3
      } else {
        bytes.append(name[at])
        at += 1
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The file's name for a folder; nil when it is too long or empty.
  static func encoded(_ text: String) -> [UInt8]? {
    let bytes = Array(text.utf8)
    var name: [UInt8] = []
    let ending = endingStart(bytes)
    for (index, byte) in bytes.enumerated() {
      let isEdge =
        index == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "#"))
        || index == bytes.count - 1 && (byte == UInt8(ascii: ".") || byte == 32 || byte == UInt8(ascii: "~"))
      if isEdge || index == ending || byte < 32 || byte == 127 || "/%&\\:*?\"<>|".utf8.contains(byte) {
        name += escaped(byte)
      } else {
        name.append(byte)
      }
    }
    if name == Array("table_of_contents".utf8) || isDevice(name), let first = name.first {
      name.replaceSubrange(0..<1, with: escaped(first))
    }
    return name.isEmpty || name.count > longest ? nil : name
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16, uppercase: true)
    return Array((digits.utf8.count == 1 ? "%0" : "%").utf8) + Array(digits.utf8)
  }

  /// Where the dot of an ending stands that a reader would understand.
  private static func endingStart(_ name: [UInt8]) -> Int? {
    for ending in ownEndings + otherEndings where name.count >= ending.utf8.count {
      if zip(name.suffix(ending.utf8.count), ending.utf8).allSatisfy({ lower($0) == $1 }) {
        return name.count - ending.utf8.count
      }
    }
    return nil
  }

  /// Names Windows keeps for devices, with or without an ending.
  private static func isDevice(_ name: [UInt8]) -> Bool {
    let stem = String(decoding: name.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self).lowercased()
    if ["con", "prn", "aux", "nul"].contains(stem) { return true }
    return stem.utf8.count == 4 && (stem.hasPrefix("com") || stem.hasPrefix("lpt"))
      && stem.utf8.last.map { $0 > 48 && $0 < 58 } == true
  }
}
