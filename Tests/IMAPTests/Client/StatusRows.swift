import IMAP
import Testing

/// Status lines, codes and continuations.
@Suite struct StatusRows {
  @Test(arguments: conditions) func condition(_ row: ResponseRow) { row.check() }
  @Test(arguments: codes) func code(_ row: ResponseRow) { row.check() }
  @Test(arguments: oddities) func oddity(_ row: ResponseRow) { row.check() }

  static let conditions: [ResponseRow] = [
    ResponseRow("* OK ready\r\n", "RFC 9051 §7.1.1", ok(nil, "ready")),
    ResponseRow("* PREAUTH hi\r\n", "RFC 9051 §7.1.4", .status(Status(.preauth, text: Array("hi".utf8)))),
    ResponseRow("* BYE gone\r\n", "RFC 9051 §7.1.5", .status(Status(.bye, text: Array("gone".utf8)))),
    ResponseRow("a1 NO never\r\n", "RFC 9051 §7.1.2", .tagged(tag: "a1", Status(.no, text: Array("never".utf8)))),
    ResponseRow("A.2 bad x\r\n", "RFC 9051 §7.1.3", .tagged(tag: "A.2", Status(.bad, text: Array("x".utf8)))),
    ResponseRow("+ go on\r\n", "RFC 9051 §7.6", .continuation(text: Array("go on".utf8))),
    ResponseRow("+ \r\n", "RFC 9051 §7.6", .continuation(text: [])),
    ResponseRow(
      "* OK one\r\na NO two\r\n+ x\r\n", "RFC 9051 §7", ok(nil, "one"),
      .tagged(tag: "a", Status(.no, text: Array("two".utf8))), .continuation(text: [0x78])),
    ResponseRow("* OK hel", "RFC 9051 §2.2", outcome: .needsMore),
    ResponseRow("a1 OK done\r", "RFC 9051 §2.2", outcome: .needsMore),
  ]

  static let codes: [ResponseRow] = [
    ResponseRow("* OK [ALERT] x\r\n", "RFC 9051 §7.1", ok(.alert, "x")),
    ResponseRow("* OK [READ-ONLY] x\r\n", "RFC 9051 §7.1", ok(.readOnly, "x")),
    ResponseRow("* OK [read-write] x\r\n", "RFC 9051 §7.1", ok(.readWrite, "x")),
    ResponseRow("* OK [TRYCREATE] x\r\n", "RFC 9051 §7.1", ok(.tryCreate, "x")),
    ResponseRow("* OK [CLOSED] x\r\n", "RFC 7162 §3.2.11", ok(.closed, "x")),
    ResponseRow("* OK [NOMODSEQ] x\r\n", "RFC 7162 §3.1.2.2", ok(.noModSequence, "x")),
    ResponseRow("* OK [UIDNOTSTICKY] x\r\n", "RFC 4315 §3", ok(.uidNotSticky, "x")),
    ResponseRow("* OK [UIDNEXT 4392] x\r\n", "RFC 9051 §7.1", ok(.uidNext(4392), "x")),
    ResponseRow("* OK [UIDVALIDITY 4294967295] x\r\n", "RFC 9051 §7.1", ok(.uidValidity(UIDValidity(.max)), "x")),
    ResponseRow("* OK [UNSEEN 12] x\r\n", "RFC 3501 §7.1", ok(.unseen(SequenceNumber(12)), "x")),
    ResponseRow(
      "* OK [HIGHESTMODSEQ 90060115205545359] x\r\n", "RFC 7162 §3.1.2.1",
      ok(.highestModSequence(90_060_115_205_545_359), "x")),
    ResponseRow(
      "* OK [PERMANENTFLAGS (\\Deleted $X \\*)] x\r\n", "RFC 9051 §7.1",
      ok(.permanentFlags([.deleted, Flag("$X"), .any]), "x")),
    ResponseRow("* OK [PERMANENTFLAGS ()] x\r\n", "RFC 9051 §7.1", ok(.permanentFlags([]), "x")),
    ResponseRow(
      "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n", "RFC 9051 §7.1",
      ok(.capability(Capabilities(["IMAP4rev1", "AUTH=PLAIN"])), "x")),
    ResponseRow(
      "a OK [APPENDUID 38505 3955] x\r\n", "RFC 4315 §3",
      .tagged(tag: "a", Status(.ok, code: .appendUID(UIDValidity(38505), [3955...3955]), text: [0x78]))),
    ResponseRow(
      "a OK [APPENDUID 1 9,4:5,7:6] x\r\n", "RFC 4315 §3",
      .tagged(tag: "a", Status(.ok, code: .appendUID(UIDValidity(1), [9...9, 4...5, 6...7]), text: [0x78]))),
    ResponseRow(
      "* OK [COPYUID 38505 304,319:320 3956:3958] x\r\n", "RFC 6851 §4.3",
      ok(
        .copyUID(
          UIDValidity(38505), source: NumberSet([304, 319, 320]), destination: NumberSet(3956...3958)), "x")),
    ResponseRow(
      "a OK [MODIFIED 7,9] x\r\n", "RFC 7162 §3.1.3",
      .tagged(tag: "a", Status(.ok, code: .modified(NumberSet([7, 9])), text: [0x78]))),
    ResponseRow(
      "* OK [MAILBOXID (F2212ea87-6097)] x\r\n", "RFC 8474 §4.2",
      ok(.mailboxID(Array("F2212ea87-6097".utf8)), "x")),
    ResponseRow(
      "a NO [OVERQUOTA] x\r\n", "RFC 5530 §3",
      .tagged(tag: "a", Status(.no, code: .word("OVERQUOTA"), text: [0x78]))),
    ResponseRow(
      "a NO [BADCHARSET (UTF-8 {4}] x\r\n", "RFC 9051 §7.1",
      .tagged(tag: "a", Status(.no, code: .other(name: "BADCHARSET", text: Array("(UTF-8 {4}".utf8)), text: [0x78]))),
    ResponseRow(
      "* OK [X-Vendor some (thing) 5] x\r\n", "RFC 9051 §7.1",
      ok(.other(name: "X-VENDOR", text: Array("some (thing) 5".utf8)), "x")),
  ]

  /// Outside the standard, seen on the wire or likely to be.
  static let oddities: [ResponseRow] = [
    ResponseRow("a1 OK\r\n", "no text", .tagged(tag: "a1", Status(.ok))),
    ResponseRow("* OK\n", "no text, bare LF", ok()),
    ResponseRow("a1 OK [READ-WRITE]\r\n", "no text behind a code", .tagged(tag: "a1", Status(.ok, code: .readWrite))),
    ResponseRow("* OK [UIDNEXT 4]Predicted\r\n", "no space behind a code", ok(.uidNext(4), "Predicted")),
    ResponseRow("+\r\n", "no space behind +", .continuation(text: [])),
    ResponseRow("* OK ends in {5}\r\n* OK x\r\n", "words are no literal", ok(nil, "ends in {5}"), ok(nil, "x")),
    ResponseRow("a BAD {12}\r\n", "words are no literal", .tagged(tag: "a", Status(.bad, text: Array("{12}".utf8)))),
    ResponseRow("* OK [UIDNEXT 0] x\r\n", "nothing predicted", ok(.uidNext(0), "x")),
    ResponseRow(
      "* OK [UIDNEXT -1] x\r\n", "a code broken inside", ok(.other(name: "UIDNEXT", text: Array("-1".utf8)), "x")),
    ResponseRow(
      "* OK [UNSEEN 4294967296] x\r\n", "a code broken inside",
      ok(.other(name: "UNSEEN", text: Array("4294967296".utf8)), "x")),
    ResponseRow(
      "a OK [COPYUID 5  ] x\r\n", "COPYUID of nothing",
      .tagged(tag: "a", Status(.ok, code: .other(name: "COPYUID", text: Array("5  ".utf8)), text: [0x78]))),
    ResponseRow(
      "* OK [PERMANENTFLAGS (\\Seen] x\r\n", "a list left open",
      ok(.other(name: "PERMANENTFLAGS", text: Array("(\\Seen".utf8)), "x")),
    ResponseRow(
      "* OK [PERMANENTFLAGS (TEST:FLAG]211 \\*)] x\r\n", "a bracket inside a keyword",
      ok(.permanentFlags([Flag("TEST:FLAG]211"), .any]), "x")),
    ResponseRow("* BAD [never closed\r\n", "no bracket", .status(Status(.bad, text: Array("[never closed".utf8)))),
    ResponseRow("* OK [] x\r\n", "nothing in brackets", ok(nil, "[] x")),
    ResponseRow("\r\n* OK x\r\n\n", "empty lines", ok(nil, "x")),
    ResponseRow("*  OK x\r\n", "two spaces", ok(nil, "x")),
    ResponseRow("hello\r\n", "not IMAP", outcome: .rejected(at: 5, .unfinished)),
    ResponseRow("SSH-2.0-x y\r\n", "not IMAP", outcome: .rejected(at: 10, .unknownCondition)),
    ResponseRow("a OKAY x\r\n", "no condition", outcome: .rejected(at: 2, .unknownCondition)),
    ResponseRow("*\r\n", "nothing behind *", outcome: .rejected(at: 1, .unfinished)),
    ResponseRow("* \r\n", "nothing behind *", outcome: .rejected(at: 2, .unfinished)),
  ]
}
