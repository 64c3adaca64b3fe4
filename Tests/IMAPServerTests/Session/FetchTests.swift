import IMAP
import Testing

@testable import IMAPServer

@Suite struct FetchTests {
  static let letter = lines(
    """
    From: "Peeters, Jan" <jan@voorbeeld.example>
    To: Team: a@x.example, (noot) "B \\"C\\"" <b@y.example>;, <@r1,@r2:d@z.example>
    Cc: kapot
    Subject: Een
     gevouwen onderwerp
    Date: Mon, 23 Nov 2026 21:14:00 +0100
    Message-ID: <1@voorbeeld.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="buiten"

    voorwoord
    --buiten
    Content-Type: multipart/alternative; boundary=binnen

    --binnen

    plat
    --binnen
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <p>html</p>
    --binnen--
    --buiten
    Content-Type: message/rfc822
    Content-Disposition: attachment; filename="door gestuurd.eml"

    Subject: binnenin
    From: x@y.example

    tekst
    tweede
    --buiten--
    nawoord
    """)

  static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
  }

  private static func literal(_ text: String) -> String { "{\(text.utf8.count)}\r\n\(text)" }

  @Test(arguments: [
    ("BODY[1.1]", "plat"), ("BODY[1.2]", "<p>html</p>"), ("BODY[1.1.MIME]", "\r\n"),
    ("BODY[1.2.MIME]", "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"),
    ("BODY[2.HEADER]", "Subject: binnenin\r\nFrom: x@y.example\r\n\r\n"), ("BODY[2.TEXT]", "tekst\r\ntweede"),
    ("BODY[2.1]", "tekst\r\ntweede"),
    ("BODY[2]", "Subject: binnenin\r\nFrom: x@y.example\r\n\r\ntekst\r\ntweede"),
    ("BODY[2.HEADER.FIELDS (from)]", "From: x@y.example\r\n\r\n"),
    ("BODY[HEADER.FIELDS (SUBJECT X-Niet)]", "Subject: Een\r\n gevouwen onderwerp\r\n\r\n"),
  ])
  func sections(_ section: String, _ content: String) throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox([Self.letter], flags: [.seen])
    #expect(
      dialogue.send("t FETCH 1 \(section)\r\n") == "* 1 FETCH (\(section) \(Self.literal(content)))\r\nt OK Done.\r\n")
  }

  @Test(arguments: ["BODY[3]", "BODY[1.3]", "BODY[1.1.1]", "BODY[2.2]", "BODY[1.HEADER]", "BODY[2.1.TEXT]"])
  func absentSections(_ section: String) throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox([Self.letter], flags: [.seen])
    #expect(dialogue.send("t FETCH 1 \(section)\r\n") == "* 1 FETCH (\(section) NIL)\r\nt OK Done.\r\n")
  }

  @Test func headerAndTextMakeTheWhole() throws {
    for message in [Self.letter, "zonder kop", "", "\r\nleeg", "A: b\nkaal\n\nrest", "A: b\r\n\r\n"] {
      let dialogue = try Dialogue()
      try dialogue.selectInbox([message], flags: [.seen])
      let item = try Self.bodies(dialogue.send("t FETCH 1 (BODY[HEADER] BODY[TEXT] BODY[])\r\n"))
      #expect(item.count == 3)
      #expect(item[0] + item[1] == message)
      #expect(item[2] == message)
    }
  }

  /// The literals of an answer, in order.
  static func bodies(_ answer: String) throws -> [String] {
    var bodies: [String] = []
    var rest = Array(answer.utf8)[...]
    while let open = rest.firstIndex(of: 0x7B), let close = rest[open...].firstIndex(of: 0x7D) {
      let size = try #require(Int(String(decoding: rest[(open + 1)..<close], as: UTF8.self)))
      bodies.append(String(decoding: rest[(close + 3)..<(close + 3 + size)], as: UTF8.self))
      rest = rest[(close + 3 + size)...]
    }
    return bodies
  }

  @Test(arguments: [
    ("<0.5>", "BODY[]<0> {5}\r\nFrom:"), ("<5.1>", "BODY[]<5> {1}\r\n "), ("<99999.4>", "BODY[]<99999> {0}\r\n"),
    ("<0.4294967295>", "BODY[]<0> {\(letter.utf8.count)}\r\n\(letter)"),
  ])
  func partials(_ partial: String, _ answer: String) throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox([Self.letter], flags: [.seen])
    #expect(dialogue.send("t FETCH 1 BODY[]\(partial)\r\n") == "* 1 FETCH (\(answer))\r\nt OK Done.\r\n")
  }

  @Test func envelope() throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox([Self.letter])
    #expect(
      dialogue.send("t FETCH 1 ENVELOPE\r\n") == """
        * 1 FETCH (ENVELOPE ("Mon, 23 Nov 2026 21:14:00 +0100" "Een gevouwen onderwerp" \
        (("Peeters, Jan" NIL "jan" "voorbeeld.example")) (("Peeters, Jan" NIL "jan" "voorbeeld.example")) \
        (("Peeters, Jan" NIL "jan" "voorbeeld.example")) \
        ((NIL NIL "Team" NIL)(NIL NIL "a" "x.example")("B \\"C\\"" NIL "b" "y.example")(NIL NIL NIL NIL)\
        (NIL NIL "d" "z.example")) ((NIL NIL "kapot" NIL)) NIL NIL "<1@voorbeeld.example>"))\r
        t OK Done.\r\n
        """)
  }

  @Test func structure() throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox([Self.letter])
    let inner =
      #""message" "rfc822" NIL NIL NIL "7bit" 53 (NIL "binnenin" ((NIL NIL "x" "y.example")) ((NIL NIL "x" "y.example")) ((NIL NIL "x" "y.example")) NIL NIL NIL NIL NIL)"#
    #expect(
      dialogue.send("t FETCH 1 BODY\r\n") == """
        * 1 FETCH (BODY ((("text" "plain" NIL NIL NIL "7bit" 4 1)\
        ("text" "html" ("charset" "utf-8") NIL NIL "quoted-printable" 11 1) "alternative")\
        (\(inner) ("text" "plain" NIL NIL NIL "7bit" 13 2) 5) "mixed"))\r
        t OK Done.\r\n
        """)
    let whole = dialogue.send("t FETCH 1 BODYSTRUCTURE\r\n")
    #expect(whole.contains(#"5 NIL ("attachment" ("filename" "door gestuurd.eml")) NIL NIL)"#))
    #expect(whole.contains(#""mixed" ("boundary" "buiten") NIL NIL NIL))"#))
  }

  @Test func readingMarksSeenUnlessPeeking() throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox(["A: b\r\n\r\nc"])
    #expect(!dialogue.send("t FETCH 1 BODY.PEEK[]\r\n").contains("FLAGS"))
    #expect(
      dialogue.send("t FETCH 1 RFC822.HEADER\r\n") == "* 1 FETCH (RFC822.HEADER {8}\r\nA: b\r\n\r\n)\r\nt OK Done.\r\n")
    #expect(
      dialogue.send("t FETCH 1 BODY[TEXT]\r\n")
        == "* 1 FETCH (BODY[TEXT] {1}\r\nc)\r\n* 1 FETCH (FLAGS (\\Seen \\Recent))\r\nt OK Done.\r\n")
    _ = try dialogue.ok("EXAMINE INBOX")
    _ = try dialogue.ok("STATUS INBOX (UNSEEN)")
    #expect(dialogue.send("t STORE 1 FLAGS ()\r\n").hasPrefix("t NO [READ-ONLY]"))
  }

  @Test func sets() throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox((1...5).map { "A: \($0)\r\n\r\n" })
    _ = try dialogue.ok("STORE 2,4 +FLAGS.SILENT (\\Deleted)")
    _ = try dialogue.ok("EXPUNGE")
    func uids(_ command: String) -> [Int] {
      dialogue.send("t \(command)\r\n").split(separator: "\r\n").compactMap { line in
        line.split(separator: "UID ").last.flatMap { Int($0.prefix { $0.isNumber }) }
      }
    }
    #expect(uids("FETCH 1:* UID") == [1, 3, 5])
    #expect(uids("FETCH *:2 UID") == [3, 5])
    #expect(uids("FETCH 3,1,1:1 UID") == [1, 5])
    #expect(uids("UID FETCH 2:4 UID") == [3])
    #expect(uids("UID FETCH 9:* UID") == [5])
    #expect(uids("UID FETCH 2,4,77 UID") == [])
    #expect(dialogue.send("t FETCH 4 UID\r\n").hasPrefix("t BAD There is no message 4."))
    _ = try dialogue.ok("UID STORE 1:* +FLAGS.SILENT \\Deleted")
    _ = try dialogue.ok("UID EXPUNGE 1,3,5")
    #expect(dialogue.send("t FETCH 1:* UID\r\n") == "t BAD There is no message 1.\r\n")
    #expect(dialogue.send("t UID FETCH 1:* UID\r\n") == "t OK Done.\r\n")
  }

  /// A part at every depth and parts without end: what does not fit the limits is text.
  @Test func hostileStructure() throws {
    var deep = ""
    for level in 0..<200 { deep += "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n" }
    let wide = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + String(repeating: "--b\r\n\r\nx\r\n", count: 5_000)
    let dialogue = try Dialogue()
    try dialogue.selectInbox([deep, wide, String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 1_000)])
    for number in 1...3 {
      let answer = dialogue.send("t FETCH \(number) BODYSTRUCTURE\r\n")
      #expect(answer.hasSuffix(")\r\nt OK Done.\r\n"))
      #expect(answer.utf8.count < 400_000)
    }
  }
}
