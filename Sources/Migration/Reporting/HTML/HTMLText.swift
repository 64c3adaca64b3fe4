import Core

/// Writes HTML with every text escaped; there is no way to put raw text between the tags from outside this file's module.
struct HTMLText {
  private(set) var text = ""

  /// Escaped for text and for attributes in double quotes. Control characters have no place in HTML.
  static func escaped(_ raw: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in Redactor.shared.redact(raw).unicodeScalars {
      switch scalar {
      case "&": out += "&amp;".unicodeScalars
      case "<": out += "&lt;".unicodeScalars
      case ">": out += "&gt;".unicodeScalars
      case "\"": out += "&quot;".unicodeScalars
      case "'": out += "&#39;".unicodeScalars
      case "\n", "\t": out.append(scalar)
      // Marks that turn the reading direction would let a subject rearrange the line it stands in.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        out.append("\u{FFFD}")
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  /// Markup of our own.
  mutating func raw(_ markup: StaticString) { text += markup.description }

  mutating func element(_ tag: StaticString, class style: String? = nil, _ content: String) {
    open(tag, class: style)
    text += Self.escaped(content)
    close(tag)
  }

  mutating func open(_ tag: StaticString, class style: String? = nil, _ attributes: [(StaticString, String)] = []) {
    text += "<\(tag)"
    if let style { text += " class=\"\(Self.escaped(style))\"" }
    for (name, value) in attributes { text += " \(name)=\"\(Self.escaped(value))\"" }
    text += ">"
  }

  mutating func close(_ tag: StaticString) { text += "</\(tag)>\n" }

  mutating func escapedText(_ content: String) { text += Self.escaped(content) }
}

/// A table as a screen reader and a printer need it: caption, headings with scope, the first cell of a row its heading.
struct HTMLTable {
  enum Cell {
    case text(String)
    case number(String)
    /// Never broken over two lines.
    case day(String)
    /// Digests and codes, in fixed width.
    case code(String)
  }
  var caption: String
  var headings: [(title: String, isNumber: Bool)]
  var rows: [[Cell]] = []
  var total: [Cell]?

  func write(to html: inout HTMLText) {
    html.open("table")
    html.element("caption", caption)
    html.raw("<thead><tr>")
    for heading in headings {
      html.open("th", class: heading.isNumber ? "n" : nil, [("scope", "col")])
      html.escapedText(heading.title)
      html.close("th")
    }
    html.raw("</tr></thead>\n<tbody>\n")
    for row in rows { write(row, to: &html) }
    html.raw("</tbody>\n")
    if let total {
      html.raw("<tfoot>\n")
      write(total, to: &html)
      html.raw("</tfoot>\n")
    }
    html.close("table")
  }

  private func write(_ row: [Cell], to html: inout HTMLText) {
    html.raw("<tr>")
    for (index, (cell, heading)) in zip(row, headings).enumerated() {
      let (style, content): (String?, String) =
        switch cell {
        case .text(let content): ("t", content)
        case .number(let content): ("n", content)
        case .day(let content): ("d", content)
        // A digest may be broken anywhere, a code nowhere.
        case .code(let content): (content.utf8.count > 24 ? "c" : "k", content)
        }
      if index == 0 {
        html.open("th", class: style, [("scope", "row")])
        html.escapedText(content)
        html.close("th")
      } else {
        // In a narrow window a row becomes a card, and each cell says what it is.
        html.open("td", class: style, [("data-label", heading.title)])
        html.escapedText(content)
        html.close("td")
      }
    }
    html.raw("</tr>\n")
  }
}
