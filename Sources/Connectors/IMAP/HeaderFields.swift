internal import Core

/// Picks header fields out of raw header bytes: folded lines joined, blanks trimmed, text as UTF-8 with repairs.
/// The first of a name counts. RFC 5322 §2.2.
struct HeaderFields {
  private(set) var values: [String: String] = [:]

  /// - Parameter names: lower case.
  init(_ bytes: [UInt8], names: Set<String>) {
    var name: String?
    var value: [UInt8] = []
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let text = line.last == 0x0D ? line.dropLast() : line
      guard let first = text.first else { break }
      if first == 0x20 || first == 0x09 {
        if name != nil {
          value.append(0x20)
          value += Self.trimmed(text)
        }
        continue
      }
      keep(name, value)
      name = nil
      value = []
      guard let colon = text.firstIndex(of: 0x3A) else { continue }
      let field = String(decoding: Self.trimmed(text[..<colon]), as: UTF8.self).lowercased()
      if names.contains(field) {
        name = field
        value = Array(Self.trimmed(text[(colon + 1)...]))
      }
    }
    keep(name, value)
  }

  subscript(_ name: String) -> String { values[name] ?? "" }

  private mutating func keep(_ name: String?, _ value: [UInt8]) {
    guard let name, values[name] == nil else { return }
    values[name] = String(decoding: Self.trimmed(value[...]), as: UTF8.self)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var slice = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    while let last = slice.last, last == 0x20 || last == 0x09 { slice = slice.dropLast() }
    return slice
  }
}
