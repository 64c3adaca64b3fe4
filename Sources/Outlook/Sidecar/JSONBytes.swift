/// JSON as it is written, in pieces that go out when enough has gathered. RFC 8259
///
/// Nothing is redacted: what stands here is a person's own data, and must come back as it was. (What programs say about a
/// run goes through `JSONValue` of Core, which redacts.)
struct JSONBytes: ~Copyable {
  typealias Sink = (ArraySlice<UInt8>) throws -> Void

  private var buffer: [UInt8] = []
  private let sink: Sink
  private static let piece = 64 << 10

  init(_ sink: @escaping Sink) {
    self.sink = sink
    buffer.reserveCapacity(Self.piece + 4_096)
  }

  mutating func raw(_ text: StaticString) { text.withUTF8Buffer { buffer.append(contentsOf: $0) } }
  mutating func raw(_ text: String) { buffer.append(contentsOf: text.utf8) }

  /// A string with its quotation marks.
  mutating func string(_ text: String) throws {
    raw("\"")
    try characters(text)
    raw("\"")
  }

  /// What stands between quotation marks.
  mutating func characters(_ text: String) throws {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(byte)
      case UInt8(ascii: "\n"): raw("\\n")
      case UInt8(ascii: "\r"): raw("\\r")
      case UInt8(ascii: "\t"): raw("\\t")
      case 0..<0x20, 0x7F:
        raw(byte < 0x10 ? "\\u000" : "\\u00")
        raw(String(byte, radix: 16))
      default: buffer.append(byte)
      }
      if buffer.count >= Self.piece { try flush() }
    }
  }

  mutating func flushIfFull() throws {
    if buffer.count >= Self.piece { try flush() }
  }

  mutating func flush() throws {
    guard !buffer.isEmpty else { return }
    try sink(buffer[...])
    buffer.removeAll(keepingCapacity: true)
  }
}
