import Core
import MIME
import Testing

/// The fields of a part as values.
@Suite struct PartValueTests {
  private func root(_ text: String) -> Part { Message(Array(text.utf8)).root }

  @Test func fieldsOfAPart() {
    let part = root(
      "From: a@x.org\r\nTo: b@x.org\r\nTo: c@x.org\r\nSubject: =?utf-8?Q?=C3=A4?=\r\nReferences: <1@x>\r\n <2@x>\r\n"
        + "Date: 1 Jan 2026 00:00:00 +0000\r\nContent-Type: text/plain; name=\"old.txt\"\r\n\r\n")
    #expect(part.addresses("to").mailboxes.map(\.address) == ["b@x.org", "c@x.org"])
    #expect(part.subject?.text == "ä" && part.identifiers("references") == ["1@x", "2@x"])
    #expect(part.date?.time?.rfc3339 == "2026-01-01T00:00:00+00:00" && part.fileName == "old.txt")
    #expect(part.disposition == nil && part.addresses("cc").entries.isEmpty)
    #expect(root("Content-Disposition: x; filename=new\r\nContent-Type: a/b; name=old\r\n\r\n").fileName == "new")
  }

  @Test func textInItsSet() throws {
    #expect(
      try root("Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: base64\r\n\r\n8NLJ18XU").text()
        .text == "Привет")
    #expect(try root("\r\nGrüße").text().text == "Grüße")
    #expect(try root("Content-Type: text/plain; charset=us-ascii\r\n\r\nGrüße").text().text == "Grüße")
    let wrong = try root("Content-Type: text/plain; charset=shift_jis\r\n\r\nПривет, Grüße").text()
    #expect(wrong.text == "Привет, Grüße" && wrong.charset == .utf8)
    let lost = try Message(Array("Content-Type: text/plain; charset=utf-8\r\n\r\na".utf8) + [0xFF]).root.text()
    #expect(lost.text == "a\u{FFFD}" && lost.unconvertible == 1 && lost.firstUnconvertible == 1)
  }
}
