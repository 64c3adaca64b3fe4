import Core
import Lab
import TestKit
import Testing

/// kill -9 to the built program while it writes its secrets.
@Suite(.serialized) struct CredentialKillTests {
  @Test(.needs(.program("postduif"))) func theStoreSurvivesEveryKill() async throws {
    let seed = Environment["POSTDUIF_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
    print("CredentialKillTests: seed \(seed) (POSTDUIF_SEED repeats it)")
    var random = SeededRandom(seed: seed, "credentials")
    let folder = try TemporaryFolder("project")
    let program = try #require(PackageFolder.program("postduif"))
    try Files.write("project:\n  name: Peeters\n", to: folder("postduif.yaml"))
    func set(_ secret: String, killedAfter limit: Int?) async throws -> ChildProcess.Exit {
      try Files.write("\(secret)\n", to: folder("typed"), mode: 0o600)
      let child = try ChildProcess.start(
        program, ["credential", "set", "oud/an", "--stdin", "-p", folder.path], environment: ["HOME": folder.path],
        input: folder("typed"), output: folder("said"), errors: folder("said"))
      if let limit { child.kill(afterMilliseconds: random.below(limit + 1)) }
      return await child.exit()
    }
    func stored() -> String? {
      Files.text(folder(".postduif/credentials")).split(separator: "\n").first { $0.hasPrefix("oud/an\t") }
        .flatMap { Base64.decode(Array($0.dropFirst("oud/an\t".utf8.count).utf8)) }
        .map { String(decoding: $0, as: UTF8.self) }
    }
    let clock = ContinuousClock()
    let started = clock.now
    #expect(try await set("secret-0", killedAfter: nil).code == 0)
    let length = Int((clock.now - started) / .milliseconds(1))
    var last = "secret-0"
    var kills = 0
    for round in 1...40 {
      let next = "secret-\(round)"
      let exit = try await set(next, killedAfter: length)
      if exit.signal != nil { kills += 1 }
      let found = stored()
      #expect(exit.signal == nil ? found == next : found == last || found == next, "round \(round): \(found ?? "none")")
      last = found ?? last
    }
    #expect(kills > 0)
    #expect(try await set("secret-last", killedAfter: nil).code == 0)
    #expect(stored() == "secret-last")
    let left = Files.all(below: folder(".postduif")).filter { $0.hasSuffix(".new") }
    #expect(left.isEmpty)
  }
}
