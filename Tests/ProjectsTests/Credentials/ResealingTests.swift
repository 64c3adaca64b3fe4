import Core
import Foundation
import Synchronization
import Testing

@testable import Projects

/// The passphrase is set, changed and taken away, and the work dies before every single step of it.
@Suite struct ResealingTests {
  enum Change: CaseIterable, Sendable {
    case set, change, remove

    var before: String? { self == .set ? nil : ResealingTests.old }
    var after: String? { self == .remove ? nil : ResealingTests.new }
    /// Store, tokens of two credentials, and where a key had to be kept, the store again.
    var replacements: Int { self == .change ? 4 : 3 }

    func run(_ store: CredentialStore) async throws {
      if self == .remove { try await store.unseal() } else { try await store.seal(with: Secret(ResealingTests.new)) }
    }
  }

  static let old = "het-oude-wachtwoord"
  static let new = "een-nieuw-wachtwoord"
  private static let names = ["an", "m365"]

  private static func store(_ folder: String, _ passphrase: String?) -> CredentialStore {
    CredentialStore(path: folder + "/credentials", keyring: SealingTests.keyring(passphrase))
  }

  private static func fill(_ folder: String, _ passphrase: String?) async throws {
    let store = store(folder, passphrase)
    try await store.set(["oud/an": Secret("geheim-61")])
    for name in names {
      try await store.set(CredentialKindTests.app, named: name)
      try await store.tokens.save(Array("token of \(name)".utf8), name)
    }
  }

  /// Everything there is, with the same passphrase; nil when it is not the right one for some of it.
  private static func readsAll(_ folder: String, _ passphrase: String?) async throws -> Bool {
    let store = store(folder, passphrase)
    do throws(Fault) {
      guard try await store.secret(named: "oud/an")?.reveal() == "geheim-61" else { return false }
      for name in names {
        guard try await store.credential(named: name) == CredentialKindTests.app,
          // In a process that has not read the store before.
          try await self.store(folder, passphrase).tokens.load(name) == Array("token of \(name)".utf8)
        else { return false }
      }
      return true
    } catch {
      #expect(error.code == "CREDENTIAL-PASSPHRASE" || error.code == "CREDENTIAL-SEALED", "\(error)")
      return false
    }
  }

  private static func heads(_ folder: String) throws -> Set<[UInt8]?> {
    let paths = [folder + "/credentials"] + names.map { "\(folder)/tokens/\($0).tokens" }
    return Set(
      try paths.map { path in
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        return SealHead.begins(bytes) ? try SealHead(bytes, path: path).salt : nil
      })
  }

  @Test(arguments: Change.allCases) func onePassphraseOpensEverythingAfterEveryStep(change: Change) async throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/state"
    try await Self.fill(folder, change.before)
    let count = Mutex(0)
    let watch = ProjectFile.StepWatch { _ throws(Fault) in
      let number = count.withLock { number in
        number += 1
        return number
      }
      guard (try? FileManager.default.copyItem(atPath: folder, toPath: "\(scratch.path)/\(number)")) != nil else {
        throw Fault("TEST-COPY", "no copy", recovery: .stopRun)
      }
    }
    try await ProjectFile.$watch.withValue(watch) { try await change.run(Self.store(folder, change.before)) }
    #expect(count.withLock { $0 } == change.replacements * ProjectFile.Step.allCases.count)
    let copies = (1...count.withLock { $0 }).map { "\(scratch.path)/\($0)" } + [folder]
    for copy in copies {
      // Setting and removing leave files of both kinds for a while; the passphrase opens them all.
      let candidates = change == .change ? [Self.old, Self.new] : [change.before ?? change.after]
      var opening: [String?] = []
      for passphrase in candidates where try await Self.readsAll(copy, passphrase) { opening.append(passphrase) }
      #expect(opening.count == 1, "\(copy)")
      // The same again finishes it.
      try await change.run(Self.store(copy, opening.first ?? nil))
      #expect(try await Self.readsAll(copy, change.after), "\(copy)")
      #expect(try Self.heads(copy).count == 1, "\(copy)")
      #expect(try Self.store(copy, nil).isSealed() == (change != .remove))
      let names = try FileManager.default.subpathsOfDirectory(atPath: copy)
      #expect(!names.contains { $0.hasSuffix(".new") }, "\(copy) \(names)")
      if change == .change { #expect(try await !Self.readsAll(copy, Self.old), "\(copy)") }
    }
  }

  /// The key of the old passphrase is not kept a moment longer than it is needed.
  @Test func theOldKeyGoes() async throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/state"
    try await Self.fill(folder, Self.old)
    try await Self.store(folder, Self.old).seal(with: Secret(Self.new))
    let table = try await Self.store(folder, Self.new).load()
    #expect(table.earlierKeys.isEmpty)
    #expect(String(decoding: table.bytes, as: UTF8.self).hasPrefix("# postduif-credentials 2:"))
    #expect(try scratch.mode("state/credentials") == 0o600 && scratch.mode("state/tokens/an.tokens") == 0o600)
  }

  @Test func withoutTheOldPassphraseNothingChanges() async throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/state"
    try await Self.fill(folder, Self.old)
    let before = try Self.heads(folder)
    for passphrase in ["een-ander", nil] {
      for change in [Change.change, .remove] {
        await #expect(throws: Fault.self) { try await change.run(Self.store(folder, passphrase)) }
      }
    }
    #expect(try Self.heads(folder) == before)
    #expect(try await Self.readsAll(folder, Self.old))
    // A store that is not there is not made.
    try await Self.store(scratch.path + "/none", nil).seal(with: Secret(Self.new))
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/none"))
  }

  @Test func aSpareKeyIsReadAsItWasWritten() throws {
    let key = SpareKey(
      cost: SealCost(rounds: 17, lanes: 1), salt: Array(1...16), check: Array(2...17), key: Array(3...34))
    let line = Array(key.line.utf8)
    #expect(SpareKey(line[...]) == key)
    for count in 0..<line.count { #expect(SpareKey(line[..<count]) == nil, "\(count)") }
    var table = CredentialTable(path: "x")
    table.earlierKeys = [key]
    #expect(try CredentialTable(table.bytes, path: "x").earlierKeys == [key])
    #expect(String(decoding: table.bytes, as: UTF8.self).hasPrefix("# postduif-credentials 3:"))
    let fault = #expect(throws: Fault.self) { try CredentialTable(Array("#earlier-key\t1\t2\n".utf8), path: "x") }
    #expect(fault?.code == "CREDENTIAL-FILE")
  }
}
