import Connectors
import Core
import IMAP
import IMAPServer
import Migration
import TestKit

/// Two embedded servers, the engine between them, and a ledger in a folder of its own.
struct WireBench {
  let old: TestMailbox
  let new: TestMailbox
  private let folder: TemporaryFolder
  private let sourceProvider: Provider?
  private let targetProvider: Provider?

  init(
    source: Personality = Personality(), sourceProvider: Provider? = nil, target: Personality = Personality(),
    targetProvider: Provider? = nil
  ) async throws {
    old = try await TestMailbox(source)
    new = try await TestMailbox(target)
    folder = try TemporaryFolder("wire-bench")
    (self.sourceProvider, self.targetProvider) = (sourceProvider, targetProvider)
  }

  var ledger: Ledger { get throws { try Ledger(path: folder("state.sqlite")) } }

  func engine(_ options: RunOptions = RunOptions(), rules: FolderRules = FolderRules()) throws -> MigrationEngine {
    let source = IMAPMailSource(old.account("annie", provider: sourceProvider))
    let target = IMAPMailTarget(new.account("john", provider: targetProvider))
    return MigrationEngine(
      ledger: try ledger, pairs: [MailboxPair(name: "annie", source: source, target: target, rules: rules)],
      options: options)
  }

  func run(_ options: RunOptions = RunOptions()) async throws -> MailboxOutcome {
    let engine = try engine(options)
    let summary = try await engine.run(try await engine.plan())
    return summary.mailboxes[0]
  }

  func verify() async throws -> VerifyReport.Mailbox {
    var options = VerifyOptions()
    options.full = true
    return try await engine().verify(options).mailboxes[0]
  }

  /// What stands in a folder at the target, in its order.
  func there(_ path: [String]) async throws -> [(item: ListedItem, body: String)] {
    let session = try await new.target(targetProvider)
    let pages = Pages()
    var found: [(ListedItem, String)] = []
    if let folder = try await session.folders().first(where: { $0.path == path }) {
      let open = try await session.select(folder)
      if open.count > 0 {
        try await session.list(open, from: ItemID(1)) { pages.add($0) }
        let bodies = try await Received.all(of: try await session.open(pages.all.map(\.id), in: open))
        found = pages.all.map { ($0, bodies.text($0.id.rawValue) ?? "") }
      }
    }
    await session.close()
    return found
  }

  func stop() async {
    await old.stop()
    await new.stop()
  }
}
