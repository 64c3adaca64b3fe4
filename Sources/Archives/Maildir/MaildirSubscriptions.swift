internal import Core

/// The file `subscriptions` as Dovecot writes it: names a line, levels joined by dots; since version 2 of the form after a
/// line `V	2`, levels joined by tabs.
enum MaildirSubscriptions {
  private static let version2 = Array("V\t2".utf8)

  /// Paths the user is subscribed to; nil without a file.
  static func read(_ file: [UInt8]?) -> Set<[String]>? {
    guard let file else { return nil }
    var paths: Set<[String]> = []
    let lines = file.split(separator: 0x0A)
    let isTabbed = lines.first.map { $0.elementsEqual(version2) } ?? false
    for line in isTabbed ? lines.dropFirst() : lines[...] {
      let parts = line.split(separator: isTabbed ? 0x09 : MaildirPath.separator)
      var path = parts.map { MaildirPath.text($0) }
      // Courier and Dovecot with a prefix name what stands below the inbox.
      paths.insert(path)
      if path.count > 1, path[0].uppercased() == "INBOX" {
        path.removeFirst()
        paths.insert(path)
      }
    }
    return paths
  }

  /// `file` with one line more.
  static func adding(_ place: [UInt8], to file: [UInt8]) -> [UInt8] {
    let isTabbed = file.starts(with: version2)
    let name = place.drop { $0 == MaildirPath.separator }.map {
      isTabbed && $0 == MaildirPath.separator || $0 == 0x2F ? (isTabbed ? 0x09 : MaildirPath.separator) : $0
    }
    let seam: [UInt8] = file.isEmpty || file.last == 0x0A ? [] : [0x0A]
    return file + seam + name + [0x0A]
  }
}
