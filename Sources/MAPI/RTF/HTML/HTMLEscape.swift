/// Writes text into HTML.
struct HTMLEscape {
  /// A second space, or one at the beginning of a line, would not be shown.
  var followsSpace = true

  private static let ampersand = Array("&amp;".utf8)
  private static let less = Array("&lt;".utf8)
  private static let greater = Array("&gt;".utf8)
  private static let quote = Array("&quot;".utf8)
  private static let space = Array("&nbsp;".utf8)

  /// Text as it looks: every space counts. Control characters are no text.
  mutating func text(_ text: ArraySlice<UInt8>, into output: inout [UInt8]) {
    text.withUnsafeBufferPointer { text in
      var start = 0
      for at in text.indices {
        let byte = text[at]
        let replacement: [UInt8]
        switch byte {
        case 32:
          defer { followsSpace = true }
          if !followsSpace { continue }
          replacement = Self.space
        case UInt8(ascii: "&"): replacement = Self.ampersand
        case UInt8(ascii: "<"): replacement = Self.less
        case UInt8(ascii: ">"): replacement = Self.greater
        case 9: replacement = Self.space
        case 0..<32, 127: replacement = []
        default:
          followsSpace = false
          continue
        }
        if byte != 32 { followsSpace = byte == 9 }
        output.append(contentsOf: text[start..<at])
        output.append(contentsOf: replacement)
        start = at + 1
      }
      output.append(contentsOf: text[start...])
    }
  }

  /// The value of an attribute, between quotation marks.
  static func attribute(_ value: [UInt8], into output: inout [UInt8]) {
    for byte in value {
      switch byte {
      case UInt8(ascii: "&"): output += ampersand
      case UInt8(ascii: "<"): output += less
      case UInt8(ascii: ">"): output += greater
      case UInt8(ascii: "\""): output += quote
      case 0..<32, 127: break
      default: output.append(byte)
      }
    }
  }
}
