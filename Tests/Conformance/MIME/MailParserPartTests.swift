import Core
import Foundation
import MIME
import Testing

/// Types, dispositions and decoded text of every part by mail-parser, nested messages included.
@Suite struct MailParserPartTests {
  @Test(arguments: ["malformed", "rfc", "thirdparty", "legacy"])
  func parts(_ name: String) throws {
    guard let folder = ValueSuites.folder("mime/mailparser-\(name)", for: "MailParserPartTests.\(name)") else { return }
    var rows: [ValueSuites.Comparison] = []
    for file in ValueSuites.files(folder, ending: ".eml") {
      let stem = file.deletingPathExtension()
      let json = try ValueSuites.json(stem.appendingPathExtension("json")) as? [String: Any]
      // Their results are of the message with bare line feeds.
      let bytes = try ValueSuites.bytes(file).filter { $0 != 0x0D }
      Self.compare(Message(bytes).root, try #require(json), "\(stem.lastPathComponent) 0", &rows)
    }
    #expect(rows.count > 10)
    try ValueSuites.check("mailparser-\(name) parts", rows)
  }

  private static func compare(
    _ root: Part, _ message: [String: Any], _ place: String, _ rows: inout [ValueSuites.Comparison]
  ) {
    let parts = message["parts"] as? [[String: Any]] ?? []
    if let first = parts.first { compare(root, first, parts, place, &rows) }
  }

  private static func compare(
    _ part: Part, _ expected: [String: Any], _ parts: [[String: Any]], _ place: String,
    _ rows: inout [ValueSuites.Comparison]
  ) {
    fields(part, expected["headers"] as? [[String: Any]] ?? [], place, &rows)
    let body = expected["body"] as? [String: Any] ?? [:]
    if let numbers = body["Multipart"] as? [Int], numbers.count == part.children.count {
      for (index, (child, number)) in zip(part.children, numbers).enumerated() {
        compare(child, parts[number], parts, "\(place).\(index)", &rows)
      }
    } else if let inner = body["Message"] as? [String: Any], let child = part.inner {
      compare(child, inner, "\(place)m", &rows)
    } else if let text = (body["Text"] ?? body["Html"]) as? String, part.children.isEmpty {
      let ours = (try? part.text().text) ?? "-"
      rows.append(.init(key: "\(place) text", input: "\(part.contentType?.charset ?? "")", ours: ours, theirs: text))
    }
  }

  private static func fields(
    _ part: Part, _ headers: [[String: Any]], _ place: String, _ rows: inout [ValueSuites.Comparison]
  ) {
    for header in headers {
      let value = (header["value"] as? [String: Any])?["ContentType"] as? [String: Any]
      guard let name = header["name"] as? String, let value else { continue }
      let expected = MailParserForm.contentType(value)
      if name == "content_type", let type = part.contentType {
        rows.append(.init(key: "\(place) type", input: "", ours: MailParserForm.contentType(type), theirs: expected))
      } else if name == "content_disposition", let disposition = part.disposition {
        rows.append(
          .init(key: "\(place) disposition", input: "", ours: MailParserForm.disposition(disposition), theirs: expected)
        )
      }
    }
  }
}
