import Core
import Foundation
import Testing

@testable import CLI

@Suite struct MimeShowTests {
  @Test func showsThePartsOfAMessage() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "offerte.eml")
    let outcome = await stage.run("mime", "show", "offerte.eml")
    #expect(outcome.status == .done, "\(outcome.err)")
    let lines = outcome.out.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0].hasPrefix("A message of ") && lines[0].contains("5 parts, 2 attachments"), "\(lines[0])")
    #expect(outcome.out.contains("Offerte voor de cafétafels"))
    #expect(outcome.out.contains("├─ text/plain iso-8859-1 "))
    #expect(outcome.out.contains("└─ message/rfc822"))
    #expect(outcome.out.contains("offerte.pdf"))
    #expect(outcome.out.contains("b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78"))
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 80 })
    #expect(lines.dropLast().last?.hasPrefix("Next: ") == true)
    #expect(!outcome.out.contains("\u{1B}"))
  }

  @Test func flawsHaveTheirOffset() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    let message = MimeSamples.multipart([MimeSamples.text], end: "\r\n")
    try stage.write(message, to: "kapot.eml")
    let outcome = await stage.run("mime", "show", "kapot.eml")
    #expect(outcome.status == .done)
    #expect(outcome.out.contains("MIME-BOUNDARY-END"))
    #expect(
      outcome.out.contains("byte \(message.utf8.count)") || outcome.out.contains("byte \(message.utf8.count - 2)"))
  }

  @Test func readsStandardInput() async throws {
    var stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "offerte.eml")
    let file = await stage.run("mime", "show", "offerte.eml", "--format", "json").out
    let input = OpenFile("\(stage.folder)/offerte.eml")
    stage.inputDescriptor = input.descriptor
    let piped = await stage.run("mime", "show", "-", "--format", "json").out
    #expect(piped == file.replacingOccurrences(of: "\"offerte.eml\"", with: "\"-\""))
  }

  @Test func machineFormatsSayTheSame() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "offerte.eml")
    let json = await stage.run("mime", "show", "offerte.eml", "-f", "json").out
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let parts = try #require(object["parts"] as? [[String: Any]])
    #expect(object["subject"] as? String == "Offerte voor de cafétafels")
    #expect(parts.map { $0["part"] as? String } == [nil, "1", "2", "3", nil, "3.1", "3.2"])
    #expect(parts[2]["decoded_bytes"] as? Int == 3)
    let lines = await stage.run("mime", "show", "offerte.eml", "-f", "ndjson").out.split(separator: "\n")
    #expect(lines.count == 9)
    for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    let table = await stage.run("mime", "show", "offerte.eml", "-f", "csv").out
    #expect(table.components(separatedBy: "\r\n").count == 9)
  }

  @Test func showsOneMessageOfAMailboxFile() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.mbox([MimeSamples.message(), MimeSamples.offer]), to: "oud.mbox")
    let first = await stage.run("mime", "show", "oud.mbox")
    #expect(first.out.contains("without parts") && first.err.contains("--message N"))
    let second = await stage.run("mime", "show", "oud.mbox", "--message", "2")
    #expect(second.out.contains("offerte.pdf") && second.err.isEmpty)
    let third = await stage.run("mime", "show", "oud.mbox", "--message", "3")
    #expect(third.status == .inputNotFound && third.err.contains("MIME-NO-MESSAGE"))
    #expect(third.err.contains("the file holds 2"))
  }

  @Test(arguments: [
    (["mime", "show", "nergens.eml"], Core.ExitStatus.inputNotFound, "FILE-READ"),
    (["mime", "show", "."], .misused, "USAGE"), (["mime", "show", "een.eml", "--message", "2"], .misused, "USAGE"),
    (["mime", "show", "een.eml", "--message", "0"], .misused, "USAGE"),
  ])
  func failures(_ words: [String], _ status: Core.ExitStatus, _ code: String) async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.message(), to: "een.eml")
    let outcome = await stage.run(words)
    #expect(outcome.status == status && outcome.out.isEmpty)
    #expect(outcome.err.contains(code), "\(outcome.err)")
  }

  @Test func namesCannotMoveTheCursor() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.multipart([MimeSamples.file("a\u{1B}[2Jb.pdf")]), to: "boos.eml")
    let outcome = await stage.run("mime", "show", "boos.eml")
    #expect(!outcome.out.contains("\u{1B}"))
  }

  @Test(arguments: [
    ([0], [""]), ([0, 1, 1], ["", "├─ ", "└─ "]), ([0, 1, 2, 1], ["", "├─ ", "│  └─ ", "└─ "]),
    ([0, 1, 2, 3], ["", "└─ ", "   └─ ", "      └─ "]),
    ([0, 1, 2, 2, 1, 2], ["", "├─ ", "│  ├─ ", "│  └─ ", "└─ ", "   └─ "]),
  ])
  func branches(_ depths: [Int], _ expected: [String]) {
    #expect(MimeShowScreen.branches(depths, isASCII: false) == expected)
  }

  @Test func manyPartsAreCutShort() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.multipart([String](repeating: "\r\na", count: 300)), to: "veel.eml")
    #expect(await stage.run("mime", "show", "veel.eml").out.contains("101 more (--all shows each)"))
    #expect(await stage.run("mime", "show", "veel.eml", "--all").out.contains("\n 300 "))
  }
}
