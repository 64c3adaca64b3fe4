import Core
import Migration

/// What a command has found out, in every shape it can be asked for.
struct Answer {
  /// The `type` of the closing object.
  var type: String
  /// What is known of the whole.
  var summary: [JSONValue.Member] = []
  /// The name under which the records stand in `json`.
  var recordsName = "items"
  /// The `type` of each record in `ndjson`.
  var recordType = "item"
  var records: [JSONValue] = []
  /// Further objects of `ndjson`, each with its own type, after the records: findings, items.
  var besides: [(type: String, value: JSONValue)] = []
  var header: [String] = []
  var rows: [[CSVText.Cell]] = []
  /// True when the version object of `ndjson` was sent before.
  var isStreamed = false
  var lines: @Sendable (Layout) -> [String]

  func text(in format: OutputFormat, layout: Layout, forExcel: Bool) -> String {
    switch format {
    case .text: lines(layout).map { $0 + "\n" }.joined()
    case .json: object.text(pretty: true) + "\n"
    case .ndjson: lineByLine
    case .csv: table(forExcel: forExcel)
    }
  }

  private var object: JSONValue {
    var members: [JSONValue.Member] = [.init("version", Self.version), .init("type", .string(type))]
    members += summary
    if !recordsName.isEmpty { members.append(.init(recordsName, .array(records))) }
    return .object(members)
  }

  private var lineByLine: String {
    let objects =
      (isStreamed ? [] : [Self.versionLine]) + records.map { Self.typed(recordType, $0) }
      + besides.map { Self.typed($0.type, $0.value) } + [Self.typed(type, .object(summary))]
    return objects.map { $0.text() + "\n" }.joined()
  }

  /// A command without rows of its own gives its summary as names and values.
  private func table(forExcel: Bool) -> String {
    var out = forExcel ? CSVText.byteOrderMark : ""
    if header.isEmpty {
      out += CSVText.row(["name", "value"])
      for member in summary { out += CSVText.row([.text(member.name), Self.cell(member.value)]) }
      return out
    }
    out += CSVText.row(header.map(CSVText.Cell.text))
    for row in rows { out += CSVText.row(row) }
    return out
  }

  private static func cell(_ value: JSONValue) -> CSVText.Cell {
    switch value {
    case .null: .empty
    case .string(let text): .text(text)
    case .int(let number): .number(number)
    default: .text(value.text())
    }
  }

  static let version: JSONValue = [
    "tool": .string(Program.version), "schema": .init(MachineOutput.schemaVersion),
  ]
  static let versionLine = typed("version", version)

  static func typed(_ type: String, _ value: JSONValue) -> JSONValue {
    .object([.init("type", .string(type))] + value.members)
  }
}
