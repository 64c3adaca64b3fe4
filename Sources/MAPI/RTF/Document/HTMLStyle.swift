/// Looks as CSS says them.
enum HTMLStyle {
  static let elements: [(RTFStyle.Marks, StaticString, StaticString)] = [
    (.bold, "<b>", "</b>"), (.italic, "<i>", "</i>"), (.underlined, "<u>", "</u>"), (.struckOut, "<s>", "</s>"),
    (.raised, "<sup>", "</sup>"), (.lowered, "<sub>", "</sub>"),
  ]

  static func of(_ paragraph: RTFParagraph) -> String {
    let p = paragraph
    let margins = [p.before, 0, p.after, p.indent].map { points(max(0, $0)) }
    var style = margins.allSatisfy { $0 == "0" } ? "margin:0" : "margin:\(margins.joined(separator: " "))"
    // Further out than the edge is not shown everywhere.
    let first = max(p.firstLine, -max(0, p.indent))
    if first != 0 { style += ";text-indent:\(points(first))" }
    switch p.alignment {
    case .left: break
    case .right: style += ";text-align:right"
    case .center: style += ";text-align:center"
    case .justified: style += ";text-align:justify"
    }
    return style
  }

  /// Twentieths of a point.
  private static func points(_ length: Int32) -> String {
    if length == 0 { return "0" }
    let tenths = abs(length) / 2
    return "\(length < 0 ? "-" : "")\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)")pt"
  }

  /// What differs from `standard`, which the text around has.
  static func of(_ style: RTFStyle, in tables: RTFTables, besides standard: RTFStyle?) -> String {
    var parts: [String] = []
    if standard == nil || style.font != standard?.font, let family = family(style.font, tables) {
      parts.append("font-family:\(family)")
    }
    if style.size != standard?.size { parts.append("font-size:\(style.size / 2)\(style.size % 2 == 0 ? "" : ".5")pt") }
    guard standard != nil else { return parts.joined(separator: ";") }
    if let color = color(style.color, tables) { parts.append("color:\(color)") }
    if let color = color(style.background, tables) { parts.append("background-color:\(color)") }
    return parts.joined(separator: ";")
  }

  /// nil for black: that is what text has that says nothing, and what a dark screen turns.
  private static func color(_ number: Int32?, _ tables: RTFTables) -> String? {
    guard let number, Int(number) < tables.colors.count, let color = tables.colors[Int(number)] else { return nil }
    if color == RTFTables.Color() { return nil }
    let digits = Array("0123456789abcdef")
    return "#"
      + String([color.red, color.green, color.blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// Letters, digits, spaces and hyphens only: a name never ends the value it stands in.
  private static func family(_ number: Int32?, _ tables: RTFTables) -> String? {
    guard let font = number.flatMap({ tables.fonts[$0] }), font.symbols == nil else { return nil }
    let name = font.name.filter { $0 >= 0x80 || $0 == 32 || $0 == 45 || $0 &- 48 < 10 || ($0 | 32) &- 97 < 26 }
    guard name.contains(where: { $0 != 32 }) else { return nil }
    return "'\(String(decoding: name, as: UTF8.self))'"
  }
}
