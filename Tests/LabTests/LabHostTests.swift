import Core
import IMAPServer
import Lab
import TestKit
import Testing

@Suite struct LabHostTests {
  private let company = Shortstraw()

  @Test func servesWhatTheCompanyHoldsAndFillsOnce() async throws {
    let folder = try TemporaryFolder("lab")
    let john = try #require(company.mailboxes.first { $0.user.hasPrefix("john") })
    let server = try await LabHost(path: folder("old")).start(company.mailboxes)
    #expect(try server.fill(john) == john.count)
    #expect(try server.fill(john) == 0)
    let held = try MailboxSnapshot.read(port: server.port, user: john.user, password: john.password)
    #expect(held.count == john.count)
    #expect(held.folders.keys.sorted() == john.folders.map { FolderName($0.name) }.sorted())
    let sent = try #require(john.folders.first { $0.specialUse == "\\Sent" })
    let items = try #require(held.folders[FolderName(sent.name)])
    #expect(items.map(\.size) == sent.messages.map(\.bytes.count))
    #expect(items.map(\.seconds) == sent.messages.map(\.date.seconds))
    #expect(items.map(\.flags) == sent.messages.map { $0.flags.map { $0.lowercased() }.sorted() })
    try await server.shutdown()
  }

  @Test func administratorOpensEveryMailbox() async throws {
    let folder = try TemporaryFolder("lab")
    let server = try await LabHost(path: folder("old")).start(company.mailboxes)
    let administrator = Shortstraw.administrator
    for mailbox in company.mailboxes {
      let held = try MailboxSnapshot.read(
        port: server.port, user: "\(mailbox.user)*\(administrator.user)", password: administrator.password)
      #expect(held.folders.keys.contains("INBOX"))
    }
    try await server.shutdown()
  }

  @Test func anUnknownServiceIsRefused() async throws {
    let folder = try TemporaryFolder("lab")
    var host = LabHost(path: folder("old"))
    host.provider = "hotmail-1998"
    await #expect(throws: Fault.self) { try await host.start([]) }
  }

  /// The list that people import is the list that the servers know.
  @Test func batchFileHoldsTheSameAccounts() throws {
    let text = Files.text("\(PackageFolder.path)/Examples/shortstraw/mailboxes.csv")
    let rows = text.split(whereSeparator: \.isNewline).map(String.init)
    #expect(rows.first == "EmailAddress,UserName,Password")
    #expect(rows.dropFirst().elementsEqual(company.mailboxes.map { "\($0.user),\($0.user),\($0.password)" }))
  }

  /// Through the protocol as well as past it, the same mail arrives.
  @Test func fillingByAppendGivesTheSameMailbox() async throws {
    let folder = try TemporaryFolder("lab")
    let info = try #require(company.mailboxes.first { $0.user.hasPrefix("info") })
    let direct = try await LabHost(path: folder("direct")).start(company.mailboxes)
    let wire = try await LabHost(path: folder("wire")).start(company.mailboxes)
    try direct.fill(info)
    let client = try RawIMAP(port: wire.port)
    try client.login(info.user, info.password)
    try client.fill(info)
    let comparison = MailboxComparison(
      source: try MailboxSnapshot.read(port: direct.port, user: info.user, password: info.password),
      target: try MailboxSnapshot.read(port: wire.port, user: info.user, password: info.password))
    #expect(comparison.isEqual, "\(comparison.summary) \(comparison.details)")
    #expect(comparison.reorderedFolders.isEmpty && comparison.unsubscribed.isEmpty)
    try await direct.shutdown()
    try await wire.shutdown()
  }
}
