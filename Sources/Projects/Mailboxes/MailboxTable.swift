import Core

/// `mailboxes.csv`: one mailbox pair per line. Columns nobody asked for are kept, for they are somebody's notes.
struct MailboxTable {
  enum Column: String, CaseIterable {
    case name = "Name"
    case source = "Source"
    case sourceUser = "SourceUser"
    case sourceRoot = "SourceRoot"
    case sourceCredential = "SourceCredential"
    case target = "Target"
    case targetUser = "TargetUser"
    case targetRoot = "TargetRoot"
    case targetCredential = "TargetCredential"
    /// Patterns with a vertical bar between them.
    case exclude = "Exclude"
    /// `Source folder=Target folder`, with a vertical bar between pairs.
    case map = "Map"
  }

  static let limit = 50_000
  /// A row of 50,000 may hold a few hundred bytes.
  static let byteLimit = 64 << 20

  private var csv: CSV
  private let columns: [Column: Int]

  init(_ bytes: [UInt8], file: String) throws(Fault) {
    do {
      csv = try CSV.read(bytes, limit: Self.limit)
    } catch {
      throw Fault(
        "MAILBOX-CSV", error.message, place: "\(file) line \(error.line) column \(error.column)", recovery: .stopRun,
        advice: "Mend the line in a spreadsheet or an editor, and save it as CSV UTF-8")
    }
    if csv.header.isEmpty { csv.header = Column.allCases.map(\.rawValue) }
    var columns: [Column: Int] = [:]
    for (place, name) in csv.header.enumerated() {
      guard let column = Column.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
        continue
      }
      if columns[column] == nil { columns[column] = place }
    }
    self.columns = columns
    for needed in [Column.sourceUser, .targetUser] where columns[needed] == nil {
      let meant = suggestion(for: needed.rawValue, among: csv.header).map { "Did you mean it by \($0)? " } ?? ""
      throw Fault(
        "MAILBOX-CSV", "the column \(needed.rawValue) is missing", place: "\(file) line 1", recovery: .stopRun,
        advice: "\(meant)Known columns: \(Column.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  /// An empty table.
  init() {
    let names = Column.allCases
    csv = CSV(header: names.map(\.rawValue), records: [], delimiter: 0x2C)
    columns = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
  }

  var text: String {
    csv.records.reduce(into: CSV.text(csv.header, delimiter: csv.delimiter)) {
      $0 += CSV.text($1.fields, delimiter: csv.delimiter)
    }
  }

  var entries: [MailboxEntry] { csv.records.map(entry) }

  private func entry(_ record: CSV.Record) -> MailboxEntry {
    func value(_ column: Column) -> String? {
      guard let place = columns[column], place < record.fields.count else { return nil }
      let text = record.fields[place].trimmingBlanks()
      return text.isEmpty ? nil : text
    }
    var source = MailboxEntry.End(user: value(.sourceUser) ?? "")
    source.endpoint = value(.source) ?? ""
    source.root = value(.sourceRoot)
    source.credential = value(.sourceCredential)
    var target = MailboxEntry.End(user: value(.targetUser) ?? "")
    target.endpoint = value(.target) ?? ""
    target.root = value(.targetRoot)
    target.credential = value(.targetCredential)
    var entry = MailboxEntry(name: value(.name), source: source, target: target)
    entry.exclude = value(.exclude).map(Self.parts) ?? []
    for pair in value(.map).map(Self.parts) ?? [] {
      let sides = pair.split(separator: "=", maxSplits: 1).map { String($0).trimmingBlanks() }
      if sides.count == 2 { entry.map[sides[0]] = sides[1] }
    }
    entry.line = record.line
    return entry
  }

  private static func parts(_ text: String) -> [String] {
    text.split(separator: "|").map { String($0).trimmingBlanks() }.filter { !$0.isEmpty }
  }

  // MARK: Changing

  /// Replaces the entry of the same name, or adds it.
  mutating func set(_ entries: [MailboxEntry]) {
    var places: [String: Int] = [:]
    for (place, record) in csv.records.enumerated() { places[entry(record).name.lowercased()] = place }
    for entry in entries {
      if let place = places[entry.name.lowercased()] {
        csv.records[place].fields = fields(entry, over: csv.records[place].fields)
      } else {
        places[entry.name.lowercased()] = csv.records.count
        csv.records.append(CSV.Record(line: 0, fields: fields(entry, over: [])))
      }
    }
  }

  /// False when there is none of that name.
  mutating func remove(_ name: String) -> Bool {
    let kept = csv.records.filter { entry($0).name.lowercased() != name.lowercased() }
    defer { csv.records = kept }
    return kept.count < csv.records.count
  }

  /// Columns the file does not have are added to it when the entry needs them.
  func widened(for entries: [MailboxEntry]) -> MailboxTable {
    let needed = Column.allCases.filter { column in
      self.columns[column] == nil && entries.contains { !Self.text(column, of: $0).isEmpty }
    }
    guard !needed.isEmpty else { return self }
    var wide = csv
    wide.header += needed.map(\.rawValue)
    var columns = self.columns
    for (offset, column) in needed.enumerated() { columns[column] = csv.header.count + offset }
    return MailboxTable(csv: wide, columns: columns)
  }

  private init(csv: CSV, columns: [Column: Int]) {
    self.csv = csv
    self.columns = columns
  }

  private func fields(_ entry: MailboxEntry, over old: [String]) -> [String] {
    var fields = old + [String](repeating: "", count: max(0, csv.header.count - old.count))
    for (column, place) in columns { fields[place] = Self.text(column, of: entry) }
    return fields
  }

  private static func text(_ column: Column, of entry: MailboxEntry) -> String {
    switch column {
    case .name: entry.name
    case .source: entry.source.endpoint
    case .sourceUser: entry.source.user
    case .sourceRoot: entry.source.root ?? ""
    case .sourceCredential: entry.source.credential ?? ""
    case .target: entry.target.endpoint
    case .targetUser: entry.target.user
    case .targetRoot: entry.target.root ?? ""
    case .targetCredential: entry.target.credential ?? ""
    case .exclude: entry.exclude.joined(separator: "|")
    case .map: entry.map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "|")
    }
  }
}
