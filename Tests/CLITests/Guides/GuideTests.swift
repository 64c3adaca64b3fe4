import Core
import OAuth
import Testing

@testable import CLI

@Suite struct GuideTests {
  private static func names(_ cloud: String = "global") throws -> GuideNames {
    GuideNames(
      credential: "m365", customer: "Bakkerij 't Hof", tenant: "hof.example", clientID: nil,
      cloud: try #require(Clouds.named(cloud)), mailboxes: ["an@hof.example", "o'neill@hof.example"])
  }

  private static func commands(_ guide: Guide) -> String { guide.steps.flatMap(\.commands).joined(separator: "\n") }

  @Test(arguments: MicrosoftAppGuide.Way.allCases) func everyMailboxAndNoOther(way: MicrosoftAppGuide.Way) throws {
    let guide = MicrosoftAppGuide(names: try Self.names(), way: way).guide
    let granted = Self.commands(guide).split(separator: "\n").filter { $0.contains("Add-MailboxPermission") }
    #expect(
      granted == [
        "Add-MailboxPermission -Identity 'an@hof.example' -User 'OBJECT_ID' -AccessRights FullAccess",
        "Add-MailboxPermission -Identity 'o''neill@hof.example' -User 'OBJECT_ID' -AccessRights FullAccess",
      ])
    #expect(guide.undo.count { $0.contains("Remove-MailboxPermission") } == 2)
    #expect(Self.commands(guide).contains("'Postduif for Bakkerij ''t Hof'"))
    #expect(Self.commands(guide).contains("--tenant hof.example"))
  }

  @Test func leastPermissions() throws {
    var names = try Self.names()
    for way in MicrosoftAppGuide.Way.allCases {
      names.sends = false
      let reading = MicrosoftAppGuide(names: names, way: way).guide.lines(Layout()).joined(separator: "\n")
      #expect(reading.contains("IMAP.AccessAsApp"))
      #expect(!reading.contains("SMTP.SendAsApp"))
      names.sends = true
      let sending = MicrosoftAppGuide(names: names, way: way).guide.lines(Layout()).joined(separator: "\n")
      #expect(sending.contains("SMTP.SendAsApp"))
    }
  }

  @Test(arguments: [
    ("china", "-Environment China", "O365China"), ("us-gov-high", "-Environment USGov ", "O365USGovGCCHigh"),
    ("us-dod", "-Environment USGovDoD", "O365USGovDoD"),
  ]) func nationalClouds(cloud: String, graph: String, exchange: String) throws {
    let text = Self.commands(MicrosoftAppGuide(names: try Self.names(cloud), way: .powershell).guide)
    #expect(text.contains(graph))
    #expect(text.contains("Connect-ExchangeOnline -ExchangeEnvironmentName \(exchange)"))
    #expect(text.contains("--cloud \(cloud)"))
  }

  @Test func nothingIsRegisteredTwice() throws {
    var names = try Self.names()
    names.clientID = "11111111-2222-3333-4444-555555555555"
    let text = Self.commands(MicrosoftAppGuide(names: names, way: .powershell).guide)
    #expect(!text.contains("New-MgApplication"))
    #expect(text.contains("-AppId '11111111-2222-3333-4444-555555555555'"))
  }

  @Test func proseFitsAndCommandsStayWhole() throws {
    let guide = PersonGuides.googleServiceAccount(try Self.names())
    let lines = guide.lines(Layout(width: 60))
    let commands = guide.steps.flatMap(\.commands) + guide.undo + [guide.next]
    for line in lines where !commands.contains(where: { line.hasSuffix($0) }) {
      #expect(DisplayWidth.of(line) <= 60, "\(line)")
    }
  }
}
