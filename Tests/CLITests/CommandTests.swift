import ArgumentParser
import Core
import Foundation
import Testing

@testable import CLI

@Suite struct CommandTests {
  @Test(arguments: [
    (["version"], Core.ExitStatus.done), (["--help"], .done), (["plan", "--help"], .done),
    (["help", "migrate"], .done),
    (["plann"], .misused), (["migration", "rum"], .misused), (["migrate", "--nonsense"], .misused),
    (["item", "show"], .misused), (["item", "show", "x"], .misused), (["explain", "NO-SUCH-CODE"], .inputNotFound),
    (["plan"], .wrongSettings), (["status", "-p", "/nowhere"], .wrongSettings), (["config", "show"], .done),
    (["completion", "bash"], .done), (["completion", "csh"], .misused), (["-f", "xml", "version"], .misused),
    (["migrate", "--parallel", "0"], .wrongSettings),
  ])
  func exitStatus(words: [String], status: Core.ExitStatus) async throws {
    let stage = try Stage()
    defer { stage.clear() }
    let outcome = await stage.run(words)
    #expect(outcome.status == status, "\(words): \(outcome.out)\(outcome.err)")
    if status != .done {
      #expect(outcome.out.isEmpty)
      #expect(!outcome.err.isEmpty)
    }
  }

  @Test func anUnknownWordGetsASuggestion() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    #expect(await stage.run("mailbx").err.contains("Did you mean \"mailbox\"?"))
    #expect(await stage.run("migration", "verfy").err.contains("Did you mean \"verify\"?"))
    #expect(await stage.run("explain", "IMAP-AUHT").err.contains("IMAP-AUTH"))
  }

  @Test(arguments: [
    ["source", "add", "oud", "--password", "gEheim-99"], ["source", "add", "oud", "--password=gEheim-99"],
    ["migrate", "--token", "gEheim-99"], ["plan", "--client-secret=gEheim-99"],
  ])
  func aSecretOnTheCommandLineIsRefusedAndNotRepeated(words: [String]) async throws {
    let stage = try Stage()
    defer { stage.clear() }
    let outcome = await stage.run(words)
    #expect(outcome.status == .misused)
    #expect(outcome.err.contains("USAGE-SECRET") && outcome.err.contains("--password-command"))
    #expect(!outcome.err.contains("gEheim-99"))
  }

  @Test func errorsAreJSONWhereJSONIsAsked() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    for words in [["plan", "-f", "json"], ["-fndjson", "plan"], ["plan", "--format=json", "--nonsense"]] {
      let outcome = await stage.run(words)
      let error = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.err.utf8)) as? [String: Any], "\(outcome.err)")
      #expect(error["type"] as? String == "error")
      #expect(error["exit_code"] as? Int == Int(outcome.status.rawValue))
    }
  }

  @Test func globalFlagsMayStandBeforeTheCommand() async throws {
    let stage = try Stage()
    defer { stage.clear() }
    let before = await stage.run("-f", "json", "version")
    #expect(before.out == (await stage.run("version", "--format", "json")).out)
    #expect(before.out.contains("\"schema_version\": 1"))
  }

  @Test func everyCommandHasThreeExamplesAndOneLineOfPurpose() throws {
    for command in Self.commands(Root.self) {
      let configuration = command.configuration
      #expect(!configuration.abstract.isEmpty && !configuration.abstract.contains("\n"), "\(command)")
      let examples = configuration.discussion.split(separator: "\n").count { $0.contains("postduif ") }
      #expect(examples == 3, "\(command) has \(examples)")
    }
  }

  /// A next step that cannot be taken is worse than none.
  @Test func commandsNamedInTextsExist() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
    var verbs: [String: Set<String>] = ["help": []]
    for noun in Root.configuration.allSubcommands {
      verbs[Self.name(noun)] = Set(noun.configuration.allSubcommands.map(Self.name))
    }
    var seen = 0
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil) ?? .init()
    where file.pathExtension == "swift" {
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: /[:"] ?postduif ([a-z]+)(?: ([a-z-]+))?/) {
        let noun = String(match.output.1)
        let known = try #require(verbs[noun], "postduif \(noun) in \(file.lastPathComponent)")
        seen += 1
        guard !known.isEmpty, let verb = match.output.2.map(String.init) else { continue }
        #expect(known.contains(verb), "postduif \(noun) \(verb) in \(file.lastPathComponent)")
      }
    }
    #expect(seen > 150)
  }

  private static func name(_ command: any ParsableCommand.Type) -> String { command.configuration.commandName ?? "" }

  private static func commands(_ root: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    [root] + root.configuration.allSubcommands.flatMap { commands($0) }
  }

  @Test func settingsSayWhereTheyComeFrom() async throws {
    var stage = try Stage()
    defer { stage.clear() }
    try FileManager.default.createDirectory(atPath: stage.folder + "/none/postduif", withIntermediateDirectories: true)
    try stage.write("lanes: 2\ncolor: never\n", to: "none/postduif/config.yaml")
    try stage.write("project:\n  name: x\noptions:\n  parallel: 3\n", to: "postduif.yaml")
    stage.environment["POSTDUIF_LANES"] = "4"
    let csv = await stage.run("config", "show", "--lang", "en", "-f", "csv").out
    #expect(csv.contains("lanes,4,POSTDUIF_LANES\r\n"))
    #expect(csv.contains("color,never,\(stage.folder)/none/postduif/config.yaml\r\n"))
    #expect(csv.contains("parallel,3,\(stage.folder)/postduif.yaml\r\n"))
    #expect(csv.contains("format,csv,flag\r\n"))
    #expect(csv.contains("verify-sample,400,default\r\n"))
    stage.environment["POSTDUIF_FORMAT"] = "xml"
    let wrong = await stage.run("version")
    #expect(wrong.status == .wrongSettings)
    #expect(wrong.err.contains("POSTDUIF_FORMAT"))
  }

  @Test(arguments: [
    ("an@x.example", "AN@x.example", true), ("*@x.example", "an@x.example", true), ("an*", "jan@x", false),
    ("*a*b*c", "xaybzc", true), ("*a*b*c", "xaybz", false), ("*", "", true), ("", "", true), ("ab*ba", "aba", false),
  ])
  func namePatterns(pattern: String, name: String, matches: Bool) {
    #expect(NamePattern.matches(pattern, name) == matches)
  }

  @Test(
    arguments: [
      ("2MB/s", 2_000_000), ("500 kB/s", 500_000), ("1.5gb", 1_500_000_000), ("800000", 800_000), ("0", nil),
      ("-1MB", nil),
      ("fast", nil), ("", nil), ("1e30GB", nil), ("nan", nil),
    ] as [(String, Int64?)])
  func rates(text: String, rate: Int64?) { #expect(Rate.bytesPerSecond(text) == rate) }
}
