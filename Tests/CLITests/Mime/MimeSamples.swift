import Foundation

@testable import CLI

/// Messages that the tests of `mime` write into their folder.
enum MimeSamples {
  static func message(_ fields: [String] = [], _ body: String = "Dag Jan\r\n") -> String {
    let header = [
      "From: An Peeters <an@peeters.example>", "To: jan@peeters.example", "Date: Mon, 23 Nov 2026 10:00:00 +0100",
      "Message-ID: <1@peeters.example>", "Subject: =?utf-8?Q?Offerte_voor_de_caf=C3=A9tafels?=",
    ]
    return (header + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  static func multipart(_ parts: [String], end: String = "\r\n--x--\r\n") -> String {
    message(
      ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=x"],
      parts.map { "--x\r\n\($0)" }.joined(separator: "\r\n") + end)
  }

  static let text =
    "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=E9"

  static func file(_ name: String, _ content: String = "QUJD", type: String = "application/pdf") -> String {
    "Content-Type: \(type)\r\nContent-Transfer-Encoding: base64\r\n"
      + "Content-Disposition: attachment; filename=\"\(name)\"\r\n\r\n\(content)"
  }

  static let forwarded =
    "Content-Type: message/rfc822\r\n\r\nSubject: Binnenin\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n"
    + "--y\r\n\r\nbinnen\r\n--y\r\nContent-Type: image/png; name=logo.png\r\n\r\nPNG\r\n--y--"

  static let offer = multipart([text, file("offerte.pdf"), forwarded])

  /// With a line of 12,000 bytes, which Exchange Online refuses.
  static let long = message([], String(repeating: "x", count: 12_000) + "\r\n")

  static func mbox(_ messages: [String]) -> String {
    messages.map { "From an@peeters.example Mon Nov 23 10:00:00 2026\n\($0)\n" }.joined()
      .replacingOccurrences(of: "\r\n", with: "\n")
  }
}

/// A file of the test as an open descriptor, closed with it.
final class OpenFile {
  let descriptor: Int32
  init(_ path: String, writing: Bool = false) {
    descriptor = writing ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600) : open(path, O_RDONLY)
  }
  deinit { close(descriptor) }
}
