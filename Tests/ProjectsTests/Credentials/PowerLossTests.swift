import Core
import Foundation
import Synchronization
import Testing

@testable import Projects

/// Stops saving before every single step, as a crash or a power cut does.
@Suite struct PowerLossTests {
  enum Kept: String, CaseIterable, Sendable { case store, tokens }

  private final class Steps: Sendable {
    private let seen = Mutex<[ProjectFile.Step]>([])
    var all: [ProjectFile.Step] { seen.withLock { $0 } }
    func add(_ step: ProjectFile.Step) { seen.withLock { $0.append(step) } }
  }

  private static func keyring(isSealed: Bool) -> Keyring {
    SealingTests.keyring(isSealed ? SealingTests.passphrase : nil)
  }

  private static func write(_ kept: Kept, _ text: String, _ folder: String, isSealed: Bool) async throws {
    let store = CredentialStore(path: folder + "/credentials", keyring: keyring(isSealed: isSealed))
    switch kept {
    case .store: try await store.set(["a": Secret(text)])
    case .tokens: try await store.tokens.save(Array(text.utf8), "a")
    }
  }

  private static func read(_ kept: Kept, _ folder: String, isSealed: Bool) async throws -> String? {
    let store = CredentialStore(path: folder + "/credentials", keyring: keyring(isSealed: isSealed))
    switch kept {
    case .store: return try await store.secret(named: "a")?.reveal()
    case .tokens: return try await store.tokens.load("a").map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private static func leftovers(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".new") }
  }

  private static func copy(_ folder: String, to copy: String) throws(Fault) {
    guard (try? FileManager.default.copyItem(atPath: folder, toPath: copy)) != nil else {
      throw Fault("TEST-COPY", "no copy to \(copy)", recovery: .stopRun)
    }
  }

  @Test(arguments: Kept.allCases, [false, true])
  func oldOrNewAfterEveryStep(kept: Kept, isSealed: Bool) async throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/state"
    try await Self.write(kept, "old-secret", folder, isSealed: isSealed)
    // What a crash would leave on the disk before each step.
    let steps = Steps()
    let watch = ProjectFile.StepWatch { step throws(Fault) in
      steps.add(step)
      try Self.copy(folder, to: "\(scratch.path)/\(step)")
    }
    try await ProjectFile.$watch.withValue(watch) {
      try await Self.write(kept, "new-secret", folder, isSealed: isSealed)
    }
    #expect(steps.all == ProjectFile.Step.allCases)
    for step in ProjectFile.Step.allCases {
      let left = "\(scratch.path)/\(step)"
      let isNew = step == .syncFolder || step == .done
      // Until it is synced, the disk may hold any part of the new file: all, some, nothing.
      for share in step == .create || isNew ? [1.0] : [1, 0.5, 0] {
        for name in try Self.leftovers(left) where share < 1 {
          let url = URL(filePath: left + "/" + name)
          let bytes = try Data(contentsOf: url)
          try bytes.prefix(Int(Double(bytes.count) * share)).write(to: url)
        }
        #expect(try await Self.read(kept, left, isSealed: isSealed) == (isNew ? "new-secret" : "old-secret"), "\(step)")
      }
      #expect(try Self.leftovers(left).isEmpty == (step == .create || isNew), "\(step)")
      try await Self.write(kept, "third-secret", left, isSealed: isSealed)
      #expect(try await Self.read(kept, left, isSealed: isSealed) == "third-secret")
      #expect(try Self.leftovers(left) == [], "\(step)")
    }
  }

  @Test(arguments: Kept.allCases, ProjectFile.Step.allCases)
  func aStepThatFailsLeavesNoTrace(kept: Kept, failing: ProjectFile.Step) async throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/state"
    try await Self.write(kept, "old-secret", folder, isSealed: true)
    let watch = ProjectFile.StepWatch { step throws(Fault) in
      if step == failing { throw Fault("TEST-FULL", "full", recovery: .stopRun) }
    }
    let fault = await #expect(throws: Fault.self) {
      try await ProjectFile.$watch.withValue(watch) {
        try await Self.write(kept, "new-secret", folder, isSealed: true)
      }
    }
    #expect(fault?.code == "TEST-FULL")
    let isNew = failing == .syncFolder || failing == .done
    #expect(try await Self.read(kept, folder, isSealed: true) == (isNew ? "new-secret" : "old-secret"))
    #expect(try Self.leftovers(folder) == [])
  }

  /// A leftover is swept when its writer is dead, and only then; files of other names are not touched.
  @Test func onlyTheDeadAreSwept() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/f"
    for name in ["f.1-2.new", "f.4711-99.new", "f.x-2.new", "f.1.new", "g.1-2.new", "f.new", "f.1-2-3.new"] {
      try scratch.write(name, "half")
    }
    let living = open(scratch.path + "/f.4711-99.new", O_RDWR)
    #expect(flock(living, LOCK_EX) == 0)
    try ProjectFile.replace(path, with: [0x41])
    #expect(
      try scratch.names() == ["f", "f.1-2-3.new", "f.1.new", "f.4711-99.new", "f.new", "f.x-2.new", "g.1-2.new"])
    close(living)
    try ProjectFile.replace(path, with: [0x42])
    #expect(try !scratch.names().contains("f.4711-99.new"))
    #expect(try scratch.read("f") == "B")
  }

  @Test func manyWritersDoNotSweepEachOther() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/f"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<64 {
        group.addTask { try ProjectFile.replace(path, with: [UInt8](repeating: UInt8(number), count: 1_000)) }
      }
      try await group.waitForAll()
    }
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    #expect(bytes.count == 1_000 && Set(bytes).count == 1)
    #expect(try scratch.names() == ["f"])
  }
}
