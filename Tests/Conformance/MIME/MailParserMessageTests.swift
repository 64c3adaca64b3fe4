import Core
import Foundation
import MIME
import Testing

/// The typed header values in mail-parser's results for whole messages: the first header of each.
@Suite struct MailParserMessageTests {
  private static let folders = ["malformed", "rfc", "thirdparty", "legacy"]
  private static let names = [
    "from": "from", "to": "to", "cc": "cc", "reply_to": "reply-to", "sender": "sender", "date": "date",
    "subject": "subject", "content_type": "content-type", "content_disposition": "content-disposition",
  ]

  @Test(arguments: folders)
  func headers(_ name: String) throws {
    guard let folder = ValueSuites.folder("mime/mailparser-\(name)", for: "MailParserMessageTests.\(name)") else {
      return
    }
    var rows: [ValueSuites.Comparison] = []
    for file in ValueSuites.files(folder, ending: ".json") where !file.path().hasSuffix(".crlf.json") {
      let message = file.deletingPathExtension().appendingPathExtension("eml")
      rows += try compare(file, SimpleHeader(try ValueSuites.bytes(message)))
    }
    #expect(!rows.isEmpty)
    try ValueSuites.check("mailparser-\(name)", rows)
  }

  private func compare(_ file: URL, _ header: SimpleHeader) throws -> [ValueSuites.Comparison] {
    let result = try #require(try ValueSuites.json(file) as? [String: Any])
    let parts = result["parts"] as? [[String: Any]] ?? []
    var counts: [String: Int] = [:]
    return (parts.first?["headers"] as? [[String: Any]] ?? []).compactMap { one in
      guard let key = one["name"] as? String, let name = Self.names[key] else { return nil }
      let index = counts[key, default: 0]
      counts[key] = index + 1
      let bodies = header.all(name)
      let body = index < bodies.count ? bodies[index] : []
      let (ours, theirs) = values(key, body, one["value"])
      return .init(
        key: "\(file.deletingPathExtension().lastPathComponent) \(key) \(index)",
        input: String(decoding: body, as: UTF8.self), ours: ours, theirs: theirs)
    }
  }

  private func values(_ key: String, _ body: [UInt8], _ value: Any?) -> (String, String) {
    let expected = value as? [String: Any] ?? [:]
    switch key {
    case "date":
      return (MailDate(body).time?.rfc3339 ?? "", MailParserForm.date(expected["DateTime"] as? [String: Any]))
    case "subject": return (HeaderText(body).text, expected["Text"] as? String ?? "")
    case "content_type":
      return (
        MailParserForm.contentType(ContentType(body)),
        MailParserForm.contentType(expected["ContentType"] as? [String: Any])
      )
    case "content_disposition":
      return (
        MailParserForm.disposition(ContentDisposition(body)),
        MailParserForm.contentType(expected["ContentType"] as? [String: Any])
      )
    default:
      return (
        MailParserForm.addresses(AddressList(body)),
        MailParserForm.addresses(expected["Address"] as? [String: Any] ?? [:])
      )
    }
  }
}
