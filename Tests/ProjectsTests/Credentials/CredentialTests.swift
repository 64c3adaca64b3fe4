import Core
import Foundation
import Projects
import Testing

@Suite struct CredentialTests {
  @Test func keepsSecrets() async throws {
    let scratch = try Scratch()
    let store = CredentialStore(path: scratch.path + "/state/credentials")
    #expect(try await store.names() == [])
    #expect(try await store.secret(named: "x") == nil)
    try await store.set(["oud/an": Secret("p\u{E9}per\ten\nzout"), "b": Secret("=,\"")])
    #expect(try await store.names() == ["b", "oud/an"])
    #expect(try await store.secret(named: "oud/an")?.reveal() == "p\u{E9}per\ten\nzout")
    try await store.set(["b": Secret("nieuw-22")])
    #expect(try await store.secret(named: "b")?.reveal() == "nieuw-22")
    #expect(try await store.remove("b"))
    #expect(try await !store.remove("b"))
    #expect(try await store.names() == ["oud/an"])
    #expect(try scratch.mode("state/credentials") == 0o600 && scratch.mode("state") == 0o700)
    #expect(try scratch.names("state") == ["credentials", "credentials.lock"])
    #expect(try !scratch.read("state/credentials").contains("zout"))
  }

  @Test(arguments: ["", "a\tb", "a\nb", "#a", String(repeating: "x", count: 513)])
  func aNameThatWouldBreakTheFile(name: String) async throws {
    let scratch = try Scratch()
    let store = CredentialStore(path: scratch.path + "/credentials")
    let fault = await #expect(throws: Fault.self) { try await store.set([name: Secret("geheim")]) }
    #expect(fault?.code == "CREDENTIAL-NAME")
  }

  @Test(arguments: [0o640, 0o604, 0o666, 0o620])
  func aFileOthersCanReadIsRefused(mode: Int) async throws {
    let scratch = try Scratch()
    let path = try scratch.write("credentials", "a\tZ2VoZWlt\n", mode: mode)
    let fault = await #expect(throws: Fault.self) { try await CredentialStore(path: path).secret(named: "a") }
    #expect(fault?.code == "CREDENTIAL-MODE" && fault?.advice == "chmod 600 \(path)")
    await #expect(throws: Fault.self) { try await CredentialStore(path: path).set(["b": Secret("geheim")]) }
    #expect(try scratch.read("credentials") == "a\tZ2VoZWlt\n")
  }

  @Test func aFolderOthersCanOpenIsRefused() async throws {
    let scratch = try Scratch()
    let path = try scratch.write("credentials", "a\tZ2VoZWlt\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.path)
    let fault = await #expect(throws: Fault.self) { try await CredentialStore(path: path).names() }
    #expect(fault?.advice == "chmod 700 \(scratch.path)")
  }

  @Test(arguments: ["no tab\n", "a\t!!!\n", "a\t/w==\n"])
  func aDamagedFileIsNamed(text: String) async throws {
    let scratch = try Scratch()
    let path = try scratch.write("credentials", "# comment\n\n" + text)
    let fault = await #expect(throws: Fault.self) { try await CredentialStore(path: path).secret(named: "a") }
    #expect(fault?.code == "CREDENTIAL-FILE" && fault?.place == path)
  }

  @Test(arguments: [
    ("oud-imap", "POSTDUIF_PASSWORD_OUD_IMAP"), ("oud/an@x.example", "POSTDUIF_PASSWORD_OUD_AN_X_EXAMPLE"),
    ("straße 1", "POSTDUIF_PASSWORD_STRASSE_1"), ("é", "POSTDUIF_PASSWORD__"),
  ])
  func namesInTheEnvironment(name: String, expected: String) {
    #expect(CredentialReference(name: name).environmentName == expected)
  }

  /// Each way wins over those that come after it.
  @Test func theOrderOfTheWays() async throws {
    let scratch = try Scratch()
    let store = CredentialStore(path: scratch.path + "/credentials")
    try await store.set(["oud": Secret("uit-de-kluis")])
    let file = try scratch.write("password", "uit-het-bestand\r\nsecond line\n")
    let system = scratch.path + "/system"
    try FileManager.default.createDirectory(atPath: system, withIntermediateDirectories: true)
    try scratch.write("system/oud", "van-het-systeem\n", mode: 0o440)
    var reference = CredentialReference(name: "oud", command: "echo uit-het-bevel; echo more", file: file)
    var environment = [
      "PATH": "/usr/bin:/bin", "CREDENTIALS_DIRECTORY": system, "POSTDUIF_PASSWORD_OUD": "uit-de-omgeving",
    ]
    func resolve() async throws -> String? {
      try await CredentialResolver(store: store, environment: environment).resolve(reference)?.reveal()
    }
    #expect(try await resolve() == "uit-de-omgeving")
    environment["POSTDUIF_PASSWORD_OUD"] = ""
    #expect(try await resolve() == "uit-het-bevel")
    reference.command = nil
    #expect(try await resolve() == "uit-het-bestand")
    reference.file = nil
    #expect(try await resolve() == "van-het-systeem")
    environment["CREDENTIALS_DIRECTORY"] = nil
    #expect(try await resolve() == "uit-de-kluis")
    reference.name = "nergens"
    #expect(try await resolve() == nil)
    environment["CREDENTIALS_DIRECTORY"] = system
    for name in ["../system/oud", "..", "."] {
      reference.name = name
      #expect(try await resolve() == nil)
    }
    try scratch.write("system/oud_an", "met-streep")
    reference.name = "oud/an"
    #expect(try await resolve() == "met-streep")
  }

  /// A resolver lives as long as a run; a secret set meanwhile is seen.
  @Test func aStoreThatChangesIsReadAgain() async throws {
    let scratch = try Scratch()
    let store = CredentialStore(path: scratch.path + "/credentials")
    let resolver = CredentialResolver(store: store, environment: [:])
    let reference = CredentialReference(name: "a")
    #expect(try await resolver.resolve(reference) == nil)
    try await store.set(["a": Secret("eerste")])
    #expect(try await resolver.resolve(reference)?.reveal() == "eerste")
    try await store.set(["a": Secret("tweede")])
    #expect(try await resolver.resolve(reference)?.reveal() == "tweede")
  }

  @Test func aPasswordFileMustBePrivate() async throws {
    let scratch = try Scratch()
    let file = try scratch.write("password", "geheim\n", mode: 0o644)
    let resolver = CredentialResolver(store: CredentialStore(path: scratch.path + "/none"), environment: [:])
    func fault(_ file: String) async -> Fault? {
      await #expect(throws: Fault.self) { try await resolver.resolve(CredentialReference(name: "a", file: file)) }
    }
    #expect(await fault(file)?.advice == "chmod 600 \(file)")
    #expect(await fault(scratch.path + "/missing")?.code == "CREDENTIAL-FILE")
    let empty = try scratch.write("empty", "\ngeheim\n")
    #expect(await fault(empty)?.code == "CREDENTIAL-FILE")
  }

  struct Command: Sendable, CustomTestStringConvertible {
    var text: String
    /// The secret, or what the fault says.
    var secret: String?
    var says = ""
    var testDescription: String { text }
  }

  @Test(arguments: [
    Command(text: "printf 'een\\ntwee\\n'", secret: "een"),
    Command(text: "printf 'zonder-einde'", secret: "zonder-einde"),
    Command(text: "printf '%s' \"$POSTDUIF_USER-$POSTDUIF_CREDENTIAL\"", secret: "an-oud"),
    Command(text: "printf 'met\\r\\n'", secret: "met"),
    Command(text: "head -c 300000 /dev/zero >&2; echo stil", secret: "stil"),
    Command(text: "exit 3", says: "exit code 3"),
    Command(text: "echo planted-secret-77 is wrong >&2; exit 1", says: "(secret) is wrong"),
    Command(text: "true", says: "nothing on its first line"),
    Command(text: "kill -9 $$", says: "signal 9"),
    Command(text: "no-such-command-here", says: "exit code 127"),
    Command(text: "exec sleep 60", says: "longer than"),
    Command(text: "echo x; exec >&- 2>&-; sleep 60", says: "longer than"),
  ])
  func commands(_ command: Command) async throws {
    _ = Secret("planted-secret-77")
    let scratch = try Scratch()
    let resolver = CredentialResolver(
      store: CredentialStore(path: scratch.path + "/none"), environment: ["PATH": "/usr/bin:/bin"],
      commandLimit: command.says == "longer than" ? .milliseconds(300) : .seconds(60))
    let reference = CredentialReference(name: "oud", command: command.text, user: "an")
    if let secret = command.secret {
      #expect(try await resolver.resolve(reference)?.reveal() == secret)
    } else {
      let fault = await #expect(throws: Fault.self) { try await resolver.resolve(reference) }
      #expect(fault?.code == "CREDENTIAL-COMMAND" && fault?.message.contains(command.says) == true, "\(fault as Any)")
      #expect(fault?.message.contains("planted-secret-77") == false)
    }
  }

  /// Children started at the same time do not hold each other's pipes open.
  @Test func manyAtOnce() async throws {
    let scratch = try Scratch()
    let resolver = CredentialResolver(
      store: CredentialStore(path: scratch.path + "/none"), environment: ["PATH": "/usr/bin:/bin"])
    let found = try await withThrowingTaskGroup(of: String?.self) { group in
      for number in 0..<20 {
        group.addTask {
          try await resolver.resolve(CredentialReference(name: "x", command: "echo geheim-\(number)"))?.reveal()
        }
      }
      return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(found == Set((0..<20).map { "geheim-\($0)" }))
  }
}
