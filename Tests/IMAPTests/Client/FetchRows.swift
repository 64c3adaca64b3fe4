import Core
import IMAP
import Testing

/// FETCH: attributes, collected and streamed sections.
@Suite struct FetchRows {
  @Test(arguments: attributes) func attribute(_ row: ResponseRow) { row.check() }
  @Test(arguments: sections) func section(_ row: ResponseRow) { row.check() }
  @Test(arguments: refusals) func refusal(_ row: ResponseRow) { row.check() }

  private static func fetch(_ sequence: UInt32, _ fill: (inout FetchItem) -> Void) -> Response {
    .fetch(item(sequence, fill))
  }

  static let attributes: [ResponseRow] = [
    ResponseRow(
      "* 12 FETCH (UID 7 FLAGS (\\Seen \\seen a]b TEST:FLAG211 ü) INTERNALDATE \" 1-Feb-2020 10:00:00 +0100\""
        + " RFC822.SIZE 44827)\r\n", "RFC 9051 §7.5.2",
      fetch(12) {
        $0.uid = UID(7)
        $0.flags = [.seen, Flag("\\seen"), Flag("a]b"), Flag("TEST:FLAG211"), Flag("ü")]
        $0.internalDate = InternalDate(seconds: 1_580_547_600, zoneMinutes: 60)
        $0.size = 44827
      }),
    ResponseRow("* 1 FETCH ()\r\n", "an empty list", fetch(1) { _ in }),
    ResponseRow(
      "* 1 fetch ( uid 2  flags ( ) )  \r\n", "more spaces than needed",
      fetch(1) {
        $0.uid = UID(2)
        $0.flags = []
      }),
    ResponseRow(
      "* 1 FETCH (FLAGS NIL INTERNALDATE NIL UID 0)\r\n", "NIL for a list and a date", fetch(1) { $0.flags = [] }),
    ResponseRow(
      "* 1 FETCH (INTERNALDATE \"00-Jan-0000 00:00:00 +0000\")\r\n", "a date no calendar has",
      fetch(1) { $0.raw = ["INTERNALDATE": Array("\"00-Jan-0000 00:00:00 +0000\"".utf8)] }),
    ResponseRow("* 1 FETCH (RFC822.SIZE 6442450944)\r\n", "more than 32 bits", fetch(1) { $0.size = 6_442_450_944 }),
    ResponseRow(
      "* 1 FETCH (MODSEQ (12121231000) EMAILID (M6d99ac3275bb4e) THREADID NIL)\r\n", "RFC 7162 §7, RFC 8474 §5",
      fetch(1) {
        $0.modSequence = 12_121_231_000
        $0.emailID = Array("M6d99ac3275bb4e".utf8)
        $0.raw = ["THREADID": Array("NIL".utf8)]
      }),
    ResponseRow(
      "* 1 FETCH (X-GM-MSGID 1278455344230334865 X-GM-LABELS (\\Important \"\\\\Sent\" \"a \\\"b\" {3}\r\nc d Muy) UID 2)\r\n",
      "X-GM-EXT-1",
      fetch(1) {
        $0.uid = UID(2)
        $0.gmailMessageID = 1_278_455_344_230_334_865
        $0.gmailLabels = ["\\Important", "\\Sent", "a \"b", "c d", "Muy"].map { Array($0.utf8) }
      }),
    ResponseRow(
      "* 1 FETCH (ENVELOPE (NIL \"a)\" ((NIL NIL {2}\r\n)( \"x\"))) BODY (\"TEXT\" 1) BINARY.SIZE[1.2] 7 UID 3)\r\n",
      "RFC 9051 §7.5.2",
      fetch(1) {
        $0.uid = UID(3)
        $0.raw = [
          "ENVELOPE": Array("(NIL \"a)\" ((NIL NIL {2}\r\n)( \"x\")))".utf8), "BODY": Array("(\"TEXT\" 1)".utf8),
          "BINARY.SIZE[1.2]": [0x37],
        ]
      }),
  ]

  private static func fields(_ value: String?) -> Response {
    fetch(1) { $0.sections.updateValue(value.map { Array($0.utf8) }, forKey: .headerFields(["Date", "From"])) }
  }

  private static let withUID = item(1) { $0.uid = UID(5) }

  private static let withNIL = item(1) {
    $0.uid = UID(5)
    $0.sections.updateValue(nil, forKey: .whole)
  }

  static let sections: [ResponseRow] = [
    ResponseRow(
      "* 1 FETCH (UID 5 BODY[] {5}\r\nab\r\nc)\r\n", "RFC 9051 §7.5.2",
      .body(withUID, .whole, Array("ab\r\nc".utf8)), .response(.fetch(withUID))),
    ResponseRow(
      "* 1 FETCH (BODY[] {2}\r\n)( UID 5)\r\n", "UID behind the body",
      .body(item(1), .whole, Array(")(".utf8)), .response(.fetch(withUID))),
    ResponseRow(
      "* 1 FETCH (UID 5 BODY[]<0> ~{3+}\r\n{1} BODY[TEXT] {0}\r\n)\r\n", "RFC 3516 §7, two bodies",
      .body(withUID, .whole, Array("{1}".utf8)), .body(withUID, .text, []), .response(.fetch(withUID))),
    ResponseRow(
      "* 1 FETCH (RFC822 {1}\r\na RFC822.TEXT {1}\nb UID 5)\n", "RFC 3501 §7.4.2, bare LF",
      .body(item(1), .whole, [0x61]), .body(item(1), .text, [0x62]), .response(.fetch(withUID))),
    ResponseRow(
      "* 1 FETCH (UID 5 BODY[] \"\")\r\n", "an empty body in quotes",
      .body(withUID, .whole, []), .response(.fetch(withUID))),
    ResponseRow(
      "* 1 FETCH (UID 5 BODY[] NIL)\r\n", "no body",
      .body(withNIL, .whole, []),
      .response(.fetch(withNIL))),
    ResponseRow(
      "* 1 FETCH (BODY[] \"a\\\"b\")\r\n", "a body in quotes",
      fetch(1) { $0.sections = [.whole: Array("a\"b".utf8)] }),
    ResponseRow("* 1 FETCH (BODY[HEADER.FIELDS (DATE FROM)] {4}\r\na\r\n\n)\r\n", "RFC 9051 §7.5.2", fields("a\r\n\n")),
    ResponseRow("* 1 FETCH (BODY[header.fields ( \"Date\"  from )] \"x\")\r\n", "other spellings", fields("x")),
    ResponseRow(
      "* 1 FETCH (BODY[HEADER.FIELDS ({4}\r\nDate From)]<0> {1}\r\nx)\r\n", "a field name as literal", fields("x")),
    ResponseRow("* 1 FETCH (BODY[HEADER.FIELDS (Date From)] NIL)\r\n", "no header", fields(nil)),
    ResponseRow(
      "* 1 FETCH (RFC822.HEADER {2}\r\n\r\n BODY[1.2.MIME] \"m\")\r\n", "RFC 3501 §7.4.2",
      fetch(1) { $0.sections = [.header: [0x0D, 0x0A], Section("1.2.MIME"): [0x6D]] }),
    ResponseRow("* 1 FETCH (BODY[] {5}\r\nabc", "a body cut short", outcome: .needsMore),
    ResponseRow("* 1 FETCH (BODY[] {3}\r\nabc", "cut behind a body", outcome: .needsMore),
  ]

  static let refusals: [ResponseRow] = [
    ResponseRow("* 1 FETCH UID 5\r\n", "no parentheses", outcome: .rejected(at: 10, .expectedOpen)),
    ResponseRow("* 1 FETCH\r\n", "nothing", outcome: .rejected(at: 9, .unfinished)),
    ResponseRow("* 1 FETCH (UID 5\r\n", "a list left open", outcome: .rejected(at: 16, .unfinished)),
    ResponseRow("* 1 FETCH (UID 5) x\r\n", "text behind the list", outcome: .rejected(at: 18, .trailing)),
    ResponseRow("* 1 FETCH (UID x)\r\n", "no number", outcome: .rejected(at: 15, .expectedNumber)),
    ResponseRow("* 1 FETCH (RFC822.SIZE -5)\r\n", "a negative size", outcome: .rejected(at: 23, .expectedNumber)),
    ResponseRow(
      "* 1 FETCH (RFC822.SIZE 99999999999999999999)\r\n", "65 bits", outcome: .rejected(at: 23, .numberTooLarge)),
    ResponseRow("* 1 FETCH (UID 4294967296)\r\n", "33 bits", outcome: .rejected(at: 15, .numberTooLarge)),
    ResponseRow("* 1 FETCH (FLAGS (\\Seen)\r\n", "a list left open", outcome: .rejected(at: 24, .unfinished)),
    ResponseRow("* 1 FETCH (FLAGS \\Seen)\r\n", "flags without parentheses", outcome: .rejected(at: 22, .expectedOpen)),
    ResponseRow(
      "* 1 FETCH (ENVELOPE (BODY[] {1}\r\na))\r\n", "a body inside another value",
      outcome: .rejected(at: 28, .unfinished)),
    ResponseRow(
      "* 1 FETCH (BODY[HEADER.FIELDS (a] \"x\")\r\n", "a section left open", outcome: .rejected(at: 38, .unfinished)),
    ResponseRow(
      "* 1 FETCH (BODY[] {18446744073709551616}\r\n", "a literal beyond all numbers",
      outcome: .rejected(at: 19, .numberTooLarge)),
  ]
}
