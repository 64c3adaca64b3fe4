import Core
import Foundation
import Synchronization
import Testing

@testable import Projects

@Suite struct SealingTests {
  static let cheap = SealCost(rounds: 10, lanes: 1)
  static let passphrase = "zeven sloten en een grendel"

  static func keyring(_ passphrase: String? = passphrase) -> Keyring {
    Keyring(environment: passphrase.map { ["POSTDUIF_PASSPHRASE": $0] } ?? [:], cost: cheap)
  }

  private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

  @Test func aSealedStoreShowsNothing() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/state/credentials"
    let store = CredentialStore(path: path, keyring: Self.keyring())
    #expect(try store.isSealed() == nil)
    try await store.set(["oud/an": Secret("planted-77-geheim")])
    try await store.set(CredentialKindTests.app, named: "m365")
    #expect(try store.isSealed() == true)
    let first = try bytes(path)
    for word in [
      "planted-77-geheim", "oud/an", "m365", Base64.encode(Array("planted-77-geheim".utf8)), Self.passphrase,
    ] {
      #expect(first.firstRange(of: Array(word.utf8)) == nil)
    }
    // Another process, and a write that changes nothing but the nonce and what depends on it.
    let again = CredentialStore(path: path, keyring: Self.keyring())
    #expect(try await again.secret(named: "oud/an")?.reveal() == "planted-77-geheim")
    #expect(try await again.credential(named: "m365") == CredentialKindTests.app)
    try await again.rewrite()
    let second = try bytes(path)
    let heads = try [SealHead(first, path: path), SealHead(second, path: path)]
    #expect(heads[0].nonce != heads[1].nonce && heads[0].salt == heads[1].salt && first != second)
    #expect(try scratch.mode("state/credentials") == 0o600)
  }

  @Test func aPlainStoreIsSealedAtTheNextWrite() async throws {
    let scratch = try Scratch()
    let path = try scratch.write("credentials", "a\tZ2VoZWlt\n")
    let store = CredentialStore(path: path, keyring: Self.keyring())
    #expect(try await store.secret(named: "a")?.reveal() == "geheim")
    #expect(try store.isSealed() == false)
    try await store.set(["b": Secret("nieuw-35")])
    #expect(try store.isSealed() == true)
    #expect(try await store.names() == ["a", "b"])
    let later = CredentialStore(path: path, keyring: Self.keyring())
    #expect(try await later.secret(named: "a")?.reveal() == "geheim")
  }

  @Test func withoutTheRightPassphraseNothingIsReadOrWritten() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/credentials"
    try await CredentialStore(path: path, keyring: Self.keyring()).set(["a": Secret("geheim-36")])
    let before = try bytes(path)
    let cases: [(Keyring, Fault.Code)] = [
      (Self.keyring(nil), "CREDENTIAL-SEALED"), (Self.keyring("verkeerd"), "CREDENTIAL-PASSPHRASE"),
      (Keyring(environment: [:], cost: Self.cheap) { nil }, "CREDENTIAL-SEALED"),
      (Keyring(environment: [:], cost: Self.cheap) { Secret("mis-typed") }, "CREDENTIAL-PASSPHRASE"),
    ]
    for (keyring, code) in cases {
      let store = CredentialStore(path: path, keyring: keyring)
      for attempt in Attempt.allCases {
        let fault = await #expect(throws: Fault.self) { try await Self.make(attempt, at: store) }
        #expect(fault?.code == code && fault?.place == path && fault?.recovery == .stopRun)
        #expect(FindingCatalogue.exit(for: fault ?? Fault("X", "", recovery: .stopRun)) == .wrongSettings)
      }
      #expect(try store.isSealed() == true)
    }
    #expect(try bytes(path) == before)
    #expect(FindingCatalogue.text(for: "CREDENTIAL-SEALED") != nil && !PassphraseWays.advice.isEmpty)
  }

  private enum Attempt: CaseIterable { case list, read, write, remove, saveTokens }

  private static func make(_ attempt: Attempt, at store: CredentialStore) async throws {
    switch attempt {
    case .list: _ = try await store.names()
    case .read: _ = try await store.secret(named: "a")
    case .write: try await store.set(["b": Secret("nieuw-36")])
    case .remove: _ = try await store.remove("a")
    case .saveTokens: try await store.tokens.save([1], "a")
    }
  }

  /// Every byte of head, ciphertext and tag counts, and so does the length.
  @Test func damageIsSeen() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/credentials"
    try await CredentialStore(path: path, keyring: Self.keyring()).set(["a": Secret("geheim-37")])
    let whole = try bytes(path)
    let keyring = Self.keyring()
    func code(_ bytes: [UInt8]) async throws -> Fault.Code? {
      do throws(Fault) {
        _ = try await keyring.open(bytes, as: CredentialStore.label, path: path)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(try await code(whole) == nil)
    for index in whole.indices {
      var damaged = whole
      damaged[index] ^= 0x01
      let found = try await code(damaged)
      #expect(found == "CREDENTIAL-FILE" || found == "CREDENTIAL-VERSION", "byte \(index)")
    }
    for count in 0..<whole.count { #expect(try await code(Array(whole[..<count])) == "CREDENTIAL-FILE", "\(count)") }
    let other = await #expect(throws: Fault.self) { try await keyring.open(whole, as: "tokens a", path: path) }
    #expect(other?.code == "CREDENTIAL-FILE")
    // A damaged beginning does not make it a plain store.
    try Data([0x70] + whole.dropFirst(2)).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let fault = await #expect(throws: Fault.self) { try await CredentialStore(path: path, keyring: keyring).names() }
    #expect(fault?.code == "CREDENTIAL-FILE")
  }

  @Test(arguments: [(40, 1), (20, 1), (9, 1), (17, 0), (17, 5), (-1, 1), (17, 1 << 40)])
  func aHostileFileCannotAskForMuchWork(rounds: Int, lanes: Int) throws {
    let head = SealHead(
      cost: SealCost(rounds: rounds, lanes: lanes), salt: Array(0..<16), check: Array(0..<16), nonce: Array(0..<12))
    let fault = #expect(throws: Fault.self) { try SealHead(head.line, path: "x") }
    #expect(fault?.code == "CREDENTIAL-FILE" && fault?.message.contains("work") == true)
  }

  @Test func theHeadIsReadAsItWasWritten() throws {
    let head = SealHead(cost: .standard, salt: Array(0..<16), check: Array(0..<16), nonce: Array(0..<12))
    #expect(head.line.count < SealHead.byteLimit)
    #expect(try SealHead(head.line + [1, 2, 3], path: "x") == head)
    for count in 0..<(head.line.count - 1) {
      #expect(throws: Fault.self) { try SealHead(head.line[..<count], path: "x") }
    }
  }

  /// The parameters a user gets are those that were promised, and they work.
  @Test func theStandardWorkIsDone() async throws {
    let scratch = try Scratch()
    let environment = ["POSTDUIF_PASSPHRASE": Self.passphrase]
    let store = CredentialStore(path: scratch.path + "/credentials", keyring: Keyring(environment: environment))
    try await store.set(["a": Secret("geheim-38")])
    let head = try SealHead(bytes(store.path), path: store.path)
    #expect(head.cost == SealCost(rounds: 17, lanes: 1))
    let other = CredentialStore(path: store.path, keyring: Keyring(environment: environment))
    #expect(try await other.secret(named: "a")?.reveal() == "geheim-38")
  }

  @Test func theOrderOfTheWays() async throws {
    let scratch = try Scratch()
    let file = try scratch.write("passphrase", "uit-het-bestand\n")
    try FileManager.default.createDirectory(atPath: scratch.path + "/system", withIntermediateDirectories: true)
    try scratch.write("system/postduif-passphrase", "van-het-systeem\n", mode: 0o440)
    var environment = [
      "PATH": "/usr/bin:/bin", "POSTDUIF_PASSPHRASE": "uit-de-omgeving",
      "POSTDUIF_PASSPHRASE_COMMAND": "echo uit-het-bevel", "POSTDUIF_PASSPHRASE_FILE": file,
      "CREDENTIALS_DIRECTORY": scratch.path + "/system",
    ]
    func find() async throws -> String? {
      try await PassphraseWays(environment: environment, commandLimit: .seconds(60)).find()?.reveal()
    }
    #expect(try await find() == "uit-de-omgeving")
    environment["POSTDUIF_PASSPHRASE"] = ""
    #expect(try await find() == "uit-het-bevel")
    environment["POSTDUIF_PASSPHRASE_COMMAND"] = "exit 3"
    let failed = await #expect(throws: Fault.self) { try await find() }
    #expect(failed?.code == "CREDENTIAL-COMMAND" && failed?.place == "POSTDUIF_PASSPHRASE_COMMAND")
    environment["POSTDUIF_PASSPHRASE_COMMAND"] = nil
    #expect(try await find() == "uit-het-bestand")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    #expect(await code { _ = try await find() } == "CREDENTIAL-MODE")
    environment["POSTDUIF_PASSPHRASE_FILE"] = scratch.path + "/missing"
    #expect(await code { _ = try await find() } == "CREDENTIAL-FILE")
    environment["POSTDUIF_PASSPHRASE_FILE"] = nil
    #expect(try await find() == "van-het-systeem")
    environment["CREDENTIALS_DIRECTORY"] = nil
    #expect(try await find() == nil)
  }

  /// A configured way that fails must not lead to a store written open.
  @Test func aFailingWayWritesNothing() async throws {
    let scratch = try Scratch()
    let environment = ["PATH": "/usr/bin:/bin", "POSTDUIF_PASSPHRASE_COMMAND": "exit 1"]
    let store = CredentialStore(path: scratch.path + "/credentials", keyring: Keyring(environment: environment))
    let fault = await #expect(throws: Fault.self) { try await store.set(["a": Secret("geheim-39")]) }
    #expect(fault?.code == "CREDENTIAL-COMMAND")
    #expect(try !scratch.names().contains("credentials"))
  }

  @Test func aPersonIsAskedOnceAndOnlyForSealedFiles() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/credentials"
    let asked = Mutex(0)
    func keyring() -> Keyring {
      Keyring(environment: [:], cost: Self.cheap) {
        asked.withLock { $0 += 1 }
        return Secret(Self.passphrase)
      }
    }
    let plain = CredentialStore(path: path, keyring: keyring())
    try await plain.set(["a": Secret("geheim-40")])
    #expect(try await plain.secret(named: "a")?.reveal() == "geheim-40")
    #expect(try plain.isSealed() == false && asked.withLock { $0 } == 0)
    try await CredentialStore(path: path, keyring: Self.keyring()).rewrite()
    let store = CredentialStore(path: path, keyring: keyring())
    let found = try await withThrowingTaskGroup(of: String?.self) { group in
      for _ in 0..<20 { group.addTask { try await store.secret(named: "a")?.reveal() } }
      return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(found == ["geheim-40"])
    try await store.set(["b": Secret("geheim-41")])
    try await store.tokens.save([1, 2, 3], "a")
    #expect(asked.withLock { $0 } == 1)
    #expect(try store.isSealed() == true)
  }

  /// The command runs once, the key is made once, whatever the number of mailboxes.
  @Test func manyMailboxesOfASealedStore() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/credentials"
    let environment = [
      "PATH": "/usr/bin:/bin", "POSTDUIF_PASSPHRASE_COMMAND": "echo x >> \(scratch.path)/runs; echo \(Self.passphrase)",
    ]
    let keyring = Keyring(environment: environment, cost: Self.cheap)
    let store = CredentialStore(path: path, keyring: keyring)
    var secrets: [String: Secret] = [:]
    for number in 0..<5_000 { secrets["oud/\(number)"] = Secret("geheim-\(number)") }
    try await store.set(secrets)
    let resolver = CredentialResolver(store: store, environment: [:])
    for number in 0..<5_000 {
      let found = try await resolver.resolve(CredentialReference(name: "oud/\(number)"))
      #expect(found?.reveal() == "geheim-\(number)")
    }
    #expect(try scratch.read("runs") == "x\n")
  }
}
