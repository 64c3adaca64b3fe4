import Archives
import Connectors
import Core
import Foundation
import IMAP
import Migration
import NIOCore
import TestKit
import Testing

/// The engine between mailboxes in files: what holds for servers holds for them.
@Suite struct FileEngineTests {
  @Test func everythingIsCopiedOnceAndOnlyOnce() async throws {
    let bench = try FileBench()
    try bench.fill()
    let first = try await bench.run()
    try bench.expectEqual(first)
    #expect(first.copiedNow == 10)
    let again = try await bench.run()
    try bench.expectEqual(again)
    #expect(again.copiedNow == 0)
    let report = try await bench.verify()
    #expect(report.folders.flatMap(\.differences).isEmpty)
    #expect(report.folders.reduce(0) { $0 + $1.bodiesCompared } == 10)
  }

  @Test func aDeltaPassBringsWhatIsNewAndFlagsThatChanged() async throws {
    let bench = try FileBench()
    try bench.fill()
    try await bench.run()
    try bench.deliver([FileBench.message(50)], flags: ["\\Flagged", "Project"], seconds: 7)
    let store = try MaildirStore(bench.folder("old"))
    let inbox = try #require(try store.folders().first)
    var places: [MessagePlace] = []
    try store.scan(inbox) { if $0.flags == ["\\Seen"] { places.append($0.place) } }
    _ = try store.setFlags(["\\Answered", "$Forwarded"], of: places[1], in: inbox)
    let outcome = try await bench.run()
    #expect(outcome.copiedNow == 1 && outcome.flagsUpdated == 1)
    try bench.expectEqual(outcome)
  }

  @Test func whatWentAtTheSourceStaysUnlessAskedFor() async throws {
    let bench = try FileBench()
    try bench.fill()
    try await bench.run()
    let store = try MaildirStore(bench.folder("old"))
    let inbox = try #require(try store.folders().first)
    var places: [MessagePlace] = []
    try store.scan(inbox) { places.append($0.place) }
    try store.remove(places[2], in: inbox)
    try await bench.run()
    #expect(try bench.contents("new").count == 10)
    var options = RunOptions()
    options.mirrorDeletes = true
    try await bench.run(options)
    let (old, new) = (try bench.contents("old"), try bench.contents("new"))
    #expect(old == new && new.count == 9)
  }

  /// Lost or damaged, an index costs a look at the mail, and no mail.
  @Test(arguments: ["old", "new", "both"], [false, true])
  func aLostIndexCostsNothing(end: String, isDamaged: Bool) async throws {
    let bench = try FileBench()
    try bench.fill()
    try await bench.run()
    for name in ["old", "new"] where end == name || end == "both" {
      for file in try FileManager.default.contentsOfDirectory(atPath: bench.folder("state/\(name)")) {
        let path = bench.folder("state/\(name)/\(file)")
        var bytes = try Data(contentsOf: URL(filePath: path))
        if isDamaged {
          bytes[30] ^= 0x40
          try bytes.write(to: URL(filePath: path))
        } else {
          try FileManager.default.removeItem(atPath: path)
        }
      }
    }
    bench.restart()
    try bench.deliver([FileBench.message(77)])
    let outcome = try await bench.run()
    try bench.expectEqual(outcome)
    #expect(outcome.copiedNow == 1)
    #expect(try await bench.run().copiedNow == 0)
  }

  @Test func anIndexBroughtBackFromEarlierIsNotTrusted() async throws {
    let bench = try FileBench()
    try bench.deliver((0..<3).map { FileBench.message($0) })
    try await bench.run()
    let files = FileManager.default
    try files.copyItem(atPath: bench.folder("state/old"), toPath: bench.folder("backup"))
    try bench.deliver([FileBench.message(10), FileBench.message(11)], seconds: 900)
    try await bench.run()
    try bench.deliver([FileBench.message(20)], seconds: 500)
    try files.removeItem(atPath: bench.folder("state/old"))
    try files.moveItem(atPath: bench.folder("backup"), toPath: bench.folder("state/old"))
    bench.restart()
    let outcome = try await bench.run()
    try bench.expectEqual(outcome)
    #expect(outcome.copiedNow == 1)
  }

  /// Dead before every single change on disk, clean-up included; then a second run.
  @Test func nothingIsLostOrDoubledWhereverTheDiskDies() async throws {
    let count = try await {
      let bench = try FileBench()
      try bench.fillLittle()
      try await bench.run()
      return bench.death.count
    }()
    #expect(count > 30)
    for step in 0..<count {
      let bench = try FileBench()
      try bench.fillLittle()
      bench.death.come(after: step)
      _ = try? await bench.run()
      bench.death.come(after: nil)
      bench.restart()
      let outcome = try await bench.run()
      try bench.expectEqual(outcome, "died at step \(step) of \(count)")
    }
  }

  @Test func flagsFollowWhereverTheDiskDies() async throws {
    func prepared() async throws -> FileBench {
      let bench = try FileBench()
      try bench.deliver([FileBench.message(1), FileBench.message(2)])
      try await bench.run()
      let store = try MaildirStore(bench.folder("old"))
      let inbox = try #require(try store.folders().first)
      var places: [MessagePlace] = []
      try store.scan(inbox) { places.append($0.place) }
      for place in places { _ = try store.setFlags(["\\Flagged", "Project"], of: place, in: inbox) }
      return bench
    }
    let count = try await {
      let bench = try await prepared()
      let before = bench.death.count
      try await bench.run()
      return bench.death.count - before
    }()
    for step in 0..<count {
      let bench = try await prepared()
      bench.death.come(after: step)
      _ = try? await bench.run()
      bench.death.come(after: nil)
      bench.restart()
      try bench.expectEqual(try await bench.run(), "died at step \(step) of \(count)")
    }
  }

  @Test func fromAndToAServer() async throws {
    let server = try await TestMailbox()
    let bodies = (0..<30).map { FileBench.message($0) } + ["\r\nbare\nlf\r\n"]
    try server.fill("annie", bodies, flags: [.seen])
    try server.fill("annie", [FileBench.message(100)], in: "Archief")
    let folder = try TemporaryFolder("file-server")
    let store = try MaildirStore.make(folder("box"))
    func engine(_ source: any MailSource, _ target: any MailTarget, _ ledger: String) throws -> MigrationEngine {
      MigrationEngine(
        ledger: try Ledger(path: folder(ledger)), pairs: [MailboxPair(name: "annie", source: source, target: target)],
        options: RunOptions())
    }
    let down = try engine(
      IMAPMailSource(server.account("annie")), FileMailTarget(store, name: "box", state: folder("down")), "down.sqlite")
    let first = try await down.run(try await down.plan())
    #expect(first.totals.copied == 32 && first.totals.open == 0)
    let up = try engine(
      FileMailSource(store, name: "box", state: folder("up")), IMAPMailTarget(server.account("john")), "up.sqlite")
    let second = try await up.run(try await up.plan())
    #expect(second.totals.copied == 32 && second.totals.open == 0)
    let target = try await server.target()
    let inbox = try #require(try await target.folders().first)
    let stream = try await target.open((1...31).map { ItemID($0) }, in: try await target.select(inbox))
    var found: [String] = []
    var current: [UInt8] = []
    while let events = try await stream.next() {
      for event in events {
        switch event {
        case .begin: current = []
        case .bytes(let bytes): current += Array(bytes.readableBytesView)
        case .end: found.append(String(decoding: current, as: UTF8.self))
        case .missing: Issue.record("missing")
        }
      }
    }
    #expect(found.sorted() == bodies.sorted())
    await target.close()
  }
}
