import MIME

/// What HTML shows from among the attachments. RFC 2392 §2, RFC 2557 §5
struct ContentReferences {
  /// Behind `cid:`, in small letters.
  private var identifiers: Set<[UInt8]> = []
  /// Those of the wanted locations that stand in quotes.
  private var locations: Set<[UInt8]> = []

  init(_ html: [UInt8], locations wanted: Set<[UInt8]>) {
    if !wanted.isEmpty { locations = Self.quoted(html).intersection(wanted) }
    html.withUnsafeBytes { bytes in
      var at = 0
      // Whatever the attribute: a source, a background, a style sheet's url().
      while let colon = bytes[at...].firstIndex(of: UInt8(ascii: ":")) {
        at = colon + 1
        guard colon >= 3, bytes[colon - 3].lowercased == UInt8(ascii: "c"),
          bytes[colon - 2].lowercased == UInt8(ascii: "i"), bytes[colon - 1].lowercased == UInt8(ascii: "d")
        else { continue }
        let value = bytes[at...].prefix(400).prefix { $0 > 0x20 && !"\"'<>)&".utf8.contains($0) }
        if !value.isEmpty { identifiers.insert(Self.unescaped(value)) }
        at += value.count
      }
    }
  }

  func contain(_ file: FilePart) -> Bool {
    if let id = file.contentID, identifiers.contains(Array(id.utf8).map(\.lowercased)) { return true }
    return file.location.map { locations.contains(Array($0.utf8)) } ?? false
  }

  /// All values in quotes of a length that a location has.
  private static func quoted(_ html: [UInt8]) -> Set<[UInt8]> {
    var values: Set<[UInt8]> = []
    var at = html.startIndex
    while let open = html[at...].firstIndex(where: { $0 == 0x22 || $0 == 0x27 }) {
      at = open + 1
      let value = html[at...].prefix(2_000).prefix { $0 != html[open] && $0 > 0x20 }
      guard value.endIndex < html.endIndex, html[value.endIndex] == html[open] else { continue }
      if value.count > 2, values.count < 20_000 { values.insert(Array(value)) }
      at = value.endIndex + 1
    }
    return values
  }

  private static func unescaped(_ value: some Collection<UInt8>) -> [UInt8] {
    let bytes = Array(value)
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count, let high = digit(bytes[at + 1]),
        let low = digit(bytes[at + 2])
      {
        out.append((high << 4 | low).lowercased)
        at += 3
      } else {
        out.append(bytes[at].lowercased)
        at += 1
      }
    }
    return out
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte.lowercased {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte.lowercased - 0x57
    default: nil
    }
  }
}
