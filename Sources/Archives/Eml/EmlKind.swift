/// What a file is by its name.
enum EmlKind: Sendable, Hashable {
  case eml, emlx, partial, outlook

  /// Nil for what is no message. Names that begin with `._` are what macOS puts beside files on foreign disks.
  init?(_ name: [UInt8]) {
    let lower = name.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    func ends(_ ending: String) -> Bool {
      lower.count > ending.utf8.count && lower.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }
    guard !lower.starts(with: "._".utf8) else { return nil }
    if ends(".partial.emlx") {
      self = .partial
    } else if ends(".emlx") {
      self = .emlx
    } else if ends(".eml") {
      self = .eml
    } else if ends(".msg") {
      self = .outlook
    } else {
      return nil
    }
  }

  /// Apple Mail's folders, and what it calls those of accounts; `X` of `X.mbox`, nil for other folders.
  static func boxName(_ name: some Collection<UInt8>) -> [UInt8]? {
    let lower = name.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    for ending in [".mbox", ".imapmbox", ".popmbox"]
    where lower.count > ending.utf8.count && lower.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
      return Array(name.prefix(lower.count - ending.utf8.count))
    }
    return nil
  }

  /// Folders that hold no messages of their own: what is hidden, what macOS adds to zip files.
  static func isPassedOver(_ name: [UInt8]) -> Bool {
    name.first == UInt8(ascii: ".") || name.elementsEqual("__MACOSX".utf8)
  }
}
