/// Writes content lines: folded to 75 octets, each ended by CRLF. RFC 5545 §3.1, RFC 6350 §3.2, RFC 2425 §5.8.1
///
/// Nothing that a line holds can end it early: what has no place in a name, a parameter or a value is left out or escaped.
public struct ContentLineWriter {
  /// What was written until now.
  public private(set) var bytes: [UInt8] = []
  private let format: LineFormat
  private var line: [UInt8] = []

  public init(_ format: LineFormat) { self.format = format }

  public static func bytes(_ lines: some Sequence<ContentLine>, _ format: LineFormat) -> [UInt8] {
    var writer = ContentLineWriter(format)
    for line in lines { writer.write(line) }
    return writer.bytes
  }

  public mutating func write(_ content: ContentLine) {
    line.removeAll(keepingCapacity: true)
    if format.hasGroups, !content.group.isEmpty {
      append(name: content.group)
      line.append(UInt8(ascii: "."))
    }
    append(name: content.name)
    for parameter in content.parameters { append(parameter) }
    line.append(UInt8(ascii: ":"))
    append(value: content.value)
    fold()
  }

  private mutating func append(name: String) { line += name.utf8.filter(isNameByte) }

  private mutating func append(_ parameter: ContentLine.Parameter) {
    line.append(UInt8(ascii: ";"))
    append(name: parameter.name)
    if !parameter.name.isEmpty { line.append(UInt8(ascii: "=")) }
    for (place, value) in parameter.values.enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      append(parameterValue: value)
    }
  }

  /// In quotes where it holds what would end it. A quote itself has no place in vCard 3 and becomes an apostrophe there.
  private mutating func append(parameterValue value: String) {
    let isQuoted = value.utf8.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") }
    if isQuoted { line.append(UInt8(ascii: "\"")) }
    var wasReturn = false
    for byte in value.utf8 {
      defer { wasReturn = byte == UInt8(ascii: "\r") }
      switch byte {
      case UInt8(ascii: "\n") where wasReturn: break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        line += format.escapesParameters ? Array("^n".utf8) : [UInt8(ascii: " ")]
      case UInt8(ascii: "\""): line += Array((format.escapesParameters ? "^'" : "'").utf8)
      case UInt8(ascii: "^") where format.escapesParameters: line += Array("^^".utf8)
      case 0x00..<0x20 where byte != UInt8(ascii: "\t"), 0x7F: break
      default: line.append(byte)
      }
    }
    if isQuoted { line.append(UInt8(ascii: "\"")) }
  }

  private mutating func append(value: String) {
    line.reserveCapacity(line.count + value.utf8.count)
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\n"): line += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0x00..<0x20 where byte != UInt8(ascii: "\t"), 0x7F: break
      default: line.append(byte)
      }
    }
  }

  /// 75 octets to a line, the blank that begins a continuation among them; no character is cut in two.
  private mutating func fold() {
    bytes.reserveCapacity(bytes.count + line.count + line.count / 74 * 3 + 2)
    var start = 0
    var room = 75
    while line.count - start > room {
      var end = start + room
      while end > start, line[end] & 0xC0 == 0x80 { end -= 1 }
      bytes += line[start..<end]
      bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: " ")]
      start = end
      room = 74
    }
    bytes += line[start...]
    bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
  }
}

/// Letters, digits and hyphens, and the underscore that real files have in names of their own.
func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"),
    UInt8(ascii: "-"), UInt8(ascii: "_"):
    true
  default: false
  }
}
