import Core
import MailCheck

extension MailFinding {
  /// Where it stands: file, message, part and byte, as far as each says something.
  func place(in file: String, message: Int? = nil) -> String {
    var words = file.isEmpty ? [] : [file]
    if let message { words.append("message \(Words.number(message))") }
    if !path.isEmpty { words.append("part \(path)") }
    words.append("byte \(Words.number(offset))")
    return words.joined(separator: ", ")
  }

  /// As other commands show findings.
  func finding(in file: String, message: Int? = nil) -> Finding {
    let more = count > 1 && rule != .bareLF ? " (\(Words.number(count)) times in this message)" : ""
    return Finding(
      level, rule.code, place: place(in: file, message: message), detail + more,
      next: "postduif explain \(rule.rawValue)")
  }

  /// - Parameters:
  ///   - message: its number in a mailbox file, from 1.
  ///   - start: where it begins in that file.
  func json(file: String, message: Int?, start: Int?) -> JSONValue {
    let finding = finding(in: file, message: message)
    return [
      "level": .string(level.rawValue), "code": .string(rule.rawValue), "place": .string(finding.place),
      "message": .string(finding.message), "next": .string(finding.next), "file": .string(file),
      "message_number": .init(message), "message_start": .init(start), "part": path.isEmpty ? .null : .string(path),
      "offset": .init(offset), "count": .init(count),
      "services": .array(
        trips.map {
          ["service": .string($0.service.rawValue), "level": .string($0.level.rawValue), "how": .string($0.how)]
        }),
      "repair": .init(repair.name), "repair_text": .string(repair.text),
    ]
  }

  static let columns = [
    "level", "code", "file", "message_number", "message_start", "part", "offset", "count", "message", "services",
    "repair",
    "repair_text",
  ]

  func row(file: String, message: Int?, start: Int?) -> [CSVText.Cell] {
    [
      .text(level.rawValue), .text(rule.rawValue), .text(file), message.map { .number(Int64($0)) } ?? .empty,
      start.map { .number(Int64($0)) } ?? .empty, .text(path), .number(Int64(offset)), .number(Int64(count)),
      .text(detail),
      .text(trips.map(\.service.rawValue).joined(separator: " ")), .text(repair.name ?? ""), .text(repair.text),
    ]
  }
}
