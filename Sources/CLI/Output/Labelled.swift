/// Lines of a label and what belongs to it, texts aligned and wrapped.
enum Labelled {
  static func lines(_ pairs: [(label: String, text: String)], _ layout: Layout, minimum: Int = 0) -> [String] {
    let width = pairs.reduce(minimum) { max($0, DisplayWidth.of($1.label)) } + 3
    return pairs.flatMap { pair in
      Wrap.block(
        DisplayWidth.printable(pair.text), indent: String(repeating: " ", count: width + 1),
        first: " " + DisplayWidth.padEnd(pair.label, to: width), width: layout.width)
    }
  }
}
