import Core
import Foundation
import Testing

@testable import Projects

@Suite struct CredentialKindTests {
  static let app = StoredCredential(
    kind: "microsoft-app",
    fields: ["tenant": "peeters.example", "client-id": "1f", "secret": "p\u{E9}per\ten\nzout\"\\", "empty": ""])

  @Test func kindsBesidesPasswords() async throws {
    let scratch = try Scratch()
    let store = CredentialStore(path: scratch.path + "/state/credentials", keyring: Keyring(environment: [:]))
    try await store.set(["oud/an": Secret("geheim-an")])
    // The redactor knows it; the store keeps it all the same.
    _ = Secret(Self.app.fields["secret"] ?? "")
    try await store.set(Self.app, named: "m365")
    #expect(
      try await store.entries() == [
        CredentialEntry(name: "m365", kind: "microsoft-app"), CredentialEntry(name: "oud/an", kind: "password"),
      ])
    #expect(try await store.credential(named: "m365") == Self.app)
    #expect(
      try await store.credential(named: "oud/an")
        == StoredCredential(kind: "password", fields: ["password": "geheim-an"]))
    #expect(try await store.credential(named: "none") == nil)
    #expect(try store.isSealed() == false)
    let text = try scratch.read("state/credentials")
    #expect(text.hasPrefix("# postduif-credentials 2") && text.contains("m365\tmicrosoft-app\t"))
    #expect(!text.contains("peeters.example"))
    let asPassword = await #expect(throws: Fault.self) { try await store.secret(named: "m365") }
    #expect(asPassword?.code == "CREDENTIAL-KIND")
    #expect(try await store.remove("m365"))
    #expect(try await store.names() == ["oud/an"])
  }

  @Test func aCredentialPrintsItsKindAlone() {
    var dumped = ""
    dump(Self.app, to: &dumped)
    for text in ["\(Self.app)", String(reflecting: Self.app), dumped] {
      #expect(text.contains("microsoft-app") && !text.contains("zout") && !text.contains("peeters"))
    }
  }

  @Test(arguments: ["", "Microsoft", "a b", "a\tb", String(repeating: "a", count: 65)])
  func aKindThatWouldBreakTheFile(kind: String) async throws {
    let scratch = try Scratch()
    let store = CredentialStore(path: scratch.path + "/credentials", keyring: Keyring(environment: [:]))
    let fault = await #expect(throws: Fault.self) {
      try await store.set(StoredCredential(kind: kind, fields: [:]), named: "x")
    }
    #expect(fault?.code == "CREDENTIAL-NAME")
  }

  /// What the first version wrote, and what a person may have written by hand.
  @Test(arguments: [
    "# Secrets of this project: name, tab, secret in base64. Keep it to yourself (chmod 600).\na\tZ2VoZWlt\n",
    "a\tZ2VoZWlt", "\n# comment\n\na\tZ2VoZWlt\n", "# postduif-credentials 2: x\na\tZ2VoZWlt\nb\tnew-kind\te30=\n",
  ])
  func filesOfOldAreRead(text: String) async throws {
    let scratch = try Scratch()
    let path = try scratch.write("credentials", text)
    let store = CredentialStore(path: path, keyring: Keyring(environment: [:]))
    #expect(try await store.secret(named: "a")?.reveal() == "geheim")
    try await store.set(["c": Secret("nieuw-33")])
    #expect(try await store.secret(named: "a")?.reveal() == "geheim")
    // A kind nobody here knows is kept as it is.
    if text.contains("new-kind") { #expect(try scratch.read("credentials").contains("b\tnew-kind\te30=\n")) }
  }

  @Test(arguments: [
    ("# postduif-credentials 4: from the future\na\tZ2VoZWlt\n", "CREDENTIAL-VERSION"),
    ("# postduif-credentials x\na\tZ2VoZWlt\n", "CREDENTIAL-FILE"),
    ("a\tmicrosoft-app\tW10=\n", "CREDENTIAL-FILE"), ("a\tmicrosoft-app\teyJhIjoxfQ==\n", "CREDENTIAL-FILE"),
    ("a\tmicrosoft-app\t!!\n", "CREDENTIAL-FILE"), ("a\tb\tc\td\n", "CREDENTIAL-FILE"),
    ("a\tB\te30=\n", "CREDENTIAL-FILE"),
    ("postduif-sealed 2 argon2id whatever\n", "CREDENTIAL-VERSION"), ("postduif-sealed 1 scrypt\n", "CREDENTIAL-FILE"),
  ])
  func whatCannotBeReadIsNotWritten(text: String, code: Fault.Code) async throws {
    let scratch = try Scratch()
    let path = try scratch.write("credentials", text)
    let store = CredentialStore(path: path, keyring: Keyring(environment: [:]))
    let fault = await #expect(throws: Fault.self) { try await store.credential(named: "a") }
    #expect(fault?.code == code && fault?.place == path)
    if !text.hasPrefix("a\tmicrosoft") {
      await #expect(throws: Fault.self) { try await store.set(["b": Secret("nieuw-34")]) }
    }
    #expect(try scratch.read("credentials") == text)
  }

  @Test func aFolderInItsPlaceIsNoEmptyStore() async throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.path + "/credentials", withIntermediateDirectories: true)
    let store = CredentialStore(path: scratch.path + "/credentials", keyring: Keyring(environment: [:]))
    let fault = await #expect(throws: Fault.self) { try await store.names() }
    #expect(fault?.code == "FILE-READ")
  }

  /// Two processes at the same time are two stores that know nothing of each other.
  @Test func noChangeIsLost() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/state/credentials"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask {
          let store = CredentialStore(path: path, keyring: Keyring(environment: [:]))
          try await store.set(["n\(number)": Secret("geheim-\(number)")])
        }
      }
      try await group.waitForAll()
    }
    let store = CredentialStore(path: path, keyring: Keyring(environment: [:]))
    #expect(try await store.names().count == 40)
  }
}
