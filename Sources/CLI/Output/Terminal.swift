import Glibc

/// What is known of one output: whether a person looks at it, and how wide it is.
struct Terminal: Sendable, Hashable {
  var isTerminal: Bool
  /// Columns; nil when nobody says.
  var columns: Int?
  /// The open file it is; nil in tests.
  var descriptor: Int32?

  static let none = Terminal(isTerminal: false, columns: nil)

  static func of(descriptor: Int32) -> Terminal {
    guard isatty(descriptor) == 1 else { return .none }
    let columns = size(of: descriptor).map { Int($0.ws_col) }
    return Terminal(isTerminal: true, columns: columns, descriptor: descriptor)
  }

  /// The window as it is now; nil when nobody says.
  var columnsNow: Int? { descriptor.flatMap(Self.size).map { Int($0.ws_col) } }
  var rowsNow: Int? { descriptor.flatMap(Self.size).map { Int($0.ws_row) } }

  private static func size(of descriptor: Int32) -> winsize? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
    return size
  }

  /// A pipe gets 80 columns and no colour. `NO_COLOR` counts whatever its value unless empty, as no-color.org has it;
  /// `--color always` beats both, since it was typed now.
  func layout(color: ColorChoice, ascii: Bool, environment: [String: String]) -> Layout {
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let isDumb = environment["TERM"] == "dumb"
    let hasColor =
      switch color {
      case .always: true
      case .never: false
      case .auto: isTerminal && !refused && !isDumb
      }
    let width = columns ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80
    return Layout(
      width: Layout.width(width), hasColor: hasColor, isASCII: ascii || !Self.isUTF8(environment))
  }

  /// Without a locale nobody said that signs beyond ASCII are unwelcome, and containers have none.
  private static func isUTF8(_ environment: [String: String]) -> Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let locale = environment[name], !locale.isEmpty else { continue }
      let lower = locale.lowercased()
      return lower.contains("utf-8") || lower.contains("utf8") || !lower.contains(".")
    }
    return true
  }
}

enum ColorChoice: String, Sendable, CaseIterable { case auto, always, never }
