import MIME

@testable import MailCheck

/// Messages for tests.
enum Mail {
  static let header = [
    "From: An <an@peeters.example>", "To: jan@peeters.example", "Date: Mon, 23 Nov 2026 10:00:00 +0100",
    "Message-ID: <1@peeters.example>", "Subject: Bestelling",
  ]

  /// A message in which nobody finds anything, with more fields and another body.
  static func plain(_ fields: [String], without: String = "", _ body: String = "text\r\n") -> [UInt8] {
    let kept = header.filter { without.isEmpty || !$0.hasPrefix(without) }
    return Array(((kept + fields).joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
  }

  static func plain(_ body: String = "text\r\n", without: String = "") -> [UInt8] {
    plain([], without: without, body)
  }

  static func multipart(_ parts: [String], end: String = "\r\n--x--\r\n") -> [UInt8] {
    let body = parts.map { "--x\r\n\($0)" }.joined(separator: "\r\n")
    return plain(["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=x"], body + end)
  }

  static let text = "Content-Type: text/plain; charset=utf-8\r\n\r\nDag"

  static func file(_ name: String, type: String = "application/octet-stream") -> String {
    "Content-Type: \(type)\r\nContent-Transfer-Encoding: base64\r\n"
      + "Content-Disposition: attachment; filename=\"\(name)\"\r\n\r\nQUJD"
  }

  /// Messages within messages, so many.
  static func nested(_ depth: Int) -> [UInt8] {
    let inner = String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: depth - 1)
    return plain(["Content-Type: message/rfc822"], inner + "From: a@b\r\n\r\ntext")
  }

  /// Multiparts within multiparts, so many.
  static func multiparts(_ depth: Int) -> [UInt8] {
    var text = header.joined(separator: "\r\n") + "\r\n"
    for level in 0..<depth { text += "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n" }
    text += "\r\ntext"
    for level in (0..<depth).reversed() { text += "\r\n--b\(level)--" }
    return Array((text + "\r\n").utf8)
  }

  static func check(
    _ bytes: [UInt8], for services: [MailService] = MailService.allCases, pieces: Int? = nil, limits: Limits = .init()
  ) -> [MailFinding] {
    var check = MessageCheck(for: services, limits: limits)
    var at = 0
    while at < bytes.count {
      let end = min(bytes.count, at + (pieces ?? bytes.count))
      check.take(bytes, at..<end)
      at = end
    }
    return check.finish()
  }
}

extension MessageCheck {
  /// Takes a whole array.
  mutating func take(_ bytes: [UInt8]) { feed(bytes.span) }

  /// Takes a piece of it.
  mutating func take(_ bytes: [UInt8], _ range: Range<Int>) { feed(bytes.span.extracting(range)) }
}
