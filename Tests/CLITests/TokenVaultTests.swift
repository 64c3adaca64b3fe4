import Core
import Foundation
import OAuth
import Projects
import Testing

@testable import CLI

@Suite struct TokenVaultTests {
  static let tokens = SavedTokens(
    refreshToken: Secret("0.Averversing-77"),
    access: [
      TokenKey(purpose: .imap): AccessToken(
        secret: Secret("eyJ.token.een"), issued: 1_700_000_000, expires: 1_700_003_599,
        scopes: ["https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"]),
      TokenKey(purpose: .imap, subject: "an\tb\u{E9}@x.example"): AccessToken(
        secret: Secret("eyJ.token.twee"), issued: -1, expires: .max),
      TokenKey(purpose: .graph): AccessToken(secret: Secret("x"), issued: 0, expires: 0),
    ])

  @Test(arguments: [tokens, SavedTokens(), SavedTokens(refreshToken: Secret("alleen"))])
  func comesBackAsItWas(tokens: SavedTokens) throws {
    let bytes = SavedTokensText.write(tokens)
    let read = try SavedTokensText.read(bytes, place: "x")
    #expect(read == tokens)
    #expect(read.refreshToken?.reveal() == tokens.refreshToken?.reveal())
    #expect(SavedTokensText.write(read) == bytes)
  }

  @Test func cutAnywhereItIsDamaged() {
    let whole = SavedTokensText.write(Self.tokens)
    for count in 0..<whole.count {
      let fault = #expect(throws: Fault.self) { try SavedTokensText.read(Array(whole[..<count]), place: "x") }
      #expect(fault?.code == "CREDENTIAL-FILE")
    }
  }

  @Test(arguments: [
    ("postduif-tokens 2\nend\n", "CREDENTIAL-VERSION"), ("postduif-tokens x\nend\n", "CREDENTIAL-FILE"),
    ("postduif-tokens 1\nrefresh\nend\n", "CREDENTIAL-FILE"),
    ("postduif-tokens 1\nrefresh\t!\nend\n", "CREDENTIAL-FILE"),
    ("postduif-tokens 1\naccess\timap\t\t1\t2\t\t\t\nend\n", "CREDENTIAL-FILE"),
    ("postduif-tokens 1\naccess\tdrive\t\t1\t2\t\teA==\nend\n", "CREDENTIAL-FILE"),
    ("postduif-tokens 1\naccess\timap\t\tone\t2\t\teA==\nend\n", "CREDENTIAL-FILE"),
    ("postduif-tokens 1\nend\nmore\n", "CREDENTIAL-FILE"), ("{}", "CREDENTIAL-FILE"),
  ])
  func whatIsNone(text: String, code: Fault.Code) {
    let fault = #expect(throws: Fault.self) { try SavedTokensText.read(Array(text.utf8), place: "here") }
    #expect(fault?.code == code && fault?.place == "here")
  }

  @Test func theVaultIsTheProjectsFolder() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "postduif-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = CredentialStore(path: folder + "/credentials", keyring: Keyring(environment: [:]))
    let vault = TokenVaultAdapter(store.tokens)
    #expect(try await vault.load("m365") == nil)
    try await vault.exclusively("m365") { () async throws(Fault) in try await vault.save(Self.tokens, of: "m365") }
    #expect(try await vault.load("m365") == Self.tokens)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder + "/tokens").sorted() == ["m365.lock", "m365.tokens"])
  }
}
