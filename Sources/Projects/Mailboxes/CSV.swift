import Core

/// Comma-separated values as spreadsheets write them (RFC 4180, with `;` or tab in place of the comma where the header
/// shows it): quotes, CRLF or LF, with or without a byte order mark.
struct CSV {
  struct Record: Equatable {
    /// Of the record's first character; the header stands on line 1.
    var line: Int
    var fields: [String]
  }

  /// Why a file is no CSV file.
  struct Broken: Error, Equatable {
    var line: Int
    var column: Int
    var message: String
  }

  var header: [String]
  var records: [Record]
  var delimiter: UInt8

  /// - Parameter limit: records at the most, without the header.
  static func read(_ bytes: [UInt8], limit: Int) throws(Broken) -> CSV {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Broken(line: 1, column: 1, message: "the file is UTF-16; save it as CSV UTF-8")
    }
    let delimiter = Self.delimiter(bytes)
    var scanner = Scanner(bytes: bytes, delimiter: delimiter)
    guard let header = try scanner.next() else { return CSV(header: [], records: [], delimiter: delimiter) }
    var records: [Record] = []
    while let record = try scanner.next() {
      guard records.count < limit else {
        throw Broken(line: record.line, column: 1, message: "the file has more than \(limit) rows")
      }
      records.append(record)
    }
    return CSV(
      header: header.fields.map { $0.trimmingBlanks() }, records: records, delimiter: delimiter)
  }

  /// The one of `,`, `;` and tab that stands most often in the first line, outside quotes.
  private static func delimiter(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == 0x22 { isQuoted.toggle() }
      if byte == 0x0A || byte == 0x0D { break }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    return [0x2C, 0x3B, 0x09].max { (counts[$0] ?? 0) < (counts[$1] ?? 0) } ?? 0x2C
  }

  private struct Scanner {
    let bytes: ArraySlice<UInt8>
    let delimiter: UInt8
    var at: Int
    var line = 1

    init(bytes: ArraySlice<UInt8>, delimiter: UInt8) {
      self.bytes = bytes
      self.delimiter = delimiter
      at = bytes.startIndex
    }

    /// The next record that is not an empty line; nil at the end.
    mutating func next() throws(Broken) -> Record? {
      while at < bytes.endIndex {
        let start = line
        let fields = try fields()
        // A spreadsheet's trailing empty rows are rows of delimiters.
        if fields.contains(where: { !$0.isEmpty }) { return Record(line: start, fields: fields) }
      }
      return nil
    }

    private mutating func fields() throws(Broken) -> [String] {
      var fields: [String] = []
      while true {
        fields.append(try field(column: fields.count + 1))
        guard at < bytes.endIndex else { return fields }
        let byte = bytes[at]
        at += 1
        if byte == delimiter { continue }
        if byte == 0x0D, at < bytes.endIndex, bytes[at] == 0x0A { at += 1 }
        line += 1
        return fields
      }
    }

    /// One field, up to its delimiter or line end, which is left.
    private mutating func field(column: Int) throws(Broken) -> String {
      let isQuoted = at < bytes.endIndex && bytes[at] == 0x22
      let content = isQuoted ? try quoted(column: column) : plain()
      guard let text = String(validating: content, as: UTF8.self) else {
        throw Broken(line: line, column: column, message: "this is not UTF-8; save the file as CSV UTF-8")
      }
      return text
    }

    private mutating func plain() -> [UInt8] {
      let start = at
      while at < bytes.endIndex, bytes[at] != delimiter, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
      return Array(bytes[start..<at])
    }

    private mutating func quoted(column: Int) throws(Broken) -> [UInt8] {
      let start = line
      var content: [UInt8] = []
      at += 1
      while at < bytes.endIndex {
        let byte = bytes[at]
        at += 1
        if byte == 0x0A { line += 1 }
        guard byte == 0x22 else {
          content.append(byte)
          continue
        }
        if at < bytes.endIndex, bytes[at] == 0x22 {
          content.append(0x22)
          at += 1
          continue
        }
        guard at == bytes.endIndex || bytes[at] == delimiter || bytes[at] == 0x0A || bytes[at] == 0x0D else {
          throw Broken(line: line, column: column, message: "text stands behind a closing quote")
        }
        return content
      }
      throw Broken(line: start, column: column, message: "a quote is opened and never closed")
    }
  }

  // MARK: Writing

  /// The text of one record. Quotes where something needs them.
  static func text(_ fields: [String], delimiter: UInt8 = 0x2C) -> String {
    let separator = String(UnicodeScalar(delimiter))
    return fields.map { field in
      let needsQuotes = field.utf8.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
      return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: separator) + "\n"
  }
}
