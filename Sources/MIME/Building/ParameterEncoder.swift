/// Writes parameters so that RFC 2231 readers get every character back.
enum ParameterEncoder {
  /// What fits on a line of its own behind a blank and before a semicolon.
  private static let room = 76

  /// `name=value`, or its sections.
  static func pieces(_ parameter: Parameters.Parameter) -> [String] {
    let name = parameter.name
    let isASCII = parameter.value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    if isASCII, parameter.language == nil {
      let isToken =
        !parameter.value.isEmpty && parameter.value.utf8.allSatisfy { $0.isTokenText && $0 != UInt8(ascii: "'") }
      let simple = "\(name)=\(isToken ? parameter.value : MailAddress.quoted(parameter.value))"
      // An encoded word's beginning would be read as one.
      if simple.utf8.count <= room, !parameter.value.contains("=?") { return [simple] }
    }
    return sections(name, parameter)
  }

  private static func sections(_ name: String, _ parameter: Parameters.Parameter) -> [String] {
    let head = "utf-8'\(parameter.language ?? "")'"
    let whole = encoded(parameter.value.unicodeScalars)
    let single = "\(name)*=\(head)\(whole.joined())"
    if single.utf8.count <= room { return [single] }
    var pieces: [String] = []
    var text = head
    for character in whole {
      // Room for the number and both asterisks.
      if "\(name)*\(pieces.count)*=".utf8.count + text.utf8.count + character.utf8.count > room, !text.isEmpty {
        pieces.append("\(name)*\(pieces.count)*=\(text)")
        text = ""
      }
      text += character
    }
    pieces.append("\(name)*\(pieces.count)*=\(text)")
    return pieces
  }

  /// Each character as it is or percent-encoded, so that none is cut (RFC 2231 §7 `attribute-char`).
  private static func encoded(_ text: String.UnicodeScalarView) -> [String] {
    text.map { scalar in
      let bytes = String(scalar).utf8
      if bytes.count == 1, let byte = bytes.first, byte < 0x80, byte.isTokenText, !"*'%".utf8.contains(byte) {
        return String(scalar)
      }
      let escaped = bytes.flatMap { [UInt8(ascii: "%"), Hex.digit($0 >> 4), Hex.digit($0 & 15)] }
      return String(decoding: escaped, as: UTF8.self)
    }
  }
}
