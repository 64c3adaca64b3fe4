/// The fields of a header, names in lower case, in the order they stand. RFC 5322 §2.2.
struct HeaderFields: Sendable {
  struct Field: Sendable {
    var name: [UInt8]
    /// Unfolded, without blanks at either end.
    var value: [UInt8]
    /// Name, colon, folds and line end, as they stand.
    var raw: ArraySlice<UInt8>
  }

  /// More fields are not looked at; no message people send comes near it.
  static let most = 10_000
  let fields: [Field]

  init(_ header: [UInt8]) {
    var fields: [Field] = []
    var at = 0
    while at < header.count, fields.count < Self.most {
      var end = Self.lineEnd(header, at)
      while end < header.count, header[end] == 0x20 || header[end] == 0x09 { end = Self.lineEnd(header, end) }
      let line = header[at..<end]
      at = end
      guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex else { continue }
      let name = line[..<colon].filter { $0 != 0x20 && $0 != 0x09 }.map(Self.lower)
      fields.append(Field(name: name, value: Self.unfold(line[(colon + 1)...]), raw: line))
    }
    self.fields = fields
  }

  private static func lineEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    var at = start
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    return min(at + 1, bytes.count)
  }

  private static func unfold(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out = bytes.filter { $0 != 0x0D && $0 != 0x0A }
    while let last = out.last, last == 0x20 || last == 0x09 { out.removeLast() }
    return Array(out.drop { $0 == 0x20 || $0 == 0x09 })
  }

  static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// Value of the first field of that name, which is given in lower case.
  func value(_ name: String) -> [UInt8]? {
    fields.first { $0.name.elementsEqual(name.utf8) }?.value
  }

  /// The chosen fields as they stand, and the empty line. RFC 9051 §6.4.5.
  func selecting(_ names: Set<[UInt8]>, isInverted: Bool) -> [UInt8] {
    fields.filter { names.contains($0.name) != isInverted }.flatMap(\.raw) + [0x0D, 0x0A]
  }
}
