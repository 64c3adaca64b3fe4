/// Comma-separated values as spreadsheets read them (RFC 4180), with cells guarded against being taken for formulas.
public enum CSVText {
  public enum Cell: Sendable, Hashable, ExpressibleByStringLiteral {
    case text(String)
    /// Never guarded: a negative number stays a number.
    case number(Int64)
    case empty

    public init(stringLiteral value: String) { self = .text(value) }
    public init(_ number: some BinaryInteger) { self = .number(Int64(clamping: number)) }
    public init(_ text: String?) { self = text.map(Cell.text) ?? .empty }
  }

  /// UTF-8's mark, which Excel needs to read a file as UTF-8.
  public static let byteOrderMark = "\u{FEFF}"

  /// One line with its CRLF (RFC 4180 §2).
  public static func row(_ cells: [Cell]) -> String {
    cells.map(field).joined(separator: ",") + "\r\n"
  }

  private static func field(_ cell: Cell) -> String {
    switch cell {
    case .number(let value): String(value)
    case .empty: ""
    case .text(let text): quoted(guarded(Redactor.shared.redact(text)))
    }
  }

  /// A cell that begins with one of these is run as a formula by spreadsheets; mail subjects are written by strangers.
  private static func guarded(_ text: String) -> String {
    guard let first = text.unicodeScalars.first else { return text }
    return "=+-@\t\r\n".unicodeScalars.contains(first) ? "'" + text : text
  }

  /// Semicolons are quoted too: in half of Europe they are what a spreadsheet splits at.
  private static func quoted(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",;\"\r\n\t".unicodeScalars.contains($0) }) else { return text }
    var out = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { out += "\"" }
      // A NUL ends the file for some readers.
      if scalar != "\u{0}" { out.unicodeScalars.append(scalar) }
    }
    return out + "\""
  }
}
