import Archives
import Connectors
import Core
import Foundation
import Migration
import Synchronization
import TestKit
import Testing

/// Two Maildirs, the engine between them, a ledger, and a disk that can die under the target at any step.
struct FileBench {
  let folder: TemporaryFolder
  let death = Death()

  init() throws {
    folder = try TemporaryFolder("file-bench")
    for name in ["old", "new"] { try Files.makeFolder(folder(name), mode: 0o700) }
  }

  /// Counts changes on disk; from a moment on every one of them fails, as for a process that is no more.
  final class Death: Sendable {
    struct State {
      var steps = 0
      var left: Int?
      var starts = 0
    }
    let state = Mutex(State())
    var steps: DiskSteps {
      DiskSteps { () throws(Fault) in
        let isDead = self.state.withLock { state in
          state.steps += 1
          guard let left = state.left else { return false }
          if left > 0 { state.left = left - 1 }
          return left == 0
        }
        if isDead { throw Fault("TEST-KILLED", "killed", recovery: .stopRun) }
      }
    }
    var count: Int { state.withLock { $0.steps } }
    func come(after steps: Int?) { state.withLock { $0.left = steps } }
  }

  /// As after a new start of the program: what was in memory is gone.
  func restart() { death.state.withLock { $0.starts += 1 } }

  private func state(_ end: String) -> String {
    folder("state") + String(repeating: "/.", count: death.state.withLock { $0.starts }) + "/\(end)"
  }

  func engine(_ options: RunOptions = RunOptions()) throws -> MigrationEngine {
    let source = FileMailSource(try MaildirStore(folder("old")), name: "old", state: state("old"))
    let target = FileMailTarget(
      try MaildirStore(folder("new"), steps: death.steps, staleLockSeconds: 0), name: "new", state: state("new"),
      steps: death.steps)
    return MigrationEngine(
      ledger: try Ledger(path: folder("ledger.sqlite")),
      pairs: [MailboxPair(name: "annie", source: source, target: target)], options: options)
  }

  @discardableResult
  func run(_ options: RunOptions = RunOptions()) async throws -> MailboxOutcome {
    let engine = try engine(options)
    let summary = try await engine.run(try await engine.plan())
    return try #require(summary.mailboxes.first)
  }

  func verify() async throws -> VerifyReport.Mailbox {
    var options = VerifyOptions()
    options.full = true
    return try #require(try await engine().verify(options).mailboxes.first)
  }

  static func message(_ number: Int, body: String? = nil) -> String {
    "From: a@example.com\r\nMessage-ID: <\(number)@example.com>\r\nSubject: message \(number)\r\n\r\n"
      + (body ?? "text \(number)\r\n")
  }

  /// Puts messages there as a mail server would.
  func deliver(
    _ bodies: [String], to path: [String] = ["INBOX"], flags: [String] = ["\\Seen"], seconds: Int64 = 1_600_000_000,
    end: String = "old"
  ) throws {
    let store = try MaildirStore(folder(end))
    let writer = try store.writer(for: try store.create(path))
    for (index, body) in bodies.enumerated() {
      try writer.begin(NewMessage(flags: flags, date: ZonedTime(seconds: seconds + Int64(index))))
      try Array(body.utf8).withUnsafeBytes { try writer.write($0) }
      try writer.end()
    }
    _ = try writer.commit()
  }

  struct Mail: Hashable, Comparable, CustomStringConvertible {
    var folder: [String]
    var body: [UInt8]
    var flags: [String]
    var seconds: Int64
    var description: String {
      "\(folder.joined(separator: "/")) \(seconds) \(flags) \(body.count) bytes …\(String(decoding: body.suffix(12), as: UTF8.self))"
    }
    static func < (a: Mail, b: Mail) -> Bool {
      (a.folder.joined(separator: "/"), a.seconds, String(decoding: a.body, as: UTF8.self))
        < (b.folder.joined(separator: "/"), b.seconds, String(decoding: b.body, as: UTF8.self))
    }
  }

  /// Everything in a Maildir, read anew.
  func contents(_ end: String) throws -> [Mail] {
    let store = try MaildirStore(folder(end))
    var out: [Mail] = []
    for folder in try store.folders() where folder.holdsMessages {
      try store.scan(folder) { found in
        let message = try store.open(found.place, in: folder)
        var body = [UInt8](repeating: 0, count: message.size)
        let count = try body.withUnsafeMutableBytes { try message.read(into: $0) }
        #expect(count == body.count)
        out.append(Mail(folder: folder.path, body: body, flags: found.flags, seconds: found.date.seconds))
      }
    }
    return out.sorted()
  }

  func expectEqual(_ outcome: MailboxOutcome, _ note: Comment? = nil, location: SourceLocation = #_sourceLocation)
    throws
  {
    let (old, new) = (try contents("old"), try contents("new"))
    #expect(old == new, note, sourceLocation: location)
    #expect(outcome.counts.open == 0, note, sourceLocation: location)
    #expect(outcome.counts.found == old.count, note, sourceLocation: location)
  }

  /// Enough to be able to lose or double something at every step.
  func fillLittle() throws {
    try deliver([Self.message(1), "bare\nlf\r\n"], flags: [])
    try deliver([Self.message(9), Self.message(9)], to: ["Dubbel"], flags: ["Project"], seconds: 50)
  }

  /// Copies, one Message-ID for two messages, nothing at all, and what a careless store would change.
  func fill() throws {
    try deliver((0..<4).map { Self.message($0) })
    try deliver([Self.message(9), Self.message(9)], to: ["Dubbel"], flags: [], seconds: 50)
    try deliver(["\r\n", "no header\n", "", Self.message(3, body: "bare\nlf\r\n")], to: ["Archief", "2019"])
  }
}
