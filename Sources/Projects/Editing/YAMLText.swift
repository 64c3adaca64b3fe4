/// Values as they are written into a YAML file.
enum YAMLText {
  /// Plain where YAML reads it back as the same text, else in double quotes.
  static func scalar(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  static func list(_ texts: [String]) -> String {
    "[" + texts.map { quotedInFlow($0) }.joined(separator: ", ") + "]"
  }

  private static func quotedInFlow(_ text: String) -> String {
    isPlain(text) && !text.contains(where: { ",[]{}".contains($0) }) ? text : quoted(text)
  }

  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      default:
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFEFF
          || (0x2028...0x2029).contains(scalar.value)
        {
          let digits = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }

  /// The text in quotes at the beginning of `text`, and what follows the closing quote; nil where none closes or an
  /// escape is not one of those ``quoted(_:)`` writes.
  static func unquoted(_ text: Substring) -> (text: String, rest: Substring)? {
    guard let quote = text.first else { return nil }
    var out = ""
    var rest = text.unicodeScalars.dropFirst()
    while let scalar = rest.popFirst() {
      if Character(scalar) == quote {
        // Two single quotes in a row are one.
        guard quote == "'", rest.first == "'" else { return (out, Substring(rest)) }
        rest.removeFirst()
        out += "'"
      } else if scalar == "\\", quote == "\"" {
        switch rest.popFirst() {
        case "\""?: out += "\""
        case "\\"?: out += "\\"
        case "n"?: out += "\n"
        case "t"?: out += "\t"
        case "u"?:
          guard let value = UInt32(String(String.UnicodeScalarView(rest.prefix(4))), radix: 16),
            let scalar = Unicode.Scalar(value)
          else { return nil }
          out.unicodeScalars.append(scalar)
          rest = rest.dropFirst(4)
        default: return nil
        }
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return nil
  }

  /// Words that YAML 1.1 or 1.2 takes for something else than a text.
  private static let otherWords: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "~", "y", "n"]

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.first, let last = text.last, !first.isWhitespace, !last.isWhitespace, last != ":" else {
      return false
    }
    guard !"-?:,[]{}#&*!|>'\"%@`=<".contains(first), !otherWords.contains(text.lowercased()) else { return false }
    guard !text.contains(": "), !text.contains(" #") else { return false }
    return text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0xFEFF
        && !(0x2028...0x2029).contains($0.value)
    }
  }
}
