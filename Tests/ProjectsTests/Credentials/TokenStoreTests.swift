import Core
import Foundation
import Synchronization
import TestKit
import Testing

@testable import Projects

@Suite struct TokenStoreTests {
  private static func store(_ scratch: Scratch, _ passphrase: String? = nil) -> CredentialStore {
    CredentialStore(path: scratch.path + "/state/credentials", keyring: SealingTests.keyring(passphrase))
  }

  @Test(arguments: [nil, SealingTests.passphrase])
  func keepsWhatItIsGiven(passphrase: String?) async throws {
    let scratch = try Scratch()
    let tokens = Self.store(scratch, passphrase).tokens
    #expect(try await tokens.load("m365") == nil)
    let secret = Array("token-planted-99".utf8)
    try await tokens.save(secret, "m365")
    try await tokens.save([0, 1, 2], "../../m365/..")
    #expect(try await tokens.load("m365") == secret)
    #expect(try await tokens.load("../../m365/..") == [0, 1, 2])
    #expect(try scratch.names("state/tokens") == ["%2E.%2F..%2Fm365%2F...tokens", "m365.tokens"])
    #expect(try scratch.mode("state/tokens") == 0o700 && scratch.mode("state/tokens/m365.tokens") == 0o600)
    let raw = Array(try Data(contentsOf: URL(filePath: scratch.path + "/state/tokens/m365.tokens")))
    #expect((raw.firstRange(of: secret) == nil) == (passphrase != nil))
    try tokens.remove("m365")
    try tokens.remove("m365")
    #expect(try await tokens.load("m365") == nil)
  }

  @Test(arguments: [
    ("m365", "m365"), ("oud/an@x.example", "oud%2Fan@x.example"), (".hidden", "%2Ehidden"), ("a.b", "a.b"),
    ("%2F", "%252F"), ("é", "%C3%A9"), ("a b", "a%20b"),
  ])
  func fileNames(name: String, expected: String) { #expect(TokenStore.fileName(name) == expected) }

  @Test func longNamesStayApart() {
    let names = [170, 180, 181, 511, 512].flatMap { count in
      ["a", "b"].map { String(repeating: "a", count: count - 1) + $0 }
    }
    let files = names.map(TokenStore.fileName)
    #expect(Set(files).count == names.count && files.allSatisfy { $0.utf8.count <= 200 })
  }

  @Test func othersMustNotSeeThem() async throws {
    let scratch = try Scratch()
    let tokens = Self.store(scratch).tokens
    try await tokens.save([1], "a")
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o640], ofItemAtPath: scratch.path + "/state/tokens/a.tokens")
    #expect(await code { _ = try await tokens.load("a") } == "CREDENTIAL-MODE")
    try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scratch.path + "/state/tokens/a.tokens")
    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.path + "/state/tokens")
    #expect(await code { _ = try await tokens.load("a") } == "CREDENTIAL-MODE")
    #expect(await code { _ = try await tokens.save([2], "a") } == "CREDENTIAL-MODE")
  }

  @Test func tokensDoNotPassForAnothers() async throws {
    let scratch = try Scratch()
    let tokens = Self.store(scratch, SealingTests.passphrase).tokens
    try await tokens.save([1], "a")
    let folder = scratch.path + "/state/tokens/"
    try FileManager.default.copyItem(atPath: folder + "a.tokens", toPath: folder + "b.tokens")
    #expect(await code { _ = try await tokens.load("b") } == "CREDENTIAL-FILE")
  }

  /// Whichever is written first, a later process makes one key for both.
  @Test func oneKeyForStoreAndTokens() async throws {
    let scratch = try Scratch()
    let store = Self.store(scratch, SealingTests.passphrase)
    try await store.tokens.save([1], "a")
    try await store.set(["a": Secret("geheim-42")])
    try await store.tokens.save([2], "b")
    let heads = try ["tokens/a.tokens", "tokens/b.tokens", "credentials"].map { name in
      try SealHead(Data(contentsOf: URL(filePath: scratch.path + "/state/" + name)), path: name)
    }
    #expect(Set(heads.map(\.salt)).count == 1 && Set(heads.map(\.nonce)).count == 3)
    #expect(try await Self.store(scratch, SealingTests.passphrase).tokens.load("a") == [1])
  }

  @Test func tokensGoWithTheirCredential() async throws {
    let scratch = try Scratch()
    let store = Self.store(scratch)
    let tokens = store.tokens
    try await store.set(CredentialKindTests.app, named: "m365")
    try await store.set(["pw": Secret("geheim-43")])
    for name in ["m365", "pw"] { try await tokens.save([1], name) }
    try await tokens.exclusively("m365") {}
    // The same again changes nothing.
    try await store.set(CredentialKindTests.app, named: "m365")
    #expect(try await tokens.load("m365") == [1])
    var other = CredentialKindTests.app
    other.fields["tenant"] = "other.example"
    try await store.set(other, named: "m365")
    #expect(try await tokens.load("m365") == nil)
    try await tokens.save([2], "m365")
    #expect(try await store.remove("m365"))
    #expect(try await tokens.load("m365") == nil)
    #expect(try scratch.names("state/tokens") == ["pw.tokens"])
  }

  // MARK: One at a time

  private final class Inside: Sendable {
    private let counts = Mutex((now: 0, most: 0, times: 0))
    var most: Int { counts.withLock { $0.most } }
    var times: Int { counts.withLock { $0.times } }
    func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.times + 1) } }
    func leave() { counts.withLock { $0.now -= 1 } }
  }

  @Test func oneAtATimeAmongTasks() async throws {
    let scratch = try Scratch()
    let inside = Inside()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<30 {
        // A store of its own each, as in processes of their own.
        let tokens = Self.store(scratch).tokens
        group.addTask {
          try await tokens.exclusively("m365") { () async throws(Fault) in
            inside.enter()
            await Task.yield()
            inside.leave()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(inside.most == 1 && inside.times == 30)
  }

  @Test func namesDoNotWaitForEachOther() async throws {
    let scratch = try Scratch()
    let tokens = Self.store(scratch).tokens
    let answer = try await tokens.exclusively("a") { () async throws(Fault) -> Int in
      try await tokens.exclusively("b") { () async throws(Fault) -> Int in 7 }
    }
    #expect(answer == 7)
  }

  @Test func aWaitHasAnEnd() async throws {
    let scratch = try Scratch()
    let tokens = Self.store(scratch).tokens
    try await tokens.exclusively("a") { () async throws(Fault) in
      let late = await #expect(throws: Fault.self) {
        try await tokens.exclusively("a", limit: .milliseconds(20)) {}
      }
      #expect(late?.code == "CREDENTIAL-LOCKED" && late?.recovery == .retry(after: nil))
      #expect(late?.message.contains("another part of this run") == true)
      let waiting = Task { try await tokens.exclusively("a") {} }
      waiting.cancel()
      let cancelled = await #expect(throws: Fault.self) { try await waiting.value }
      #expect(cancelled?.code == "CREDENTIAL-LOCKED")
    }
    try await tokens.exclusively("a", limit: .zero) {}
  }

  @Test func aThrowingBodyLetsGo() async throws {
    let scratch = try Scratch()
    let tokens = Self.store(scratch).tokens
    await #expect(throws: Fault.self) {
      try await tokens.exclusively("a") { () async throws(Fault) in throw Fault("X", "x", recovery: .stopRun) }
    }
    try await tokens.exclusively("a", limit: .zero) {}
  }

  /// flock(1) holds it as another process would; killed, it holds it no longer.
  @Test(.enabled("flock(1) is not installed") { Skips.unless(Files.program("flock") != nil, "flock not installed") })
  func aProcessThatDiesLetsGo() async throws {
    let scratch = try Scratch()
    let tokens = Self.store(scratch).tokens
    try await tokens.exclusively("a") {}
    let lock = scratch.path + "/state/tokens/a.lock"
    let holder = try ChildProcess.start(
      "flock", [lock, "sh", "-c", "echo held; exec cat /dev/zero >/dev/null"],
      output: scratch.path + "/said")
    while Files.text(scratch.path + "/said") != "held\n", holder.isRunning { await Task.yield() }
    let fault = await #expect(throws: Fault.self) { try await tokens.exclusively("a", limit: .milliseconds(20)) {} }
    #expect(fault?.code == "CREDENTIAL-LOCKED")
    holder.kill()
    _ = await holder.exit()
    try await tokens.exclusively("a") {}
  }
}
