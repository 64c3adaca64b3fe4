import Core
import Foundation
import Projects
import Testing

@Suite struct ImportTests {
  static func batch(_ rows: String) throws -> BatchFile {
    try BatchFile(Array(("EmailAddress,UserName,Password,UserRoot\n" + rows).utf8), file: "batch.csv")
  }

  static let plain = "project: {name: P}\nsource:\n  oud: {host: x}\ntarget:\n  m365: {host: y}\n"

  @Test func takesMailboxesAndHidesPasswords() async throws {
    let scratch = try Scratch()
    let project = try scratch.project(Self.plain)
    let result = try await project.importMailboxes(
      try Self.batch("an@x.example,an,\"zout, peper\",\njan@x.example,jan,gist-4711,/users/jan\nels@x.example,els,,\n"))
    #expect(result.added == 3 && result.changed == 0 && result.skipped == 0 && result.secrets == 2)
    let text = try scratch.read("mailboxes.csv") + scratch.read("postduif.yaml")
    #expect(!text.contains("peper") && !text.contains("gist-4711"))
    #expect(try scratch.mode(".postduif/credentials") == 0o600 && scratch.mode(".postduif") == 0o700)
    let mailboxes = try project.mailboxes()
    #expect(mailboxes.map(\.name) == ["an@x.example", "jan@x.example", "els@x.example"])
    #expect(mailboxes[1].source.root == "/users/jan" && mailboxes[1].source.credential == nil)
    let resolver = CredentialResolver(store: project.credentials, environment: [:])
    let an = try project.signIn(mailboxes[0], .source)
    #expect(an.identity == SignInIdentity(login: "an") && an.credential.name == "oud/an")
    #expect(try await resolver.resolve(an.credential)?.reveal() == "zout, peper")
    #expect(try await resolver.resolve(project.signIn(mailboxes[2], .source).credential) == nil)
    #expect(try project.signIn(mailboxes[0], .target).credential.name == "m365/an@x.example")
  }

  @Test func aBrokenRowStopsEverything() async throws {
    let scratch = try Scratch()
    let project = try scratch.project(Self.plain)
    let batch = try Self.batch("an@x.example,an,a-geheim,\nfout,jan,b-geheim,\nAN@x.example,z,,\n")
    let fault = await #expect(throws: Fault.self) { try await project.importMailboxes(batch) }
    #expect(fault?.code == "BATCH-ROWS" && fault?.place == "batch.csv line 3 column EmailAddress")
    #expect((fault?.cause as? Project.Problems)?.findings.count == 2)
    #expect(try scratch.names() == ["postduif.yaml"])
    let result = try await project.importMailboxes(batch, skipBroken: true)
    #expect(result.added == 1 && result.skipped == 2 && result.findings.count == 2)
    #expect(try project.mailboxes().map(\.name) == ["an@x.example"])
  }

  /// One administrator's password is kept once; two of them for one name are a mistake.
  @Test func administratorsInTheNames() async throws {
    let scratch = try Scratch()
    let project = try scratch.project(Self.plain)
    let result = try await project.importMailboxes(
      try Self.batch("an@x.example,PEETERS/beheer/an,baas-1,\njan@x.example,PEETERS/beheer/jan,baas-1,\n"))
    #expect(result.secrets == 1)
    let mailboxes = try project.mailboxes()
    let jan = try project.signIn(mailboxes[1], .source)
    #expect(jan.identity.login == "PEETERS/beheer/jan" && jan.credential.name == "oud/beheer")
    let wrong = try Self.batch("an@x.example,an*beheer,baas-1,\njan@x.example,jan*beheer,baas-2,\n")
    let fault = await #expect(throws: Fault.self) { try await project.importMailboxes(wrong) }
    #expect(fault?.place == "batch.csv line 3 column Password" && fault?.message.contains("baas") == false)
  }

  @Test func theProjectsOwnAdministrator() async throws {
    let scratch = try Scratch()
    let project = try scratch.project(
      "project: {name: P}\nsource:\n  oud:\n    host: x\n    admin: {user: root, form: authzid}\ntarget:\n  m365: {host: y}\n"
    )
    _ = try await project.importMailboxes(
      try Self.batch("an@x.example,an*master,m-geheim,\njan@x.example,jan,,/u/jan\n"))
    let mailboxes = try project.mailboxes()
    let an = try project.signIn(mailboxes[0], .source)
    #expect(an.identity == SignInIdentity(login: "root", authorization: "an") && an.credential.name == "oud/master")
    let jan = try project.signIn(mailboxes[1], .source)
    #expect(jan.identity == SignInIdentity(login: "root", authorization: "jan", root: "/u/jan"))
    #expect(jan.credential.name == "oud/root")
  }

  @Test func importingAgainChangesAndKeepsNotes() async throws {
    let scratch = try Scratch()
    let project = try scratch.project(Self.plain)
    try scratch.write("mailboxes.csv", "Notitie;SourceUser;TargetUser\nbelt maandag;an-oud;an@x.example\n")
    let result = try await project.importMailboxes(try Self.batch("an@x.example,an,,/u/an\njan@x.example,jan,,\n"))
    #expect(result.added == 1 && result.changed == 1)
    #expect(
      try scratch.read("mailboxes.csv") == """
        Notitie;SourceUser;TargetUser;Name;SourceRoot
        belt maandag;an;an@x.example;an@x.example;/u/an
        ;jan;jan@x.example;jan@x.example;

        """)
    try project.removeMailbox("AN@x.example")
    #expect(try project.mailboxes().map(\.name) == ["jan@x.example"])
    let fault = #expect(throws: Fault.self) { try project.removeMailbox("jam@x.example") }
    #expect(fault?.advice.contains("Did you mean jan@x.example?") == true)
  }

  @Test func whichEndpointIsAsked() async throws {
    let scratch = try Scratch()
    let two = try scratch.project(
      "project: {name: P}\nsource:\n  oud: {host: x}\n  ander: {host: z}\ntarget:\n  m365: {host: y}\n")
    let batch = try Self.batch("an@x.example,an,,\n")
    await #expect(throws: Fault.self) { try await two.importMailboxes(batch) }
    let fault = await #expect(throws: Fault.self) { try await two.importMailboxes(batch, source: "odu") }
    #expect(fault?.advice.contains("Did you mean oud?") == true)
    _ = try await two.importMailboxes(batch, source: "ander")
    #expect(try two.mailboxes().first?.source.endpoint == "ander")
    let none = try scratch.project("project: {name: P}\n")
    let missing = await #expect(throws: Fault.self) { try await none.importMailboxes(batch) }
    #expect(missing?.advice.contains("postduif source add") == true)
  }

  @Test func aListOfMailboxesIsChecked() throws {
    let scratch = try Scratch()
    let project = try scratch.project(Self.plain)
    try scratch.write(
      "mailboxes.csv",
      "Name,Source,SourceUser,TargetUser,Exclude,Map\na,oud,a,a@x,Oud|Spam,A=B | C = D/E\na,oudt,,b@x,,\n")
    let fault = #expect(throws: Fault.self) { try project.mailboxes() }
    let findings = (fault?.cause as? Project.Problems)?.findings ?? []
    #expect(findings.map(\.code) == ["MAILBOX-USER", "MAILBOX-TWICE", "MAILBOX-ENDPOINT"])
    #expect(findings.allSatisfy { $0.place == "mailboxes.csv line 3" })
    try scratch.write("mailboxes.csv", "Name,SourceUser,TargetUser,Exclude,Map\na,a,a@x,Oud|Spam,A=B | C = D/E\n")
    let entry = try #require(try project.mailboxes().first)
    #expect(entry.exclude == ["Oud", "Spam"] && entry.map == ["A": "B", "C": "D/E"])
    let half = try scratch.project("project: {name: P}\ntarget:\n  m365: {host: y}\n")
    let oneWord = #expect(throws: Fault.self) { try half.mailboxes() }
    #expect((oneWord?.cause as? Project.Problems)?.findings.map(\.code) == ["MAILBOX-ENDPOINT"])
    #expect(oneWord?.advice == "Add it: postduif source add")
    try scratch.write("mailboxes.csv", "Name,SourceUsr,TargetUser\na,a,a@x\n")
    let misspelt = #expect(throws: Fault.self) { try project.mailboxes() }
    #expect(misspelt?.code == "MAILBOX-CSV" && misspelt?.advice.contains("SourceUsr") == true)
  }

  /// Thousands of mailboxes go in, come back, and find their secrets without the file being read for each.
  @Test func thousandsOfMailboxes() async throws {
    let scratch = try Scratch()
    let project = try scratch.project(Self.plain)
    let rows = (1...3_000).map { "u\($0)@x.example,u\($0),wachtwoord-\($0),\n" }.joined()
    let result = try await project.importMailboxes(try Self.batch(rows))
    #expect(result.added == 3_000 && result.secrets == 3_000)
    let mailboxes = try project.mailboxes()
    #expect(mailboxes.count == 3_000)
    let resolver = CredentialResolver(store: project.credentials, environment: [:])
    for number in stride(from: 1, through: 3_000, by: 501) {
      let secret = try await resolver.resolve(project.signIn(mailboxes[number - 1], .source).credential)
      #expect(secret?.reveal() == "wachtwoord-\(number)")
    }
    #expect(try await project.importMailboxes(try Self.batch(rows)).changed == 3_000)
  }
}
