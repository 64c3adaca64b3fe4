import Core

/// Rows under headings. What does not fit is taken from notes first, then from names, then whole columns go, the last
/// one first; numbers are never cut.
struct Table {
  struct Column {
    enum Kind { case name, number, note }
    var title: String
    var kind: Kind
    init(_ title: String, _ kind: Kind) {
      self.title = title
      self.kind = kind
    }
    /// Narrower than this it says nothing any more.
    var minimum: Int {
      switch kind {
      case .name: 14
      case .note: 16
      case .number: .max
      }
    }
  }

  var columns: [Column]
  var rows: [[String]] = []
  /// Columns between columns.
  var gap = 2

  init(_ columns: [Column]) { self.columns = columns }

  func lines(_ layout: Layout) -> [String] {
    let cells = rows.map { $0.map(DisplayWidth.printable) }
    let widths = fitted(cells, width: layout.width - 1)
    let hasTitles = columns.contains { !$0.title.isEmpty }
    var out = hasTitles ? [layout.paint(line(columns.map(\.title), widths, layout), .bold)] : []
    out += cells.map { line($0, widths, layout) }
    return out
  }

  /// A row's cells side by side, behind one blank.
  private func line(_ cells: [String], _ widths: [Int], _ layout: Layout) -> String {
    var out = " "
    for (index, width) in widths.enumerated() {
      let cell = index < cells.count ? cells[index] : ""
      if index > 0 { out += String(repeating: " ", count: gap) }
      switch columns[index].kind {
      case .number: out += DisplayWidth.padStart(cell, to: width)
      case .name:
        out += DisplayWidth.padEnd(
          DisplayWidth.cutMiddle(cell, to: width, ellipsis: layout.ellipsis), to: width)
      case .note:
        out += DisplayWidth.padEnd(DisplayWidth.cutEnd(cell, to: width, ellipsis: layout.ellipsis), to: width)
      }
    }
    while out.last == " " { out.removeLast() }
    return out
  }

  private func fitted(_ cells: [[String]], width: Int) -> [Int] {
    let natural = columns.indices.map { index in
      cells.reduce(DisplayWidth.of(columns[index].title)) { max($0, $1.count > index ? DisplayWidth.of($1[index]) : 0) }
    }
    for shown in stride(from: columns.count, through: 2, by: -1) {
      var widths = Array(natural.prefix(shown))
      var excess = widths.reduce(0, +) + gap * (shown - 1) - width
      for kind in [Column.Kind.note, .name] where excess > 0 {
        for index in widths.indices.reversed() where columns[index].kind == kind && excess > 0 {
          let given = min(excess, max(0, widths[index] - columns[index].minimum))
          widths[index] -= given
          excess -= given
        }
      }
      if excess <= 0 { return widths }
    }
    return [min(natural.first ?? 0, width)]
  }
}
