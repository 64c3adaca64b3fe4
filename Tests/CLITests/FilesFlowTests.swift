import Core
import Foundation
import Testing

@testable import CLI

/// Ends that are files, as they are typed.
@Suite struct FilesFlowTests {
  private static let letter = "Subject: x\r\n\r\nDag\r\n"
  private static let separated = "From an@peeters.example Mon Nov 23 20:00:00 2026\n" + letter

  private func project() async throws -> Stage {
    let stage = try Stage()
    #expect(await stage.run("project", "new", "peeters").status == .done)
    return stage
  }

  /// Without line breaks, which fall anywhere.
  private func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func put(_ text: String, _ name: String, _ stage: Stage) throws {
    let folder = (name as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: "\(stage.folder)/\(folder)", withIntermediateDirectories: true)
    try stage.write(text, to: name)
  }

  @Test(arguments: [
    ("cur/1.a:2,S", letter, "maildir", "Maildir"), ("INBOX", separated, "mbox", "mbox"),
    ("brief.eml", letter, "eml", "eml files"),
  ])
  func theFormOfASourceIsSeen(name: String, text: String, kind: String, words: String) async throws {
    let stage = try await project()
    defer { stage.clear() }
    try put(text, "mail/an@peeters.example/\(name)", stage)
    let added = await stage.run("source", "add", "oud", "folder", "../mail/{user}", in: "peeters")
    #expect(added.status == .done, "\(added.err)")
    #expect(flat(added.out).contains("Seen at") && flat(added.out).contains("\(words)."), "\(added.out)")
    let file = stage.file("peeters/postduif.yaml")
    #expect(file.contains("kind: \(kind)") && file.contains("path: ../mail/{user}"), "\(file)")
    // Somewhere else the path is made whole.
    let other = await stage.run(
      "source", "add", "nog", "folder", "mail/an@peeters.example", "-p", "peeters", in: "")
    #expect(other.status == .done, "\(other.err)")
    #expect(stage.file("peeters/postduif.yaml").contains("path: \(stage.folder)/mail/an@peeters.example"))
  }

  @Test func aTargetIsAMaildirUnlessSaid() async throws {
    let stage = try await project()
    defer { stage.clear() }
    #expect(await stage.run("target", "add", "backup", "folder", "backup/{user}", in: "peeters").status == .done)
    #expect(
      await stage.run("target", "add", "los", "folder", "los/{user}", "--as", "eml", in: "peeters").status == .done)
    #expect(await stage.run("target", "add", "doos", "mbox", "doos/{user}", in: "peeters").status == .done)
    let list = await stage.run("target", "list", in: "peeters").out
    for words in ["backup", "maildir", "backup/{user}", "los", "eml", "doos", "mbox"] { #expect(list.contains(words)) }
    #expect(!list.contains("implicit") && !list.contains(":0"), "\(list)")
    let json = await stage.run("target", "show", "backup", "-f", "json", in: "peeters").out
    let shown = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(shown["path"] as? String == "backup/{user}" && shown["kind"] as? String == "maildir")
    #expect(shown["host"] is NSNull && shown["tls"] is NSNull && shown["sign_in"] is NSNull)
    let project = await stage.run("project", "show", in: "peeters").out
    #expect(project.contains("backup (backup/{user})"), "\(project)")
  }

  struct Wrong: Sendable {
    var words: [String]
    var status: Core.ExitStatus
    var code: String
    var says: String
  }

  @Test(arguments: [
    Wrong(words: ["source", "add", "a", "maildir"], status: .misused, code: "USAGE", says: "add NAME maildir PATH"),
    Wrong(words: ["source", "add", "a", "folder", "weg"], status: .misused, code: "FILES-FORM", says: "--as maildir"),
    Wrong(
      words: ["source", "add", "a", "mbox", "x", "--as", "eml"], status: .misused, code: "USAGE", says: "contradict"),
    Wrong(words: ["source", "add", "a", "imap", "x", "--host", "h"], status: .misused, code: "USAGE", says: "no path"),
    Wrong(
      words: ["source", "add", "a", "imap", "--as", "eml", "--host", "h"], status: .misused, code: "USAGE",
      says: "folder PATH"),
    Wrong(
      words: ["target", "add", "a", "eml", "x", "--host", "h"], status: .wrongSettings, code: "PROJECT-KEY",
      says: "server only"),
    Wrong(
      words: ["target", "add", "a", "eml", "x/{naam}"], status: .wrongSettings, code: "PROJECT-VALUE",
      says: "{user}, {local}, {domain}"),
  ])
  func whatMakesNoSenseIsNamed(_ wrong: Wrong) async throws {
    let stage = try await project()
    defer { stage.clear() }
    let before = stage.file("peeters/postduif.yaml")
    let outcome = await stage.run(wrong.words, in: "peeters")
    #expect(outcome.status == wrong.status && outcome.err.contains(wrong.code), "\(outcome.err)")
    #expect(outcome.err.contains(wrong.says), "\(outcome.err)")
    #expect(stage.file("peeters/postduif.yaml") == before)
  }

  @Test func aWrongFormIsSaidAtOnce() async throws {
    let stage = try await project()
    defer { stage.clear() }
    try put(Self.letter, "mail/an/brief.eml", stage)
    let added = await stage.run("source", "add", "oud", "mbox", "../mail/an", in: "peeters")
    #expect(flat(added.out).contains("eml files, and not mbox!"), "\(added.out)")
    #expect(await stage.run("source", "set", "oud", "--as", "eml", in: "peeters").status == .done)
    #expect(stage.file("peeters/postduif.yaml").contains("kind: eml"))
    #expect(await stage.run("source", "set", "oud", "--path", "../mail/jan", in: "peeters").status == .done)
    #expect(stage.file("peeters/postduif.yaml").contains("path: ../mail/jan"))
  }

  private func pair(_ stage: Stage, source: [String], target: [String]) async throws {
    #expect(await stage.run(["source", "add"] + source, in: "peeters").status == .done)
    #expect(await stage.run(["target", "add"] + target, in: "peeters").status == .done)
    #expect(
      await stage.run("mailbox", "set", "an@peeters.example", "--source-user", "an", in: "peeters").status == .done)
  }

  @Test func nobodyIsAskedForAPassword() async throws {
    let stage = try await project()
    defer { stage.clear() }
    try put(Self.separated, "mail/an/INBOX", stage)
    try await pair(stage, source: ["oud", "mbox", "../mail/{user}"], target: ["nieuw", "folder", "nieuw/{user}"])
    let shown = await stage.run("mailbox", "show", "an@peeters.example", in: "peeters").out
    #expect(flat(shown).contains("mbox at \(stage.folder)/mail/an") && !shown.contains("Password"), "\(shown)")
    let asked = await stage.run("mailbox", "set", "an@peeters.example", "--ask-source-password", in: "peeters")
    #expect(asked.status == .wrongSettings && asked.err.contains("MAILBOX-FILES"), "\(asked.err)")
    try stage.write("EmailAddress,UserName,Password\njan@peeters.example,jan,pLanted-secret-9\n", to: "list.csv")
    let imported = await stage.run("mailbox", "import", "../list.csv", in: "peeters")
    #expect(imported.status == .done && flat(imported.out).contains("0 passwords stored"), "\(imported.out)")
    #expect(flat(imported.out).contains("needs no passwords"), "\(imported.out)")
    let plan = await stage.run("plan", "--only", "an@peeters.example", in: "peeters")
    #expect(plan.status == .done, "\(plan.out)\(plan.err)")
    #expect(flat(plan.out).contains("mbox ../mail/{user} → Maildir nieuw/{user}"), "\(plan.out)")
  }

  struct Trouble: Sendable {
    /// What stands in the way, made in the stage's folder.
    var make: @Sendable (Stage) throws -> Void
    var status: Core.ExitStatus
    var code: String
    var says: String
  }

  static let troubles: [Trouble] = [
    Trouble(make: { _ in }, status: .inputNotFound, code: "FILES-MISSING", says: "source set oud --path"),
    Trouble(
      make: { try FilesFlowTests().put(letter, "mail/an/brief.eml", $0) }, status: .wrongSettings, code: "FILES-FORM",
      says: "source set oud --as eml"),
    Trouble(
      make: { try FilesFlowTests().put("PK\u{3}\u{4}", "mail/an", $0) }, status: .inputDamaged, code: "TREE-DAMAGED",
      says: "an"),
    Trouble(
      make: { try FilesFlowTests().put("Rar!\u{1A}\u{7}", "mail/an", $0) }, status: .inputDamaged,
      code: "TREE-FORMAT", says: "unrar x"),
  ]

  @Test(arguments: troubles.indices)
  func whatIsWrongWithTheFilesIsNamed(_ index: Int) async throws {
    let trouble = Self.troubles[index]
    let stage = try await project()
    defer { stage.clear() }
    try trouble.make(stage)
    try await pair(stage, source: ["oud", "mbox", "../mail/{user}"], target: ["nieuw", "folder", "nieuw/{user}"])
    for words in [["source", "test", "oud"], ["plan"]] {
      let outcome = await stage.run(words, in: "peeters")
      let all = outcome.out + outcome.err
      #expect(outcome.status == trouble.status, "\(words): \(all)")
      #expect(all.contains(trouble.code) && flat(all).contains(trouble.says), "\(words): \(all)")
      #expect(flat(all).contains("\(stage.folder)/mail/an"), "\(words): \(all)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(stage.folder)/peeters/nieuw"))
  }

  @Test func theFolderAboveEverybodyIsRecognised() async throws {
    let stage = try await project()
    defer { stage.clear() }
    try put(Self.letter, "mail/an/cur/1.a:2,S", stage)
    try put("", "mail/an/new/.keep", stage)
    try await pair(stage, source: ["oud", "maildir", "../mail"], target: ["nieuw", "folder", "nieuw/{user}"])
    let outcome = await stage.run("source", "test", in: "peeters")
    #expect(outcome.status == .wrongSettings && outcome.out.contains("FILES-USERS"), "\(outcome.out)")
    #expect(outcome.out.contains("../mail/{user}"), "\(outcome.out)")
  }

  @Test func doctorLooksAtFilesAndWritesNothing() async throws {
    let stage = try await project()
    defer { stage.clear() }
    try put(Self.separated, "mail/an/INBOX", stage)
    try await pair(stage, source: ["oud", "mbox", "../mail/{user}"], target: ["nieuw", "folder", "nieuw/{user}"])
    let outcome = await stage.run("target", "test", "nieuw", in: "peeters")
    #expect(outcome.status == .done && outcome.out.contains("Maildir will be made, and can be"), "\(outcome.out)")
    let source = await stage.run("source", "test", "oud", in: "peeters")
    #expect(source.status == .done && source.out.contains("mbox found"), "\(source.out)")
    #expect(source.out.contains("1 folder listed"), "\(source.out)")
    #expect(!FileManager.default.fileExists(atPath: "\(stage.folder)/peeters/nieuw"))
    try stage.write("in the way", to: "peeters/nieuw")
    let blocked = await stage.run("target", "test", "nieuw", in: "peeters")
    #expect(blocked.status == .cannotWriteOutput && blocked.out.contains("FILES-WRITE"), "\(blocked.out)")
  }

  @Test func twoMailboxesInOnePathAreRefused() async throws {
    let stage = try await project()
    defer { stage.clear() }
    #expect(await stage.run("source", "add", "oud", "--host", "h.example", in: "peeters").status == .done)
    #expect(await stage.run("target", "add", "nieuw", "folder", "nieuw", in: "peeters").status == .done)
    #expect(await stage.run("mailbox", "set", "an@peeters.example", in: "peeters").status == .done)
    #expect(await stage.run("mailbox", "list", in: "peeters").status == .done)
    let second = await stage.run("mailbox", "set", "jan@peeters.example", in: "peeters")
    #expect(second.status == .wrongSettings && second.err.contains("MAILBOX-PATH"), "\(second.err)")
    #expect(second.err.contains("nieuw/{user}"), "\(second.err)")
    #expect(!stage.file("peeters/mailboxes.csv").contains("jan@"))
  }
}
