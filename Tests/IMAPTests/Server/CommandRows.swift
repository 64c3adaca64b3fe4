import IMAP

/// Commands as clients write them. RFC 9051 §6 and the extensions named.
enum CommandRows {
  static let all: [CommandRow] = plain + folders + messages + searches

  private static func name(_ text: String) -> MailboxName { MailboxName(wire: text) }
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  private static func set(_ ranges: ClosedRange<UInt32>...) -> MessageSet {
    var set = NumberSet()
    for range in ranges { set.insert(range) }
    return .set(set)
  }

  static let plain: [CommandRow] = [
    CommandRow("CAPABILITY", .capability), CommandRow("noop", .noop), CommandRow("Logout  ", .logout),
    CommandRow("STARTTLS", .startTLS), CommandRow("NAMESPACE", .namespace), CommandRow("IDLE", .idle),
    CommandRow("CLOSE", .close), CommandRow("UNSELECT", .unselect), CommandRow("CHECK", .check),
    CommandRow("COMPRESS DEFLATE", .compressDeflate),
    CommandRow("ID NIL", .id([])), CommandRow("ID ()", .id([])),
    CommandRow(#"ID ("name" "duif" "os" NIL)"#, .id([IDField("name", "duif"), IDField("os", nil)])),
    CommandRow("LOGIN jan duif]je", .login(user: bytes("jan"), password: bytes("duif]je"))),
    CommandRow(#"LOGIN "jan" "a\"b\\c""#, .login(user: bytes("jan"), password: bytes(#"a"b\c"#))),
    CommandRow("AUTHENTICATE plain", .authenticate(mechanism: "PLAIN", initialResponse: nil)),
    CommandRow("AUTHENTICATE XOAUTH2 dXNl==", .authenticate(mechanism: "XOAUTH2", initialResponse: "dXNl==")),
    CommandRow("AUTHENTICATE EXTERNAL =", .authenticate(mechanism: "EXTERNAL", initialResponse: "=")),
    CommandRow("ENABLE condstore QRESYNC", .enable(["CONDSTORE", "QRESYNC"])),
    CommandRow("XFROB 1 (2) \"3\"", .other(name: "XFROB", arguments: bytes("1 (2) \"3\""))),
    CommandRow("XLIST", .other(name: "XLIST", arguments: [])),
  ]

  static let folders: [CommandRow] = {
    var resync = SelectOptions()
    resync.qresync = QuickResync(
      uidValidity: UIDValidity(67_890_007), modSequence: 90_060_115_194_045_000, knownUIDs: NumberSet(41...211))
    var whole = resync
    whole.qresync?.knownUIDs = nil
    var condstore = SelectOptions()
    condstore.condstore = true
    var extended = ListRequest()
    extended.selection = ["SUBSCRIBED", "RECURSIVEMATCH"]
    extended.patterns = [bytes("a%"), bytes("*")]
    extended.returns = ["CHILDREN", "SPECIAL-USE"]
    extended.status = [.messages, .uidNext]
    var simple = ListRequest()
    simple.patterns = [bytes("%")]
    return [
      CommandRow("SELECT inBOX", .select(name("inBOX"), readOnly: false, SelectOptions())),
      CommandRow("EXAMINE \"a b\"", .select(name("a b"), readOnly: true, SelectOptions())),
      CommandRow("SELECT x (CONDSTORE)", .select(name("x"), readOnly: false, condstore)),
      CommandRow(
        "SELECT x (QRESYNC (67890007 90060115194045000 41:211))", .select(name("x"), readOnly: false, resync)),
      CommandRow(
        "SELECT x (QRESYNC (67890007 90060115194045000 41:211 (1,3 5,9)))", .select(name("x"), readOnly: false, resync)),
      CommandRow(
        "SELECT x (QRESYNC (67890007 90060115194045000 (1,3 5,9)))", .select(name("x"), readOnly: false, whole)),
      CommandRow("CREATE Entw&APw-rfe", .create(name("Entw&APw-rfe"), specialUse: [])),
      CommandRow("CREATE x (USE (\\Sent \\Archive))", .create(name("x"), specialUse: ["\\Sent", "\\Archive"])),
      CommandRow("DELETE ~peter", .delete(name("~peter"))),
      CommandRow("RENAME a \"b c\"", .rename(name("a"), name("b c"))),
      CommandRow("SUBSCRIBE x", .subscribe(name("x"))), CommandRow("UNSUBSCRIBE x", .unsubscribe(name("x"))),
      CommandRow("LIST \"\" %", .list(simple)),
      CommandRow(
        "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (a% \"*\") RETURN (CHILDREN STATUS (MESSAGES UIDNEXT) SPECIAL-USE)",
        .list(extended)),
      CommandRow("LSUB \"\" *", .lsub(reference: name(""), pattern: bytes("*"))),
      CommandRow("STATUS x (SIZE HIGHESTMODSEQ)", .status(name("x"), [.size, .highestModSequence])),
      CommandRow("GETQUOTA \"\"", .getQuota(root: [])), CommandRow("GETQUOTAROOT x", .getQuotaRoot(name("x"))),
    ]
  }()

  static let messages: [CommandRow] = [
    CommandRow("EXPUNGE", .expunge(uids: nil)),
    CommandRow("UID EXPUNGE 3:5,1", .expunge(uids: NumberSet([1, 3, 4, 5] as [UInt32]))),
    CommandRow("COPY 5:2 x", .copy(set(2...5), uid: false, name("x"))),
    CommandRow("UID MOVE 4,3,3:3,1 x", .move(set(1...1, 3...4), uid: true, name("x"))),
    CommandRow("FETCH 1 FAST", .fetch(set(1...1), uid: false, [.flags, .internalDate, .size], .init())),
    CommandRow(
      "FETCH 1:* ALL", .fetch(.from(1), uid: false, [.flags, .internalDate, .size, .envelope], .init())),
    CommandRow("FETCH *,2:* UID", .fetch(.mixed([(nil, nil), (2, nil)]), uid: false, [.uid], .init())),
    CommandRow(
      "UID FETCH 1:4294967295 (UID FLAGS BODY.PEEK[])",
      .fetch(set(1...4_294_967_295), uid: true, [.uid, .flags, .section(.whole, peek: true, partial: nil)], .init())),
    CommandRow(
      "FETCH 1 body[1.2.mime]<10.20>",
      .fetch(set(1...1), uid: false, [.section(Section("1.2.MIME"), peek: false, partial: 10..<30)], .init())),
    CommandRow(
      "FETCH 1 (BODY[] BODYSTRUCTURE BODY ENVELOPE)",
      .fetch(
        set(1...1), uid: false, [.section(.whole, peek: false, partial: nil), .bodyStructure, .body, .envelope],
        .init())),
    CommandRow(
      "FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (From \"X-Duif\")]",
      .fetch(
        set(1...1), uid: false,
        [.section(Section("HEADER.FIELDS.NOT (From X-Duif)"), peek: true, partial: nil)], .init())),
    CommandRow(
      "UID FETCH 1 (FLAGS MODSEQ EMAILID X-GM-MSGID) (CHANGEDSINCE 12 VANISHED)",
      .fetch(
        set(1...1), uid: true, [.flags, .modSequence, .emailID, .gmailMessageID],
        FetchModifiers(changedSince: 12, vanished: true))),
    CommandRow(
      "FETCH 1 (RFC822.HEADER RFC822.SIZE)", .fetch(set(1...1), uid: false, [.rfc822("RFC822.HEADER"), .size], .init())),
    CommandRow(
      "STORE 1 +flags.SILENT \\Seen x", .store(set(1...1), uid: false, StoreRequest(.add, [.seen, Flag("x")]))),
    CommandRow(
      "UID STORE 2 (UNCHANGEDSINCE 9) FLAGS ()",
      .store(set(2...2), uid: true, StoreRequest(.replace, [], silent: false, unchangedSince: 9))),
  ]

  static let searches: [CommandRow] = [
    CommandRow("SEARCH ALL", .search(uid: false, charset: nil, returns: nil, .all)),
    CommandRow(
      "UID SEARCH RETURN (MIN COUNT) CHARSET utf-8 2:4 NOT SEEN",
      .search(
        uid: true, charset: "UTF-8", returns: ["MIN", "COUNT"],
        .and([.sequence(set(2...4)), .not(.flag(.seen, isSet: true))]))),
    CommandRow(
      "SEARCH OR (FROM \"a b\" UNDELETED) KEYWORD $Mooi",
      .search(
        uid: false, charset: nil, returns: nil,
        .or(
          .and([.header(field: "FROM", text: bytes("a b")), .flag(.deleted, isSet: false)]),
          .flag(Flag("$Mooi"), isSet: true)))),
    CommandRow(
      "SEARCH SENTSINCE 1-Feb-1994 BEFORE \"29-feb-2024\" LARGER 99 UID 3:* MODSEQ \"/flags/\\\\draft\" all 620162338",
      .search(
        uid: false, charset: nil, returns: nil,
        .and([
          .since(day: 8_797, sent: true), .before(day: 19_782, sent: false), .larger(99), .uid(.from(3)),
          .modSequence(620_162_338),
        ]))),
    CommandRow(
      "SEARCH HEADER Message-ID <a@b> TEXT x BODY \"\" NEW OLD",
      .search(
        uid: false, charset: nil, returns: nil,
        .and([
          .header(field: "Message-ID", text: bytes("<a@b>")), .text(bytes("x")), .body([]), .new, .old,
        ]))),
  ]
}
