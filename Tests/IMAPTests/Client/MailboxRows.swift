import IMAP
import Testing

/// LIST, STATUS, NAMESPACE, QUOTA, ID and other data about the account.
@Suite struct MailboxRows {
  @Test(arguments: lists) func list(_ row: ResponseRow) { row.check() }
  @Test(arguments: statuses) func status(_ row: ResponseRow) { row.check() }
  @Test(arguments: accounts) func account(_ row: ResponseRow) { row.check() }

  private static func entry(
    _ attributes: [String], _ delimiter: Character?, _ name: String, old: String? = nil, child: [String] = []
  ) -> Response {
    var entry = ListEntry(
      attributes: attributes, delimiter: delimiter?.asciiValue, name: MailboxName(wire: name),
      oldName: old.map { MailboxName(wire: $0) })
    entry.childInfo = child
    return .list(entry)
  }

  static let lists: [ResponseRow] = [
    ResponseRow(
      "* LIST (\\HasNoChildren \\Sent) \"/\" Sent\r\n", "RFC 6154 §2",
      entry(["\\HasNoChildren", "\\Sent"], "/", "Sent")),
    ResponseRow("* LIST () \"\\\\\" \"a\\\\b\"\r\n", "RFC 9051 §9", entry([], "\\", "a\\b")),
    ResponseRow("* LIST () NIL INBOX\r\n", "RFC 9051 §7.3.1", entry([], nil, "INBOX")),
    ResponseRow("* LIST () \".\" {6}\r\na \"b\\c\r\n", "RFC 9051 §4.3", entry([], ".", "a \"b\\c")),
    ResponseRow("* LIST () \".\" {0}\r\n\r\n", "RFC 9051 §4.3", entry([], ".", "")),
    ResponseRow("* LIST () \".\" ~{3+}\r\na)b\r\n", "RFC 9051 §4.3", entry([], ".", "a)b")),
    ResponseRow(
      "* LIST (\\Subscribed) \"/\" a (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n", "RFC 5258 §3.5",
      entry(["\\Subscribed"], "/", "a", child: ["SUBSCRIBED"])),
    ResponseRow(
      "* LIST () \"/\" \"new\" (\"OLDNAME\" (\"old name\"))\r\n", "RFC 9051 §6.3.9.7",
      entry([], "/", "new", old: "old name")),
    ResponseRow(
      "* LIST () \"/\" a (X-Y (1 (2 \"3)\")) OLDNAME (b))\r\n", "RFC 5258 §3.5", entry([], "/", "a", old: "b")),
    ResponseRow("* XLIST (\\Inbox) \"/\" Postvak\r\n", "XLIST", entry(["\\Inbox"], "/", "Postvak")),
    ResponseRow(
      "* LSUB () \".\" a.b\r\n", "RFC 3501 §7.2.3",
      .lsub(ListEntry(attributes: [], delimiter: 0x2E, name: MailboxName(wire: "a.b")))),
    ResponseRow(
      "* LIST (\\HasNoChildren) \"/\" Sent Items\r\n", "a bare name with a space",
      entry(["\\HasNoChildren"], "/", "Sent Items")),
    ResponseRow("* LIST () \"/\" a(b) [c] %*\"d \r\n", "a bare name of odd bytes", entry([], "/", "a(b) [c] %*\"d")),
    ResponseRow("* LIST () \"/\" Archive{5}\r\n", "a bare name that ends in braces", entry([], "/", "Archive{5}")),
    ResponseRow("* LIST () \"\\\" \"Folder\\Sub\"\r\n", "an unescaped backslash", entry([], "\\", "Folder\\Sub")),
    ResponseRow("* LIST () \"/\" \"Folder\\Sub\"\r\n", "an unescaped backslash", entry([], "/", "Folder\\Sub")),
    ResponseRow("* LIST () / x\r\n", "a bare delimiter", entry([], "/", "x")),
    ResponseRow("* LIST () \"\" x\n", "an empty delimiter", entry([], nil, "x")),
    ResponseRow("* LIST () \"/\" NIL\r\n", "a folder called NIL", entry([], "/", "NIL")),
    ResponseRow("* LIST () \"/\" été\r\n", "8 bits", entry([], "/", "été")),
    ResponseRow("* LIST () \"/\"\r\n", "no name", outcome: .rejected(at: 13, .unfinished)),
    ResponseRow("* LIST (\\Sent \"/\" x\r\n", "a list left open", outcome: .rejected(at: 19, .unfinished)),
    ResponseRow("* LIST () \"/\" \"x\r\n", "a quote left open", outcome: .rejected(at: 14, .unclosedQuote)),
    ResponseRow("* LIST () \"/\" \"x\" y\r\n", "text behind the name", outcome: .rejected(at: 18, .trailing)),
    ResponseRow(
      "* LIST () \"/\" {99999999999999999999}\r\n", "a literal beyond all numbers",
      outcome: .rejected(at: 15, .numberTooLarge)),
    ResponseRow(
      "* LIST () \"/\" {1048577}\r\n", "a literal beyond the limit", outcome: .rejected(at: 14, .literalTooLong)),
    ResponseRow("* LIST () \"/\" {3}\r\nab", "a literal cut short", outcome: .needsMore),
  ]

  private static func status(_ name: String, _ fill: (inout MailboxStatus) -> Void) -> Response {
    var status = MailboxStatus()
    fill(&status)
    return .mailboxStatus(MailboxName(wire: name), status)
  }

  static let statuses: [ResponseRow] = [
    ResponseRow(
      "* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)\r\n", "RFC 9051 §7.3.3",
      status("blurdybloop") {
        $0.messages = 231
        $0.uidNext = 44292
      }),
    ResponseRow(
      "* STATUS \"a b\" (RECENT 1 UNSEEN 2 UIDVALIDITY 3 DELETED 4)\r\n", "RFC 9051 §7.3.3",
      status("a b") {
        $0.recent = 1
        $0.unseen = 2
        $0.uidValidity = UIDValidity(3)
        $0.deleted = 4
      }),
    ResponseRow(
      "* STATUS a (SIZE 9000000000 HIGHESTMODSEQ 7 APPENDLIMIT NIL MAILBOXID (M1) X-NEW (1 2))\r\n",
      "RFC 8438, RFC 7889 §3, RFC 8474 §4.3",
      status("a") {
        $0.size = 9_000_000_000
        $0.highestModSequence = 7
        $0.mailboxID = Array("M1".utf8)
      }),
    ResponseRow("* STATUS a (APPENDLIMIT 35651584)\r\n", "RFC 7889 §3", status("a") { $0.appendLimit = 35_651_584 }),
    ResponseRow("* STATUS {3}\r\na b ()\r\n", "RFC 9051 §4.3", status("a b") { _ in }),
    ResponseRow("* STATUS a (MESSAGES 0 ) \r\n", "spaces before and behind", status("a") { $0.messages = 0 }),
    ResponseRow("* STATUS a (MESSAGES -1)\r\n", "a negative number", outcome: .rejected(at: 21, .expectedNumber)),
    ResponseRow("* STATUS a (MESSAGES 4294967296)\r\n", "33 bits", outcome: .rejected(at: 21, .numberTooLarge)),
    ResponseRow("* STATUS a MESSAGES 1\r\n", "no list", outcome: .rejected(at: 11, .expectedOpen)),
    ResponseRow("* STATUS a (MESSAGES 1\r\n", "a list left open", outcome: .rejected(at: 22, .unfinished)),
  ]

  static let accounts: [ResponseRow] = [
    ResponseRow(
      "* CAPABILITY IMAP4rev1 IDLE \r\n", "RFC 9051 §7.2.2", .capability(Capabilities(["IMAP4rev1", "IDLE"]))),
    ResponseRow("* ENABLED CONDSTORE QRESYNC\r\n", "RFC 5161 §3.2", .enabled(["CONDSTORE", "QRESYNC"])),
    ResponseRow("* ENABLED\r\n", "RFC 5161 §3.2", .enabled([])),
    ResponseRow("* FLAGS (\\Answered $Forwarded)\r\n", "RFC 9051 §7.3.5", .flags([.answered, Flag("$Forwarded")])),
    ResponseRow("* FLAGS ()\r\n", "RFC 9051 §7.3.5", .flags([])),
    ResponseRow(
      "* NAMESPACE ((\"\" \"/\")) NIL ((\"Public/\" \"/\" \"X-P\" (\"a\")))\r\n", "RFC 2342 §5",
      .namespace(
        Namespaces(
          personal: [.init(prefix: [], delimiter: 0x2F)], otherUsers: [],
          shared: [.init(prefix: Array("Public/".utf8), delimiter: 0x2F)]))),
    ResponseRow("* NAMESPACE NIL NIL NIL\r\n", "RFC 2342 §5", .namespace(Namespaces())),
    ResponseRow(
      "* NAMESPACE ((\"INBOX.\" \".\")(\"a\" NIL)) NIL NIL\r\n", "RFC 2342 §5",
      .namespace(
        Namespaces(personal: [
          .init(prefix: Array("INBOX.".utf8), delimiter: 0x2E), .init(prefix: [0x61], delimiter: nil),
        ]))),
    ResponseRow(
      "* QUOTA \"\" (STORAGE 10 512 message 1 2)\r\n", "RFC 9208 §4.2.1",
      .quota(
        root: [],
        [QuotaResource(name: "STORAGE", usage: 10, limit: 512), QuotaResource(name: "MESSAGE", usage: 1, limit: 2)])),
    ResponseRow("* QUOTA User ()\r\n", "RFC 2087 §5.1", .quota(root: Array("User".utf8), [])),
    ResponseRow("* QUOTAROOT INBOX \"\" b\r\n", "RFC 9208 §4.2.2", .quotaRoot(.inbox, roots: [[], [0x62]])),
    ResponseRow("* QUOTAROOT comp.mail\r\n", "RFC 9208 §4.2.2", .quotaRoot(MailboxName(wire: "comp.mail"), roots: [])),
    ResponseRow(
      "* ID (\"name\" \"Dovecot\" \"Support\" NIL)\r\n", "RFC 2971 §3.2", .id(["name": "Dovecot", "support": nil])),
    ResponseRow("* ID NIL\r\n", "RFC 2971 §3.2", .id([:])),
    ResponseRow(
      "* 23 EXISTS\r\n* 5 RECENT\r\n* 44 EXPUNGE\r\n", "RFC 9051 §7.4, §7.5", .exists(23), .recent(5),
      .expunge(SequenceNumber(44))),
    ResponseRow("* 0 exists \r\n", "RFC 9051 §7.4.1", .exists(0)),
    ResponseRow(
      "* X-PLAN {4}\r\na\r\nb end\r\n", "RFC 9051 §7", .other(name: "X-PLAN", text: Array("{4}\r\na\r\nb end".utf8))),
    ResponseRow("* 7 X-THING y\r\n", "RFC 9051 §7", .other(name: "7", text: Array("X-THING y".utf8))),
    ResponseRow("* 4294967296 EXISTS\r\n", "33 bits", outcome: .rejected(at: 2, .numberTooLarge)),
  ]
}
