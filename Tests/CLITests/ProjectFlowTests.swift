import Core
import Foundation
import Testing

@testable import CLI

/// A project from nothing to a plan that cannot reach its servers: every step as it is typed.
@Suite struct ProjectFlowTests {
  private func project() async throws -> Stage {
    let stage = try Stage()
    #expect(await stage.run("project", "new", "peeters", "--customer", "Bakkerij Peeters").status == .done)
    #expect(
      await stage.run("source", "add", "oud", "--host", "127.0.0.1", "--port", "1", in: "peeters").status == .done)
    #expect(
      await stage.run(
        "target", "add", "nieuw", "--host", "127.0.0.1", "--port", "1", "--admin-user", "beheer", "--admin-form",
        "separator", in: "peeters"
      ).status == .done)
    try stage.write(
      "EmailAddress,UserName,Password\nan@peeters.example,an,pLanted-secret-1\njan@peeters.example,jan,pLanted-secret-2\n",
      to: "list.csv")
    let imported = await stage.run("mailbox", "import", "../list.csv", in: "peeters")
    #expect(imported.status == .done, "\(imported.err)")
    #expect(imported.out.contains("2 mailboxes added"))
    return stage
  }

  @Test func servicesThatEverybodyKnowsNeedNoHost() async throws {
    let stage = try Stage()
    #expect(await stage.run("project", "new", "hof").status == .done)
    for (name, kind, host, provider) in [
      ("nieuw", "m365", "outlook.office365.com", "exchange-online"), ("goud", "gmail", "imap.gmail.com", "gmail"),
    ] {
      #expect(await stage.run("target", "add", name, kind, in: "hof").status == .done)
      let shown = await stage.run("target", "show", name, in: "hof").out
      #expect(shown.contains(host) && shown.contains(provider), "\(shown)")
    }
    let own = await stage.run("target", "add", "china", "m365", "--host", "partner.outlook.cn", in: "hof")
    #expect(own.status == .done)
    #expect(await stage.run("target", "show", "china", in: "hof").out.contains("partner.outlook.cn"))
    #expect(await stage.run("target", "add", "leeg", in: "hof").status == .misused)
    #expect(await stage.run("target", "add", "leeg", "pst2", in: "hof").status == .misused)
  }

  @Test func everyFormatOfEveryLookIsWhole() async throws {
    let stage = try await project()
    defer { stage.clear() }
    let looks = [
      ["project", "show"], ["project", "list", ".."], ["source", "list"], ["source", "show", "oud"],
      ["target", "list"],
      ["mailbox", "list"], ["mailbox", "show", "an@peeters.example"], ["status"], ["item", "list"],
      ["credential", "list"], ["config", "show"], ["config", "path"], ["explain"], ["explain", "IMAP-AUTH"],
      ["doctor", "--offline"], ["migration", "pause"], ["version"], ["report"],
    ]
    for words in looks {
      let json = await stage.run(words + ["-f", "json"], in: "peeters")
      #expect(json.status == .done, "\(words): \(json.err)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any], "\(words): \(json.out)")
      #expect((object["version"] as? [String: Any])?["schema"] as? Int == 1)
      #expect(object["type"] is String)
      let text = await stage.run(words, in: "peeters")
      #expect(!text.out.isEmpty && !text.out.contains("\u{1B}"))
      let csv = await stage.run(words + ["-f", "csv"], in: "peeters").out
      #expect(csv.hasSuffix("\r\n") && !csv.hasPrefix("\r\n"), "\(words)")
      if words != ["report"] {
        let lines = await stage.run(words + ["-f", "ndjson"], in: "peeters").out.split(separator: "\n")
        for (number, line) in lines.enumerated() {
          let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
          #expect((object["type"] as? String == "version") == (number == 0), "\(words)")
        }
      }
      for shown in [json.out, text.out, csv] { #expect(!shown.contains("pLanted-secret"), "\(words)") }
    }
  }

  @Test func passwordsGoToTheStoreAndNowhereElse() async throws {
    let stage = try await project()
    defer { stage.clear() }
    #expect(!stage.file("peeters/mailboxes.csv").contains("pLanted"))
    #expect(!stage.file("peeters/postduif.yaml").contains("pLanted"))
    let mode = try FileManager.default.attributesOfItem(atPath: stage.folder + "/peeters/.postduif/credentials")[
      .posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func withoutAPasswordAndWithoutATerminalThePlanSaysWhatIsMissing() async throws {
    let stage = try await project()
    defer { stage.clear() }
    let outcome = await stage.run("plan", in: "peeters")
    #expect(outcome.status == .wrongSettings)
    #expect(outcome.err.contains("CREDENTIAL-MISSING") && outcome.err.contains("nieuw/beheer"))
  }

  @Test func aServerThatIsNotThereIsAFindingOfThePlan() async throws {
    var stage = try await project()
    defer { stage.clear() }
    stage.environment["POSTDUIF_PASSWORD_NIEUW_BEHEER"] = "pLanted-secret-3"
    let outcome = await stage.run("plan", in: "peeters")
    #expect(outcome.status == .unreachable)
    #expect(outcome.out.contains("NET-REFUSED") && outcome.out.contains("cannot start"))
    #expect(!(outcome.out + outcome.err).contains("pLanted"))
    // A plan that could not start is made anew rather than obeyed.
    let run = await stage.run("migrate", "--yes", in: "peeters")
    #expect(run.status == .unreachable)
    #expect(run.out.contains("-2. "))
  }

  @Test func doctorNamesTheClosedPort() async throws {
    var stage = try await project()
    defer { stage.clear() }
    stage.environment["POSTDUIF_PASSWORD_NIEUW_BEHEER"] = "pLanted-secret-3"
    let outcome = await stage.run("doctor", in: "peeters")
    #expect(outcome.status == .unreachable)
    #expect(outcome.out.contains("NET-REFUSED") && outcome.out.contains("127.0.0.1:1"))
  }

  @Test func writingCommandsAskOrAreTold() async throws {
    var stage = try await project()
    defer { stage.clear() }
    let words = ["mailbox", "remove", "jan@peeters.example"]
    let silent = await stage.run(words, in: "peeters")
    #expect(silent.status == .misused && silent.err.contains("USAGE-CONFIRM"))
    stage.typed = ["n"]
    #expect(await stage.run(words, in: "peeters").err.contains("[y/N]"))
    #expect(stage.file("peeters/mailboxes.csv").contains("jan@"))
    stage.typed = nil
    #expect(await stage.run(words + ["--dry-run"], in: "peeters").status == .done)
    #expect(stage.file("peeters/mailboxes.csv").contains("jan@"))
    stage.typed = ["y"]
    #expect(await stage.run(words, in: "peeters").status == .done)
    #expect(!stage.file("peeters/mailboxes.csv").contains("jan@"))
  }

  @Test func aPasswordIsTypedWithoutAFlag() async throws {
    var stage = try await project()
    defer { stage.clear() }
    stage.typed = ["pLanted-secret-4"]
    let outcome = await stage.run("credential", "set", "nieuw/beheer", in: "peeters")
    #expect(outcome.status == .done)
    #expect(await stage.run("credential", "list", in: "peeters").out.contains("nieuw/beheer"))
    #expect(!(outcome.out + outcome.err).contains("pLanted"))
  }

  @Test func foldersAreMappedPerMailboxAndForAll() async throws {
    let stage = try await project()
    defer { stage.clear() }
    #expect(await stage.run("folder", "map", "an@peeters.example", "Oud", "Archive/Oud", in: "peeters").status == .done)
    #expect(await stage.run("folder", "map", "--all", "Spam", "Junk", in: "peeters").status == .done)
    #expect(await stage.run("mailbox", "show", "an@peeters.example", in: "peeters").out.contains("Oud → Archive/Oud"))
    #expect(stage.file("peeters/postduif.yaml").contains("Spam"))
    #expect(await stage.run("folder", "map", "an@peeters.example", in: "peeters").status == .misused)
    #expect(await stage.run("folder", "list", in: "peeters").err.contains("PLAN-NONE"))
  }

  @Test func withoutMailboxesNothingIsClaimed() async throws {
    let stage = try await project()
    defer { stage.clear() }
    try stage.write("SourceUser,TargetUser\n", to: "peeters/mailboxes.csv")
    for words in [["plan"], ["migrate", "--yes"], ["verify"]] {
      let outcome = await stage.run(words, in: "peeters")
      #expect(outcome.status == .wrongSettings && outcome.out.isEmpty)
      #expect(outcome.err.contains("PROJECT-EMPTY") && outcome.err.contains("postduif mailbox import"))
    }
  }

  @Test func aBrokenProjectIsNamedLineByLine() async throws {
    let stage = try await project()
    defer { stage.clear() }
    try stage.write("project:\n  name: x\nsauce:\n  a: 1\n", to: "peeters/postduif.yaml")
    let outcome = await stage.run("status", in: "peeters")
    #expect(outcome.status == .wrongSettings)
    #expect(outcome.err.contains("PROJECT-KEY") && outcome.err.contains("source"))
  }
}
