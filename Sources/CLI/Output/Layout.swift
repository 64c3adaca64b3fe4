import Core

/// How lines may look where they go: columns, colour, and whether signs beyond ASCII are welcome.
struct Layout: Sendable, Hashable {
  var width = 80
  var hasColor = false
  var isASCII = false

  /// Narrower than this nothing can be read, and wider than that no line is found back.
  static func width(_ columns: Int) -> Int { min(max(columns, 40), 200) }

  var ellipsis: String { isASCII ? "..." : "…" }
  var arrow: String { isASCII ? "->" : "→" }
  var dot: String { isASCII ? "-" : "·" }
  var times: String { isASCII ? "x" : "×" }
  var dash: String { isASCII ? "-" : "–" }

  /// One column each; the words beside it say the same.
  func sign(_ level: Finding.Level) -> String {
    switch level {
    case .ok: paint(isASCII ? "+" : "✓", .green)
    case .note: paint(isASCII ? "-" : "·", .dim)
    case .warning: paint("!", .yellow)
    case .problem: paint(isASCII ? "x" : "✗", .red)
    }
  }

  /// Select Graphic Rendition codes (ECMA-48 §8.3.117).
  enum Paint: String { case red = "31", green = "32", yellow = "33", dim = "2", bold = "1" }

  func paint(_ text: String, _ paint: Paint) -> String {
    hasColor ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A bar of `cells` columns. It is full at the very end only.
  func bar(_ fraction: Double, cells: Int) -> String {
    let filled = fraction >= 1 ? cells : min(cells - 1, Int(max(0, fraction) * Double(cells)))
    let (full, empty) = isASCII ? ("#", ".") : ("█", "░")
    return String(repeating: full, count: filled) + String(repeating: empty, count: cells - filled)
  }
}
