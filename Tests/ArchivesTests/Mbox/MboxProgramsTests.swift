import Archives
import Core
import MIME
import Testing

/// What mail programs leave in mbox files, and what comes out.
@Suite struct MboxProgramsTests {
  struct Row: Sendable, CustomStringConvertible {
    var description: String
    /// `|` stands for LF, `$` for CR LF.
    var input: String
    /// Bytes over the wire, flags, date.
    var messages: [(bytes: String, flags: String, date: String)]

    init(_ program: String, _ input: String, _ messages: (String, String, String)...) {
      (description, self.input, self.messages) = (program, input, messages)
    }
  }

  private static let mark = "From me@x Mon Jun  3 12:50:27 1996"
  private static let date = "1996-06-03T12:50:27+00:00"

  static let rows: [Row] = [
    Row("mboxo: quotes stay", "\(mark)|A: b||>From x|", ("A: b$$>From x$", "", date)),
    Row(
      "mboxrd: quotes are undone", "\(mark)|A: b||>From x|>>From y|>>>From z|> From|>Fro|",
      ("A: b$$From x$>From y$>>From z$> From$>Fro$", "", date)),
    Row("CRLF", "\(mark)$A: b$$x$$\(mark)$A: c$$y$$", ("A: b$$x$", "", date), ("A: c$$y$", "", date)),
    Row("mixed line ends", "\(mark)|A: b$|x|y$z|", ("A: b$$x$y$z$", "", date)),
    Row("no last line end", "\(mark)|A: b||x", ("A: b$$x$", "", date)),
    Row("no last line end but CR", "\(mark)|A: b||x\r", ("A: b$$x$", "", date)),
    Row("empty messages", "\(mark)|\(mark)||", ("", "", date), ("", "", date)),
    Row(
      "mboxcl", "\(mark)|A: b|Content-Length: 8||>From x||\(mark)|A: c|Content-Length: 2||y||",
      ("A: b$$From x$", "", date), ("A: c$$y$", "", date)),
    Row(
      "mboxcl2", "\(mark)|A: b|Content-Length: \(mark.utf8.count + 3)||\(mark)|x||\(mark)|Content-Length: 2||y|",
      ("A: b$$\(mark)$x$", "", date), ("$y$", "", date)),
    Row(
      "Thunderbird",
      "From - Mon Jan 01 00:00:00 2018|X-Mozilla-Status: 0001|X-Mozilla-Status2: 00000000|"
        + "X-Mozilla-Keys: §label1 klant                                  |A: b||x||"
        + "From - |X-Mozilla-Status: 1006|X-Mozilla-Status2: 04000000|"
        + "Received: from a by b; Tue, 2 Jan 2018 03:04:05 +0100|A: c||y||"
        + "From - Mon Jan 01 00:00:00 2018|X-Mozilla-Status: 0009|A: gone||z||",
      ("A: b$$x$", "\\Seen $label1 klant", "2018-01-01T00:00:00+00:00"),
      (
        "Received: from a by b; Tue, 2 Jan 2018 03:04:05 +0100$A: c$$y$", "\\Answered \\Flagged $Forwarded $label2",
        "2018-01-02T03:04:05+01:00"
      )),
    Row(
      "mutt",
      "\(mark)|A: b|Status: RO|X-Status: AF|Content-Length: 2|Lines: 1||x||\(mark)|A: c|Status: O|Content-Length: 2||y|",
      ("A: b$Lines: 1$$x$", "\\Seen \\Answered \\Flagged", date), ("A: c$$y$", "", date)),
    Row(
      "Pine",
      "From MAILER-DAEMON Mon Jun  3 12:50:27 1996|From: Mail System Internal Data <MAILER-DAEMON@x>|"
        + "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA|X-IMAP: 0833736230 0000000002|Status: RO||"
        + "This text is part of the internal format.||"
        + "\(mark)|A: b|Status: O|X-Status: T|X-Keywords: Werk|X-UID: 12||x|",
      ("A: b$$x$", "\\Draft Werk", date)),
    Row(
      "Dovecot",
      "\(mark)|X-IMAPbase: 1700000000 0000000007 §Forwarded|A: b|X-UID: 3|Status: RO|X-Status: D|"
        + "X-Keywords: §Forwarded                                       |Content-Length: 2||x|",
      ("A: b$$x$", "\\Seen \\Deleted $Forwarded", date)),
    Row(
      "Google",
      "From 1590@xxx Tue Jan 02 03:04:05 +0000 2018$X-GM-THRID: 1590$"
        + "X-Gmail-Labels: =?UTF-8?Q?Postvak_IN,Met_ster,=22Klanten,_oud=22?=$A: b$$x$$"
        + "From 1591@xxx Tue Jan 02 03:04:05 +0000 2018$X-Gmail-Labels: Inbox,Unread,$ Drafts$A: c$$y$",
      (
        "X-GM-THRID: 1590$X-Gmail-Labels: =?UTF-8?Q?Postvak_IN,Met_ster,=22Klanten,_oud=22?=$A: b$$x$",
        "\\Seen \\Flagged", "2018-01-02T03:04:05+00:00"
      ),
      ("X-Gmail-Labels: Inbox,Unread,$ Drafts$A: c$$y$", "\\Draft", "2018-01-02T03:04:05+00:00")),
    Row(
      "fields of the sender's own", "\(mark)|Status: closed|X-Status: waiting for parts|A: b||Status: RO|",
      ("Status: closed$X-Status: waiting for parts$A: b$$Status: RO$", "", date)),
    Row(
      "no zone, no date", "From x@y|Date: Mon, 3 Jun 1996 12:50:27 +0200||x|",
      ("Date: Mon, 3 Jun 1996 12:50:27 +0200$$x$", "", "1996-06-03T12:50:27+02:00")),
    Row("byte order mark", "\u{FEFF}\(mark)|A: b||x|", ("A: b$$x$", "", date)),
    Row("NUL and 8 bit", "\(mark)|A: \u{0}é||\u{0}|", ("A: \u{0}é$$\u{0}$", "", date)),
  ]

  @Test(arguments: rows) func row(_ row: Row) throws {
    let store = MboxStore(tree: MemoryTree(["Inbox": Mbox.text(row.input)]))
    let all = try Mbox.all(store, Mbox.folder(store, "INBOX"))
    try #require(all.count == row.messages.count)
    for ((message, bytes), expected) in zip(all, row.messages) {
      #expect(String(decoding: bytes, as: UTF8.self) == Mbox.text(expected.bytes))
      #expect(message.flags.joined(separator: " ") == expected.flags)
      #expect(message.date.rfc3339 == expected.date)
    }
  }

  /// Wherever the file ends, what is told can be opened, and has the size that was told.
  @Test(arguments: rows) func cutAtEveryPoint(_ row: Row) throws {
    let input = Mbox.bytes(row.input)
    for end in stride(from: 0, to: input.count, by: 3) {
      let store = MboxStore(tree: MemoryTree(bytes: ["Inbox": Array(input[..<end])]))
      let folder = try Mbox.folder(store, "INBOX")
      if folder.fault == nil { _ = try Mbox.all(store, folder) }
    }
  }

  @Test func whatIsLeftOutIsTold() throws {
    let store = MboxStore(
      tree: MemoryTree([
        "Inbox": Mbox.text(
          "junk|\(Self.mark)|A: b||>From x||\(Self.mark)|X-Mozilla-Status: 0009|A: c||y||\(Self.mark)|X-Gmail-Labels: a||z|"
        )
      ]))
    let folder = try Mbox.folder(store, "INBOX")
    #expect(try Mbox.scan(store, folder).count == 2)
    #expect(store.findings.map(\.code) == ["MBOX-JUNK", "MBOX-EXPUNGED", "MBOX-LABELS", "MBOX-QUOTED"])
    for finding in store.findings { #expect(FindingCatalogue.text(for: finding.code.rawValue) != nil) }
  }

  @Test func aMessageLargerThanAnyWindow() throws {
    var body = Mbox.bytes("\(Self.mark)|A: b||")
    for line in 0..<60_000 { body += Mbox.bytes("line \(line)|>From \(line)|>>From here|") }
    let store = MboxStore(tree: MemoryTree(bytes: ["x": body]))
    let folder = try Mbox.folder(store, "x")
    let all = try Mbox.all(store, folder)
    #expect(all.count == 1)
    let expected = Mbox.bytes("A: b$$") + (0..<60_000).flatMap { Mbox.bytes("line \($0)$From \($0)$>From here$") }
    #expect(all[0].1 == expected)
    #expect(try Mbox.read(store, all[0].0.place, folder, piece: 17) == expected)
  }

  @Test func aHeaderLargerThanAnyWindow() throws {
    let long = (0..<30_000).map { "X-\($0): \($0)|" }.joined()
    let rest = (0..<60_000).map { "Y-\($0): \($0)|" }.joined()
    let input = "\(Self.mark)|\(long)Status: RO|\(rest)Status: O||x||\(Self.mark)|A: b||y|"
    let store = MboxStore(tree: MemoryTree(["x": Mbox.text(input)]))
    let all = try Mbox.all(store, Mbox.folder(store, "x"))
    #expect(all.count == 2 && all[0].0.flags == ["\\Seen"])
  }

  @Test func suites() throws {
    guard let path = Mbox.suite("mimekit-mbox") else { return }
    let tree = try FolderTree(path)
    let store = MboxStore(tree: tree)
    let folders = try store.folders().filter { $0.fault == nil && $0.path[0].hasSuffix(".mbox.txt") }
    #expect(!folders.isEmpty)
    for folder in folders {
      let all = try Mbox.all(store, folder)
      #expect(!all.isEmpty)
      // What the reader of the grammar takes apart, line ends made alike.
      let source = try tree.open(folder.place)
      var reader = MailboxReader(source, dialect: try MailboxDialect.detected(in: source))
      var expected: [[UInt8]] = []
      var message: [UInt8] = []
      while try reader.next({ _, piece in piece.withUnsafeBufferPointer { message.append(contentsOf: $0) } }) != nil {
        expected.append(message)
        message = []
      }
      #expect(all.count == expected.count)
      for ((_, bytes), other) in zip(all, expected) {
        let lines = { (bytes: [UInt8]) in
          bytes.filter { $0 != 13 }.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
            .filter { line in
              !["status:", "x-status:", "x-uid:", "content-length:", "x-imap", "x-keywords:", "x-mozilla"]
                .contains { line.lowercased().hasPrefix($0) }
            }
        }
        #expect(lines(bytes) == lines(other))
      }
    }
  }
}
