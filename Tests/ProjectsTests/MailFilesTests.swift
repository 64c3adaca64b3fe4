import Archives
import Core
import Projects
import Testing

/// Ends of a move that are files.
@Suite struct MailFilesTests {
  private static func read(_ text: String) -> (settings: ProjectSettings?, findings: [Finding]) {
    Project.read(Array(("project:\n  name: P\n" + text).utf8), folder: "/customers/peeters/move")
  }

  @Test func readsBothEnds() throws {
    let (read, findings) = Self.read(
      """
      source:
        oud: {kind: mbox, path: "../mail/{user}"}
        zip: {kind: eml, path: /srv/export.zip}
        thuis: {kind: maildir, path: ~/Mail}
      target:
        backup: {kind: maildir, path: "backup/./{domain}/{local}"}
      """)
    #expect(findings == [])
    let settings = try #require(read)
    #expect(settings.sources.map(\.kind) == [.mbox, .eml, .maildir])
    #expect(settings.sources.map { $0.files?.form } == [.mbox, .eml, .maildir])
    #expect(settings.sources[0].files?.path == "/customers/peeters/mail/{user}")
    #expect(settings.sources[0].place == "../mail/{user}" && settings.sources[0].host.isEmpty)
    #expect(settings.sources[1].files?.path == "/srv/export.zip")
    #expect(settings.sources[2].files?.path.hasSuffix("/Mail") == true && settings.sources[2].place == "~/Mail")
    #expect(settings.targets[0].files?.path == "/customers/peeters/move/backup/{domain}/{local}")
  }

  struct Row: Sendable {
    var path: String
    var user: String
    /// Nil for a name that is refused.
    var found: String?
  }

  @Test(arguments: [
    Row(path: "/b/{user}", user: "an@peeters.example", found: "/b/an@peeters.example"),
    Row(path: "/b/{domain}/{local}.mbox", user: "an@peeters.example", found: "/b/peeters.example/an.mbox"),
    Row(path: "/b/{local}", user: "an", found: "/b/an"),
    Row(path: "/b/{local}", user: "\"a@b\"@peeters.example", found: "/b/\"a@b\""),
    Row(path: "/b/{user}/Mail/{user}", user: "an", found: "/b/an/Mail/an"),
    Row(path: "/b", user: "an/../../etc", found: "/b"),
    Row(path: "/b/{domain}", user: "an", found: nil),
    Row(path: "/b/{domain}", user: "an@", found: nil),
    Row(path: "/b/{local}", user: "@peeters.example", found: nil),
    Row(path: "/b/{user}", user: "..", found: nil),
    Row(path: "/b/{user}", user: ".", found: nil),
    Row(path: "/b/{user}", user: "../../etc/passwd", found: nil),
    Row(path: "/b/{user}", user: "an/jan", found: nil),
    Row(path: "/b/{user}", user: "an\u{0}", found: nil),
    Row(path: "/b/{domain}", user: "an@..", found: nil),
    // What comes out of a name is not looked at again.
    Row(path: "/b/{user}", user: "{local}", found: "/b/{local}"),
  ])
  func namesStandInPathsAndNeverLeaveThem(_ row: Row) throws {
    let files = MailFiles(.maildir, path: row.path)
    guard let found = row.found else {
      #expect(throws: Fault.self) { try files.path(for: row.user) }
      return
    }
    #expect(try files.path(for: row.user) == found)
  }

  struct Wrong: Sendable {
    var text: String
    var code: Fault.Code
    var line: Int
    var says: [String]
  }

  @Test(arguments: [
    Wrong(
      text: "source:\n  oud:\n    kind: maildir\n    path: a\n    host: b\n", code: "PROJECT-KEY", line: 7,
      says: ["source.oud.host", "server only", "Known here: kind, path"]),
    Wrong(
      text: "source:\n  oud:\n    kind: mbox\n    path: a\n    tls: none\n", code: "PROJECT-KEY", line: 7,
      says: ["source.oud.tls"]),
    Wrong(
      text: "source:\n  oud:\n    host: a\n    path: b\n", code: "PROJECT-KEY", line: 6,
      says: ["source.oud.path", "files only", "host"]),
    Wrong(text: "source:\n  oud: {path: a}\n", code: "PROJECT-VALUE", line: 4, says: ["source.oud.kind is missing"]),
    Wrong(text: "source:\n  oud: {kind: eml}\n", code: "PROJECT-VALUE", line: 4, says: ["source.oud.path is missing"]),
    Wrong(
      text: "source:\n  oud: {kind: mailder, path: a}\n", code: "PROJECT-VALUE", line: 4,
      says: ["Did you mean maildir?", "imap, mbox"]),
    Wrong(
      text: "target:\n  b: {kind: eml, path: \"b/{naam}\"}\n", code: "PROJECT-VALUE", line: 4,
      says: ["\"{naam}\"", "{user}, {local}, {domain}"]),
    Wrong(text: "target:\n  b: {kind: eml, path: \"b/{user\"}\n", code: "PROJECT-VALUE", line: 4, says: ["{user\""]),
    Wrong(text: "target:\n  b: {kind: eml, path: [b]}\n", code: "PROJECT-VALUE", line: 4, says: ["a list", "a text"]),
    Wrong(
      text: "target:\n  b: {kind: eml, path: b, password: geheim-71}\n", code: "PROJECT-SECRET", line: 4,
      says: ["b.password"]),
  ])
  func namesWhatIsWrong(_ wrong: Wrong) throws {
    let findings = Self.read(wrong.text).findings
    let finding = try #require(findings.first, "\(wrong.text)")
    #expect(findings.count == 1 && finding.code == wrong.code, "\(findings)")
    #expect(finding.place == "postduif.yaml line \(wrong.line)", "\(findings)")
    for words in wrong.says { #expect((finding.message + finding.next).contains(words), "\(finding)") }
  }

  private static func mailboxes(_ ends: String, _ pairs: [(String, String)]) -> [Finding] {
    read(ends + "mailboxes:\n" + pairs.map { "  - {source-user: \($0), target-user: \($1)}\n" }.joined()).findings
  }

  private static let server = "source: {oud: {host: imap.x.example}}\n"

  @Test func eachMailboxHasFilesOfItsOwn() throws {
    let two = [("an", "an@x.example"), ("jan", "jan@x.example")]
    #expect(Self.mailboxes(Self.server + "target: {b: {kind: eml, path: \"b/{user}\"}}\n", two) == [])
    #expect(Self.mailboxes(Self.server + "target: {b: {kind: eml, path: b}}\n", [two[0]]) == [])
    let clash = Self.mailboxes(Self.server + "target: {b: {kind: eml, path: b}}\n", two)
    #expect(clash.map(\.code) == ["MAILBOX-PATH"], "\(clash)")
    #expect(clash[0].message.contains("jan@x.example and an@x.example") && clash[0].next.contains("path: b/{user}"))
    let sameDomain = Self.mailboxes(
      Self.server + "target: {b: {kind: eml, path: \"b/{domain}\"}}\n", two)
    #expect(sameDomain.map(\.code) == ["MAILBOX-PATH"] && sameDomain[0].next.contains("{user}"))
  }

  /// The mailbox's name forgotten in a source's path would give everybody everybody's mail.
  @Test func aSourceIsOneMailboxToo() {
    let ends = "source: {oud: {kind: mbox, path: mail}}\ntarget: {nieuw: {host: imap.x.example}}\n"
    #expect(
      Self.mailboxes(ends, [("an", "an@x.example"), ("jan", "jan@x.example")]).map(\.code) == ["MAILBOX-PATH"])
    // One mailbox into two is somebody's wish.
    #expect(Self.mailboxes(ends, [("an", "an@x.example"), ("an", "archief@x.example")]) == [])
  }

  @Test func nothingIsWrittenIntoWhatIsRead() {
    func findings(_ source: String, _ target: String) -> [Finding] {
      Self.mailboxes(
        "source: {oud: {kind: mbox, path: \(source)}}\ntarget: {nieuw: {kind: maildir, path: \(target)}}\n",
        [("an", "an")])
    }
    #expect(findings("a", "b") == [])
    #expect(findings("a", "ab") == [])
    #expect(findings("a", "./x/../a").map(\.code) == ["MAILBOX-PATH"])
    #expect(findings("a", "a/b").map(\.code) == ["MAILBOX-PATH"])
    #expect(findings("a/b/c", "a").map(\.code) == ["MAILBOX-PATH"])
  }

  @Test func aNameThatLeadsElsewhereIsRefusedWithItsLine() {
    let found = Self.mailboxes(
      Self.server + "target: {b: {kind: eml, path: \"b/{user}\"}}\n", [("an", "\"../an\"")])
    #expect(found.map(\.code) == ["MAILBOX-PATH"] && found[0].place.hasSuffix("line 6"), "\(found)")
  }

  // MARK: Writing

  @Test func commandsWriteFilesAndKeepComments() throws {
    let scratch = try Scratch()
    var project = try scratch.project("project:\n  name: P\n# ends\nsource:\n  oud:\n    host: h # mine\n")
    try project.setEndpoint(.target, "backup", [(key: "kind", value: "maildir"), (key: "path", value: "b/{user}")])
    #expect(project.settings.targets.first?.files?.path == scratch.path + "/b/{user}")
    let text = try scratch.read("postduif.yaml")
    #expect(text.contains("host: h # mine") && text.contains("# ends"))
    #expect(try Project.open(at: scratch.path).settings == project.settings)
    #expect(throws: Fault.self) { try project.setEndpoint(.target, "backup", ["tls": "none"]) }
    #expect(try scratch.read("postduif.yaml") == text)
  }

  @Test func nobodySignsInToFiles() throws {
    let scratch = try Scratch()
    let project = try scratch.project(
      """
      project: {name: P}
      source: {oud: {host: h}}
      target: {b: {kind: eml, path: "b/{user}"}}
      mailboxes: [{source-user: an, target-user: an@x.example, target-root: Import}]
      """)
    let entry = try #require(try project.mailboxes().first)
    guard case .files(let files) = try project.way(entry, .target), case .server = try project.way(entry, .source)
    else {
      return #expect(Bool(false), "the ways are mixed up")
    }
    #expect(files.path == scratch.path + "/b/an@x.example" && files.form == .eml && files.root == "Import")
    #expect(throws: Fault.self) { try project.signIn(entry, .target) }
  }
}
