/// Who moves from where to where, for the first line of a screen.
struct MoveTitle: Sendable {
  var project: String
  /// `IMAP imap.oldhost.example`.
  var source: String
  var target: String

  func ends(_ layout: Layout) -> String {
    "\(DisplayWidth.printable(source)) \(layout.arrow) \(DisplayWidth.printable(target))"
  }
}
