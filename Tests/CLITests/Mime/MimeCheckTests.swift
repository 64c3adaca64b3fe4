import Core
import Foundation
import Testing

@testable import CLI

@Suite struct MimeCheckTests {
  /// A folder as people have them: messages, an mbox, a Maildir, and things that are no mail.
  private func stage() throws -> Stage {
    let stage = try Stage()
    for folder in ["mail/sub", "mail/Maildir/cur"] {
      try FileManager.default.createDirectory(atPath: "\(stage.folder)/\(folder)", withIntermediateDirectories: true)
    }
    try stage.write(MimeSamples.offer, to: "mail/a.eml")
    try stage.write(MimeSamples.long, to: "mail/sub/lang.EML")
    try stage.write(MimeSamples.mbox([MimeSamples.message(), MimeSamples.long, MimeSamples.message()]), to: "mail/Oud")
    try stage.write(MimeSamples.message(["X-Naam: André"]), to: "mail/Maildir/cur/1:2,S")
    try stage.write("index", to: "mail/Oud.msf")
    return stage
  }

  @Test func nothingWrongIsSaidInOneLine() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "a.eml")
    // The message inside was made without a Message-ID and is nobody's business.
    let outcome = await stage.run("mime", "check", "a.eml")
    #expect(outcome.status == .done)
    #expect(outcome.out.hasPrefix("Nothing to trip over in 1 message ("), "\(outcome.out)")
  }

  @Test func everyMessageOfAFolderIsLookedAt() async throws {
    let stage = try stage()
    defer { stage.clear() }
    let outcome = await stage.run("mime", "check", "mail")
    #expect(outcome.status == .needsAttention)
    let lines = outcome.out.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("2 problems, 1 warning in 6 messages ("), "\(lines[0])")
    #expect(outcome.out.contains("mail/Oud, message 2, byte "))
    #expect(outcome.out.contains("mail/sub/lang.EML, byte "))
    #expect(outcome.out.contains("Repair: long-line:"))
    #expect(outcome.out.contains("Repair: 8bit-header:"))
    #expect(outcome.out.contains("4 files, 6 messages"))
    #expect(lines.contains { $0.hasPrefix(" No mail") && $0.hasSuffix("1 file") })
    #expect(lines.last == "Next: postduif explain MIME-LINE-LONG")
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 80 }, "\(outcome.out)")
    #expect(!outcome.out.contains("\u{1B}") && outcome.err.isEmpty)
    #expect(await stage.run("mime", "check", "mail").out == outcome.out)
  }

  @Test func oneServiceAlone() async throws {
    let stage = try stage()
    defer { stage.clear() }
    let gmail = await stage.run("mime", "check", "mail/sub/lang.EML", "--for", "gmail")
    #expect(gmail.status == .done && gmail.out.hasPrefix("1 warning for Gmail in 1 message"))
    #expect(!gmail.out.contains("Exchange"))
    let wrong = await stage.run("mime", "check", "mail", "--for", "gmial")
    #expect(wrong.status == .misused && wrong.err.contains("Did you mean \"gmail\"?"), "\(wrong.err)")
  }

  @Test func machineFormatsNameTheRepair() async throws {
    let stage = try stage()
    defer { stage.clear() }
    let json = await stage.run("mime", "check", "mail", "-f", "json").out
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let findings = try #require(object["findings"] as? [[String: Any]])
    #expect(object["messages"] as? Int == 6 && object["problem_count"] as? Int == 2)
    #expect(findings.map { $0["repair"] as? String } == ["long-line", "long-line", "8bit-header"])
    #expect(findings.compactMap { $0["message_number"] as? Int } == [2])
    #expect(findings.compactMap { $0["message_start"] as? Int }.count == 1)
    let lines = await stage.run("mime", "check", "mail", "-f", "ndjson").out.split(separator: "\n")
    let types = try lines.map { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["type"] as? String
    }
    #expect(types == ["version", "finding", "finding", "finding", "mime_check"])
    let table = await stage.run("mime", "check", "mail", "-f", "csv").out.components(separatedBy: "\r\n")
    #expect(table.count == 5 && table[0].hasPrefix("level,code,file,"))
  }

  @Test func threePlacesOfAKindAreShown() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.mbox([String](repeating: MimeSamples.long, count: 5)), to: "veel")
    let outcome = await stage.run("mime", "check", "veel")
    #expect(outcome.out.contains("2 more (--all shows each)"))
    #expect(outcome.out.contains("(5 messages)"))
    let all = await stage.run("mime", "check", "veel", "--all")
    #expect(all.out.contains("message 5") && !all.out.contains("--all"))
  }

  @Test func bytesBeforeTheFirstMessageOfAMailboxFile() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write("rommel\n" + MimeSamples.mbox([MimeSamples.message()]), to: "oud.mbox")
    let outcome = await stage.run("mime", "check", "oud.mbox")
    #expect(outcome.out.contains("MIME-MBOX-JUNK") && outcome.out.contains("7 bytes before the first message"))
  }

  @Test func whatCannotBeReadIsListedAndTheRestIsChecked() async throws {
    let stage = try stage()
    defer { stage.clear() }
    let outcome = await stage.run("mime", "check", "mail/a.eml", "mail/a.eml/niets", "nergens")
    #expect(outcome.status == .inputNotFound)
    #expect(outcome.out.contains("FILE-READ") && outcome.out.contains("mail/a.eml/niets"))
    let first = String(outcome.out.prefix { $0 != "\n" })
    #expect(first.contains("in 1 message (") && first.hasSuffix("; 2 files cannot be read."), "\(first)")
    let none = await stage.run("mime", "check", "nergens")
    #expect(none.status == .inputNotFound)
    #expect(none.out.hasPrefix("1 file cannot be read; no message was looked at.\n"))
    #expect(outcome.out.contains("Not readable"))
  }

  @Test func aFolderWithoutMail() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write("geen post", to: "leesmij.txt")
    let outcome = await stage.run("mime", "check", ".")
    #expect(outcome.status == .inputNotFound && outcome.out.isEmpty)
    #expect(outcome.err.contains("MIME-NO-MAIL") && outcome.err.contains("1 file looked at"))
  }

  @Test func linksInFoldersAreNotFollowed() async throws {
    let stage = try stage()
    defer { stage.clear() }
    try FileManager.default.createSymbolicLink(atPath: "\(stage.folder)/mail/terug", withDestinationPath: stage.folder)
    let outcome = await stage.run("mime", "check", "mail")
    #expect(outcome.out.contains("4 files, 6 messages"))
    // One that is named is.
    #expect(await stage.run("mime", "check", "mail/terug/mail/a.eml").out.contains("1 message"))
  }
}
