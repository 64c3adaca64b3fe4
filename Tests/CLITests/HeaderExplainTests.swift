import Core
import Foundation
import HeaderAnalysis
import MIME
import Testing

@testable import CLI

/// `header explain` on headers of `Tests/Fixtures/headers`.
@Suite struct HeaderExplainTests {
  private static let names = [
    "arc-forwarded", "exchange-internal", "exchange-online", "exim", "forged", "gmail", "iis-smtp", "postfix", "qmail",
    "sendmail",
  ]

  private static func text(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/headers")
    return try String(contentsOf: folder.appending(path: "\(name).eml").standardized, encoding: .utf8)
  }

  private static func screen(_ text: String, showsAll: Bool = false) -> HeaderScreen {
    let paste = HeaderPaste(Array(text.utf8))
    let message = Message(paste.bytes)
    return HeaderScreen(
      header: ExplainedHeader(message), message: message, mendings: paste.mendings, showsAll: showsAll)
  }

  // MARK: What is shown

  @Test(arguments: ["arc-forwarded", "exim", "forged", "qmail"]) func screens(name: String) throws {
    let screen = try Self.screen(Self.text(name))
    try Golden.check(screen: "header-\(name)") { screen.lines($0) }
  }

  /// Whatever the header, in 80 columns and in 40, but for words that have no blank in them.
  @Test(arguments: names, [40, 80, 132]) func fits(name: String, width: Int) throws {
    let screen = try Self.screen(Self.text(name), showsAll: true)
    for line in screen.lines(Layout(width: width)) where DisplayWidth.of(line) > width {
      let longest = line.split(separator: " ").map { DisplayWidth.of(String($0)) }.max() ?? 0
      #expect(longest > width - 24 || line.contains("postduif "), "\(line)")
    }
  }

  @Test func theVerdictIsTheFirstLine() throws {
    func first(_ name: String) throws -> String? { try Self.screen(Self.text(name)).lines(Layout()).first }
    #expect(try first("exchange-online") == "Genuine, 47 min late. 46 min of it at mx2.oudehost.example.")
    #expect(try first("gmail") == "Genuine, on time (4 s).")
    #expect(try first("exchange-internal") == "Genuine, from within, on time (1 s).")
    #expect(try first("exim") == "Not proven to be genuine, 21 min late. The delay was at vps.shop.example.")
    #expect(try first("qmail") == "Not proven to be genuine; how long it took cannot be told: clocks disagree.")
    #expect(try first("arc-forwarded") == "Doubtful; how long it took is not known.")
  }

  /// What strangers wrote is shown, never obeyed, and not at any length.
  @Test func hostileValues() {
    let screen = Self.screen(
      "From: \u{1B}[31mred\u{202E} <a@x.example>\nSubject: \(String(repeating: "s", count: 100_000))\nMessage-ID: <1>\n\n"
    )
    let text = screen.lines(Layout()).joined(separator: "\n")
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    #expect(text.count < 4_000)
  }

  @Test func manyHopsAreCutShort() {
    let hop = "Received: from a.example ([192.0.2.1]) by b.example with ESMTPS; Mon, 23 Nov 2026 10:00:00 +0000\n"
    let text = String(repeating: hop, count: 500) + "From: a@x.example\n\n"
    let short = Self.screen(text).lines(Layout())
    #expect(short.contains { $0.contains("460 more (--all shows them)") } && short.count < 200)
    #expect(Self.screen(text, showsAll: true).lines(Layout()).count > 1_000)
  }

  // MARK: The command

  /// What comes through a pipe, as a file that stays open.
  private static func piped(_ text: String, _ stage: inout Stage) throws -> OpenFile {
    try stage.write(text, to: "piped.txt")
    let input = OpenFile("\(stage.folder)/piped.txt")
    stage.inputDescriptor = input.descriptor
    return input
  }

  @Test(arguments: [
    ("exchange-online", Core.ExitStatus.done), ("exim", .done), ("arc-forwarded", .done), ("forged", .done),
  ])
  func statusOfAFile(name: String, status: Core.ExitStatus) async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(Self.text(name), to: "a.eml")
    let outcome = await stage.run("header", "explain", "a.eml")
    #expect(outcome.status == status && outcome.err.isEmpty)
  }

  @Test func aFailedCheckEndsWithOne() async throws {
    var stage = try Stage()
    defer { stage.clear() }
    let input = try Self.piped(
      "Authentication-Results: mx.klant.example; dmarc=fail header.from=bank.example\nFrom: a@bank.example\nDate: x\n",
      &stage)
    let outcome = await stage.run("header", "explain", "--format", "json")
    withExtendedLifetime(input) {}
    #expect(outcome.status == .needsAttention)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
    #expect(object["type"] as? String == "header" && object["verdict"] as? String == "doubtful")
    let findings = try #require(object["findings"] as? [[String: Any]])
    #expect(findings.contains { $0["code"] as? String == "HEADER-DMARC" && $0["level"] as? String == "problem" })
  }

  @Test func pasted() async throws {
    var stage = try Stage()
    defer { stage.clear() }
    let quoted = try Self.text("gmail").split(separator: "\n").map { "> " + $0 }.joined(separator: "\r\n")
    let input = try Self.piped(quoted, &stage)
    let outcome = await stage.run("header", "explain", "-")
    withExtendedLifetime(input) {}
    #expect(outcome.status == .done)
    #expect(outcome.out.hasPrefix("Genuine, on time (4 s).") && outcome.out.contains("HEADER-PASTE"))
  }

  @Test func trust() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(Self.text("exim"), to: "a.eml")
    let outcome = await stage.run("header", "explain", "a.eml", "--trust", "mx.leroy.example")
    #expect(outcome.out.hasPrefix("Genuine, 21 min late."))
  }

  @Test func whatIsNoHeader() async throws {
    var stage = try Stage()
    defer { stage.clear() }
    let input = try Self.piped("hello\nworld\n", &stage)
    let text = await stage.run("header", "explain")
    withExtendedLifetime(input) {}
    #expect(text.status == .inputDamaged && text.err.contains("HEADER-NONE") && text.out.isEmpty)
    #expect(await stage.run("header", "explain", "nowhere.eml").status == .inputNotFound)
    try FileManager.default.createDirectory(atPath: stage.folder + "/empty", withIntermediateDirectories: true)
    #expect(await stage.run("header", "explain", "empty").status == .inputDamaged)
  }

  @Test func machineFormatsOfOne() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(Self.text("exchange-online"), to: "a.eml")
    let csv = await stage.run("header", "explain", "a.eml", "--format", "csv").out
    let rows = csv.split(separator: "\r\n")
    #expect(rows.count == 7 && rows[0].hasPrefix("hop,time,delay_seconds"))
    #expect(rows[3].hasPrefix("3,2026-11-23T09:47:06+00:00,2778,"))
    let lines = await stage.run("header", "explain", "a.eml", "--format", "ndjson").out.split(separator: "\n")
    let types = try lines.map { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["type"] as? String
    }
    #expect(types.first == "version" && types.last == "header" && types.count { $0 == "hop" } == 6)
    #expect(types.contains("finding"))
  }

  // MARK: Many

  /// A Maildir with a folder, a mailbox file and things that are no messages.
  private static func folder(_ stage: Stage) throws {
    for name in ["cur", "new", ".Sent/cur", "oud", ".git"] {
      try FileManager.default.createDirectory(atPath: "\(stage.folder)/m/\(name)", withIntermediateDirectories: true)
    }
    try stage.write(text("exchange-online"), to: "m/cur/1:2,S")
    try stage.write(text("gmail"), to: "m/new/2")
    try stage.write(text("postfix"), to: "m/.Sent/cur/3")
    try stage.write("no message", to: "m/notes.txt")
    try stage.write(text("qmail"), to: "m/.hidden")
    try stage.write(text("qmail"), to: "m/.git/x")
    try FileManager.default.createSymbolicLink(
      atPath: "\(stage.folder)/m/loop", withDestinationPath: "\(stage.folder)/m")
    try stage.write(mailbox(["exim", "iis-smtp"]), to: "m/oud/archief")
  }

  private static func mailbox(_ names: [String]) throws -> String {
    try names.map { "From a@x.example Mon Nov 23 10:00:00 2026\n" + (try text($0)) + "body\n\n" }.joined()
  }

  @Test func aFolder() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try Self.folder(stage)
    let text = await stage.run("header", "explain", "m")
    #expect(text.status == .done)
    #expect(text.out.hasPrefix("5 messages: half were there within 21 min"))
    #expect(text.out.contains("1 file without a header"))
    for line in text.out.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80) }
    let json = await stage.run("header", "explain", "m", "--each", "--format", "json").out
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["count"] as? Int == 5 && object["longest_seconds"] as? Int == 3_608)
    let names = (object["messages_read"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
    #expect(names == [".Sent/cur/3", "cur/1:2,S", "new/2", "oud/archief:1", "oud/archief:2"])
  }

  @Test func aFolderAsTable() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try Self.folder(stage)
    let each = await stage.run("header", "explain", "m", "--each", "--format", "csv").out.split(separator: "\r\n")
    #expect(each.count == 6 && each[0].hasPrefix("name,time,from_domain,verdict,seconds"))
    let whole = await stage.run("header", "explain", "m", "--format", "csv").out.split(separator: "\r\n")
    #expect(whole[1].hasPrefix("total,m,,5,1231,3608,3608"))
    #expect(Set(whole.dropFirst().compactMap { $0.split(separator: ",").first }) == ["total", "domain", "stretch"])
    let lines = await stage.run("header", "explain", "m", "--each", "-f", "ndjson").out.split(separator: "\n")
    #expect(lines.count { $0.contains("\"type\":\"version\"") } == 1)
    #expect(lines.count { $0.hasPrefix("{\"type\":\"message\"") } == 5)
    #expect(lines.last?.hasPrefix("{\"type\":\"headers\"") == true)
  }

  @Test func aMailboxFile() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(Self.mailbox(["exim", "gmail", "postfix"]), to: "a.mbox")
    let many = await stage.run("header", "explain", "a.mbox")
    #expect(many.out.hasPrefix("3 messages:"))
    // A single message with such a line in front is a message.
    try stage.write(Self.mailbox(["gmail"]), to: "one.eml")
    #expect(await stage.run("header", "explain", "one.eml").out.hasPrefix("Genuine, on time (4 s)."))
  }

  /// A body of any size is not read.
  @Test func onlyTheHeaderIsRead() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    let path = stage.folder + "/large.eml"
    try stage.write(Self.text("gmail"), to: "large.eml")
    #expect(truncate(path, 20 << 30) == 0)
    let outcome = await stage.run("header", "explain", "large.eml")
    #expect(outcome.status == .done && outcome.out.hasPrefix("Genuine, on time (4 s)."))
  }

  /// A header without an end: the rest is left, and that is said.
  @Test func aHeaderWithoutEnd() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(
      "From: a@x.example\nMessage-ID: <1@x>\nDate: Mon, 23 Nov 2026 10:00:00 +0000\nX-Long: ", to: "l.eml")
    #expect(truncate(stage.folder + "/l.eml", 1 << 30) == 0)
    let outcome = await stage.run("header", "explain", "l.eml")
    #expect(outcome.status == .done && outcome.out.contains("HEADER-LIMIT"))
  }
}
