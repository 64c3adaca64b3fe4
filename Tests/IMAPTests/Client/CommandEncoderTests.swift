import Core
import IMAP
import Testing

@Suite struct CommandEncoderTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var command: Command
    /// Without tag and line end; `⏎` is CRLF and `…` a wait for the server.
    var wire: String
    init(_ command: Command, _ wire: String) {
      self.command = command
      self.wire = wire
    }
    var testDescription: String { wire }
  }

  private static func text(_ command: EncodedCommand) -> String {
    command.parts.map { part in
      switch part {
      case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
      case .awaitContinuation: "…"
      }
    }.joined().split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "⏎")
  }

  @Test(arguments: session + mailboxes + messages + searches) func encodes(_ row: Row) throws {
    let encoded = try CommandEncoder().encode(row.command, tag: "t1")
    #expect(Self.text(encoded) == "t1 \(row.wire)⏎")
  }

  static let session: [Row] = [
    Row(.capability, "CAPABILITY"),
    Row(.compressDeflate, "COMPRESS DEFLATE"),
    Row(.id([]), "ID NIL"),
    Row(.id([IDField("name", "a\"b"), IDField("os", nil)]), #"ID ("name" "a\"b" "os" NIL)"#),
    Row(.login(user: Array("jan".utf8), password: Array(#"p"\ %"#.utf8)), #"LOGIN "jan" "p\"\\ %""#),
    Row(.login(user: Array("é".utf8), password: []), #"LOGIN {2}⏎…é """#),
    Row(.login(user: Array("a\r\nb LOGOUT".utf8), password: [0x78]), "LOGIN {11}⏎…a⏎b LOGOUT \"x\""),
    Row(.authenticate(mechanism: "PLAIN", initialResponse: nil), "AUTHENTICATE PLAIN"),
    Row(.authenticate(mechanism: "XOAUTH2", initialResponse: "dXNlcg=="), "AUTHENTICATE XOAUTH2 dXNlcg=="),
    Row(.authenticate(mechanism: "EXTERNAL", initialResponse: "="), "AUTHENTICATE EXTERNAL ="),
    Row(.enable(["CONDSTORE", "UTF8=ACCEPT"]), "ENABLE CONDSTORE UTF8=ACCEPT"),
    Row(.getQuota(root: []), #"GETQUOTA """#),
    Row(.other(name: "X-PROXY", arguments: Array("a (b)".utf8)), "X-PROXY a (b)"),
    Row(.other(name: "UID X", arguments: []), "UID X"),
  ]

  private static var resync: SelectOptions {
    var options = SelectOptions()
    options.qresync = QuickResync(
      uidValidity: UIDValidity(67_890_007), modSequence: 90_060_115_194_045_000,
      knownUIDs: NumberSet([41, 42, 43, 211]))
    return options
  }

  private static func list(_ fill: (inout ListRequest) -> Void) -> Command {
    var request = ListRequest()
    fill(&request)
    return .list(request)
  }

  static let mailboxes: [Row] = [
    Row(.select(.inbox, readOnly: true, SelectOptions()), "EXAMINE INBOX"),
    Row(
      .select(.inbox, readOnly: false, resync),
      "SELECT INBOX (QRESYNC (67890007 90060115194045000 41:43,211))"),
    Row(.create(MailboxName(wire: "Sent Items"), specialUse: ["\\Sent"]), #"CREATE "Sent Items" (USE (\Sent))"#),
    Row(.create(MailboxName(wire: "NIL"), specialUse: []), #"CREATE "NIL""#),
    Row(.delete(MailboxName(wire: "a]b")), #"DELETE "a]b""#),
    Row(.rename(MailboxName(wire: "a/b"), MailboxName(wire: "a\"b")), #"RENAME a/b "a\"b""#),
    Row(.subscribe(MailboxName(bytes: [0xFF])), "SUBSCRIBE {1}⏎…\u{FFFD}"),
    Row(.unsubscribe(MailboxName(wire: "")), #"UNSUBSCRIBE """#),
    Row(.list(ListRequest()), #"LIST "" *"#),
    Row(
      list {
        $0.selection = ["SUBSCRIBED"]
        $0.patterns = [Array("%".utf8), Array("a b/*".utf8)]
        $0.returns = ["CHILDREN"]
        $0.status = [.messages, .size]
      }, #"LIST (SUBSCRIBED) "" (% "a b/*") RETURN (CHILDREN STATUS (MESSAGES SIZE))"#),
    Row(.lsub(reference: MailboxName(wire: "#news."), pattern: Array("c*".utf8)), ##"LSUB "#news." c*"##),
    Row(.status(MailboxName(wire: "x"), [.uidNext, .highestModSequence]), "STATUS x (UIDNEXT HIGHESTMODSEQ)"),
    Row(.getQuotaRoot(.inbox), "GETQUOTAROOT INBOX"),
  ]

  static let messages: [Row] = [
    Row(.expunge(uids: nil), "EXPUNGE"),
    Row(.expunge(uids: NumberSet([1, 2, 5])), "UID EXPUNGE 1:2,5"),
    Row(
      .fetch(.from(7), uid: true, [.uid, .flags, .internalDate, .size], FetchModifiers()),
      "UID FETCH 7:* (UID FLAGS INTERNALDATE RFC822.SIZE)"),
    Row(
      .fetch(
        .set(NumberSet(1...3)), uid: false,
        [
          .section(.whole, peek: true, partial: 0..<1024), .section(.headerFields(["Date"]), peek: false, partial: nil),
        ],
        FetchModifiers(changedSince: 9, vanished: true)),
      "FETCH 1:3 (BODY.PEEK[]<0.1024> BODY[HEADER.FIELDS (DATE)]) (CHANGEDSINCE 9 VANISHED)"),
    Row(
      .fetch(
        .set(NumberSet([1])), uid: true,
        [.envelope, .body, .bodyStructure, .modSequence, .emailID, .gmailMessageID, .gmailLabels, .rfc822("RFC822")],
        FetchModifiers()),
      "UID FETCH 1 (ENVELOPE BODY BODYSTRUCTURE MODSEQ EMAILID X-GM-MSGID X-GM-LABELS RFC822)"),
    Row(
      .store(.set(NumberSet([4])), uid: true, StoreRequest(.add, [.seen, Flag("$Forwarded")])),
      "UID STORE 4 +FLAGS.SILENT (\\Seen $Forwarded)"),
    Row(
      .store(
        .mixed([(2, 4), (7, nil), (nil, nil)]), uid: false,
        StoreRequest(.replace, [], silent: false, unchangedSince: 12)),
      "STORE 2:4,7:*,* (UNCHANGEDSINCE 12) FLAGS ()"),
    Row(.copy(.set(NumberSet([4])), uid: true, MailboxName(wire: "a b")), #"UID COPY 4 "a b""#),
    Row(.move(.set(NumberSet([4])), uid: false, .inbox), "MOVE 4 INBOX"),
  ]

  private static func search(_ key: SearchKey) -> Command { .search(uid: true, charset: nil, returns: nil, key) }

  static let searches: [Row] = [
    Row(search(.all), "UID SEARCH ALL"),
    Row(search(.and([])), "UID SEARCH ALL"),
    Row(
      .search(uid: false, charset: "UTF-8", returns: ["MIN", "COUNT"], .and([.new, .not(.and([.old, .recent]))])),
      "SEARCH RETURN (MIN COUNT) CHARSET UTF-8 NEW NOT (OLD RECENT)"),
    Row(.search(uid: false, charset: nil, returns: [], .all), "SEARCH RETURN () ALL"),
    Row(
      search(.or(.flag(.seen, isSet: false), .flag(Flag("$Junk"), isSet: true))), "UID SEARCH OR UNSEEN KEYWORD $Junk"),
    Row(search(.flag(.answered, isSet: true)), "UID SEARCH ANSWERED"),
    Row(search(.and([.sequence(.from(1)), .uid(.set(NumberSet([3])))])), "UID SEARCH 1:* UID 3"),
    Row(search(.header(field: "Message-ID", text: Array("<a@b>".utf8))), #"UID SEARCH HEADER Message-ID "<a@b>""#),
    Row(search(.and([.body([0xC3, 0xA9]), .text([])])), #"UID SEARCH BODY {2}⏎…é TEXT """#),
    Row(
      search(.and([.larger(5_000_000_000), .smaller(1), .modSequence(620_162_338)])),
      "UID SEARCH LARGER 5000000000 SMALLER 1 MODSEQ 620162338"),
    Row(
      search(.and([.before(day: 0, sent: false), .on(day: 18_293, sent: true), .since(day: -1, sent: false)])),
      "UID SEARCH BEFORE 1-Jan-1970 SENTON 1-Feb-2020 SINCE 31-Dec-1969"),
  ]

  @Test func literalStyles() throws {
    let command = Command.login(user: [0xFF], password: [UInt8](repeating: 0x61, count: 4_097))
    let plus = try CommandEncoder(literals: .plus).encode(command, tag: "a")
    #expect(!plus.waits)
    #expect(Self.text(plus).hasPrefix("a LOGIN {1+}⏎"))
    let minus = try CommandEncoder(literals: .minus).encode(command, tag: "a")
    #expect(minus.parts.count == 3)
    #expect(Self.text(minus).contains("{1+}⏎"))
    #expect(Self.text(minus).contains("{4097}⏎…"))
    #expect(try CommandEncoder().encode(command, tag: "a").parts.count == 5)
    #expect(LiteralStyle(Capabilities(["LITERAL+"])) == .plus)
    #expect(LiteralStyle(Capabilities(["IMAP4rev2"])) == .minus)
    #expect(LiteralStyle(Capabilities(["IMAP4rev1"])) == .synchronising)
  }

  /// No value may end its line or become another argument.
  static let refused: [(Command, EncodeFault.Reason)] = [
    (.login(user: [0], password: []), .nul),
    (.create(MailboxName(bytes: [0x61, 0]), specialUse: []), .nul),
    (.create(.inbox, specialUse: ["\\Sent)"]), .flag),
    (.authenticate(mechanism: "PLAIN x", initialResponse: nil), .notAnAtom),
    (.authenticate(mechanism: "PLAIN", initialResponse: "a\r\nb LOGOUT"), .notAnAtom),
    (.enable(["A\r\nB"]), .notAnAtom),
    (.enable([]), .emptyList),
    (.other(name: "X", arguments: Array("a\r\nb".utf8)), .notAnAtom),
    (.other(name: "X\r\ny", arguments: []), .notAnAtom),
    (.other(name: "", arguments: []), .notAnAtom),
    (.expunge(uids: NumberSet()), .emptySet),
    (.copy(.mixed([]), uid: true, .inbox), .emptySet),
    (.fetch(.from(1), uid: true, [], FetchModifiers()), .emptyList),
    (.fetch(.from(1), uid: true, [.section(Section("] (x"), peek: true, partial: nil)], FetchModifiers()), .notAnAtom),
    (
      .fetch(.from(1), uid: true, [.section(Section("a\r\nb"), peek: true, partial: nil)], FetchModifiers()), .notAnAtom
    ),
    (.fetch(.from(1), uid: true, [.section(.whole, peek: true, partial: 5..<5)], FetchModifiers()), .emptyRange),
    (.store(.from(1), uid: true, StoreRequest(.add, [Flag("a b")])), .flag),
    (.store(.from(1), uid: true, StoreRequest(.add, [Flag("")])), .flag),
    (.store(.from(1), uid: true, StoreRequest(.add, [Flag("\\*")])), .flag),
    (.search(uid: true, charset: nil, returns: nil, .flag(Flag("\\Other"), isSet: true)), .flag),
    (.search(uid: true, charset: nil, returns: nil, .on(day: 4_000_000, sent: false)), .date),
    (.search(uid: true, charset: nil, returns: nil, .on(day: .max, sent: false)), .date),
    (.search(uid: true, charset: nil, returns: nil, .uid(.set(NumberSet()))), .emptySet),
    (.status(.inbox, []), .emptyList),
  ]

  @Test(arguments: refused) func refuses(_ command: Command, _ reason: EncodeFault.Reason) {
    do throws(EncodeFault) {
      let encoded = try CommandEncoder(literals: .plus).encode(command, tag: "t")
      Issue.record("encoded as \(Self.text(encoded))")
    } catch {
      #expect(error.reason == reason)
    }
  }

  @Test(arguments: ["", "a b", "a\r\n", "(", "+\u{e9}"]) func refusesTags(_ tag: String) {
    #expect(throws: EncodeFault.self) { try CommandEncoder().encode(.noop, tag: tag) }
  }

  @Test func appends() throws {
    let date = InternalDate(seconds: 1_580_547_600, zoneMinutes: 60)
    var plus = AppendEncoder(tag: "a7", mailbox: MailboxName(wire: "Sent Items"), literals: .plus)
    let first = try plus.head(AppendHead(flags: [.seen, Flag("$X")], date: date, size: 310))
    #expect(Self.text(first) == #"a7 APPEND "Sent Items" (\Seen $X) " 1-Feb-2020 10:00:00 +0100" {310+}⏎"#)
    #expect(Self.text(try plus.head(AppendHead(flags: [], date: nil, size: 5))) == " {5+}⏎")
    #expect(AppendEncoder.end == Array("\r\n".utf8))

    var waiting = AppendEncoder(tag: "a8", mailbox: MailboxName(bytes: [0xE9]), literals: .synchronising)
    let head = try waiting.head(AppendHead(flags: [], date: date, size: 5))
    #expect(Self.text(head) == "a8 APPEND {1}⏎…\u{FFFD} \" 1-Feb-2020 10:00:00 +0100\" {5}⏎…")

    var minus = AppendEncoder(tag: "a9", mailbox: .inbox, literals: .minus, binary: true)
    #expect(Self.text(try minus.head(AppendHead(flags: [], date: nil, size: 4_096))) == "a9 APPEND INBOX ~{4096+}⏎")
    #expect(Self.text(try minus.head(AppendHead(flags: [], date: nil, size: 4_097))) == " ~{4097}⏎…")
  }

  @Test func appendRefusals() {
    var encoder = AppendEncoder(tag: "a", mailbox: .inbox, literals: .plus)
    #expect(throws: EncodeFault(.flag, "flag")) {
      try encoder.head(AppendHead(flags: [Flag("été")], date: nil, size: 1))
    }
    #expect(throws: EncodeFault(.date, "date-time")) {
      try encoder.head(AppendHead(flags: [], date: InternalDate(seconds: 300_000_000_000), size: 1))
    }
  }
}
