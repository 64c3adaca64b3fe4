/// Breaks text into lines at blanks. A word longer than the line stays whole: cut, it could not be copied.
enum Wrap {
  static func lines(_ text: String, width: Int) -> [String] {
    var out: [String] = []
    var line = ""
    for word in words(of: text) {
      if !line.isEmpty && DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > width {
        out.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { out.append(line) }
    return out
  }

  /// A number keeps its unit.
  private static func words(of text: String) -> [String] {
    var out: [String] = []
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
      let bare = word.prefix { $0.isLetter || $0 == "%" }
      if units.contains(bare), let last = out.last, last.last?.isNumber == true {
        out[out.count - 1] = "\(last) \(word)"
      } else {
        out.append(String(word))
      }
    }
    return out
  }
  private static let units: Set<Substring> = ["s", "min", "h", "d", "bytes", "kB", "MB", "GB", "TB", "%"]

  /// `text` behind `indent`, the first line behind `first` where given.
  static func block(_ text: String, indent: String, first: String? = nil, width: Int) -> [String] {
    lines(text, width: max(20, width - DisplayWidth.of(indent))).enumerated().map { index, line in
      (index == 0 ? first ?? indent : indent) + line
    }
  }
}
