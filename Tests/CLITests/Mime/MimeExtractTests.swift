import Core
import Foundation
import Testing

@testable import CLI

@Suite struct MimeExtractTests {
  private func names(_ stage: Stage, _ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(stage.folder)/\(folder)")) ?? []).sorted()
  }

  @Test func attachmentsBecomeFiles() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "offerte.eml")
    let outcome = await stage.run("mime", "extract", "offerte.eml", "--to", "uit")
    #expect(outcome.status == .done, "\(outcome.err)")
    #expect(names(stage, "uit") == ["offerte.pdf", "part-3.eml"])
    #expect(stage.file("uit/offerte.pdf") == "ABC")
    #expect(stage.file("uit/part-3.eml").hasPrefix("Subject: Binnenin\r\n"))
    #expect(stage.file("uit/part-3.eml").hasSuffix("--y--"))
    #expect(outcome.out.hasPrefix("Wrote 2 files to uit, "))
    #expect(outcome.out.contains("b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78"))
    #expect(outcome.out.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 80 })
  }

  @Test func allLeavesAndTextInUTF8() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "offerte.eml")
    await stage.run("mime", "extract", "offerte.eml", "--all", "--utf8", "--to", "uit")
    #expect(names(stage, "uit") == ["logo.png", "offerte.pdf", "part-1.txt", "part-3.1.txt"])
    #expect(stage.file("uit/part-1.txt") == "Café")
    await stage.run("mime", "extract", "offerte.eml", "--part", "1", "--to", "rauw")
    let raw = try Data(contentsOf: URL(filePath: "\(stage.folder)/rauw/part-1.txt"))
    #expect(Array(raw) == Array("Caf".utf8) + [0xE9])
  }

  @Test(arguments: [("2", "ABC"), ("3.2", "PNG"), ("3.1", "binnen")])
  func onePartGoesToStandardOutput(_ part: String, _ content: String) async throws {
    var stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "offerte.eml")
    let output = OpenFile("\(stage.folder)/uit.bin", writing: true)
    stage.outputDescriptor = output.descriptor
    let outcome = await stage.run("mime", "extract", "offerte.eml", "--part", part, "--to", "-")
    #expect(outcome.status == .done && outcome.out.isEmpty && outcome.err.isEmpty)
    #expect(stage.file("uit.bin") == content)
  }

  @Test func closedAndFullStandardOutput() async throws {
    var stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "offerte.eml")
    stage.outputDescriptor = -1
    let closed = await stage.run("mime", "extract", "offerte.eml", "--part", "2", "--to", "-")
    #expect(closed.status == .cannotWriteOutput && closed.err.contains("OUTPUT-WRITE"))
    let full = OpenFile("/dev/full", writing: true)
    stage.outputDescriptor = full.descriptor
    let outcome = await stage.run("mime", "extract", "offerte.eml", "--part", "2", "--to", "-")
    #expect(outcome.status == .cannotWriteOutput)
  }

  @Test func namesNeverLeadOutAndNothingIsWrittenOver() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    let names = [
      "../../buiten.txt", "/etc/passwd", "C:\\temp\\con.txt", "..", "a\0b.txt", "gelijk.txt", "gelijk.txt",
      "GELIJK.txt",
      String(repeating: "x", count: 400) + ".pdf", "exe.\u{202E}gpj",
    ]
    try stage.write(MimeSamples.multipart(names.map { MimeSamples.file($0) }), to: "boos.eml")
    try FileManager.default.createDirectory(atPath: "\(stage.folder)/uit", withIntermediateDirectories: true)
    try stage.write("van mij", to: "uit/passwd")
    try stage.write("doel", to: "doel.txt")
    try FileManager.default.createSymbolicLink(
      atPath: "\(stage.folder)/uit/gelijk.txt", withDestinationPath: "\(stage.folder)/doel.txt")
    try FileManager.default.createSymbolicLink(
      atPath: "\(stage.folder)/uit/buiten.txt", withDestinationPath: "\(stage.folder)/nieuw.txt")
    let before = Set(self.names(stage, "."))
    let outcome = await stage.run("mime", "extract", "boos.eml", "--to", "uit")
    #expect(outcome.status == .done, "\(outcome.err)")
    #expect(Set(self.names(stage, ".")) == before)
    #expect(stage.file("uit/passwd") == "van mij" && stage.file("uit/passwd-2") == "ABC")
    #expect(stage.file("doel.txt") == "doel")
    #expect(stage.file("uit/buiten-2.txt") == "ABC")
    #expect(stage.file("uit/_con.txt") == "ABC")
    let written = self.names(stage, "uit")
    #expect(written.count == names.count + 3)
    #expect(written.allSatisfy { $0.utf8.count <= 210 && !$0.contains("\u{202E}") })
  }

  @Test func uuencodedFilesAreFoundInText() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(
      MimeSamples.message([], "Zie hieronder:\r\nbegin 644 ../kat.txt\r\n#0V%T\r\n`\r\nend\r\nGroet\r\n"), to: "oud.eml"
    )
    let outcome = await stage.run("mime", "extract", "oud.eml", "--attachments", "--to", "uit")
    #expect(outcome.status == .done, "\(outcome.err)")
    #expect(names(stage, "uit") == ["kat.txt"] && stage.file("uit/kat.txt") == "Cat")
  }

  @Test func damagedPartsAreWrittenAndTold() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.multipart([MimeSamples.file("a.bin", "QUJD%%QQ")]), to: "kapot.eml")
    let outcome = await stage.run("mime", "extract", "kapot.eml", "--to", "uit")
    #expect(outcome.status == .needsAttention && outcome.out.contains("damaged"))
    #expect(stage.file("uit/a.bin").hasPrefix("ABC"))
    let json = await stage.run("mime", "extract", "kapot.eml", "--to", "ook", "-f", "json").out
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((object["parts"] as? [[String: Any]])?.first?["is_damaged"] as? Bool == true)
  }

  @Test func nothingToWriteMakesNoFolder() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.message(), to: "kaal.eml")
    let outcome = await stage.run("mime", "extract", "kaal.eml", "--to", "uit")
    #expect(outcome.status == .done && outcome.out.hasPrefix("Nothing was written"))
    #expect(!FileManager.default.fileExists(atPath: "\(stage.folder)/uit"))
  }

  @Test(arguments: [
    (["--part", "9", "--to", "uit"], Core.ExitStatus.inputNotFound, "MIME-NO-PART"),
    (["--part", "1", "--all", "--to", "uit"], .misused, "USAGE"), (["--all", "--to", "-"], .misused, "USAGE"),
    (["--all", "--to", "niet/daar"], .cannotWriteOutput, "FILE-WRITE"),
    (["--all", "--to", "offerte.eml"], .cannotWriteOutput, "FILE-WRITE"), (["--all"], .misused, "USAGE"),
  ])
  func failures(_ words: [String], _ status: Core.ExitStatus, _ code: String) async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.offer, to: "offerte.eml")
    let outcome = await stage.run(["mime", "extract", "offerte.eml"] + words)
    #expect(outcome.status == status && outcome.out.isEmpty)
    #expect(outcome.err.contains(code), "\(outcome.err)")
  }

  @Test func theMessageWithinAMessageOfAMailboxFile() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    try stage.write(MimeSamples.mbox([MimeSamples.message(), MimeSamples.offer]), to: "oud.mbox")
    await stage.run("mime", "extract", "oud.mbox", "--message", "2", "--part", "3", "--to", "uit")
    #expect(stage.file("uit/part-3.eml").hasPrefix("Subject: Binnenin\n"))
  }
}
